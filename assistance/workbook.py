"""季度反馈表: the owed list of a quarter as a workbook to be filled, and the rows that could not be taken. Read back by workbook_reader.py."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from assistance.choices import FeedbackResult, RefusalReason
from assistance.models import Referral
from assistance.pushing import subjects_of
from assistance.quarters import Quarter
from households.models import Person

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TAB, NOTES, REASON = "季度反馈", "填表说明", "问题"
FIXED = PatternFill("solid", fgColor="FFF0F2F4")
WRONG = PatternFill("solid", fgColor="FFFFF2CC")


@dataclass(frozen=True)
class Column:
    """One column: what it is called, how wide, whether the department fills it, and how."""

    code: str
    title: str
    width: int
    help: str = ""

    @property
    def is_filled(self) -> bool:
        return bool(self.help)


COLUMNS = (
    Column("referral_no", "推送编号", 22),
    Column("name", "姓名", 12),
    Column("id_number", "身份证号", 22),
    Column("village", "镇村", 20),
    Column("need", "需求", 10),
    Column("state", "目前", 10),
    Column("result", "反馈结果", 12, "已落实、正在帮扶、不符合，选一个；空着的行不反馈"),
    Column("carried_out_on", "落实日期", 14, "已落实的必填，如2026-6-15"),
    Column("amount", "金额", 12, "元；没有金额的空着"),
    Column("evidence", "凭证", 24, "已落实的必填，写发放批次、验收单号等"),
    Column("refusal", "不符合原因", 16, "不符合的必填：" + "、".join(RefusalReason.labels)),
    Column("basis", "依据条款", 24, "不符合的必填，哪个文件的哪一条"),
    Column("words", "说明", 36, "正在帮扶的必填，帮到哪一步、还差什么"),
)
RESULTS = {str(label): FeedbackResult(value) for value, label in FeedbackResult.choices}
REASONS = {str(label): RefusalReason(value) for value, label in RefusalReason.choices}


@dataclass(frozen=True)
class Trouble:
    """Why a row was not taken: where, what is written there, what mends it."""

    row: int
    column: str
    value: str
    remedy: str


def owed_workbook(referrals: Sequence[Referral], quarter: Quarter, *, dept: str, due_on: date, on: date) -> bytes:
    """The owed list ready to be filled: ID numbers masked, all text as text, results from a drop-down."""
    book = Workbook()
    tab = first_tab(book, TAB)
    tab.append([f"{dept}{quarter.label}反馈表（{due_on:%Y-%m-%d}前反馈，{on:%Y-%m-%d}下载）"])
    tab["A1"].font = Font(bold=True, size=14)
    head(tab, 2, [column.title for column in COLUMNS])
    subjects = subjects_of(referrals)
    for number, referral in enumerate(referrals, start=3):
        for place, (column, text) in enumerate(zip(COLUMNS, cells_of(referral, subjects.get(referral.pk)), strict=True), start=1):
            write(tab, number, place, text)
            if not column.is_filled:
                tab.cell(number, place).fill = FIXED
    last = max(tab.max_row, 3)
    for code, options in (("result", RESULTS), ("refusal", REASONS)):
        letter = get_column_letter(index_of(code))
        offered = DataValidation(type="list", formula1=f'"{",".join(options)}"', allow_blank=True)
        tab.add_data_validation(offered)
        offered.add(f"{letter}3:{letter}{last}")
    for code in ("carried_out_on", "evidence", "basis", "words"):
        for row in range(3, last + 1):
            tab.cell(row, index_of(code)).number_format = "@"
    widths(tab)
    tab.freeze_panes = "B3"
    explain(book)
    return saved(book)


def cells_of(referral: Referral, person: Person | None) -> list[str]:
    """What stands in the sheet before it is filled; the last seven are the department's."""
    village = referral.household.village
    return [
        referral.referral_no,
        person.name if person else referral.household.head_name,
        str(person.id_number) if person and person.id_number else "未登记",
        f"{village.parent.name if village.parent else ''}{village.name}",
        referral.need.get_kind_display(),
        referral.state_label,
        *[""] * 7,
    ]


def troubles_workbook(troubles: Sequence[Trouble], cells: dict[int, dict[str, str]]) -> bytes:
    """The rows that were not taken, as they were filled, wrong cells marked, the remedy in a last column that is ignored when sent again."""
    book = Workbook()
    tab = first_tab(book, TAB)
    head(tab, 1, [*(column.title for column in COLUMNS), REASON])
    by_row: dict[int, list[Trouble]] = {}
    for trouble in troubles:
        by_row.setdefault(trouble.row, []).append(trouble)
    for number, (row, said) in enumerate(sorted(by_row.items()), start=2):
        known = cells.get(row, {})
        for place, column in enumerate(COLUMNS, start=1):
            write(tab, number, place, known.get(column.title, ""))
            if any(trouble.column == column.title for trouble in said):
                tab.cell(number, place).fill = WRONG
        write(tab, number, len(COLUMNS) + 1, "；".join(f"原第{one.row}行{one.column}：{one.remedy.rstrip('。')}" for one in said))
        tab.cell(number, len(COLUMNS) + 1).fill = WRONG
        tab.cell(number, len(COLUMNS) + 1).alignment = Alignment(wrap_text=True)
    widths(tab)
    tab.column_dimensions[get_column_letter(len(COLUMNS) + 1)].width = 60
    tab.freeze_panes = "A2"
    return saved(book)


def first_tab(book: Workbook, title: str) -> Worksheet:
    tab = book.active
    assert isinstance(tab, Worksheet)
    tab.title = title
    return tab


def head(tab: Worksheet, row: int, titles: Iterable[str]) -> None:
    for place, title in enumerate(titles, start=1):
        tab.cell(row, place, title).font = Font(bold=True)


def write(tab: Worksheet, row: int, place: int, value: str) -> None:
    """Text stays text: a leading = is no formula, a long number keeps its digits."""
    cell = tab.cell(row, place)
    cell.number_format = "@"
    if value:
        cell.value = value
        cell.data_type = "s"


def widths(tab: Worksheet) -> None:
    for place, column in enumerate(COLUMNS, start=1):
        tab.column_dimensions[get_column_letter(place)].width = column.width


def explain(book: Workbook) -> None:
    notes = book.create_sheet(NOTES)
    for line in (("列", "怎么填"), *((column.title, column.help or "不用填，也不要改") for column in COLUMNS)):
        notes.append(line)
    for letter, width in zip("AB", (16, 70), strict=True):
        notes.column_dimensions[letter].width = width


def saved(book: Workbook) -> bytes:
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def index_of(code: str) -> int:
    return next(place for place, column in enumerate(COLUMNS, start=1) if column.code == code)
