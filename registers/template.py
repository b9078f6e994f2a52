"""The workbook to fill in for a register: headings, notes, drop-downs, an example row, a tab that explains every column. All from the declaration."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from registers.kinds import example, is_required, kind_of, may_choose_several, options
from registers.parsing import Measure, Money, Whole
from registers.sheets import SHEETS, Column, Sheet
from registers.sheets.base import EXAMPLE_MARK

HEAD, GREY = Font(bold=True), Font(italic=True, color="FF777777")
MUST, MAY = PatternFill("solid", fgColor="FFFFE9C7"), PatternFill("solid", fgColor="FFEDEFF2")
LINE = Border(bottom=Side("thin", color="FF999999"))
LAST_ROW = 5000  # drop-downs reach so far down
NOTES, LISTS = "填表说明", "代码"
NOT_READ = "见到也不读的列"
STAMP = (2026, 1, 1, 0, 0, 0)  # equal declarations give equal parcels


@cache
def template(code: str) -> bytes:
    """The template of a register by its code."""
    sheet, book = SHEETS[code], Workbook()
    tab = book.active
    assert isinstance(tab, Worksheet)
    tab.title = sheet.title[:31]
    notes, lists = book.create_sheet(NOTES), book.create_sheet(LISTS)
    lists.sheet_state = "hidden"
    for number, column in enumerate(sheet.columns, start=1):
        head(tab, number, column)
        drop_down(tab, lists, number, column)
    example_row(tab, sheet)
    tab.freeze_panes = "B2"
    tab.row_dimensions[1].height = 30
    explain(notes, sheet)
    for page in (tab, notes):
        on_one_width(page)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def on_one_width(page: Worksheet) -> None:
    """Printed, all columns stand on one sheet of A4 across."""
    page.page_setup.orientation, page.page_setup.paperSize = page.ORIENTATION_LANDSCAPE, page.PAPERSIZE_A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def head(tab: Worksheet, number: int, column: Column) -> None:
    letter, kind = get_column_letter(number), kind_of(column)
    cell = tab.cell(1, number, column.title)
    cell.font, cell.fill, cell.border = HEAD, MUST if column.required else MAY, LINE
    cell.alignment = Alignment(wrap_text=True, vertical="center")
    note = Comment(f"{is_required(column)}。{said(column)}", "并轨")
    note.width, note.height = 260, 120
    cell.comment = note
    dimension = tab.column_dimensions[letter]
    dimension.width = 22 if kind.is_text and column.is_sensitive else max(12, min(len(column.title) * 2 + 4, 30))
    if kind.is_text or column.is_sensitive:
        dimension.number_format = "@"


def drop_down(tab: Worksheet, lists: Worksheet, number: int, column: Column) -> None:
    """The list's own words stand in a hidden tab: long lists do not fit into a cell's rule."""
    words = options(column)
    if not words or may_choose_several(column):
        return
    letter = get_column_letter(number)
    for row, word in enumerate((column.title, *words), start=1):
        lists.cell(row, number, word)
    rule = DataValidation("list", formula1=f"{quote_sheetname(LISTS)}!${letter}$2:${letter}${len(words) + 1}", allow_blank=True)
    # Other systems' words are read as well: the rule warns, it does not forbid.
    rule.errorStyle, rule.errorTitle, rule.error = "warning", column.title, "不在下拉的词里。导入时会照别名认，认不出的行会拒收。"
    rule.showErrorMessage = True
    rule.add(f"{letter}2:{letter}{LAST_ROW}")
    tab.add_data_validation(rule)


def example_row(tab: Worksheet, sheet: Sheet) -> None:
    """Its first cell says 示例: the row is left out when the file comes back, whether or not somebody deletes it."""
    for number, column in enumerate(sheet.columns, start=1):
        shown: str | int | Decimal = EXAMPLE_MARK if number == 1 else example(column)
        if number > 1 and shown != "" and isinstance(column.parse, Money | Measure | Whole):
            shown = Decimal(shown)
        cell = tab.cell(2, number, shown)
        cell.font = GREY
        if kind_of(column).is_text or column.is_sensitive:
            cell.number_format = "@"


def said(column: Column) -> str:
    """How to fill a column, in a few sentences."""
    kind, words = kind_of(column), options(column)
    parts = [f"{kind.label}，{kind.unit}" if kind.unit else kind.label, column.help.rstrip("。")]
    if words and len(words) <= 30:
        parts.append(f"可填：{'、'.join(words)}")
    elif words:
        parts.append(f"从下拉里选，共{len(words)}个")
    return "。".join(part for part in parts if part) + "。"


def explain(notes: Worksheet, sheet: Sheet) -> None:
    notes.append((f"{sheet.title}填表说明",))
    notes.append((f"报送单位：{sheet.owner}。一行一条，不合并单元格，不写合计。第2行是示例，不会导入。{sheet.about}",))
    notes.append(("列", "是否必填", "怎么填", "示例", "表头也可以写成"))
    for number, column in enumerate(sheet.columns):
        shown = example(sheet.columns[0]) if number == 0 else example(column)
        notes.append((column.title, is_required(column), said(column), str(shown), "、".join(column.aliases)))
    for group in sheet.ignored:
        notes.append((NOT_READ, "不用填", f"{group.why}。", "", group.words))
    notes["A1"].font = Font(bold=True, size=14)
    for cell in notes[3]:
        cell.font, cell.fill = HEAD, MAY
    for letter, width in zip("ABCDE", (26, 14, 70, 24, 50), strict=True):
        notes.column_dimensions[letter].width = width
    for row in notes.iter_rows(min_row=4):
        for cell in row:
            cell.alignment, cell.number_format = Alignment(wrap_text=True, vertical="top"), "@"


@cache
def all_templates() -> bytes:
    """Every template in one parcel, numbered in the order in which they are imported."""
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_STORED) as parcel:  # an .xlsx is packed already
        for number, sheet in enumerate(SHEETS.values(), start=1):
            parcel.writestr(ZipInfo(f"{number:02d}_{sheet.title}模板.xlsx", STAMP), template(sheet.code))
    return stream.getvalue()
