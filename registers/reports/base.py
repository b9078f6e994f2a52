"""What a monthly table is: its columns, its rows of a period as known on a day, what it cannot know."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import Position
from accounts.scope import region_q
from casework.export import Column
from casework.working_days import add_months, first_of_month
from policies.models import Parameter

CUTOFF = "month_cutoff_day"


@dataclass(frozen=True)
class Period:
    """One month of business, from `first` to `last`, both counted. Where the county closes its month on the 15th, June runs from 16 May to 15 June."""

    month: date  # its first day
    first: date
    last: date
    known: date  # what reached us later is left out, so that a past table can be made again as it was

    @classmethod
    def of(cls, month: date, position: Position, *, known: date) -> Period:
        """Raises ParameterMissing."""
        month = first_of_month(month)
        cutoff = int(Parameter.objects.numbers(month).number(CUTOFF, position.region.code))
        return cls(month, cut(add_months(month, -1), cutoff) + timedelta(days=1), cut(month, cutoff), known)

    @property
    def before(self) -> date:
        return self.first - timedelta(days=1)

    @property
    def label(self) -> str:
        return f"{self.month.year}年{self.month.month}月"

    @property
    def code(self) -> str:
        return f"{self.month:%Y-%m}"

    @property
    def words(self) -> str:
        first, last = self.first, self.last
        return f"{first.year}年{first.month}月{first.day}日至{last.month}月{last.day}日"

    @property
    def is_over(self) -> bool:
        return self.last < self.known


def cut(month: date, day: int) -> date:
    """The last day of a month of business: the cutoff, or the month's end where it is shorter."""
    return month.replace(day=min(day, monthrange(month.year, month.month)[1]))


def read_month(text: str, today: date) -> date:
    """2026-06 as its first day; nonsense and the future are this month."""
    try:
        month = date.fromisoformat(f"{text}-01")
    except ValueError:
        return first_of_month(today)
    return min(month, first_of_month(today))


def read_day(text: str, today: date) -> date:
    try:
        return min(date.fromisoformat(text), today)
    except ValueError:
        return today


@dataclass(frozen=True)
class Place:
    """Whose rows: the position's region, or one town of it."""

    position: Position
    town: str = ""

    def q(self, prefix: str) -> Q:
        """Rows by the household `prefix` leads to."""
        inside = region_q(self.position.region, prefix)
        return inside & Q(**{f"{prefix}town_code": self.town}) if self.town else inside


Rows = Callable[[Place, Period], QuerySet[Any] | Sequence[Any]]


@dataclass(frozen=True)
class Report:
    """One table. `parts`: tabs of the workbook with the condition of each; `notes` say what it counts and what it cannot know."""

    code: str
    title: str
    unit: str
    about: str
    columns: Callable[[Period], Sequence[Column]]
    rows: Rows
    parts: tuple[tuple[str, Q], ...] = ()
    notes: tuple[str, ...] = ()
