"""Numbers that name a person, a household, an account or a telephone: text, never arithmetic. Pure.

What Excel has rounded is refused: nobody may guess the digits it dropped (domain §7.3, §8.1).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeGuard

from households.national_id import BadIdNumber, normalise
from registers.cells import LOST_FROM, BadCell, Raw, Remarked, no_error, tidy

LOOKS_LIKE_X = str.maketrans(dict.fromkeys("×ХΧ╳✕✖", "X"))
CERTIFICATE = re.compile(r"(\d{17}[\dX])([1-7])([1-4])(B\d)?")  # 残疾人证: 18 + kind + level, 22 when issued anew
SURE = re.compile(r"\(?已?核(?:实|对)?\)?$")  # the sender has looked at the card itself
MOBILE = re.compile(r"1[3-9]\d{9}")
FIXED = re.compile(r"0\d{2,3}\d{7,8}|[2-9]\d{6,7}|[48]00\d{7}")
ONE_PHONE = "请只留一个手机号或带区号的固定电话。"


def check_no_lost_digits(raw: Raw) -> None:
    """Raises BadCell when a long number was kept as a number: its last digits are gone and nobody may guess them."""
    if isinstance(raw, int | float) and not isinstance(raw, bool) and abs(raw) >= LOST_FROM:
        raise BadCell("存成了数字，后三位已丢。请把整列设成文本，再照原件填。")
    if isinstance(raw, float) and not raw.is_integer():
        raise BadCell("存成了带小数的数字，末尾的0可能已丢。请把整列设成文本，再照原件填。")
    if isinstance(raw, str) and re.fullmatch(r"\d(\.\d+)?[eE][+-]?\d+", tidy(raw)):
        raise BadCell("存成了科学计数，后面几位已丢。请把整列设成文本，再照原件填。")


@dataclass(frozen=True)
class CodeText:
    """A number that is a name (household number, certificate): text without blanks; a long Excel number has lost digits and is refused."""

    limit: int

    def __call__(self, raw: Raw) -> str:
        check_no_lost_digits(raw)
        value = re.sub(r"\s+", "", no_error(tidy(raw)))
        if not value.isprintable():
            raise BadCell("有看不见的控制字符。请重新输入。")
        if len(value) > self.limit:
            raise BadCell(f"太长，最多{self.limit}位，现在{len(value)}位。")
        return value


def code_text(limit: int) -> CodeText:
    return CodeText(limit)


@dataclass(frozen=True)
class Account:
    """A bank account. One that fails the card check is taken with a remark; one whose digits after the fifteenth are all zero as well is refused."""

    limit: int = 40

    def __call__(self, raw: Raw) -> str | Remarked:
        value = CodeText(self.limit)(raw).replace("-", "")
        check_no_lost_digits(value)
        if not re.fullmatch(r"[0-9A-Za-z]+", value):
            raise BadCell("账号只能是数字和字母。请照存折或卡填写。")
        if not re.fullmatch(r"\d{16,19}", value) or passes_luhn(value):
            return value
        if len(value) >= 18 and not value[15:].strip("0"):
            raise BadCell("后几位全是0，像是Excel按数字存过、丢了位数。请把整列设成文本，照存折或卡重填。")
        return Remarked(value, "账号校验位不符，已照写的登记。请对照存折或卡核对。")


def account(limit: int = 40) -> Account:
    return Account(limit)


def passes_luhn(digits: str) -> bool:
    return sum(sum(divmod(int(digit) * (2 if place % 2 else 1), 10)) for place, digit in enumerate(reversed(digits))) % 10 == 0


def bare(raw: Raw) -> str:
    """An ID number as written, without blanks and dashes, capital X whatever sign stands for it."""
    value = re.sub(r"[\s-]", "", tidy(raw)).upper()
    return value[:-1] + value[-1].translate(LOOKS_LIKE_X) if value else value


def _is_plain(raw: Raw) -> TypeGuard[str]:
    """Written as on the card, as nearly all are: nothing to be tidied, nothing lost."""
    return isinstance(raw, str) and len(raw) == 18 and raw.isascii() and raw[:17].isdigit() and raw[17] in "0123456789Xx"


def id_number(raw: Raw) -> str | Remarked:
    """18 characters with a valid check digit; 15 digits are lengthened, a disability number gives its first 18, both with a remark."""
    try:
        if _is_plain(raw):
            return normalise(raw)
        check_no_lost_digits(raw)
        value = bare(SURE.sub("", tidy(raw)))
        if card := CERTIFICATE.fullmatch(value):
            return Remarked(normalise(card[1]), f"写的是{len(value)}位残疾人证号，已取前18位作身份证号。")
        if len(value) in (20, 22) and value[:17].isdigit():
            raise BadCell(f"像是{len(value)}位的残疾人证号，后几位不合规则。这一列填18位身份证号。")
        if len(value) == 15 and value.isdigit():
            return Remarked(_lengthened(value), "15位的旧号，已补成18位。请对照户口簿核对。")
        return normalise(value)
    except BadIdNumber as error:
        raise BadCell(str(error)) from None


def _lengthened(value: str) -> str:
    # Born in 1919 or 1920 by the old form, or the first 15 of an 18-digit number (…19yy…, …20yy…): the second is what happens.
    if value[6:8] in ("19", "20"):
        raise BadCell("15位，像是18位号码少了后三位。请照户口簿填全18位。")
    return normalise(value)


def is_sure(raw: Raw) -> bool:
    """Whether the sender wrote behind the number that he compared it with the card."""
    return bool(SURE.search(tidy(raw)))


def may_be_rounded(number: str) -> bool:
    """Eighteen digits that end in 000: a number Excel rounded before it became text passes the check digit once in eleven times."""
    return len(number) == 18 and number.endswith("000")


ROUNDED = "末三位是000，像是Excel按数字存过、丢了位数。请照身份证重填；证上确是000的，在号码后加“核”字。"


def document_number(raw: Raw) -> str:
    """The number of any certificate; whether it is a valid ID number is asked where the certificate's kind is known."""
    if _is_plain(raw):
        return raw.upper()
    check_no_lost_digits(raw)
    value = re.sub(r"\s+", "", tidy(raw)).upper()
    if not value.isprintable():
        raise BadCell("有看不见的控制字符。请重新输入。")
    if not 4 <= len(value) <= 30:
        raise BadCell(f"证件号码应为4到30位，现在是{len(value)}位。")
    return value


def phone(raw: Raw) -> str | Remarked:
    """A mobile or fixed number without blanks and dashes. Words, several numbers and broken ones are left out with a remark: a household is not
    refused for its telephone."""
    if isinstance(raw, str) and raw.isascii() and MOBILE.fullmatch(raw):
        return raw
    written = tidy(raw)
    value = re.sub(r"[\s()-]", "", written)
    value = re.sub(r"^(?:\+86|0086|86(?=1[3-9]\d{9}$))", "", value)
    if MOBILE.fullmatch(value) or FIXED.fullmatch(value):
        return value
    if not any(char.isdigit() for char in value):
        return Remarked(None, f"写的不是号码，没有取。{ONE_PHONE}")
    if len(re.findall(r"\d{7,}", written)) > 1:
        return Remarked(None, f"写了几个号码，没有取。{ONE_PHONE}")
    return Remarked(None, f"号码位数不对，没有取。{ONE_PHONE}")
