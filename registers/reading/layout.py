"""How one file is to be read: which tabs, where the heading stands, which column is which. Proposed by headings.py, corrected by hand, kept with the batch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from accounts.logs import redact
from casework.package import column_letter
from registers.sheets.base import Column

# Plain heading → column code, as an office's administrator once said; "" says that the column is not taken.
Memory = Mapping[str, str]


@dataclass(frozen=True)
class Place:
    """Where a recognised column stands: its index from 0 in the tab."""

    column: Column
    index: int
    heading: str

    @property
    def letter(self) -> str:
        return column_letter(self.index + 1)


@dataclass
class Heading:
    """The heading found: Excel rows it covers, recognised columns, and what was not recognised."""

    row: int
    last_row: int
    places: list[Place]
    unknown: list[str]
    headings: list[str]  # one per column of the tab, "" where none
    readings: list[list[str]] = field(default_factory=list)  # the ways each may be read where it has two rows

    @property
    def codes(self) -> set[str]:
        return {place.column.code for place in self.places}

    @property
    def signature(self) -> dict[int, str]:
        """Column code by index: tabs of one signature are one register."""
        return {place.index: place.column.code for place in self.places}


@dataclass(frozen=True)
class TabLayout:
    """How one tab is read that differs from the first: where its heading stands, which column is which, and what its headings say."""

    row: int
    last_row: int
    columns: Mapping[int, str]
    headings: tuple[str, ...] = ()

    @classmethod
    def of(cls, heading: Heading) -> TabLayout:
        return cls(heading.row, heading.last_row, heading.signature, tuple(heading.headings))

    def as_json(self) -> dict[str, Any]:
        columns = {str(index): code for index, code in sorted(self.columns.items())}
        return {"row": self.row, "last_row": self.last_row, "columns": columns, "headings": [redact(text) for text in self.headings]}

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> TabLayout:
        columns = {int(index): code for index, code in kept["columns"].items()}
        return cls(kept["row"], kept["last_row"], columns, tuple(kept["headings"]))


@dataclass(frozen=True)
class Layout:
    """`columns`: index from 0 → column code, only those that are taken. `tabs` in the order they are read.

    `each`: the tabs whose columns stand in another order or under other headings than the first one's.
    """

    tabs: tuple[str, ...]
    row: int
    last_row: int
    columns: Mapping[int, str]
    each: Mapping[str, TabLayout] = field(default_factory=dict)

    def of_tab(self, name: str) -> Layout:
        """That tab alone, read in its own way."""
        own = self.each[name]
        return Layout((name,), own.row, own.last_row, own.columns)

    def as_json(self) -> dict[str, Any]:
        columns = {str(index): code for index, code in sorted(self.columns.items())}
        kept = {"tabs": list(self.tabs), "row": self.row, "last_row": self.last_row, "columns": columns}
        return kept | ({"each": {name: own.as_json() for name, own in self.each.items()}} if self.each else {})

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> Layout | None:
        """None where nothing is kept: the file is read as its headings say."""
        if not kept:
            return None
        columns = {int(index): code for index, code in kept["columns"].items()}
        each = {name: TabLayout.of_json(own) for name, own in kept.get("each", {}).items()}
        return cls(tuple(kept["tabs"]), kept["row"], kept["last_row"], columns, each)
