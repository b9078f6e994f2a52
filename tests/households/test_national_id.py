"""ID numbers by GB 11643: what is taken, what is refused and how the refusal helps."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from households.national_id import BadIdNumber, birth_date, check_digit, normalise, sex_code

GOOD = "99010119800501123" + check_digit("99010119800501123")
# A number whose check digit is X, found once by counting up.
WITH_X = next(first + "X" for first in (f"99010119800501{n:03d}" for n in range(1000)) if check_digit(first) == "X")

births = st.dates(date(1900, 1, 1), date(2026, 6, 15))
firsts = st.builds(lambda area, birth, order: f"99{area:04d}{birth:%Y%m%d}{order:03d}", st.integers(0, 9999), births, st.integers(0, 999))


@given(first=firsts)
def test_the_check_digit_is_iso_7064_mod_11_2(first: str) -> None:
    """The same by another road: with powers of two as weights the eighteen places add up to 1 modulo 11 (X stands for ten)."""
    last = check_digit(first)
    total = sum(int(digit) * 2 ** (17 - place) for place, digit in enumerate(first)) + (10 if last == "X" else int(last))
    assert total % 11 == 1


@pytest.mark.parametrize("written", [GOOD, f" {GOOD} ", WITH_X, WITH_X.lower()])
def test_taken_as_written_or_with_a_small_x(written: str) -> None:
    assert normalise(written) == written.strip().upper()


def test_fifteen_digits_are_lengthened() -> None:
    old = "990101800501123"
    assert normalise(old) == "99010119800501123" + check_digit("99010119800501123")


@pytest.mark.parametrize(
    ("written", "remedy"),
    [
        ("", "应为18位，现在是0位"),
        (GOOD[:17], "应为18位，现在是17位"),
        (GOOD + "1", "应为18位，现在是19位"),
        ("99010180050112A", "应为18位，现在是15位"),
        ("A" + GOOD[1:], "只能是数字，末位可以是X"),
        (GOOD[:17] + "Y", "只能是数字，末位可以是X"),
        ("99010119801301123" + "1", "第7到14位“19801301”不是日期"),
        ("99010119810229123" + "1", "第7到14位“19810229”不是日期"),
    ],
)
def test_refused_with_the_place_and_the_remedy(written: str, remedy: str) -> None:
    with pytest.raises(BadIdNumber, match=remedy):
        normalise(written)


def test_a_wrong_check_digit_names_the_right_one() -> None:
    wrong = GOOD[:17] + ("0" if GOOD[17] != "0" else "1")
    with pytest.raises(BadIdNumber, match=f"末位校验不对，应为{GOOD[17]}。请对照户口簿。"):
        normalise(wrong)


@given(first=firsts)
def test_a_right_number_is_taken_and_gives_birth_and_sex(first: str) -> None:
    number = normalise(first + check_digit(first))
    assert f"{birth_date(number):%Y%m%d}" == first[6:14]
    assert sex_code(number) == ("1" if int(first[16]) % 2 else "2")


@given(first=firsts, place=st.integers(0, 16), digit=st.integers(0, 9))
def test_any_single_wrong_digit_is_found(first: str, place: int, digit: int) -> None:
    number = first + check_digit(first)
    wrong = number[:place] + str(digit) + number[place + 1 :]
    if wrong != number:
        with pytest.raises(BadIdNumber):
            normalise(wrong)
