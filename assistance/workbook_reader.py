"""Reading a filled 季度反馈表: every row judged by itself, understood or told what is wrong with it. Pure, no database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from python_calamine import CalamineWorkbook

from accounts.forms import DAY_FORMATS
from assistance.choices import FeedbackResult
from assistance.forms import read_amount
from assistance.workbook import COLUMNS, REASONS, RESULTS, TAB, Trouble
from casework.headings import find_heading
from casework.package import WorkbookRefused, open_package

HEADER_ROWS, MAX_ROWS = 6, 5000
WANTED = ("referral_no", "result")
BY_TITLE = {column.title: column for column in COLUMNS}


@dataclass(frozen=True)
class Line:
    """One filled row, read and understood."""

    row: int
    cells: dict[str, str]
    referral_no: str
    result: FeedbackResult
    carried_out_on: date | None
    amount: Decimal | None
    evidence: str
    refusal: str
    basis: str
    words: str


@dataclass
class Sheet:
    """The file as it was read: good lines, troubles, the cells of every row, and how many were left empty."""

    lines: list[Line]
    troubles: list[Trouble]
    cells: dict[int, dict[str, str]]
    left_empty: int = 0


def read_sheet(content: bytes) -> Sheet:
    """The filled sheet. Raises WorkbookRefused for a file that cannot be taken at all: macros, formulas, no heading, nothing filled."""
    package = open_package(content)
    name = TAB if TAB in package.parts else next(iter(package.parts))
    formulas = package.formulas(name)
    if formulas.count:
        raise WorkbookRefused(f"工作表“{name}”里有{formulas.count}个公式，反馈表只收填写的值。请复制、选择性粘贴成数值再上传。")
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        grid: list[list[Any]] = book.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=MAX_ROWS + HEADER_ROWS + 1)
    except Exception as error:  # calamine raises a family of its own for every broken part
        raise WorkbookRefused("文件不完整或已损坏，打不开。请用下载的反馈表重新填写。") from error
    row, places = heading(grid)
    if len(grid) - row > MAX_ROWS:
        raise WorkbookRefused(f"一次最多收{MAX_ROWS}行。请按镇分开上传。")
    return understood(grid[row:], row, places)


def heading(grid: Sequence[Sequence[Any]]) -> tuple[int, dict[str, int]]:
    """How many rows the heading takes up, and where each known column stands."""
    code_of = {title: column.code for title, column in BY_TITLE.items()}
    wanted = {column.code: column.title for column in COLUMNS if column.code in WANTED}
    return find_heading(grid, code_of, wanted, within=HEADER_ROWS, remedy="请用下载的反馈表填写，不要改表头。")


def understood(rows: Sequence[Sequence[Any]], above: int, places: dict[str, int]) -> Sheet:
    """Every row judged by itself: left empty, understood, or troubled."""
    sheet = Sheet([], [], {})
    seen: dict[str, int] = {}
    for number, cells in enumerate(rows, start=above + 1):
        said = {code: shown(cells[place]) if place < len(cells) else "" for code, place in places.items()}
        if not any(said.values()):
            continue
        sheet.cells[number] = {column.title: said.get(column.code, "") for column in COLUMNS}
        if not any(said.get(column.code) for column in COLUMNS if column.is_filled):
            sheet.left_empty += 1
            continue
        found = read_line(number, said)
        no = said.get("referral_no", "")
        if isinstance(found, Line) and no in seen:
            sheet.troubles.append(Trouble(number, "推送编号", no, f"与第{seen[no]}行是同一件，只留一行。"))
        elif isinstance(found, Line):
            seen[no] = number
            sheet.lines.append(found)
        else:
            sheet.troubles.extend(found)
    if not sheet.lines and not sheet.troubles:
        raise WorkbookRefused("“反馈结果”一列都空着，没有要反馈的行。请填好再上传。")
    return sheet


def shown(value: Any) -> str:
    """A cell as the sender sees it: whole numbers without a decimal point, days as days, one line."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime | date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else str(value)
    return " ".join(str(value).split())[:500]


def read_line(row: int, said: dict[str, str]) -> Line | list[Trouble]:
    """The row in the product's words, or everything that is wrong with it."""
    troubles: list[Trouble] = []

    def trouble(code: str, remedy: str) -> None:
        troubles.append(Trouble(row, next(column.title for column in COLUMNS if column.code == code), said.get(code, ""), remedy))

    result = RESULTS.get(said.get("result", ""))
    if not said.get("referral_no"):
        trouble("referral_no", "没有推送编号。请用下载的反馈表，不要改动这一列。")
    if result is None:
        trouble("result", f"请从{'、'.join(RESULTS)}里选一个。")
    day, amount = None, None
    try:
        day = read_day(said.get("carried_out_on", ""))
    except ValueError as error:
        trouble("carried_out_on", str(error))
    try:
        amount = read_amount(said.get("amount", ""))
    except ValueError as error:
        trouble("amount", str(error))
    refusal = REASONS.get(said.get("refusal", ""))
    if said.get("refusal") and refusal is None:
        trouble("refusal", f"请从{'、'.join(REASONS)}里选一个。")
    if result is FeedbackResult.REFUSED:
        for code, what in (("refusal", "不符合的要选原因。"), ("basis", "不符合的要写依据哪个文件的哪一条。")):
            if not said.get(code):
                trouble(code, what)
    if result is FeedbackResult.HELPING and len(said.get("words", "")) < 4:
        trouble("words", "正在帮扶的，写帮到哪一步、还差什么（4个字以上）。")
    if troubles or result is None:
        return troubles
    return Line(
        row, said, said["referral_no"], result, day, amount, said.get("evidence", ""), refusal or "", said.get("basis", ""),
        said.get("words", ""),
    )  # fmt: skip


def read_day(text: str) -> date | None:
    """A typed day; empty is none. Raises ValueError with the remedy."""
    if not text:
        return None
    for shape in DAY_FORMATS:
        try:
            return datetime.strptime(text, shape).date()
        except ValueError:
            continue
    raise ValueError(f"日期“{text[:20]}”没有看懂，可以写成2026-6-15。")
