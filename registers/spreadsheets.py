"""The workbook of a batch's rejected rows, to be mended and sent again."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from registers.models import Batch, ProblemKind, RejectedRow, RowProblem

HEAD = Font(bold=True)
WRONG = PatternFill("solid", fgColor="FFFFF2CC")
REASON = "拒收原因"
FORMULA_SIGNS = "=+-@\t\r"
LONG_FROM = (
    10**11
)  # Excel shows longer numbers in scientific notation; those past its fifteen digits stay what they are, to be refused again
CELL_LIMIT = 32_767  # characters an .xlsx cell can hold
MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def rejected_rows(batch: Batch) -> bytes:
    """The rows as they were sent, in the sender's own column order, wrong cells marked, reasons in a last column that is ignored when sent again.

    Remarks on rows that were taken are no reason to send anything again and stay on the page.
    """
    problems: dict[int, list[RowProblem]] = defaultdict(list)
    for problem in batch.problems.exclude(kind=ProblemKind.WARNED).order_by("row_number", "pk"):
        problems[problem.row_number].append(problem)
    different = {name: own["headings"] for name, own in batch.mapping.get("each", {}).items()}
    usual = batch.rejects.exclude(tab_name__in=different)
    book = Workbook()
    tab = _first(book)
    tab.title = "拒收行"
    _sheet(tab, list(batch.headings), usual.order_by("row_number"), problems)
    for name, headings in different.items():
        rows = batch.rejects.filter(tab_name=name).order_by("row_number")
        if rows.exists():
            _sheet(book.create_sheet(name), list(headings), rows, problems)
    if different and len(book.sheetnames) > 1 and not usual.exists():
        book.remove(tab)
    return _bytes(book)


def _sheet(tab: Worksheet, headings: list[str], rows: Iterable[RejectedRow], problems: dict[int, list[RowProblem]]) -> None:
    """One tab's rows under its own headings; tabs of one order stand together on one."""
    for number, heading in enumerate([*headings, REASON], start=1):
        _write(tab.cell(1, number), heading)
        tab.cell(1, number).font = HEAD
    for row, rejected in enumerate(rows, start=2):
        cells = json.loads(plain(rejected.cells))[: len(headings)]
        for number, value in enumerate(cells, start=1):
            _write(tab.cell(row, number), value)
        _explain(tab, row, len(headings), problems[rejected.row_number])
    for number, heading in enumerate(headings, start=1):
        tab.column_dimensions[get_column_letter(number)].width = max(10, len(heading) * 2 + 2)
    tab.column_dimensions[get_column_letter(len(headings) + 1)].width = 70
    tab.freeze_panes = "A2"


def _explain(tab: Worksheet, row: int, width: int, problems: list[RowProblem]) -> None:
    """Every reason in the last column; on each wrong cell those of its own, however many."""
    letters = {get_column_letter(number): number for number in range(1, width + 1)}
    of_cell: dict[int, list[str]] = defaultdict(list)
    for problem in problems:
        if number := letters.get(problem.column_letter):
            of_cell[number].append(problem.remedy)
    for number, remedies in of_cell.items():
        cell = tab.cell(row, number)
        cell.fill, cell.comment = WRONG, Comment("\n".join(remedies), "并轨")
    said = tab.cell(row, width + 1)
    _write(said, "；".join(f"原{problem.tab_name}第{problem.excel_row}行{problem.column_title}：{problem.remedy}" for problem in problems))
    said.fill, said.alignment = WRONG, Alignment(wrap_text=True)


def plain(value: Any) -> str:
    """The plain text of a sealed column; the caller has written the purpose down."""
    return value.reveal() if value else "[]"


def _write(cell: Cell | Any, value: Any) -> None:
    """Text stays text: what starts like a formula is marked as quoted, a long number keeps its digits, marks no file can hold are left out."""
    if value == "" or value is None:
        return
    if isinstance(value, int) and abs(value) >= LONG_FROM:
        value = str(value)
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)[:CELL_LIMIT]
        cell.data_type, cell.number_format = "s", "@"
        if value[:1] in FORMULA_SIGNS:
            cell.quotePrefix = True
        return
    cell.value = value


def _first(book: Workbook) -> Worksheet:
    tab = book.active
    assert isinstance(tab, Worksheet)
    return tab


def _bytes(book: Workbook) -> bytes:
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()
