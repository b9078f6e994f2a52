"""Quarters of feedback (rulings D7): a table of days a policy officer can read."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistance.quarters import Quarter

# pushed on, first quarter, due on
DAYS = [
    (date(2026, 1, 1), "2026Q1", date(2026, 3, 20)),
    (date(2026, 2, 28), "2026Q1", date(2026, 3, 20)),
    (date(2026, 3, 1), "2026Q2", date(2026, 6, 20)),
    (date(2024, 2, 28), "2024Q1", date(2024, 3, 20)),
    (date(2024, 2, 29), "2024Q1", date(2024, 3, 20)),
    (date(2024, 3, 1), "2024Q2", date(2024, 6, 20)),
    (date(2026, 5, 31), "2026Q2", date(2026, 6, 20)),  # a Saturday, and so is the 20th: due all the same
    (date(2026, 6, 1), "2026Q3", date(2026, 9, 20)),  # a Sunday
    (date(2026, 8, 31), "2026Q3", date(2026, 9, 20)),
    (date(2026, 9, 1), "2026Q4", date(2026, 12, 20)),
    (date(2026, 11, 30), "2026Q4", date(2026, 12, 20)),
    (date(2026, 12, 1), "2027Q1", date(2027, 3, 20)),
    (date(2026, 12, 31), "2027Q1", date(2027, 3, 20)),
]


@pytest.mark.parametrize(("pushed_on", "code", "due_on"), DAYS)
def test_first_quarter_and_deadline(pushed_on: date, code: str, due_on: date) -> None:
    quarter = Quarter.covering(pushed_on)
    assert (quarter.code, quarter.due_on()) == (code, due_on)


@given(st.dates(date(2000, 1, 1), date(2090, 12, 31)))
def test_every_day_lies_in_one_quarter_and_is_covered_before_it_is_due(day: date) -> None:
    quarter = Quarter.of(day)
    assert quarter.start <= day <= quarter.end
    assert quarter.end + timedelta(days=1) == quarter.next.start and quarter.next.previous == quarter
    first = Quarter.covering(day)
    assert day < first.due_on() and first in (quarter, quarter.next)
    assert Quarter.parse(first.code) == first


@pytest.mark.parametrize("code", ["2026", "2026Q5", "2026Q0", "26Q1", "2026q1", "", "2026Q11", "abcdQ1"])
def test_nonsense_is_no_quarter(code: str) -> None:
    with pytest.raises(ValueError, match="没有"):
        Quarter.parse(code)


def test_codes_sort_as_quarters_do() -> None:
    quarters = [Quarter(year, number) for year in (2025, 2026, 2027) for number in (1, 2, 3, 4)]
    assert sorted(quarter.code for quarter in quarters) == [quarter.code for quarter in sorted(quarters)]
