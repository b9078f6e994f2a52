"""The total clock by hand-made calendars: what is counted, what is stopped, what is off (rulings D1)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.clock import CellKind, Span, due_with_pauses, strip, working_days_paused, working_days_used
from casework.working_days import WorkCalendar

# May 2026 as published: 1–5 May off, Saturday 9 May worked.
OFF = {date(2026, 5, day) for day in range(1, 6)}
MADE_UP = {date(2026, 5, 9)}
CALENDAR = WorkCalendar(
    {day for offset in range(365) if ((day := date(2026, 1, 1) + timedelta(offset)).weekday() < 5 or day in MADE_UP) and day not in OFF},
    {2026},
)


def may(day: int) -> date:
    return date(2026, 5, day)


@pytest.mark.parametrize(
    ("what", "accepted", "days", "pauses", "due"),
    [
        ("plain weeks", date(2026, 6, 1), 15, [], date(2026, 6, 22)),
        ("accepted before the holiday, the made-up Saturday counts", date(2026, 4, 30), 3, [], may(8)),
        ("… and is the fourth", date(2026, 4, 30), 4, [], may(9)),
        ("accepted on a Saturday: Monday is day 1", may(16), 1, [], may(18)),
        ("a pause over three working days moves the end by three", date(2026, 6, 1), 15, [Span(date(2026, 6, 5), date(2026, 6, 10))], date(2026, 6, 25)),
        ("a pause over a weekend moves nothing", date(2026, 6, 1), 15, [Span(date(2026, 6, 5), date(2026, 6, 7))], date(2026, 6, 22)),
        ("begun and ended the same day: nothing", date(2026, 6, 1), 15, [Span(date(2026, 6, 5), date(2026, 6, 5))], date(2026, 6, 22)),
        ("a running pause has stopped nothing yet", date(2026, 6, 1), 15, [Span(date(2026, 6, 5), None)], date(2026, 6, 22)),
        ("two pauses add up", date(2026, 6, 1), 5, [Span(date(2026, 6, 1), date(2026, 6, 2)), Span(date(2026, 6, 4), date(2026, 6, 5))], date(2026, 6, 10)),
    ],
)  # fmt: skip
def test_the_last_day(what: str, accepted: date, days: int, pauses: list[Span], due: date) -> None:
    assert due_with_pauses(CALENDAR, accepted, days, pauses).on == due
    assert not due_with_pauses(CALENDAR, accepted, days, pauses).is_provisional


def test_past_the_last_loaded_year_the_end_is_provisional() -> None:
    due = due_with_pauses(CALENDAR, date(2026, 12, 20), 15, [])
    assert due.is_provisional and due.on.year == 2027


def test_what_a_pause_took() -> None:
    pause = Span(date(2026, 6, 5), date(2026, 6, 10))
    assert working_days_paused(CALENDAR, date(2026, 6, 15), [pause]) == 3
    assert working_days_used(CALENDAR, date(2026, 6, 1), date(2026, 6, 10), [pause]) == 4


def test_the_strip_says_what_each_day_is() -> None:
    cells = strip(CALENDAR, date(2026, 4, 30), may(12), may(8), [Span(may(6), may(7), "停")])
    kinds = {cell.on: (cell.kind, cell.text) for cell in cells}
    assert kinds[date(2026, 4, 30)] == (CellKind.START, "受")
    assert kinds[may(1)] == (CellKind.OFF, "休")
    assert kinds[may(6)] == (CellKind.USED, "1")
    assert kinds[may(7)] == (CellKind.PAUSED, "停")
    assert kinds[may(8)] == (CellKind.USED, "2")
    assert kinds[may(9)] == (CellKind.LEFT, "3")
    assert [cell.note for cell in cells if cell.on == may(9)] == ["调休上班"]
    assert [cell.on for cell in cells if cell.is_today] == [may(8)] and [cell.on for cell in cells if cell.is_due] == [may(12)]


def test_the_strip_goes_on_to_today_when_the_end_is_past() -> None:
    cells = strip(CALENDAR, date(2026, 6, 1), date(2026, 6, 4), date(2026, 6, 9), [])
    assert cells[-1].on == date(2026, 6, 9) and cells[-1].is_today


days = st.dates(date(2026, 1, 1), date(2026, 10, 31))


@given(accepted=days, days=st.integers(1, 30), start=st.integers(0, 40), length=st.integers(0, 20))
def test_the_end_lies_just_so_many_counted_days_after_acceptance(accepted: date, days: int, start: int, length: int) -> None:
    pause = Span(accepted + timedelta(start), accepted + timedelta(start + length))
    due = due_with_pauses(CALENDAR, accepted, days, [pause]).on
    assert working_days_used(CALENDAR, accepted, due, [pause]) == days
    assert CALENDAR.is_working(due) and not pause.stops(due)
    assert due >= due_with_pauses(CALENDAR, accepted, days, []).on


@given(accepted=days, today=st.integers(0, 40), start=st.integers(0, 20), length=st.integers(0, 20))
def test_the_strip_counts_what_the_clock_counts(accepted: date, today: int, start: int, length: int) -> None:
    pauses = [Span(accepted + timedelta(start), accepted + timedelta(start + length))]
    due = due_with_pauses(CALENDAR, accepted, 15, pauses).on
    cells = strip(CALENDAR, accepted, due, accepted + timedelta(today), pauses)
    counted = [cell for cell in cells if cell.kind in (CellKind.USED, CellKind.LEFT) and cell.on <= due]
    assert [cell.text for cell in counted] == [str(number) for number in range(1, 16)]
    assert counted[-1].is_due
