"""The files registers come in: .xlsx, .xls, text with separators in UTF-8 and GB18030. A paper is tabs of cells; who writes it chooses the kind."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from random import Random
from typing import Any

import xlwt
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from tests.registers.books import saved

AREA = tuple[int, int, int, int]  # top, left, bottom, right, from 1
TEXT_ENCODINGS = ("utf-8-sig", "utf-8", "gb18030", "utf-16")


@dataclass
class Leaf:
    """One tab: its rows from row 1 on, the merged areas, the columns somebody hid."""

    name: str
    rows: list[list[Any]] = field(default_factory=list)
    merged: list[AREA] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)

    def add(self, cells: list[Any]) -> int:
        """Returns the row's Excel number."""
        self.rows.append(cells)
        return len(self.rows)

    def merge(self, *area: int) -> None:
        top, left, bottom, right = area
        if (top, left) != (bottom, right):
            self.merged.append((top, left, bottom, right))


def in_excel(cell: Any) -> Any:
    return float(cell) if isinstance(cell, Decimal) else cell


def as_xlsx(leaves: list[Leaf]) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for leaf in leaves:
        tab = book.create_sheet(leaf.name)
        for row in leaf.rows:
            tab.append([in_excel(cell) for cell in row])
        for top, left, bottom, right in leaf.merged:
            tab.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
        for number in leaf.hidden:
            tab.column_dimensions[get_column_letter(number)].hidden = True
    return saved(book)


def as_xls(leaves: list[Leaf]) -> bytes:
    book = xlwt.Workbook()
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for leaf in leaves:
        tab = book.add_sheet(leaf.name)
        for row, cells in enumerate(leaf.rows):
            for column, cell in enumerate(map(in_excel, cells)):
                if cell is not None:
                    tab.write(row, column, cell, day) if isinstance(cell, date) else tab.write(row, column, cell)
        for top, left, bottom, right in leaf.merged:
            tab.merge(top - 1, bottom - 1, left - 1, right - 1)
        for number in leaf.hidden:
            tab.col(number - 1).hidden = True
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def as_text(rng: Random, leaf: Leaf) -> bytes:
    """What Excel or WPS saves as .csv: every cell as it was shown."""
    stream, width = StringIO(newline=""), max(map(len, leaf.rows))
    writer = csv.writer(stream, delimiter=rng.choice(",,,;\t"), lineterminator=rng.choice(("\r\n", "\n")))
    for row in leaf.rows:
        writer.writerow([in_text(cell) for cell in row] + [""] * (width - len(row)))
    text = stream.getvalue()
    return text.encode(rng.choice(TEXT_ENCODINGS))


def in_text(cell: Any) -> str:
    cell = in_excel(cell)
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, datetime | date):
        return f"{cell.year}/{cell.month}/{cell.day}"
    if isinstance(cell, float):
        if abs(cell) >= 10**15:
            return f"{cell:.5E}"
        return str(int(cell)) if cell.is_integer() else repr(cell)
    return str(cell)
