"""ID numbers by GB 11643: check digit, birth, sex. Our own fifteen lines; libraries guess (design §4)."""

from datetime import date
from operator import mul

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"


class BadIdNumber(ValueError):
    """What is wrong with the number and how to mend it, in Chinese."""


def check_digit(first_seventeen: str) -> str:
    return CHECKS[sum(map(mul, map(int, first_seventeen), WEIGHTS)) % 11]


def normalise(text: str) -> str:
    """18 characters, X upper case; a 15-digit number is lengthened with 19 and its check digit. Raises BadIdNumber with the remedy."""
    number = text.strip().upper()
    if len(number) == 15 and number.isdigit():
        number = number[:6] + "19" + number[6:]
        number += check_digit(number)
    if len(number) != 18:
        raise BadIdNumber(f"身份证号应为18位，现在是{len(number)}位。请对照户口簿重填。")
    if not (number[:17].isdigit() and (number[17].isdigit() or number[17] == "X")):
        raise BadIdNumber("身份证号只能是数字，末位可以是X。请对照户口簿重填。")
    try:
        birth_date(number)
    except ValueError:
        raise BadIdNumber(f"身份证号第7到14位“{number[6:14]}”不是日期。请对照户口簿重填。") from None
    expected = check_digit(number[:17])
    if number[17] != expected:
        raise BadIdNumber(f"身份证号末位校验不对，应为{expected}。请对照户口簿。")
    return number


def birth_date(number: str) -> date:
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def sex_code(number: str) -> str:
    """1 male, 2 female (GB/T 2261.1)."""
    return "1" if int(number[16]) % 2 else "2"
