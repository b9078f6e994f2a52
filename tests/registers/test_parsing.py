"""Cells as registers write them (domain §7.3): what is taken, what is refused, and with which words."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from households.national_id import check_digit
from registers import parsing, words
from registers.parsing import BadCell
from registers.sheets import SHEETS
from tests.registers.books import HEAD


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        ("2023.5", date(2023, 5, 1)),
        (2023.5, date(2023, 5, 1)),
        (2023.11, date(2023, 11, 1)),
        ("2023/5/1", date(2023, 5, 1)),
        ("202305", date(2023, 5, 1)),
        (202305.0, date(2023, 5, 1)),
        ("20230501", date(2023, 5, 1)),
        ("2023年5月", date(2023, 5, 1)),
        ("2023年5月8日", date(2023, 5, 8)),
        ("２０２３－０５－０８", date(2023, 5, 8)),
        ("'2023-05-08", date(2023, 5, 8)),
        ("2023-05-08 00:00:00", date(2023, 5, 8)),
        ("二〇二三年十月十二日", date(2023, 10, 12)),
        (45054.0, date(2023, 5, 8)),
        ("45054", date(2023, 5, 8)),
        (datetime(2023, 5, 8, 9, 30), date(2023, 5, 8)),
        (date(2023, 5, 8), date(2023, 5, 8)),
    ],
)
def test_days_as_they_are_written(raw, day):
    assert parsing.day(raw) == day


@pytest.mark.parametrize(
    ("raw", "words_of_refusal"),
    [
        (2023.1, "分不清是1月还是10月"),
        ("2023", "只写了年份"),
        ("5月", "认不出日期"),
        ("2023-13-01", "没有2023年13月1日"),
        ("2023-02-30", "没有2023年2月30日"),
        ("0023-02-03", "年份23不合理"),
        ("去年", "认不出日期"),
    ],
)
def test_days_that_are_refused(raw, words_of_refusal):
    with pytest.raises(BadCell, match=words_of_refusal):
        parsing.day(raw)


def test_a_month_ends_on_its_last_day_where_a_validity_is_meant():
    assert parsing.last_day("2024.2") == date(2024, 2, 29)
    assert parsing.last_day("2024-02-03") == date(2024, 2, 3)


@pytest.mark.parametrize(
    ("raw", "start", "months"),
    [("2025", date(2025, 1, 1), 12), (2025.0, date(2025, 1, 1), 12), ("2025年", date(2025, 1, 1), 12), ("2026-05", date(2026, 5, 1), 1)],
)
def test_a_year_is_twelve_months(raw, start, months):
    assert parsing.period(raw) == parsing.Period(start, months)


@given(st.dates(date(1930, 1, 1), date(2090, 12, 31)), st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日"]))
def test_any_day_reads_back(day, form):
    assert parsing.day(day.strftime(form)) == day


@given(st.dates(date(1930, 1, 1), date(2090, 12, 31)))
def test_excel_numbers_of_days_read_back(day):
    assert parsing.day(float((day - date(1899, 12, 30)).days)) == day


@pytest.mark.parametrize(
    ("raw", "amount"),
    [("12,000", "12000"), ("12000元", "12000"), ("￥1,200.50", "1200.50"), (1200.5, "1200.50"), ("１２００", "1200"), (0.1 + 0.2, "0.30")],
)
def test_amounts_as_they_are_written(raw, amount):
    assert parsing.money(raw) == Decimal(amount)


@pytest.mark.parametrize(
    ("raw", "words_of_refusal"),
    [
        ("1.2万", "带了单位。应填12000。"),
        ("1.2万元", "带了单位。应填12000。"),
        ("0.05万", "带了单位。应填500。"),
        ("约3000", "应为金额"),
        ("12.345", "最多两位小数"),
        ("-5", "不能是负数"),
        ("1e20", "太大"),
        ("Infinity", "应为金额"),
    ],
)
def test_amounts_that_are_refused(raw, words_of_refusal):
    with pytest.raises(BadCell, match=words_of_refusal):
        parsing.money(raw)


def test_a_column_headed_in_wan_counts_ten_thousandfold():
    assert parsing.Money(in_wan=True)("1.2") == parsing.Money(in_wan=True)("1.2万元") == Decimal(12000)


def test_a_business_may_lose_money():
    assert parsing.signed_money("-3,000") == Decimal(-3000)


@given(st.decimals(0, 10**9, places=2, allow_nan=False))
def test_any_amount_reads_back_from_text_and_from_excel(amount):
    assert parsing.money(f"{amount:,}") == amount
    assert parsing.money(float(amount)) == amount


FIRST_SEVENTEEN = st.builds(
    lambda area, birth, sequence: f"99{area:04d}{birth:%Y%m%d}{sequence:03d}",
    st.integers(0, 9999), st.dates(date(1900, 1, 1), date(2026, 6, 1)), st.integers(0, 999),
)  # fmt: skip


@given(FIRST_SEVENTEEN, st.sampled_from(["{}", " {} ", "'{}", "　{}"]), st.booleans())
def test_any_valid_number_is_taken_however_it_is_dressed(first, dress, lower):
    number = first + check_digit(first)
    written = dress.format(number.lower() if lower else number)
    assert parsing.id_number(written) == number
    assert parsing.id_number(written.translate(str.maketrans("0123456789", "０１２３４５６７８９"))) == number


@given(FIRST_SEVENTEEN, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_never_taken(first, place, shift):
    number = first + check_digit(first)
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    with pytest.raises(BadCell):
        parsing.id_number(wrong)


def test_fifteen_digits_are_lengthened():
    assert parsing.id_number(HEAD[:6] + HEAD[8:17]) == HEAD
    assert parsing.id_number(float(HEAD[:6] + HEAD[8:17])) == HEAD  # Excel keeps fifteen digits whole


@pytest.mark.parametrize("raw", [float(HEAD[:17] + "0"), "9.90101E+17", "9.90101196003120e+17", int(HEAD[:17] + "0")])
def test_lost_digits_are_refused_with_the_remedy(raw):
    with pytest.raises(BadCell, match="已丢。请把整列设成文本"):
        parsing.id_number(raw)


def test_a_disability_number_in_the_id_column_is_named():
    with pytest.raises(BadCell, match="20位的残疾人证号"):
        parsing.id_number(HEAD + "42")


@pytest.mark.parametrize(("raw", "level"), [("二级", 2), ("2", 2), (2.0, 2), ("II级", 2), ("Ⅱ", 2), ("一级", 1), ("四", 4)])
def test_levels_of_disability(raw, level):
    assert parsing.disability_level(raw) == level


@pytest.mark.parametrize(
    ("raw", "answer"), [("是", True), ("Y", True), (1.0, True), ("√", True), (True, True), ("否", False), ("n", False), ("0", False)]
)
def test_yes_and_no(raw, answer):
    assert parsing.yes_no(raw) is answer


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("户主", "02"),
        ("之子", "20"),
        ("儿子", "20"),
        ("户主之子", "20"),
        ("长子", "22"),
        ("孙子女", "40"),
        ("之外孙女", "44"),
        (10.0, "10"),
        ("1", "01"),
    ],
)
def test_relations_of_other_systems(raw, code):
    assert parsing.words(words.RELATION_WORDS)(raw) == code


def test_an_unknown_word_offers_the_form_s_own_words():
    with pytest.raises(BadCell, match="代码表里没有。可选：儿媳"):
        parsing.words(words.RELATION_WORDS)("儿媳妇子")


@pytest.mark.parametrize(
    ("raw", "category"),
    [
        ("农村低保", "dibao"),
        ("五保", "tekun"),
        ("城市特困", "tekun"),
        ("低收入", "dibao_margin"),
        ("DBBY", "dibao_margin"),
        ("最低生活保障对象", "dibao"),
    ],
)
def test_old_names_of_categories(raw, category):
    assert SHEETS["exits"].by_code["category"].parse(raw) == category


@pytest.mark.parametrize("raw", ["", " ", "-", "—", "无", "/", None, "'"])
def test_what_reads_as_empty(raw):
    assert parsing.is_blank(raw)


@pytest.mark.parametrize("raw", [0, 0.0, "0", "无房", False])
def test_zero_is_not_empty(raw):
    assert not parsing.is_blank(raw)


@pytest.mark.parametrize(("raw", "name"), [("周 守田", "周守田"), ("阿依努尔•买买提", "阿依努尔·买买提"), ("阿依.买买提", "阿依·买买提")])
def test_names_lose_blanks_and_share_one_dot(raw, name):
    assert parsing.name(raw) == name


@pytest.mark.parametrize("raw", ["周守田(已故)", "周?田", "周\ue001田", "周守田、吴桂兰", HEAD])
def test_names_that_are_refused(raw):
    with pytest.raises(BadCell):
        parsing.name(raw)


def test_formula_errors_are_named():
    with pytest.raises(BadCell, match="公式出错"):
        parsing.text(20)("#REF!")


ANYTHING = st.one_of(
    st.text(max_size=30), st.floats(allow_nan=False), st.booleans(), st.dates(date(1900, 1, 1)), st.datetimes(datetime(1900, 1, 1)),
    st.timedeltas(timedelta(0), timedelta(days=9)), st.none(),
)  # fmt: skip


@given(ANYTHING)
def test_no_cell_breaks_any_parser(raw):
    for sheet in SHEETS.values():
        for column in sheet.columns:
            try:
                column.parse(raw)
            except BadCell as error:
                assert error.remedy.endswith("。")
