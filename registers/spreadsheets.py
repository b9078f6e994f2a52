"""Small workbooks we hand out: the template of a register, and the rejected rows of a batch to be mended and sent again."""

from __future__ import annotations

import json
from collections import defaultdict
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from registers.models import Batch
from registers.sheets.base import Column, Sheet

HEAD = Font(bold=True)
WRONG = PatternFill("solid", fgColor="FFFFF2CC")
REASON = "拒收原因"
EMPTY_ROWS = 200  # so many rows of a template are set to text
MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def template(sheet: Sheet) -> bytes:
    """The heading row, sensitive columns as text so that no digit gets lost, and a tab that explains every column."""
    book = Workbook()
    tab = _first(book)
    tab.title = sheet.title[:31]
    for number, column in enumerate(sheet.columns, start=1):
        cell = tab.cell(1, number, column.title)
        cell.font = HEAD
        if explained := _explain(column):
            cell.comment = Comment(explained, "并轨")
        tab.column_dimensions[get_column_letter(number)].width = max(12, len(column.title) * 2 + 4)
        for row in range(2, EMPTY_ROWS + 2) if column.is_sensitive else ():
            tab.cell(row, number).number_format = "@"
    tab.freeze_panes = "A2"
    notes = book.create_sheet("填表说明")
    for line in [(f"{sheet.title}填表说明", sheet.about, ""), ("列", "是否必填", "怎么填")]:
        notes.append(line)
    for column in sheet.columns:
        notes.append((column.title, "必填" if column.required else "列要有" if column.must_stand else "可不填", _explain(column)))
    for letter, width in zip("ABC", (26, 12, 80), strict=True):
        notes.column_dimensions[letter].width = width
    return _bytes(book)


def _explain(column: Column) -> str:
    parts = [column.help] if column.help else []
    if column.choices and len(column.choices) <= 30:
        parts.append("可填：" + "、".join(column.choices))
    return "。".join(parts)


def rejected_rows(batch: Batch) -> bytes:
    """The rows as they were sent, in the sender's own column order, wrong cells marked, reasons in a last column that is ignored when sent again."""
    problems: dict[int, list[Any]] = defaultdict(list)
    for problem in batch.problems.all():
        problems[problem.row_number].append(problem)
    book = Workbook()
    tab = _first(book)
    tab.title = "拒收行"
    headings = list(batch.headings)
    for number, heading in enumerate([*headings, REASON], start=1):
        tab.cell(1, number, heading or None).font = HEAD
    letters = {get_column_letter(number): number for number in range(1, len(headings) + 1)}
    for row, rejected in enumerate(batch.rejects.order_by("row_number"), start=2):
        for number, value in enumerate(json.loads(plain(rejected.cells))[: len(headings)], start=1):
            _write(tab.cell(row, number), value)
        said = []
        for problem in problems[rejected.row_number]:
            said.append(f"原第{problem.row_number}行{problem.column_title}：{problem.remedy}")
            if number := letters.get(problem.column_letter, 0):
                cell = tab.cell(row, number)
                cell.fill = WRONG
                cell.comment = Comment(problem.remedy, "并轨")
        cell = tab.cell(row, len(headings) + 1, "；".join(said))
        cell.fill, cell.alignment = WRONG, Alignment(wrap_text=True)
    for number, heading in enumerate(headings, start=1):
        tab.column_dimensions[get_column_letter(number)].width = max(10, len(heading) * 2 + 2)
    tab.column_dimensions[get_column_letter(len(headings) + 1)].width = 70
    tab.freeze_panes = "A2"
    return _bytes(book)


def plain(value: Any) -> str:
    """The plain text of a sealed column; the caller has written the purpose down."""
    return value.reveal() if value else "[]"


def _write(cell: Cell | Any, value: Any) -> None:
    """Text stays text: a leading = is no formula, a long number keeps its digits."""
    if value == "" or value is None:
        return
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
        cell.number_format = "@"


def _first(book: Workbook) -> Worksheet:
    tab = book.active
    assert isinstance(tab, Worksheet)
    return tab


def _bytes(book: Workbook) -> bytes:
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()
