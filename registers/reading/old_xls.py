"""Reading an .xls (BIFF in an OLE file). What an old binary may do to its reader is asked first: password, macros, links, far cells."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, field
from io import BytesIO

from python_calamine import CalamineWorkbook

from casework.package import MAX_TABS, WorkbookRefused
from casework.parcel import BROKEN
from casework.sheet_scan import Area, check_area, column_letter
from registers.cells import Raw
from registers.reading.book import HEAD_ROWS, Grid, squared
from registers.reading.ole import LOCKED, MACROS, stream_of, wrapped
from registers.reading.xlsx import guarded, rows_of

BOF, EOF, FORMULA, STRING, FILEPASS, BOUNDSHEET, SUPBOOK, SST = 0x0809, 0x000A, 0x0006, 0x0207, 0x002F, 0x0085, 0x01AE, 0x00FC
BOOLERR, MULRK, DIMENSIONS = 0x0205, 0x00BD, 0x0200
ONE_CELL = frozenset({0x0203, 0x00FD, 0x0204, 0x027E, 0x00D6, FORMULA, BOOLERR})
ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
MACRO_SHEET, MODULE = 0x40, 0x06


@dataclass
class Sheet:
    """What was seen of one tab. Rows and columns count from 1."""

    rows: int = 0
    columns: int = 0
    cells: int = 0
    formulas: int = 0
    without_value: list[str] = field(default_factory=list)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)


class OldBook:
    """An .xls, checked and then read by calamine."""

    def __init__(self, content: bytes) -> None:
        stream = bytearray(guarded(stream_of, content))
        self.names, hidden, self.seen = guarded(_look_through, stream)
        self._content = guarded(wrapped, bytes(stream))
        self.hidden = frozenset(hidden)
        self._book: CalamineWorkbook | None = None

    def _read(self, name: str, rows: int | None) -> tuple[list[list[Raw]], list[Area]]:
        if self._book is None:
            self._book = guarded(CalamineWorkbook.from_filelike, BytesIO(self._content))
        sheet = guarded(self._book.get_sheet_by_name, name)
        merged = [Area(top + 1, left + 1, bottom + 1, right + 1) for (top, left), (bottom, right) in sheet.merged_cell_ranges or []]
        return guarded(rows_of, sheet, rows), merged

    def head(self, name: str) -> list[list[Raw]]:
        return squared(self._read(name, HEAD_ROWS)[0])

    def grid(self, name: str) -> Grid:
        seen = self.seen.get(name, Sheet())
        if seen.without_value:
            raise WorkbookRefused(
                f"工作表“{name}”里{len(seen.without_value)}个公式没有算出结果（如{'、'.join(seen.without_value[:3])}）。"
                "请在Excel里打开、重新计算并保存，或粘贴成数值再导入。"
            )
        rows, merged = self._read(name, None)
        for (row, column), error in seen.errors.items():
            if row <= len(rows) and column <= len(rows[row - 1]):
                rows[row - 1][column - 1] = error
        return Grid(squared(rows), merged, [f"{seen.formulas}个单元格是公式，按文件里保存的结果读取。"] if seen.formulas else [])


def _look_through(stream: bytearray) -> tuple[list[str], list[str], dict[str, Sheet]]:
    """Tab names in order, the hidden ones, and how far each reaches. Raises WorkbookRefused for what must not be in a register.

    What a tab claims of its own size is blotted out: the reader sets memory aside by it, and does without.
    """
    names: list[str] = []
    hidden: list[str] = []
    starts: dict[int, str] = {}
    seen: dict[str, Sheet] = {}
    current, depth, at, size = Sheet(), 0, 0, len(stream)
    waits: tuple[int, int] | None = None
    while at + 4 <= size:
        kind, length = struct.unpack_from("<HH", stream, at)
        data = bytes(stream[at + 4 : at + 4 + length])
        if kind in ONE_CELL or kind == MULRK:
            row, first = struct.unpack_from("<HH", data)
            last = struct.unpack_from("<H", data, length - 2)[0] if kind == MULRK else first
            current.rows, current.columns = max(current.rows, row + 1), max(current.columns, last + 1)
            current.cells += last - first + 1
            if kind == FORMULA:
                waits = _formula(data, current, row + 1, first + 1)
            elif kind == BOOLERR and data[7]:
                current.errors[row + 1, first + 1] = ERRORS.get(data[6], "#VALUE!")
        elif kind == STRING:
            waits = None
        elif kind == BOF:
            depth += 1
            if depth == 1 and struct.unpack_from("<H", data, 2)[0] in (MACRO_SHEET, MODULE):
                raise WorkbookRefused(MACROS)
            if depth == 1 and at in starts:
                current = seen.setdefault(starts[at], Sheet())
        elif kind == EOF:
            depth -= 1
        elif kind == BOUNDSHEET:
            name, state, sort, start = _bound(data)
            if sort == 1:
                raise WorkbookRefused(MACROS)
            if sort == 0:
                names.append(name)
                starts[start] = name
                hidden += [name] if state else []
        elif kind == DIMENSIONS:
            stream[at + 4 : at + 4 + len(data)] = bytes(len(data))
        elif kind == FILEPASS:
            raise WorkbookRefused(LOCKED)
        elif kind == SUPBOOK and length != 4:
            raise WorkbookRefused("工作簿链接了别的文件。请在“数据→编辑链接”里断开链接，存成数值再导入。")
        elif kind == SST and struct.unpack_from("<I", data, 4)[0] > size // 3:
            raise WorkbookRefused(BROKEN)
        if waits and kind not in (FORMULA, 0x04BC, 0x0221, 0x0236):
            current.without_value.append(f"{column_letter(waits[1])}{waits[0]}")
            waits = None
        at += 4 + length
    for sheet in (current, *seen.values()):
        check_area(sheet.rows, sheet.columns, sheet.cells)
    _check_names(names)
    return names, hidden, seen


def _formula(data: bytes, sheet: Sheet, row: int, column: int) -> tuple[int, int] | None:
    """Counts one formula; returns its place while the text it gives is still to come in a record of its own."""
    sheet.formulas += 1
    if data[12:14] != b"\xff\xff":
        return None
    if data[6] == 2:
        sheet.errors[row, column] = ERRORS.get(data[8], "#VALUE!")
    return (row, column) if data[6] == 0 else None


def _bound(data: bytes) -> tuple[str, int, int, int]:
    """(name, hidden or not, kind of sheet, where it starts) of one entry in the list of tabs, BIFF8 or BIFF5."""
    start, state, sort, count = struct.unpack_from("<IBBB", data)
    if len(data) > 7 and len(data) - 8 == count * (2 if data[7] & 1 else 1):
        return data[8:].decode("utf-16-le" if data[7] & 1 else "latin-1"), state & 3, sort, start
    return data[7 : 7 + count].decode("gbk", "replace"), state & 3, sort, start


def _check_names(names: list[str]) -> None:
    if not names:
        raise WorkbookRefused("工作簿里没有工作表。")
    if len(names) > MAX_TABS:
        raise WorkbookRefused(f"有{len(names)}张工作表，一份最多{MAX_TABS}张。请按镇分成几个文件再导入。")
    for name in names:
        if not name.strip() or re.search(r"[\x00-\x1f/\\:*?\[\]]", name) or names.count(name) > 1:
            shown = re.sub(r"[\x00-\x1f]", "", name)[:30]
            raise WorkbookRefused(f"工作表名“{shown}”不合规矩（空着、重名，或有/、\\、:、*、?、[、]）。请改名再导入。")
