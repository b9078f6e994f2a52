"""上级下发名单: an upper platform's list of clues, a row a person; each becomes an alert of the same pool, by the same rule of duplicates.

A row that was taken before, closed since or not, is not taken again: the file may be sent twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from pathlib import PurePath
from typing import Any

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from python_calamine import CalamineWorkbook

from accounts.choices import RegionLevel
from accounts.encryption import blind_index
from accounts.logs import redact
from accounts.models import Position, Region
from accounts.roles import Role
from assistance.workbook_reader import shown
from casework.choices import EventKind
from casework.exceptions import StepRefused
from casework.headings import find_heading
from casework.package import WorkbookRefused, open_package
from casework.timeline import record
from casework.xlsx_stream import Head, Tab, workbook
from households.models import Household, Member
from households.national_id import BadIdNumber, normalise
from monitoring.choices import AlertSource, RowVerdict
from monitoring.hints import Hint, raise_hint
from monitoring.models import Alert, AlertQuerySet, GroupList, PlatformFile, PlatformRow
from monitoring.workflow import ALERT
from policies.models import Parameter

ENTERED_BY = (Role.TASKFORCE, Role.MONITOR_CENTER)
HEADER_ROWS, MAX_ROWS = 6, 5000
WHY_LENGTH = 4
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


@dataclass(frozen=True)
class Taken:
    """The batch, and whether it is new or these very bytes were taken before."""

    file: PlatformFile
    is_new: bool


def take_file(content: bytes, file_name: str, clues: Sequence[Clue], *, by: Position, on: date) -> Taken:
    """The whole file in one transaction: sealed, its alerts, a verdict for each row. The same file again, also at the same time, writes nothing."""
    if not by.has(*ENTERED_BY):
        raise StepRefused(f"名单由{'、'.join(role.label for role in ENTERED_BY)}收，您的岗位是{by.title}。", "wrong_role")
    county = Region.objects.filter(code=by.region.code[:6], level=RegionLevel.COUNTY).first()
    if county is None:
        raise StepRefused("没有收下：您的岗位不属于某一个县。", "no_county")
    batch = PlatformFile(
        county=county,
        file_name=PurePath(redact(file_name)).name[:200],
        file_hash=hashlib.sha256(content).hexdigest(),
        taken_by=by,
        taken_on=on,
    )
    same = PlatformFile.objects.standing().filter(county=county, file_hash=batch.file_hash)
    if before := same.first():
        return Taken(before, False)
    batch.file.save("platform.xlsx", ContentFile(content), save=False)
    try:
        with transaction.atomic():
            batch.save()
            PlatformRow.objects.bulk_create(judge(clues, batch, by=by, on=on))
    except IntegrityError:
        batch.file.delete(save=False)
        if before := same.first():
            return Taken(before, False)
        raise
    return Taken(batch, True)


def judge(clues: Sequence[Clue], batch: PlatformFile, *, by: Position, on: date) -> list[PlatformRow]:
    """Each row by the verb the pages use, in a savepoint of its own; two queries for all the people of the file."""
    indexes: dict[int, bytes] = {}
    refused: dict[int, str] = {}
    for clue in clues:
        try:
            indexes[clue.row] = blind_index("id_number", normalise(clue.id_number))
        except BadIdNumber as error:
            refused[clue.row] = f"证件号码：{error}"
    living = Member.objects.visible_to(by).living().filter(person__id_index__in=set(indexes.values()), is_claim=False)
    found = {bytes(member.person.id_index or b""): member for member in living.select_related("person", "household__village")}
    rows = []
    for clue in clues:
        row = PlatformRow(file=batch, row_number=clue.row, name=redact(clue.name)[:40], title=redact(clue.title)[:80])
        try:
            if clue.row in refused:
                raise StepRefused(refused[clue.row], "bad_number")
            member = found.get(bytes(indexes[clue.row]))
            if member is None:
                raise StepRefused("本县在册的户里没有这个人。请核对证件号码，或先登记这一户。", "nobody")
            if member.person.name != clue.name:
                raise StepRefused("姓名与登记的不同，请核对是不是同一人。", "other_name")
            hint = take_clue(clue, member.household, by=by, on=on)
            row.verdict, row.alert = (RowVerdict.NEW if hint.is_new else RowVerdict.KNOWN), hint.alert
        except StepRefused as refusal:
            row.verdict, row.remedy = RowVerdict.REFUSED, redact(refusal.reason)[:200]
        rows.append(row)
    return rows


@transaction.atomic
def take_clue(clue: Clue, household: Household, *, by: Position, on: date) -> Hint:
    """Raises StepRefused for a row without a matter."""
    title, reason = redact(clue.title)[:80], redact(f"上级平台下发名单：{clue.name}，{clue.words or clue.title}")
    before = Alert.objects.filter(household=household, source=AlertSource.PLATFORM_UP, title=title, reason=reason).first()
    if before is not None:
        return Hint(before, False)
    return raise_hint(household, source=AlertSource.PLATFORM_UP, title=title, reason=reason, by=by, on=on)


# taking a file back ------------------------------------------------------------------------------------------------------------------


def blockers(batch: PlatformFile, on: date) -> list[str]:
    """What was built on it, in words; empty: it can be taken back."""
    if batch.withdrawn_at is not None:
        return ["已经撤回过"]
    days = int(Parameter.objects.numbers(on).number("undo_days", batch.county))
    found = [f"收下已过{days}天"] if on > batch.taken_on + timedelta(days=days) else []
    ours = created_by(batch)
    counted = (
        (ours.exclude(state=ALERT.initial, version=0), "条线索已有人分派或办理"),
        (ours.filter(pk__in=GroupList.alerts.through.objects.values("alert_id")), "条线索后来村民组长月报也报了"),
        (
            ours.filter(platform_rows__in=PlatformRow.objects.exclude(file=batch).filter(file__withdrawn_at__isnull=True)).distinct(),
            "条线索后来的名单里也有",
        ),
    )
    return found + [f"{number}{words}" for alerts, words in counted if (number := alerts.count())]


def created_by(batch: PlatformFile) -> AlertQuerySet:
    return Alert.objects.filter(platform_rows__file=batch, platform_rows__verdict=RowVerdict.NEW)


@transaction.atomic
def withdraw(batch: PlatformFile, *, reason: str, by: Position, on: date) -> int:
    """整份撤回: the alerts it raised go, the rows and the chains of the households stay, with one line more. Returns how many alerts. Raises StepRefused."""
    if not by.has(*ENTERED_BY):
        raise StepRefused(f"名单由{'、'.join(role.label for role in ENTERED_BY)}撤回，您的岗位是{by.title}。", "wrong_role")
    words = redact(reason.strip())[:200]
    if len(words) < WHY_LENGTH:
        raise StepRefused("请写撤回的理由，如“文件传错了，是别县的名单”。", "reason")
    batch = PlatformFile.objects.select_for_update(of=("self",)).select_related("county").get(pk=batch.pk)
    alerts = list(
        Alert.objects.select_for_update(of=("self",))
        .filter(pk__in=created_by(batch).values("pk"))
        .select_related("household")
        .order_by("pk")
    )
    if found := blockers(batch, on):
        raise StepRefused("不能撤回：" + "；".join(found) + "。", "blocked")
    detail = {"sheet": "上级下发名单", "batch": batch.pk, "reason": words}
    for alert in alerts:
        record(EventKind.IMPORT_WITHDRAWN, household=alert.household, by=by, on=on, subject=alert, detail=detail)
    Alert.objects.filter(pk__in=[alert.pk for alert in alerts]).delete()
    batch.withdrawn_by, batch.withdrawn_at, batch.withdrawn_reason = by, timezone.now(), words
    batch.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_reason"])
    return len(alerts)


# the rows that were not taken --------------------------------------------------------------------------------------------------------


def refused_workbook(batch: PlatformFile) -> bytes:
    """As they were sent, read again from the sealed file, what to mend in a last column; mended it may be sent as a file of its own."""
    with batch.file.open("rb") as file:
        clues = {clue.row: clue for clue in read_clues(bytes(file.read()))}
    refused = batch.rows.filter(verdict=RowVerdict.REFUSED)
    rows = [
        [(clue := clues[row.row_number]).id_number, clue.name, clue.title, clue.words, f"第{row.row_number}行：{row.remedy}"]
        for row in refused
    ]
    heads = [Head(TITLES[code][0], width=width) for code, width in (("id_number", 22), ("name", 12), ("title", 24), ("words", 40))]
    return b"".join(workbook([Tab("没有收下的行", [*heads, Head("为什么没有收、怎么改", width=50)], rows)]))
