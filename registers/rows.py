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
from registers.package import column_letter
from registers.parsing import BadCell, Raw, is_blank, tidy
from registers.sheets.base import Column, Sheet
from registers.workbook import Place, Tab

LONG_NUMBER = re.compile(r"\d{11,}[Xx]?")
SHOWN_LIMIT = 80


@dataclass(frozen=True)
class Problem:
    """One reason against one row; `written` is the cell as it stands (sealed when kept), `shown` fit for every eye."""

    line: int
    column_letter: str
    column_title: str
    written: str
    shown: str
    remedy: str


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
    """Values by column code; a row with any problem is dead and left out of everything that follows."""

    def __init__(self, sheet: Sheet, tab: Tab) -> None:
        self.sheet, self.tab = sheet, tab
        self.lines = [line for line, _ in tab.rows]
        self.values: dict[str, list[Any]] = {}
        self.problems: list[Problem] = []
        self.dead: set[int] = set()
        self.places: dict[str, Place] = {place.column.code: place for place in tab.heading.places}

    def __len__(self) -> int:
        return len(self.lines)

    def column(self, code: str) -> list[Any]:
        """All values of a column; Nones when the file has no such column."""
        if code not in self.values:
            self.values[code] = [None] * len(self.lines)
        return self.values[code]

    def live(self, *codes: str) -> Iterator[tuple[Any, ...]]:
        """(index, value, value …) of every row still good."""
        for row in zip(range(len(self.lines)), *(self.column(code) for code in codes), strict=True):
            if row[0] not in self.dead:
                yield row

    def reject(self, index: int, code: str, remedy: str) -> None:
        """Leave the row out and say why; `code` names the column to look at."""
        place, column = self.places.get(code), self.sheet.by_code.get(code)
        raw = self.tab.rows[index][1][place.index] if place else ""
        self.dead.add(index)
        self.problems.append(
            Problem(
                self.lines[index],
                place.letter if place else "",
                (place.heading or place.column.title) if place else (column.title if column else ""),
                tidy(raw),
                shown(raw, column),
                remedy[:300],
            )
        )

    def parse(self, progress: Callable[[int], None] = lambda done: None) -> None:
        """Parse every recognised column; `progress` hears how many rows' worth is done."""
        for done, place in enumerate(self.places.values(), start=1):
            self.values[place.column.code] = self._parse_column(place)
            progress(len(self.lines) * done // len(self.places))

    def _parse_column(self, place: Place) -> list[Any]:
        column, index = place.column, place.index
        parse, required = column.parse, column.required
        memo: dict[Any, Any] = {}
        values: list[Any] = []
        for number, (_, cells) in enumerate(self.tab.rows):
            raw = cells[index]
            key = raw if type(raw) is str else (type(raw), raw)
            try:
                value = memo[key]
            except KeyError:
                value = memo[key] = _parse_cell(raw, parse, required)
            if type(value) is BadCell:
                self.reject(number, column.code, value.remedy)
                value = None
            values.append(value)
        return values

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
            line = self.lines[standing]
            if all(values[index] == values[standing] for values in every):
                self.reject(index, self.sheet.key[-1], f"与第{line}行重复，只取第{line}行。删去这一行即可。")
            else:
                self.reject(index, self.sheet.key[-1], f"与第{line}行是同一条，内容不同，只取第{line}行。请核对后只留一行。")

    def original(self, index: int) -> str:
        """The whole row as the sender wrote it, as JSON in his own column order."""
        return json.dumps([_plain(cell) for cell in self.tab.rows[index][1]], ensure_ascii=False)

    @property
    def headings(self) -> list[str]:
        """The sender's headings for a file of rejected rows; recognised columns of a two-row heading by their own title."""
        by_index = {place.index: place for place in self.places.values()}
        result = []
        for index, heading in enumerate(self.tab.heading.headings):
            place = by_index.get(index)
            if place and self.tab.heading.last_row > self.tab.heading.row:
                heading = place.column.title.replace("（元）", "") + ("（万元）" if getattr(place.column.parse, "in_wan", False) else "")
            result.append(heading)
        return result


def _parse_cell(raw: Raw, parse: Callable[[Raw], Any], required: bool) -> Any:
    if is_blank(raw):
        return BadCell("必填，不能为空。") if required else None
    try:
        return parse(raw)
    except BadCell as error:
        return error


def _plain(cell: Raw) -> Any:
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return int(cell)
    return cell if isinstance(cell, str | int | float | bool) or cell is None else str(cell)


__all__ = ["Problem", "Rows", "column_letter", "shown"]
