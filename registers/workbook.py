"""Reading one register from an .xlsx: which tab, which heading row, which column is which, which lines are data. Pure, no database.

Excel's own row numbers and column letters are kept, so that every refusal can point at the cell.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from io import BytesIO
from typing import cast

from python_calamine import CalamineWorkbook

from registers.package import Package, WorkbookRefused, column_letter, open_package
from registers.parsing import Money, Raw, is_blank
from registers.sheets.base import Column, Sheet

HEADER_ROWS = 6
OUR_OWN_COLUMNS = frozenset({"拒收原因"})
TOTAL_LINE = re.compile(r"^(合计|小计|总计|本页小计|本页合计|累计)[:：]?$")
NOTE_LINE = re.compile(
    r"^(说明|备注|注|填表说明|填报说明|填表人|制表人|制表|审核人|负责人|填报单位|填报人|填报日期|单位盖章|注释)([:：(（]|$)|^注[:：]"
)


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

    @property
    def codes(self) -> set[str]:
        return {place.column.code for place in self.places}


@dataclass
class Tab:
    """One register as it stood in the file. `rows` are the data lines (Excel row number, cells)."""

    name: str
    heading: Heading
    rows: list[tuple[int, list[Raw]]]
    left_out: int
    notes: list[str] = field(default_factory=list)


def read_tab(content: bytes, sheet: Sheet, tab_name: str = "") -> Tab:
    """The tab that holds this register. Raises WorkbookRefused with the reason when there is none or it cannot be taken."""
    package = open_package(content)
    workbook = _open(package)
    name, grid, heading = _choose(package, workbook, sheet, tab_name)
    _check_wanted(sheet, heading)
    formulas = package.formulas(name)
    if formulas.without_value:
        raise WorkbookRefused(
            f"工作表“{name}”里{len(formulas.without_value)}个公式没有算出结果（如{'、'.join(formulas.without_value[:3])}）。"
            "请在Excel里打开、重新计算并保存，或粘贴成数值再导入。"
        )
    fill_merged(grid, workbook.get_sheet_by_name(name).merged_cell_ranges or [], heading.last_row)
    rows, left_out = data_lines(grid, heading)
    if not rows:
        raise WorkbookRefused(f"工作表“{name}”只有表头，没有数据行。请填好再导入。")
    notes = [f"{formulas.count}个单元格是公式，按文件里保存的结果读取。"] if formulas.count else []
    return Tab(name, heading, rows, left_out, notes)


def recognise(content: bytes, sheets: Iterable[Sheet], file_name: str = "") -> Sheet:
    """Which register a file is, by its headings; like ones are told apart by the file's name. Raises WorkbookRefused when it stays open."""
    package = open_package(content)
    workbook = _open(package)
    found: list[tuple[int, int, Sheet]] = []
    for sheet in sheets:
        for name in package.parts:
            heading = find_heading(_first_rows(workbook, name), sheet)
            if heading and not _missing(sheet, heading):
                named = any(word in file_name for word in sheet.file_words) or sheet.title in file_name
                found.append((len(heading.places) - len(heading.unknown), int(named), sheet))
    if not found:
        raise WorkbookRefused("从表头认不出是哪种台账。请选定台账再上传，或下载模板对照表头。")
    named_only = [entry for entry in found if entry[1]]
    best = max(named_only or found, key=lambda entry: entry[0])
    rivals = {entry[2].code: entry[2].title for entry in (named_only or found) if entry[0] == best[0]}
    if len(rivals) > 1:
        raise WorkbookRefused(f"表头同时像{'、'.join(rivals.values())}。请选定台账再上传。")
    return best[2]


def _open(package: Package) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_filelike(BytesIO(package.content))
    except Exception as error:  # calamine raises a family of its own for every broken part
        raise WorkbookRefused("文件不完整或已损坏，打不开。请向报送单位重新要一份，或在Excel里修复后另存。") from error


def _grid(workbook: CalamineWorkbook, name: str, rows: int | None = None) -> list[list[Raw]]:
    try:
        return cast("list[list[Raw]]", workbook.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=rows))
    except Exception as error:
        raise WorkbookRefused(f"工作表“{name}”读不出来，文件可能已损坏。请重新要一份。") from error


def _first_rows(workbook: CalamineWorkbook, name: str) -> list[list[Raw]]:
    return _grid(workbook, name, HEADER_ROWS + 1)


def _choose(package: Package, workbook: CalamineWorkbook, sheet: Sheet, tab_name: str) -> tuple[str, list[list[Raw]], Heading]:
    """The tab asked for, or the one whose headings fit best."""
    if tab_name and tab_name not in package.parts:
        raise WorkbookRefused(f"没有工作表“{tab_name}”。文件里有：{'、'.join(package.parts)}。")
    best: tuple[int, str, Heading] | None = None
    for name in [tab_name] if tab_name else package.parts:
        heading = find_heading(_first_rows(workbook, name), sheet)
        if heading:
            rank = len(heading.places) - 100 * len(_missing(sheet, heading))
            if best is None or rank > best[0]:
                best = rank, name, heading
    if best is None:
        if all(not any(not is_blank(cell) for row in _first_rows(workbook, name) for cell in row) for name in package.parts):
            raise WorkbookRefused("表是空的，没有表头也没有数据。请检查是不是选错了文件。")
        wanted = "、".join(column.title for column in sheet.wanted)
        raise WorkbookRefused(f"前{HEADER_ROWS}行里没有找到“{sheet.title}”的表头。表头应有：{wanted}。请对照模板。")
    return best[1], _grid(workbook, best[1]), best[2]


