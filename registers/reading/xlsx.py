"""Reading a checked .xlsx: fast through calamine, or row by row through openpyxl where the file is so large that the fast way would fill the memory.

Both give the same grid. Calamine lays a tab out whole: three million cells, each with its text in it, were measured at 461 MB when read, and 500 are allowed.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterable
from datetime import datetime
from datetime import time as clock
from io import BytesIO
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

from python_calamine import CalamineWorkbook

from casework.package import Package, WorkbookRefused, column_letter, open_package
from casework.parcel import BROKEN
from casework.sheet_scan import Extent
from registers.cells import Raw
from registers.reading.book import HEAD_ROWS, Grid, squared
from registers.reading.heads import head_of

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

P = ParamSpec("P")
T = TypeVar("T")
SLOW_FROM_CELLS = 3_050_000
HEAD_APART_FROM = 100_000  # cells; a smaller tab is parsed whole in a tenth of a second


class XlsxBook:
    """An .xlsx; tabs are parsed when asked for and let go once their grid is made."""

    def __init__(self, content: bytes) -> None:
        self.package: Package = open_package(content)
        self.names = list(self.package.parts)
        self.hidden = self.package.hidden
        self._fast: CalamineWorkbook | None = None
        self._parsed: dict[str, CalamineSheet] = {}

    def head(self, name: str) -> list[list[Raw]]:
        extent = self.package.extents[name]
        if extent.cells > HEAD_APART_FROM:
            try:
                apart = guarded(CalamineWorkbook.from_filelike, BytesIO(head_of(self.package, name, HEAD_ROWS)))
                return squared(_with_errors(guarded(rows_of, guarded(apart.get_sheet_by_name, name), HEAD_ROWS), extent))
            except WorkbookRefused:
                pass  # written in a way the short cut does not know: the whole tab is parsed instead
        if self.is_slow:
            return self._slowly(name, HEAD_ROWS)
        return squared(_with_errors(guarded(rows_of, self._sheet(name), HEAD_ROWS), extent))

    def grid(self, name: str) -> Grid:
        extent = self.package.extents[name]
        if extent.without_value:
            raise WorkbookRefused(
                f"工作表“{name}”里{len(extent.without_value)}个公式没有算出结果（如{'、'.join(extent.without_value[:3])}）。"
                "请在Excel里打开、重新计算并保存，或粘贴成数值再导入。"
            )
        if self.is_slow:
            rows = self._slowly(name)
        else:
            rows = guarded(rows_of, self._sheet(name))
            self._parsed.pop(name, None)
        return Grid(squared(_with_errors(rows, extent)), extent.merged, _notes(extent))

    @property
    def is_slow(self) -> bool:
        """Whether any tab is too large to be laid out whole."""
        return max((extent.area for extent in self.package.extents.values()), default=0) > SLOW_FROM_CELLS

    def _sheet(self, name: str) -> CalamineSheet:
        if self._fast is None:
            self._fast = guarded(CalamineWorkbook.from_filelike, BytesIO(self.package.content))
        if name not in self._parsed:
            self._parsed[name] = guarded(self._fast.get_sheet_by_name, name)
        return self._parsed[name]

    def _slowly(self, name: str, limit: int | None = None) -> list[list[Raw]]:
        return guarded(_read_slowly, self.package, name, limit)


def guarded(read: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Whatever a reader says of a broken file becomes one refusal. Calamine's panics are no Exceptions and must not pass for a killed worker."""
    try:
        return read(*args, **kwargs)
    except WorkbookRefused:
        raise
    except Exception as error:
        raise WorkbookRefused(BROKEN) from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":
            raise WorkbookRefused(BROKEN) from error
        raise


def rows_of(sheet: CalamineSheet, limit: int | None = None) -> list[list[Raw]]:
    """The tab from A1 on, or its first rows."""
    return _plain(sheet.iter_rows() if limit is None else sheet.to_python(skip_empty_area=False, nrows=limit))


def _plain(rows: Iterable[Iterable[Any]]) -> list[list[Raw]]:
    """Rows as lists; a text repeated in the file is kept once, which halves the memory of a register."""
    once: dict[str, str] = {}
    return [[once.setdefault(cell, cell) if type(cell) is str else cell for cell in row] for row in rows]


def _with_errors(rows: list[list[Raw]], extent: Extent) -> list[list[Raw]]:
    """Cells whose formula failed say so; calamine reads them as empty."""
    for (row, column), error in extent.errors.items():
        if row <= len(rows) and column <= len(rows[row - 1]):
            rows[row - 1][column - 1] = error
    return rows


def _read_slowly(package: Package, name: str, limit: int | None) -> list[list[Raw]]:
    from openpyxl import load_workbook  # takes a third of a second, and hardly any file is so large

    extent = package.extents[name]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells of extensions it passes over; none of them holds a value
        book = load_workbook(BytesIO(package.content), read_only=True, data_only=True)
        try:
            found = book[name].iter_rows(
                min_row=1, min_col=1, max_col=max(extent.columns, 1), max_row=min(limit or extent.rows, extent.rows) or 1, values_only=True
            )
            return squared(_plain([as_calamine(cell) for cell in row] for row in found))
        finally:
            book.close()


def as_calamine(cell: Any) -> Raw:
    """A value of openpyxl's as calamine gives it: numbers are floats, a day without a time is a date, nothing is ""."""
    if cell is None:
        return ""
    if type(cell) is int:
        return float(cell)
    if isinstance(cell, datetime) and cell.time() == clock.min:
        return cell.date()
    if isinstance(cell, str) and "_x" in cell:
        return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), cell)
    return cast("Raw", cell)


def _notes(extent: Extent) -> list[str]:
    notes = []
    if extent.formulas:
        notes.append(f"{extent.formulas}个单元格是公式，按文件里保存的结果读取。")
    columns = [column for column in sorted(set(extent.hidden_columns)) if column <= extent.columns]
    if columns:
        letters = "、".join(column_letter(column) for column in columns[:5])
        notes.append(f"隐藏的{letters}{'等' if len(columns) > 5 else ''}{len(columns)}列照样读取。")
    rows = [row for row in extent.hidden_rows if row <= extent.rows]
    if rows:
        notes.append(f"隐藏的{len(rows)}行（第{'、'.join(map(str, rows[:3]))}行{'等' if len(rows) > 3 else ''}，可能是筛选）照样读取。")
    return notes
