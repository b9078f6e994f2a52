"""上级下发名单: an upper platform's list of clues, a row a person; each becomes an alert of the same pool, by the same rule of duplicates.

A row that was taken before, closed since or not, is not taken again: the file may be sent twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from typing import Any

from django.db import transaction
from python_calamine import CalamineWorkbook

from accounts.encryption import blind_index
from accounts.logs import redact
from accounts.models import Position
from accounts.roles import Role
from assistance.workbook_reader import shown
from casework.exceptions import StepRefused
from casework.headings import find_heading
from casework.package import WorkbookRefused, open_package
from households.models import Household, Member
from households.national_id import BadIdNumber, normalise
from monitoring.choices import AlertSource
from monitoring.hints import raise_hint
from monitoring.models import Alert

ENTERED_BY = (Role.TASKFORCE, Role.MONITOR_CENTER)
HEADER_ROWS, MAX_ROWS = 6, 5000
# What a column may be called; the first is what the page names.
TITLES = {
    "id_number": ("证件号码", "身份证号", "身份证号码", "身份证", "公民身份号码"),
    "name": ("姓名", "户主姓名", "人员姓名"),
    "title": ("事由", "预警类型", "预警事项", "风险类型", "线索类型"),
    "words": ("情况", "预警内容", "预警信息", "说明", "线索内容", "备注"),
}
WANTED = ("id_number", "name", "title")


@dataclass(frozen=True)
class Clue:
    """One row of the file."""

    row: int
    id_number: str
    name: str
    title: str
    words: str


@dataclass(frozen=True)
class Untaken:
    """A row that became nothing, and what to do about it; the number of the person is not repeated."""

    row: int
    name: str
    remedy: str


@dataclass
class Taken:
    """What became of a file: every row is in one of the lists."""

    new: list[Alert] = field(default_factory=list)
    known: list[Alert] = field(default_factory=list)
    untaken: list[Untaken] = field(default_factory=list)


def read_clues(content: bytes) -> list[Clue]:
    """The filled rows of the first sheet. Raises WorkbookRefused for a file that cannot be taken at all."""
    package = open_package(content)
    name = next(iter(package.parts))
    if package.formulas(name).without_value:
        raise WorkbookRefused(f"工作表“{name}”里有没有算出值的公式。请复制、选择性粘贴成数值再上传。")
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        grid: list[list[Any]] = book.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=MAX_ROWS + HEADER_ROWS + 1)
    except Exception as error:  # calamine raises a family of its own for every broken part
        raise WorkbookRefused("文件不完整或已损坏，打不开。请重新导出一份。") from error
    code_of = {title: code for code, titles in TITLES.items() for title in titles}
    wanted = {code: TITLES[code][0] for code in WANTED}
    above, places = find_heading(grid, code_of, wanted, within=HEADER_ROWS, remedy="请对照本页的列名。")
    if len(grid) - above > MAX_ROWS:
        raise WorkbookRefused(f"一次最多收{MAX_ROWS}行。请分开上传。")
    clues = []
    for row, cells in enumerate(grid[above:], start=above + 1):
        said = {code: shown(cells[place]) if place < len(cells) else "" for code, place in places.items()}
        if any(said.values()):
            clues.append(Clue(row, **{code: said.get(code, "") for code in TITLES}))
    if not clues:
        raise WorkbookRefused("表头下面没有填写的行。")
    return clues


def take_clues(clues: Sequence[Clue], *, by: Position, on: date) -> Taken:
    """Each row by the verb the pages use, in a savepoint of its own; two queries for all the people of the file."""
    indexes: dict[int, bytes] = {}
    taken = Taken()
    for clue in clues:
        try:
            indexes[clue.row] = blind_index("id_number", normalise(clue.id_number))
        except BadIdNumber as error:
            taken.untaken.append(Untaken(clue.row, clue.name, f"证件号码：{error}"))
    living = Member.objects.visible_to(by).living().filter(person__id_index__in=set(indexes.values()), is_claim=False)
    found = {bytes(member.person.id_index or b""): member for member in living.select_related("person", "household__village")}
    for clue in clues:
        if clue.row not in indexes:
            continue
        member = found.get(bytes(indexes[clue.row]))
        try:
            if member is None:
                raise StepRefused("本县在册的户里没有这个人。请核对证件号码，或先登记这一户。", "nobody")
            if member.person.name != clue.name:
                raise StepRefused("姓名与登记的不同，请核对是不是同一人。", "other_name")
            take_clue(clue, member.household, taken, by=by, on=on)
        except StepRefused as refusal:
            taken.untaken.append(Untaken(clue.row, clue.name, refusal.reason))
    taken.untaken.sort(key=lambda one: one.row)
    return taken


@transaction.atomic
def take_clue(clue: Clue, household: Household, taken: Taken, *, by: Position, on: date) -> None:
    """Raises StepRefused for a row without a matter."""
    title, reason = redact(clue.title)[:80], redact(f"上级平台下发名单：{clue.name}，{clue.words or clue.title}")
    before = Alert.objects.filter(household=household, source=AlertSource.PLATFORM_UP, title=title, reason=reason).first()
    if before is not None:
        taken.known.append(before)
        return
    hint = raise_hint(household, source=AlertSource.PLATFORM_UP, title=title, reason=reason, by=by, on=on)
    (taken.new if hint.is_new else taken.known).append(hint.alert)
