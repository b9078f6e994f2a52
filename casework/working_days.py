"""Counting working days and months. Pure: dates in, dates out; the calendar is handed in."""

from __future__ import annotations

from bisect import bisect_right
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class DueDate:
    """A deadline and whether it is provisional: it lies past the last loaded year, where only weekends are known."""

    on: date
    is_provisional: bool


class WorkCalendar:
    """Which days are worked, for whole loaded years; beyond them Monday to Friday, provisionally.

    `working` are the working days of the loaded years `first_year`..`last_year`, make-up Saturdays and Sundays included.
    """

    def __init__(self, working: frozenset[date] | set[date], years: frozenset[int] | set[int]) -> None:
        self.working = frozenset(working)
        self.years = frozenset(years)
        self._sorted = sorted(self.working)

    def is_loaded(self, day: date) -> bool:
        return day.year in self.years

    def is_working(self, day: date) -> bool:
        return day in self.working if self.is_loaded(day) else day.weekday() < 5

    def add(self, start: date, days: int) -> DueDate:
        """The `days`-th working day after `start`; the day after the event is day 1 (rulings D1). 0 is the next day that is worked or `start` itself."""
        if days < 0:
            raise ValueError("工作日数不能为负。")
        current, left, provisional = start, days, False
        while left > 0:
            current += timedelta(days=1)
            provisional = provisional or not self.is_loaded(current)
            left -= self.is_working(current)
        return DueDate(current, provisional)

    def add_calendar(self, start: date, days: int) -> DueDate:
        return DueDate(start + timedelta(days=days), False)

    def between(self, start: date, end: date) -> int:
        """Working days after `start` up to and with `end`; negative when `end` lies before."""
        if end < start:
            return -self.between(end, start)
        if self.is_loaded(start) and self.is_loaded(end) and all(year in self.years for year in range(start.year, end.year + 1)):
            return bisect_right(self._sorted, end) - bisect_right(self._sorted, start)
        return sum(self.is_working(start + timedelta(days=offset)) for offset in range(1, (end - start).days + 1))


def add_months(day: date, months: int) -> date:
    """The same day some months on, clipped to the month's end (rulings D4)."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def first_of_month(day: date) -> date:
    return day.replace(day=1)


def age_on(born: date, on: date) -> int:
    """Completed years; born on 29 February counts from 1 March (rulings D4)."""
    birthday_passed = (on.month, on.day) >= (born.month, born.day)
    return on.year - born.year - (not birthday_passed)
