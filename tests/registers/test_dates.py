"""Days and months as they are written: what is read, and what is asked back because it has two readings."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registers import parsing
from registers.dates import agrees
from registers.parsing import BadCell, Period

EXACT = [
    ("2023/5/8", date(2023, 5, 8)),
    ("2023.5.8", date(2023, 5, 8)),
    ("2023-5-8", date(2023, 5, 8)),
    ("20230508", date(2023, 5, 8)),
    (20230508.0, date(2023, 5, 8)),
    ("2023年5月8日", date(2023, 5, 8)),
    ("2023 年 5 月 8 号", date(2023, 5, 8)),
    ("２０２３－０５－０８", date(2023, 5, 8)),
    ("'2023-05-08", date(2023, 5, 8)),
    ("2023-05-08 00:00:00", date(2023, 5, 8)),
    ("2023-05-08T09:30:00", date(2023, 5, 8)),
    ("二〇二三年十月十二日", date(2023, 10, 12)),
    ("二零二三年十二月三十一日", date(2023, 12, 31)),
    ("○二〇二三", None),
    (45054.0, date(2023, 5, 8)),
    (45054, date(2023, 5, 8)),
    (45054.75, date(2023, 5, 8)),
    ("45054", date(2023, 5, 8)),
    (datetime(2023, 5, 8, 9, 30), date(2023, 5, 8)),
    (date(2023, 5, 8), date(2023, 5, 8)),
]
MONTHS = [
    "2023.5",
    2023.5,
    "2023/5",
    "2023-05",
    "202305",
    202305.0,
    "2023年5月",
    "2023年5月份",
    "2023年度5月",
    "二〇二三年五月",
    "２０２３．５",
    "2023 年 5 月",
]


@pytest.mark.parametrize(("raw", "day"), EXACT)
def test_days_as_they_are_written(raw, day):
    if day is None:
        with pytest.raises(BadCell, match="认不出日期"):
            parsing.day(raw)
    else:
        assert parsing.day(raw) == parsing.day_or_month(raw) == parsing.last_day(raw) == parsing.birth(raw) == day
        assert parsing.month(raw) == day.replace(day=1)


@pytest.mark.parametrize("raw", MONTHS)
def test_a_month_is_taken_where_the_column_allows_and_asked_back_elsewhere(raw):
    assert parsing.month(raw) == parsing.day_or_month(raw) == date(2023, 5, 1)
    assert parsing.last_day(raw) == date(2023, 5, 31)
    assert parsing.birth(raw) == parsing.period(raw) == Period(date(2023, 5, 1), 1)
    with pytest.raises(BadCell, match="只写到2023年5月。是哪一天？请写到日，如2023-05-15。"):
        parsing.day(raw)


@pytest.mark.parametrize(
    ("raw", "words_of_refusal"),
    [
        (2023.1, "分不清是1月还是10月。请写成2023-01或2023-10"),
        ("2023.1", "分不清是1月还是10月"),
        ("2023", "只写了年份"),
        ("5月", "认不出日期"),
        ("2023年第二季度", "认不出日期"),
        ("2023.5-2024.6", "认不出日期"),
        ("5/8/2023", "认不出日期"),
        ("23.5.8", "认不出日期"),
        ("2023-13-01", "没有2023年13月1日"),
        ("2023-02-30", "没有2023年2月30日"),
        ("20230500", "没有2023年5月0日"),
        ("202300", "没有2023年0月1日"),
        ("0023-02-03", "年份23不合理"),
        (datetime(1905, 7, 15), "像是把年份2023设成了日期格式"),
        (datetime(2453, 11, 26), "年份2453不合理"),
        ("去年", "认不出日期"),
        (True, "认不出日期"),
    ],
)
def test_days_that_are_refused(raw, words_of_refusal):
    for parse in (parsing.day, parsing.day_or_month, parsing.last_day):
        with pytest.raises(BadCell, match=words_of_refusal):
            parse(raw)


def test_a_month_by_a_day_that_never_was_is_refused():
    for parse in (parsing.month, parsing.period, parsing.birth):
        with pytest.raises(BadCell, match="没有2023年2月30日"):
            parse("2023-02-30")


@pytest.mark.parametrize(
    ("raw", "start", "months"),
    [
        ("2025", date(2025, 1, 1), 12), (2025.0, date(2025, 1, 1), 12), ("2025年", date(2025, 1, 1), 12), ("二〇二五年", date(2025, 1, 1), 12),
        ("2026-05", date(2026, 5, 1), 1),
    ],
)  # fmt: skip
def test_a_year_is_twelve_months(raw, start, months):
    assert parsing.period(raw) == Period(start, months)


@pytest.mark.parametrize(
    ("written", "fits"),
    [("1960-03-12", True), ("1960.3", True), ("1960", True), ("1960-03-13", False), ("1960.4", False), ("1961", False)],
)
def test_a_birth_as_far_as_it_is_written_agrees_with_the_number_or_not(written, fits):
    assert agrees(parsing.birth(written), date(1960, 3, 12)) is fits


FORMS = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日", " '%Y-%m-%d", "%Y-%m-%d 00:00:00"]


@given(st.dates(date(1930, 1, 1), date(2090, 12, 31)), st.sampled_from(FORMS))
def test_any_day_reads_back(day, form):
    assert parsing.day(day.strftime(form)) == day


@given(st.dates(date(1930, 1, 1), date(2090, 12, 31)))
def test_excel_numbers_of_days_read_back(day):
    assert parsing.day(float((day - date(1899, 12, 30)).days)) == day


@given(st.integers(1930, 2090), st.integers(1, 12))
def test_a_month_as_a_number_with_a_point_is_read_right_or_asked_back(year, number):
    """Excel drops the zero of 2023.10: whatever the clerk meant, no other month is read."""
    cell = float(f"{year}.{number}")
    try:
        assert parsing.month(cell) == date(year, number, 1)
    except BadCell:
        assert number in (1, 10)
