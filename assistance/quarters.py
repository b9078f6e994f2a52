"""Quarters of feedback (rulings D7). Pure.

The feedback of a quarter covers what was pushed by the last day of its second month; it is due on the 20th of its third month, also on a weekend.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from casework.working_days import add_months


@dataclass(frozen=True, order=True)
class Quarter:
    """One calendar quarter; `number` 1 to 4. Stored and addressed by its code, 2026Q2."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Quarter:
        """The quarter a day lies in."""
        return cls(day.year, (day.month - 1) // 3 + 1)

    @classmethod
    def parse(cls, code: str) -> Quarter:
        """2026Q2. Raises ValueError for anything else."""
        year, _, number = code.partition("Q")
        if len(year) != 4 or not year.isdigit() or number not in {"1", "2", "3", "4"}:
            raise ValueError(f"没有“{code}”这个季度。")
        return cls(int(year), int(number))

    @classmethod
    def covering(cls, pushed_on: date) -> Quarter:
        """The first quarter whose feedback covers a push of this day."""
        quarter = cls.of(pushed_on)
        return quarter if pushed_on <= quarter.cutoff else quarter.next

    @property
    def code(self) -> str:
        return f"{self.year}Q{self.number}"

    @property
    def label(self) -> str:
        return f"{self.year}年{'一二三四'[self.number - 1]}季度"

    @property
    def start(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def end(self) -> date:
        return add_months(self.start, 3) - timedelta(days=1)

    @property
    def cutoff(self) -> date:
        """Last day of the second month: pushed by then is covered."""
        return add_months(self.start, 2) - timedelta(days=1)

    def due_on(self, day: int = 20) -> date:
        """The `day`-th of the third month (parameter feedback_day), also on a weekend."""
        return add_months(self.start, 2).replace(day=day)

    @property
    def next(self) -> Quarter:
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    @property
    def previous(self) -> Quarter:
        return Quarter(self.year - (self.number == 1), (self.number - 2) % 4 + 1)
