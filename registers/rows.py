"""The parsed rows of one file, column by column, and why some of them cannot be taken. Pure.

Every column keeps what it has already parsed: registers repeat the same few thousand values, so a cell costs one look-up.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from accounts.fields import mask_id_number, mask_phone, mask_text
from casework.package import column_letter
from registers.cells import LINES_PER_TAB
from registers.parsing import BadCell, Money, Raw, Remarked, is_blank, tidy
from registers.remarks import look
from registers.sheets.base import Column, Sheet
from registers.workbook import Place, Tab

LONG_NUMBER = re.compile(r"\d{11,}[Xx]?")
SHOWN_LIMIT = 80
JUDGED = frozenset({BadCell, Remarked})
ID_NUMBERS = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")


@dataclass(frozen=True)
class Problem:
    """One reason against one row, or one remark on a row that is taken (`is_warning`).

    `written` is the cell as it stands (sealed when kept), `shown` fit for every eye.
    """

    line: int
    column_letter: str
    column_title: str
    written: str
    shown: str
    remedy: str
    is_warning: bool = False


def shown(raw: Raw, column: Column | None) -> str:
    """The cell for the page: sensitive columns masked, long numbers masked wherever they stand."""
    if isinstance(raw, float) and abs(raw) >= 1e11:
        return f"{raw:.5E}"
    text = tidy(raw)
    if re.fullmatch(r"\d\.\d+[eE]\+?\d+", text):
        return f"{float(text):.5E}"
    if column and column.is_sensitive:
        if column.code == "disease":
            return mask_text(text)[:SHOWN_LIMIT]
        if len(text) == 11 and text.isdigit():
            return mask_phone(text)
        if len(text) < 15:
            return re.sub(r"[0-9A-Za-z](?=.*[0-9A-Za-z].*[0-9A-Za-z])", "*", text)
        return mask_id_number(text)[:SHOWN_LIMIT]
    return LONG_NUMBER.sub(lambda found: mask_id_number(found[0]), text)[:SHOWN_LIMIT]


class Rows:
    """Values by column code; a row with any problem is dead and left out of everything that follows.

    `aside`: those of the dead that nothing is wrong with: they speak of people who are not in our registers.
    """

    def __init__(self, sheet: Sheet, tab: Tab) -> None:
        self.sheet, self.tab = sheet, tab
        self.lines = [line for line, _ in tab.rows]
        self.values: dict[str, list[Any]] = {}
        self.problems: list[Problem] = []
        self.warned: list[tuple[int, Problem]] = []
        self.dead: set[int] = set()
        self.aside: set[int] = set()
        self.homes: dict[str, int] = {}  # households of the people whose ID numbers were looked up (registers.references)
        self.places: dict[str, Place] = {place.column.code: place for place in tab.heading.places}
        # Tabs of another order: their own places, by the number of the tab. What only they have stands behind the first tab's columns.
        self.places_of = {number: {place.column.code: place for place in heading.places} for number, heading in tab.others.items()}
        for own in self.places_of.values():
            self.places |= {code: place for code, place in own.items() if code not in self.places}

    def __len__(self) -> int:
        return len(self.lines)

    def column(self, code: str) -> list[Any]:
        """All values of a column; Nones when the file has no such column."""
        if code not in self.values:
            self.values[code] = [None] * len(self.lines)
        return self.values[code]

    def said(self, index: int) -> str:
        """第5行, with its tab where several were read."""
        return self.tab.said(self.lines[index])

    def tab_of(self, line: int) -> str:
        """The tab a line stands in, where several were read; "" otherwise."""
        return self.tab.where(line)[0] if len(self.tab.names) > 1 else ""

    def live(self, *codes: str) -> Iterator[tuple[Any, ...]]:
        """(index, value, value …) of every row still good."""
        for row in zip(range(len(self.lines)), *(self.column(code) for code in codes), strict=True):
            if row[0] not in self.dead:
                yield row

    def reject(self, index: int, code: str, remedy: str) -> None:
        """Leave the row out and say why; `code` names the column to look at."""
        self.dead.add(index)
        self.problems.append(self._problem(index, code, remedy, is_warning=False))

    def set_aside(self, index: int) -> None:
        """Leave the row out, without a reason against it: whom it is about is not registered."""
        self.dead.add(index)
        self.aside.add(index)

    @property
    def refused(self) -> set[int]:
        """Rows with a reason against them."""
        return self.dead - self.aside

    def warn(self, index: int, code: str, remedy: str) -> None:
        """Take the row, and tell the sender what to look at."""
        self.warned.append((index, self._problem(index, code, remedy, is_warning=True)))

    @property
    def warnings(self) -> list[Problem]:
        """Remarks on rows that are taken; a refused row says why it was refused, nothing else."""
        return [problem for index, problem in self.warned if index not in self.dead]

    def place(self, index: int, code: str) -> Place | None:
        """Where the column stands in the tab of this row; None where that tab has no such column."""
        if not self.places_of:
            return self.places.get(code)
        number = self.lines[index] // LINES_PER_TAB
        found = self.places_of[number].get(code) if number in self.places_of else self.places.get(code)
        return found if number in self.places_of or code in self.tab.heading.codes else None

    def raw(self, index: int, code: str) -> Raw:
        """The cell as the sender wrote it; "" where the file has no such column."""
        place = self.place(index, code)
        return self.tab.rows[index][1][place.index] if place else ""

    def _problem(self, index: int, code: str, remedy: str, *, is_warning: bool) -> Problem:
        place, column, raw = self.place(index, code), self.sheet.by_code.get(code), self.raw(index, code)
        return Problem(
            self.lines[index],
            place.letter if place else "",
            (place.heading or place.column.title) if place else (column.title if column else ""),
            tidy(raw),
            shown(raw, column),
            remedy[:300],
            is_warning,
        )

    def parse(self, progress: Callable[[int], None] = lambda done: None) -> None:
        """Parse every recognised column, then look at the cells beside each other; `progress` hears how many rows' worth is done."""
        for done, place in enumerate(self.places.values(), start=1):
            parse = self._parse_column if not self.places_of else self._parse_tabs
            self.values[place.column.code] = parse(place)
            progress(len(self.lines) * done // len(self.places))
        look(self)

    def _parse_column(self, place: Place) -> list[Any]:
        column, index = place.column, place.index
        parse, required = column.parse, column.required
        keys: list[Any] = [cells[index] for _, cells in self.tab.rows]
        if set(map(type, keys)) != {str}:  # 1, 1.0 and True are one key of a dict
            keys = [raw if type(raw) is str else (type(raw), raw) for raw in keys]
        memo = {key: _parse_cell(key if type(key) is str else key[1], parse, required) for key in dict.fromkeys(keys)}
        values = [memo[key] for key in keys]
        if not JUDGED.isdisjoint(map(type, memo.values())):
            values = [self._judged(number, column, value) if type(value) in JUDGED else value for number, value in enumerate(values)]
        return values

    def _parse_tabs(self, place: Place) -> list[Any]:
        """The same where tabs differ: every row by the place, and in the unit, of its own tab."""
        values: list[Any] = []
        for number in range(len(self.tab.rows)):
            own = self.place(number, place.column.code)
            column, raw = (own.column, self.raw(number, own.column.code)) if own else (place.column, "")
            value = _parse_cell(raw, column.parse, column.required)
            values.append(self._judged(number, column, value) if type(value) in JUDGED else value)
        return values

    def _judged(self, index: int, column: Column, given: BadCell | Remarked) -> Any:
        """What is left of a cell that was refused or remarked upon."""
        if isinstance(given, BadCell):
            self.reject(index, column.code, given.remedy)
            return None
        if given.value is None and column.required:
            self.reject(index, column.code, given.remark.replace("没有取", "必填的不能没有"))
        else:
            self.warn(index, column.code, given.remark)
        return given.value

    def leave_out_repeated(self) -> None:
        """Rows of one key count once: the first stands, the others are rejected with the row they repeat."""
        key_columns = [self.column(code) for code in self.sheet.key]
        every = [self.column(place.column.code) for place in self.places.values()]
        first: dict[tuple[Any, ...], int] = {}
        for index, key in enumerate(zip(*key_columns, strict=True)):
            if index in self.dead:
                continue
            standing = first.setdefault(key, index)
            if standing == index:
                continue
            first_row = self.said(standing)
            if all(values[index] == values[standing] for values in every):
                self.reject(index, self.sheet.key[-1], f"与{first_row}重复，只取{first_row}。删去这一行即可。")
            else:
                self.reject(index, self.sheet.key[-1], f"与{first_row}是同一条，内容不同，只取{first_row}。请核对后只留一行。")

    def original(self, index: int) -> str:
        """The whole row as the sender wrote it, as JSON in his own column order."""
        return json.dumps([_plain(cell) for cell in self.tab.rows[index][1]], ensure_ascii=False)

    @property
    def headings(self) -> list[str]:
        """The sender's headings for a file of rejected rows; recognised columns of a two-row heading by their own title."""
        by_index = {place.index: place for place in self.tab.heading.places}
        result = []
        for index, heading in enumerate(self.tab.heading.headings):
            place = by_index.get(index)
            if place and self.tab.heading.last_row > self.tab.heading.row:
                heading = _with_unit(place.column)
            result.append(heading)
        return result


def _with_unit(column: Column) -> str:
    """The column's own title with the unit the file's heading had."""
    if not isinstance(column.parse, Money) or not (column.parse.in_wan or column.parse.written_per):
        return column.title
    per = {"month": "/月", "year": "/年", "": ""}[column.parse.written_per]
    return f"{re.sub('（.*元.*）$', '', column.title)}（{'万' if column.parse.in_wan else ''}元{per}）"


def _parse_cell(raw: Raw, parse: Callable[[Raw], Any], required: bool) -> Any:
    if is_blank(raw):
        return BadCell("必填，不能为空。") if required else None
    try:
        return parse(raw)
    except BadCell as error:
        if isinstance(raw, str) and (people := len(ID_NUMBERS.findall(raw))) > 1:
            return BadCell(f"一格里写了{people}个人的证件号。请一人一行，姓名、证件号各填各的。")
        return error


def _plain(cell: Raw) -> Any:
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return int(cell)
    return cell if isinstance(cell, str | int | float | bool) or cell is None else str(cell)


__all__ = ["Problem", "Rows", "column_letter", "shown"]
