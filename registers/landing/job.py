"""What a landing is given and what it answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from registers.merging import Merged
from registers.rows import Rows


@dataclass(frozen=True)
class Job:
    """One file being written: its rows, the day it entered, who brought it, and the batch it belongs to.

    `covers`: codes of the villages whose full register a person said it is (registers.coverage).
    `is_preview`: all of it is rolled back once its lists are made, so that what no list shows is not worked out.
    """

    batch_id: int
    rows: Rows
    on: date
    by: str
    position_id: int | None = None
    covers: tuple[str, ...] = ()
    is_preview: bool = False


@dataclass
class Outcome:
    """Excel rows that were new and changed, and per household how many of each (the chain tells them)."""

    new: set[int] = field(default_factory=set)
    changed: set[int] = field(default_factory=set)
    new_by_household: Counter[int] = field(default_factory=Counter)
    changed_by_household: Counter[int] = field(default_factory=Counter)
    adopts: bool = False  # categories and tags follow from this register
    movements: dict[str, int] = field(default_factory=dict)  # changes of membership found, by kind
    beside: set[int] = field(default_factory=set)  # households no row is about that changed all the same: somebody left them

    @property
    def households(self) -> set[int]:
        return set(self.new_by_household) | set(self.changed_by_household)

    def add(self, merged: Merged, households: Mapping[int, Iterable[int]]) -> Outcome:
        """Count what one comparison found; `households`: which households each Excel row is about. A row new in any table is new."""
        for line in merged.new - self.new:
            self.new.add(line)
            self.new_by_household.update(households.get(line, ()))
        for line in merged.changed - self.changed - self.new:
            self.changed.add(line)
            self.changed_by_household.update(households.get(line, ()))
        return self
