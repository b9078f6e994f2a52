"""ID numbers, certificates, accounts and telephones as registers write them (domain §7.3, 1 and 3; §8.1)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from households.national_id import check_digit
from registers import parsing
from registers.numbers import is_sure, may_be_rounded
from registers.parsing import BadCell, Remarked
from tests.registers.books import HEAD, number_of

FIRST_SEVENTEEN = st.builds(
    lambda area, birth, sequence: f"99{area:04d}{birth:%Y%m%d}{sequence:03d}",
    st.integers(0, 9999), st.dates(date(1900, 1, 1), date(2026, 6, 1)), st.integers(0, 999),
)  # fmt: skip
WIDE = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
WITH_X = next(number_of("19700101", n) for n in range(100) if number_of("19700101", n).endswith("X"))


@given(FIRST_SEVENTEEN, st.sampled_from(["{}", " {} ", "'{}", "　{}", "{}\n", "\u200b{}", "{}_x000D_"]), st.booleans())
def test_any_valid_number_is_taken_however_it_is_dressed(first, dress, lower):
    number = first + check_digit(first)
    written = dress.format(number.lower() if lower else number)
    assert parsing.id_number(written) == number
    assert parsing.id_number(written.translate(WIDE)) == number
    assert parsing.id_number(f"{number[:6]} {number[6:14]} {number[14:]}") == number
    assert parsing.id_number(f"{number[:6]}-{number[6:14]}-{number[14:]}") == number


@pytest.mark.parametrize("sign", ["x", "X", "ｘ", "×", "Х", "х", "χ"])
def test_every_sign_that_stands_for_x(sign):
    assert parsing.id_number(WITH_X[:17] + sign) == WITH_X


@given(FIRST_SEVENTEEN, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_never_taken(first, place, shift):
    number = first + check_digit(first)
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    with pytest.raises(BadCell):
        parsing.id_number(wrong)


@given(FIRST_SEVENTEEN, st.integers(0, 16))
def test_two_neighbours_exchanged_are_never_taken(first, place):
    number = first + check_digit(first)
    wrong = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    if wrong == number or not wrong[:17].isdigit():
        return
    with pytest.raises(BadCell):
        parsing.id_number(wrong)


def test_fifteen_digits_are_lengthened_and_said():
    old = HEAD[:6] + HEAD[8:17]
    for raw in (old, float(old), int(old), f"'{old}"):  # Excel keeps fifteen digits whole
        assert parsing.id_number(raw) == Remarked(HEAD, "15位的旧号，已补成18位。请对照户口簿核对。")


@given(FIRST_SEVENTEEN)
def test_the_first_fifteen_of_eighteen_are_never_taken_for_an_old_number(first):
    with pytest.raises(BadCell):
        parsing.id_number(first[:15])


@given(FIRST_SEVENTEEN)
def test_a_number_excel_has_rounded_is_refused(first):
    number = first + check_digit(first)
    if number.endswith("X"):
        return
    for raw in (float(number), int(number), f"{float(number):.5E}", f"{float(number):.14E}"):
        with pytest.raises(BadCell, match="已丢。请把整列设成文本"):
            parsing.id_number(raw)


@given(FIRST_SEVENTEEN)
def test_a_rounded_number_that_became_text_fails_its_check_or_is_asked_back(first):
    number = first + check_digit(first)
    rounded = number[:15] + "000"
    try:
        read = parsing.id_number(rounded)
    except BadCell:
        return
    assert may_be_rounded(read) and not is_sure(rounded) and is_sure(rounded + "（核）")
    assert parsing.id_number(rounded + "核") == read


@pytest.mark.parametrize("more", ["42", "11", "74", "42B1"])
def test_a_disability_number_gives_its_first_eighteen_and_says_so(more):
    read = parsing.id_number(HEAD + more)
    assert read == Remarked(HEAD, f"写的是{18 + len(more)}位残疾人证号，已取前18位作身份证号。")


@pytest.mark.parametrize(
    ("raw", "remedy"),
    [
        (HEAD + "85", "后几位不合规则"), (HEAD + "4", "应为18位，现在是19位"), (HEAD[:17] + ("0" if HEAD[17] != "0" else "1") + "42", "末位校验不对"),
        (HEAD[:16], "现在是16位"), ("身份证", "应为18位"), (HEAD[:10] + "1332" + HEAD[14:], "不是日期"), (HEAD[:6] + "********" + HEAD[14:], "只能是数字"),
    ],
)  # fmt: skip
def test_numbers_that_are_refused(raw, remedy):
    with pytest.raises(BadCell, match=remedy):
        parsing.id_number(raw)


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("13900001111", "13900001111"), (13900001111.0, "13900001111"), ("139 0000 1111", "13900001111"), ("139-0000-1111", "13900001111"),
        ("１３９００００１１１１", "13900001111"), ("+86 13900001111", "13900001111"), ("0561-3012345", "05613012345"), ("（0561）3012345", "05613012345"),
        ("3012345", "3012345"),
    ],
)  # fmt: skip
def test_telephones(raw, number):
    assert parsing.phone(raw) == number


@pytest.mark.parametrize(
    ("raw", "remark"),
    [
        ("没有电话", "写的不是号码，没有取"), ("同户主", "写的不是号码，没有取"), ("1390000111", "号码位数不对，没有取"), ("139000011111", "号码位数不对，没有取"),
        ("13900001111、13900002222", "写了几个号码，没有取"), ("13900001111/0561-3012345", "写了几个号码，没有取"), ("0", "号码位数不对"),
    ],
)  # fmt: skip
def test_a_telephone_that_is_none_is_left_out_and_said(raw, remark):
    read = parsing.phone(raw)
    assert isinstance(read, Remarked) and read.value is None and remark in read.remark


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ("6217 0000 0000 0000 000", "refused"), ("6212345678901234560", "6212345678901234560"), ("6217-0000-1234-5678-12", "6217000012345678 12"),
        ("12345", "12345"), ("201000123456789", "201000123456789"), (6.21e18, "refused"),
    ],
)  # fmt: skip
def test_accounts(raw, read):
    if read == "refused":
        with pytest.raises(BadCell, match=r"丢了位数|已丢"):
            parsing.account()(raw)
    else:
        assert parsing.taken(parsing.account()(raw)) == read.replace(" ", "")


@pytest.mark.parametrize("raw", [3.1, 12.5, 1e-9])
def test_a_number_with_a_fraction_is_no_code(raw):
    for parse in (parsing.code_text(30), parsing.document_number, parsing.account(), parsing.id_number):
        with pytest.raises(BadCell, match="带小数的数字"):
            parse(raw)


def test_an_account_that_fails_the_card_check_is_taken_with_a_remark():
    assert parsing.account()("6217000000000001235") == Remarked("6217000000000001235", "账号校验位不符，已照写的登记。请对照存折或卡核对。")
