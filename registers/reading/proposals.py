"""What each heading of a file probably is, how sure that is, and what the first rows say: for the page where an administrator corrects it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from casework.package import column_letter
from registers.cells import Raw, is_blank
from registers.reading.book import Book
from registers.reading.headings import HEADER_ROWS, find_heading, heading_at, is_unknown, likeness, lookup, missing, words
from registers.reading.layout import Heading, Layout, Memory
from registers.sheets.base import Column, Sheet, plain

LIKELY_FROM = 0.7  # of two names of six characters, one may differ
SAMPLES = 3


class Surety(Enum):
    """How a heading came to its column: value is the word on the page, `css` the light beside it."""

    SURE = "表头一致"
    REMEMBERED = "上次的对应"
    LIKELY = "相近，请确认"
    LEFT = "不用读"
    UNKNOWN = "没有认出"

    @property
    def css(self) -> str:
        return {"SURE": "ok", "REMEMBERED": "ok", "LIKELY": "warn", "LEFT": "idle", "UNKNOWN": "idle"}[self.name]

    @property
    def icon(self) -> str:
        return "ring" if self.css == "idle" else self.css


@dataclass(frozen=True)
class Proposal:
    """One heading of the file. `code` is the proposed column, "" for none; `samples` are raw cells of the first data rows."""

    index: int
    heading: str
    code: str
    surety: Surety
    samples: tuple[Raw, ...]
    plain_heading: str = ""  # by which it is remembered: with its group where the heading has two rows

    @property
    def letter(self) -> str:
        return column_letter(self.index + 1)


@dataclass(frozen=True)
class TabProposal:
    """One tab of the file: whether it is read, and why not."""

    name: str
    is_read: bool
    reason: str = ""


@dataclass(frozen=True)
class Proposed:
    """What stands in a tab by the heading assumed, and what is still missing."""

    tab: str
    row: int
    last_row: int
    columns: tuple[Proposal, ...]
    missing: tuple[Column, ...]

    @property
    def is_sure(self) -> bool:
        """Nothing to ask: every wanted column is there, and nothing looks like a column without being one by name."""
        return not self.missing and all(column.surety is not Surety.LIKELY for column in self.columns)

    def layout(self, tabs: Sequence[str]) -> Layout:
        return Layout(tuple(tabs), self.row, self.last_row, {column.index: column.code for column in self.columns if column.code})


def propose(book: Book, sheet: Sheet, tab: str, memory: Memory | None = None, row: int = 0, last_row: int = 0) -> Proposed:
    """What the columns of a tab probably are; `row` and `last_row` where somebody has said where the heading stands."""
    head = book.head(tab)
    heading = heading_at(head, sheet, lookup(sheet, memory), row, last_row) if row else find_heading(head, sheet, memory)
    if heading is None:
        guessed = guess_row(head)
        heading = heading_at(head, sheet, lookup(sheet, memory), guessed, guessed) or Heading(guessed, guessed, [], [], [])
    columns = tuple(_columns(heading, sheet, memory or {}, head))
    found = {column.code for column in columns if column.code and column.surety is not Surety.LIKELY}
    return Proposed(tab, heading.row, heading.last_row, columns, tuple(missing(sheet, found)))


def guess_row(head: Sequence[Sequence[Raw]]) -> int:
    """The first of the rows in which most cells are words: where no heading is known, the likeliest place of one."""
    counts = [sum(1 for cell in cells if words(cell)) for cells in head[:HEADER_ROWS]]
    return counts.index(max(counts)) + 1 if counts else 1


def _columns(heading: Heading, sheet: Sheet, memory: Memory, head: Sequence[Sequence[Raw]]) -> list[Proposal]:
    by_index = {place.index: place.column.code for place in heading.places}
    near = _near(heading, sheet, memory)
    below = [cells for cells in head[heading.last_row :] if not all(is_blank(cell) for cell in cells)][:SAMPLES]
    found = []
    for index, shown in enumerate(heading.headings):
        samples = tuple(cells[index] if index < len(cells) else "" for cells in below)
        if not shown and not any(not is_blank(cell) for cell in samples):
            continue
        ways = heading.readings[index]
        remembered = next((memory[plain(way)] for way in ways if way and plain(way) in memory), None)
        if index in by_index:
            code, surety = by_index[index], Surety.REMEMBERED if remembered else Surety.SURE
        elif remembered == "":
            code, surety = "", Surety.REMEMBERED
        elif index in near:
            code, surety = near[index], Surety.LIKELY
        else:
            code, surety = "", Surety.UNKNOWN if is_unknown(sheet, shown, ways) else Surety.LEFT
        found.append(Proposal(index, shown, code, surety, samples, plain(ways[0])))
    return found


def _near(heading: Heading, sheet: Sheet, memory: Memory) -> dict[int, str]:
    """The likeliest free column of each heading that is none by name; every column once, the likest first."""
    free = [column for column in sheet.columns if column.code not in heading.codes]
    placed = {place.index for place in heading.places}
    ranked = []
    for index, shown in enumerate(heading.headings):
        ways = [way for way in heading.readings[index] if way]
        if index in placed or not is_unknown(sheet, shown, ways) or any(plain(way) in memory for way in ways):
            continue
        for column in free:
            how = max(likeness(column, way) for way in ways)
            if how >= LIKELY_FROM:
                ranked.append((how, index, column.code))
    near: dict[int, str] = {}
    for _, index, code in sorted(ranked, key=lambda entry: (-entry[0], entry[1])):
        if index not in near and code not in near.values():
            near[index] = code
    return near
