"""Which rows are the heading, and which column is which: by the true headings of the register and what the office's administrator once said."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

from casework.package import WorkbookRefused, column_letter
from registers.cells import Raw, is_blank
from registers.reading.layout import Heading, Layout, Memory, Place
from registers.sheets.base import Column, Sheet, plain

HEADER_ROWS = 6
OUR_OWN_COLUMNS = frozenset({"拒收原因"})


def lookup(sheet: Sheet, memory: Memory | None = None) -> dict[str, Column | None]:
    """Column by plain heading; None: said not to be taken."""
    known: dict[str, Column | None] = {
        plain(heading): column for column in reversed(sheet.columns) for heading in reversed(column.headings)
    }
    for heading, code in (memory or {}).items():
        if not code or code in sheet.by_code:
            known[heading] = sheet.by_code.get(code)
    return known


def find_heading(grid: Sequence[Sequence[Raw]], sheet: Sheet, memory: Memory | None = None) -> Heading | None:
    """The heading row (or two rows) among the first six with most columns recognised; None when fewer than two are."""
    known = lookup(sheet, memory)
    best: Heading | None = None
    for index in range(min(HEADER_ROWS, len(grid))):
        for heading in (heading_at(grid, sheet, known, index + 1, last) for last in (index + 1, index + 2)):
            if heading and len(heading.places) >= 2 and (best is None or _fit(heading) > _fit(best)):
                best = heading
    return best


def heading_at(grid: Sequence[Sequence[Raw]], sheet: Sheet, known: Mapping[str, Column | None], row: int, last_row: int) -> Heading | None:
    """These rows taken as the heading; None where the tab is not so long."""
    if last_row > len(grid):
        return None
    upper = [words(cell) for cell in grid[row - 1]]
    if row == last_row:
        return _match(sheet, known, [[text] for text in upper], upper, row, row)
    readings, shown = _two_rows(upper, [words(cell) for cell in grid[row]])
    return _match(sheet, known, readings, shown, row, last_row)


def by_layout(grid: Sequence[Sequence[Raw]], sheet: Sheet, layout: Layout, row: int) -> Heading:
    """The heading somebody confirmed, at the row where it stands in this tab."""
    known = lookup(sheet)
    last_row = row + layout.last_row - layout.row
    found = heading_at(grid, sheet, known, row, last_row)
    if found is None:
        raise WorkbookRefused(f"第{row}行没有表头。请重新确认列对应。")
    places, unknown = [], []
    for index, shown in enumerate(found.headings):
        code = layout.columns.get(index, "")
        ways = found.readings[index]
        if code in sheet.by_code:
            places.append(Place(sheet.by_code[code].under(" ".join(ways)), index, shown))
        elif is_unknown(sheet, shown, ways):
            unknown.append(shown)
    if len(places) != len(layout.columns):
        gone = next(index for index in layout.columns if index >= len(found.headings) or layout.columns[index] not in sheet.by_code)
        raise WorkbookRefused(f"{column_letter(gone + 1)}列不在表里了。请重新确认列对应。")
    return Heading(row, last_row, places, unknown, found.headings, found.readings)


def same_row(grid: Sequence[Sequence[Raw]], heading: Heading) -> int | None:
    """The row among the first six of another tab where the same headings stand over the same columns."""
    wanted = {place.index: plain(place.heading) for place in heading.places}
    for row in range(1, min(HEADER_ROWS, len(grid)) + 1):
        at = row - 1 + heading.last_row - heading.row
        if at < len(grid) and all(
            index < len(grid[at]) and plain(words(grid[at][index]) or words(grid[row - 1][index])) == text for index, text in wanted.items()
        ):
            return row
    return None


def _fit(heading: Heading) -> tuple[int, int]:
    """More columns first; of equals the one row, lest a title line above be taken for a group heading."""
    return len(heading.places), heading.row - heading.last_row


def words(cell: Raw) -> str:
    return re.sub(r"\s+", "", cell) if isinstance(cell, str) and not is_blank(cell) else ""


def _two_rows(upper: list[str], lower: list[str]) -> tuple[list[list[str]], list[str]]:
    """Ways to read each column of a two-row heading: the lower words, both together, or the upper alone where nothing stands below."""
    group, readings, shown = "", [], []
    for place in range(max(len(upper), len(lower))):
        over = upper[place] if place < len(upper) else ""
        under = lower[place] if place < len(lower) else ""
        group = over or group
        readings.append([group + under, under] if under else [over])
        shown.append(under or over)
    return readings, shown


def _match(
    sheet: Sheet, known: Mapping[str, Column | None], readings: list[list[str]], shown: list[str], row: int, last_row: int
) -> Heading:
    places: list[Place] = []
    taken: set[str] = set()
    unknown = []
    for index, ways in enumerate(readings):
        said = next((plain(way) for way in ways if way and plain(way) in known), None)
        column = known[said] if said is not None else None
        if column and column.code not in taken:
            taken.add(column.code)
            places.append(Place(column.under(" ".join(ways)), index, shown[index]))
        elif (column or said is None) and is_unknown(sheet, shown[index], ways):
            unknown.append(shown[index])
    return Heading(row, last_row, places, unknown, shown, readings)


def is_unknown(sheet: Sheet, shown: str, ways: Sequence[str]) -> bool:
    """Whether a heading that is not read ought to be told of: not our own columns, not those the register is known to carry for others."""
    return bool(shown) and shown not in OUR_OWN_COLUMNS and not any(sheet.ignores(way) for way in ways)


def missing(sheet: Sheet, codes: set[str]) -> list[Column]:
    """Columns whose heading must be there and is not."""
    return [column for column in sheet.wanted if column.code not in codes]


def check_wanted(sheet: Sheet, heading: Heading) -> None:
    """Raises WorkbookRefused naming the missing column and the heading most like it."""
    lacking = missing(sheet, heading.codes)
    if not lacking:
        return
    near = nearest(lacking[0], heading.unknown)
    hint = f"表里有“{near}”，是这一列吗？" if near else "请对照模板补上这一列。"
    others = f"另外还缺：{'、'.join(column.title for column in lacking[1:])}。" if lacking[1:] else ""
    raise WorkbookRefused(f"第{heading.row}行没有找到“{lacking[0].title}”列。{hint}{others}")


def likeness(column: Column, heading: str) -> float:
    """How like a heading is to the column's own names, 0 to 1."""
    return max(SequenceMatcher(None, plain(heading), plain(name)).ratio() for name in column.headings)


def nearest(column: Column, headings: Sequence[str]) -> str:
    """The heading most like the column's own names, or "" when none is."""
    best = max(headings, key=lambda heading: likeness(column, heading), default="")
    return best if best and likeness(column, best) >= 0.4 else ""
