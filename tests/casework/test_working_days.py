"""Counting working days, months and ages: the published make-up days by name, and laws that hold for any dates."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.management.commands.load_workdays import days_of
from casework.working_days import WorkCalendar, add_months, age_on, first_of_month

YEARS = frozenset({2025, 2026})
ROWS = [row for year in sorted(YEARS) for row in days_of(year)]
CALENDAR = WorkCalendar({row.day for row in ROWS if row.is_working}, YEARS)
NOTES = {row.day: row.note for row in ROWS}

any_day = st.dates(date(2024, 6, 1), date(2027, 6, 30))
loaded_day = st.dates(date(2025, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("day", "worked", "why"),
    [
        (date(2025, 9, 28), True, "Sunday worked for the National Day of 2025"),
        (date(2025, 10, 11), True, "Saturday worked for the National Day of 2025"),
        (date(2026, 10, 10), True, "Saturday worked for the National Day of 2026"),
        (date(2025, 10, 6), False, "mid-autumn day inside the holiday"),
        (date(2025, 10, 9), True, "first Thursday after the holiday"),
        (date(2026, 2, 14), True, "Saturday worked for the Spring Festival of 2026"),
        (date(2026, 2, 15), False, "the holiday begins on a Sunday"),
        (date(2026, 2, 17), False, "first day of the lunar year"),
        (date(2026, 2, 23), False, "last day of the Spring Festival of 2026"),
        (date(2026, 2, 24), True, "first Tuesday after it"),
        (date(2026, 2, 28), True, "Saturday worked for the Spring Festival of 2026"),
        (date(2026, 6, 15), True, "the demo's Monday"),
        (date(2026, 6, 19), False, "dragon boat day"),
    ],
)
def test_published_arrangement(day: date, worked: bool, why: str) -> None:
    assert CALENDAR.is_working(day) is worked, why


def test_make_up_days_say_so_and_holidays_carry_their_name() -> None:
    assert NOTES[date(2025, 9, 28)] == NOTES[date(2026, 10, 10)] == "调休上班"
    assert NOTES[date(2026, 2, 17)] == "春节"
    assert NOTES[date(2026, 6, 15)] == NOTES[date(2026, 6, 14)] == ""


@pytest.mark.parametrize(
    ("start", "days", "due", "why"),
    [
        (date(2025, 9, 26), 1, date(2025, 9, 28), "the make-up Sunday is day 1 after the Friday"),
        (date(2025, 9, 26), 4, date(2025, 10, 9), "28, 29, 30 September, then the first day after the holiday"),
        (date(2025, 10, 10), 1, date(2025, 10, 11), "the make-up Saturday counts"),
        (date(2026, 10, 9), 1, date(2026, 10, 10), "the make-up Saturday counts"),
        (date(2026, 2, 13), 1, date(2026, 2, 14), "the make-up Saturday before the Spring Festival"),
        (date(2026, 2, 14), 1, date(2026, 2, 24), "the whole Spring Festival lies between"),
        (date(2026, 2, 14), 5, date(2026, 2, 28), "24 to 27 February, then the make-up Saturday"),
        (date(2026, 6, 15), 15, date(2026, 7, 7), "fifteen working days round the dragon boat day"),
        (date(2026, 6, 15), 0, date(2026, 6, 15), "nothing to wait for"),
    ],
)
def test_due_day(start: date, days: int, due: date, why: str) -> None:
    result = CALENDAR.add(start, days)
    assert (result.on, result.is_provisional) == (due, False), why


def test_past_the_last_loaded_year_the_due_day_is_monday_to_friday_and_provisional() -> None:
    inside, outside = CALENDAR.add(date(2026, 12, 30), 1), CALENDAR.add(date(2026, 12, 31), 2)
    assert (inside.on, inside.is_provisional) == (date(2026, 12, 31), False)
    assert (outside.on, outside.is_provisional) == (date(2027, 1, 4), True), "1 January 2027 is a Friday nobody has declared a holiday yet"


def test_calendar_days_know_no_weekend() -> None:
    assert CALENDAR.add_calendar(date(2026, 6, 19), 7).on == date(2026, 6, 26)


def test_negative_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="不能为负"):
        CALENDAR.add(date(2026, 6, 15), -1)


@given(start=any_day, days=st.integers(0, 60))
def test_adding_and_counting_agree(start: date, days: int) -> None:
    due = CALENDAR.add(start, days).on
    assert CALENDAR.between(start, due) == days
    assert days == 0 or CALENDAR.is_working(due)


@given(start=any_day, days=st.integers(0, 60), more=st.integers(1, 10))
def test_more_days_end_later_and_a_later_start_never_ends_earlier(start: date, days: int, more: int) -> None:
    assert CALENDAR.add(start, days).on < CALENDAR.add(start, days + more).on
    assert CALENDAR.add(start, days).on <= CALENDAR.add(start + timedelta(days=more), days).on


@given(start=any_day, middle=any_day, end=any_day)
def test_counting_adds_up_over_any_middle_and_turns_with_the_order(start: date, middle: date, end: date) -> None:
    assert CALENDAR.between(start, middle) + CALENDAR.between(middle, end) == CALENDAR.between(start, end)
    assert CALENDAR.between(start, end) == -CALENDAR.between(end, start)


@given(start=loaded_day, end=loaded_day)
def test_the_quick_count_equals_the_plain_one(start: date, end: date) -> None:
    low, high = min(start, end), max(start, end)
    plain = sum(CALENDAR.is_working(low + timedelta(days=offset)) for offset in range(1, (high - low).days + 1))
    assert CALENDAR.between(low, high) == plain


@pytest.mark.parametrize(
    ("day", "months", "result"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 6, 15), 12, date(2027, 6, 15)),
        (date(2026, 6, 15), -12, date(2025, 6, 15)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
    ],
)
def test_months_keep_the_day_and_clip_to_the_months_end(day: date, months: int, result: date) -> None:
    assert add_months(day, months) == result


@given(day=any_day, months=st.integers(-48, 48))
def test_months_land_in_the_month_counted(day: date, months: int) -> None:
    landed = add_months(day, months)
    assert landed.year * 12 + landed.month == day.year * 12 + day.month + months
    assert landed.day <= day.day


def test_first_of_month() -> None:
    assert first_of_month(date(2026, 6, 15)) == date(2026, 6, 1)


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        (date(2008, 2, 29), date(2024, 2, 28), 15),
        (date(2008, 2, 29), date(2024, 2, 29), 16),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (date(2010, 6, 15), date(2026, 6, 14), 15),
        (date(2010, 6, 15), date(2026, 6, 15), 16),
        (date(2026, 6, 15), date(2026, 6, 15), 0),
    ],
)
def test_completed_years(born: date, on: date, age: int) -> None:
    """Born on 29 February: a year older from 1 March where the year has no such day (rulings D4)."""
    assert age_on(born, on) == age