# ---- headings ----------------------------------------------------------------------------------------------------


def plain(heading: str) -> str:
    """A heading without blanks, stars, width and its unit in brackets."""
    text = re.sub(r"[\s*:：、，]", "", unicodedata.normalize("NFKC", heading))
    return re.sub(r"\((元|万元|元/月|元/年|平方米|人|是/否|可选|必填)\)$", "", text)


def _lookup(sheet: Sheet) -> dict[str, Column]:
    return {plain(heading): column for column in reversed(sheet.columns) for heading in reversed(column.headings)}


def find_heading(grid: Sequence[Sequence[Raw]], sheet: Sheet) -> Heading | None:
    """The heading row (or two rows) among the first six with most columns recognised; None when fewer than two are."""
    known = _lookup(sheet)
    best: Heading | None = None
    for index in range(min(HEADER_ROWS, len(grid))):
        upper = [_words(cell) for cell in grid[index]]
        one = _match(sheet, known, [[text] for text in upper], upper, index + 1, index + 1)
        candidates = [one]
        if index + 1 < len(grid):
            lower = [_words(cell) for cell in grid[index + 1]]
            candidates.append(_match(sheet, known, *_two_rows(upper, lower), index + 1, index + 2))
        for heading in candidates:
            if len(heading.places) >= 2 and (best is None or _fit(heading) > _fit(best)):
                best = heading
    return best


def _fit(heading: Heading) -> tuple[int, int]:
    """More columns first; of equals the one row, lest a title line above be taken for a group heading."""
    return len(heading.places), heading.row - heading.last_row


def _words(cell: Raw) -> str:
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


def _match(sheet: Sheet, known: dict[str, Column], readings: list[list[str]], shown: list[str], row: int, last_row: int) -> Heading:
    places: list[Place] = []
    taken: set[str] = set()
    unknown = []
    for index, ways in enumerate(readings):
        column = next((known[plain(way)] for way in ways if way and plain(way) in known), None)
        if column and column.code not in taken:
            taken.add(column.code)
            if isinstance(column.parse, Money) and any("万元" in way for way in ways):
                column = column.in_wan()
            places.append(Place(column, index, shown[index]))
        elif shown[index] and shown[index] not in OUR_OWN_COLUMNS:
            unknown.append(shown[index])
    return Heading(row, last_row, places, unknown, shown)


def _missing(sheet: Sheet, heading: Heading) -> list[Column]:
    return [column for column in sheet.wanted if column.code not in heading.codes]


def _check_wanted(sheet: Sheet, heading: Heading) -> None:
    missing = _missing(sheet, heading)
    if not missing:
        return
    near = nearest(missing[0], heading.unknown)
    hint = f"表里有“{near}”，是这一列吗？" if near else "请对照模板补上这一列。"
    others = f"另外还缺：{'、'.join(column.title for column in missing[1:])}。" if missing[1:] else ""
    raise WorkbookRefused(f"第{heading.row}行没有找到“{missing[0].title}”列。{hint}{others}")


def nearest(column: Column, headings: Sequence[str]) -> str:
    """The heading most like the column's own names, or "" when none is."""

    def likeness(heading: str) -> float:
        return max(SequenceMatcher(None, plain(heading), plain(name)).ratio() for name in column.headings)

    best = max(headings, key=likeness, default="")
    return best if best and likeness(best) >= 0.4 else ""


# ---- data lines --------------------------------------------------------------------------------------------------


def fill_merged(grid: list[list[Raw]], ranges: Iterable[tuple[tuple[int, int], tuple[int, int]]], last_heading_row: int) -> None:
    """Merged cells below the heading: every row of the range reads the value written once."""
    for (top, left), (bottom, right) in ranges:
        if top < last_heading_row or top >= len(grid) or left != right:
            continue
        for row in range(top + 1, min(bottom + 1, len(grid))):
            if is_blank(grid[row][left]):
                grid[row][left] = grid[top][left]


def data_lines(grid: Sequence[list[Raw]], heading: Heading) -> tuple[list[tuple[int, list[Raw]]], int]:
    """The rows under the heading with their Excel numbers; sums and notes are counted and left out, empty rows skipped."""
    indexes = [place.index for place in heading.places]
    rows, left_out = [], 0
    for number, cells in enumerate(grid[heading.last_row :], start=heading.last_row + 1):
        if not any(cell != "" and cell is not None for cell in cells) or not any(not is_blank(cell) for cell in cells):
            continue
        if is_left_out(cells) or all(is_blank(cells[index]) for index in indexes):
            left_out += 1
        else:
            rows.append((number, cells))
    return rows, left_out


def is_left_out(cells: Sequence[Raw]) -> bool:
    """合计, 小计 and notes under the table are not rows of the register."""
    for cell in cells[:3]:
        if isinstance(cell, str) and cell and TOTAL_LINE.match(re.sub(r"\s+", "", cell)):
            return True
    first = next((cell for cell in cells if cell != "" and cell is not None), "")
    if not isinstance(first, str) or not NOTE_LINE.match(re.sub(r"\s+", "", first)):
        return False
    return sum(1 for cell in cells if cell != "" and cell is not None) <= 4
