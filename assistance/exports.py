"""导出台账: the matrix and the list behind it as a workbook with the official head; ID numbers masked, text as text."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from io import BytesIO
from typing import Any

from django.db.models import QuerySet
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from accounts.choices import Dept
from assistance.choices import FeedbackResult, NeedKind, ReferralState
from assistance.ledger_page import LedgerPage
from assistance.models import Feedback, Referral
from households.models import Member
from households.relations import HEAD

LIST = ("推送编号", "责任部门", "姓名", "身份证号", "镇", "村", "需求", "推送日期", "签收日期", "状态", "本季反馈", "反馈日期", "说明")
DEPTS, KINDS, STATES, RESULTS = dict(Dept.choices), dict(NeedKind.choices), dict(ReferralState.choices), dict(FeedbackResult.choices)
READ = (
    "pk", "household_id", "person_id", "referral_no", "dept", "person__name", "person__id_number", "household__head_name",
    "household__village__parent__name", "household__village__name", "need__kind", "pushed_on", "received_on", "state",
)  # fmt: skip
Line = list[str | int]


def ledger_workbook(page: LedgerPage, listed: Iterable[Line], *, unit: str, maker: str, on: date) -> bytes:
    """Two tabs: the matrix, and the pushes behind it. `unit` 填报单位, `maker` 制表人."""
    book = Workbook(write_only=True)
    tab = book.create_sheet("部门反馈台账")
    rows: list[Line] = [["责任部门", *page.columns, "本季状态", *page.former_titles, "连续两季未答", "联络员"]]
    for line in page.lines:
        rates = ["—" if rate.percent is None else f"{rate.percent}%" for rate in line.rates]
        rows.append([line.title, *(cell.count for cell in line.cells), line.light.text, *rates, line.silent.count, line.contact])
    totals = ["—" if rate.percent is None else f"{rate.percent}%" for rate in page.total_rates]
    rows.append(["合计", *(cell.count for cell in page.total_cells), f"反馈率{page.total_share}", *totals, "", ""])
    widths = (14, *[10] * len(page.columns), 22, *[12] * len(totals), 14, 12)
    lay(tab, f"部门反馈台账（{page.quarter.label}）", unit, maker, on, rows, widths)
    pushes = book.create_sheet("推送清单")
    lay(
        pushes,
        f"推送清单（{page.quarter.label}）",
        unit,
        maker,
        on,
        [list(LIST), *listed],
        (22, 12, 10, 22, 12, 14, 8, 12, 12, 12, 10, 12, 40),
    )
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def lay(tab: Any, title: str, unit: str, maker: str, on: date, rows: Iterable[Line], widths: tuple[int, ...]) -> None:
    """The official head, then the table from the third line on; text stays text, whatever it begins with."""
    for place, width in enumerate(widths, start=1):
        tab.column_dimensions[get_column_letter(place)].width = width
    tab.freeze_panes = "B4"
    tab.append([written(tab, title, Font(bold=True, size=14))])
    tab.append([f"填报单位：{unit}", "", "", f"填报日期：{on:%Y-%m-%d}", "", "", f"制表人：{maker}"])
    for number, values in enumerate(rows):
        if number == 0:
            tab.append([written(tab, str(value), Font(bold=True)) for value in values])
            continue
        tab.append([written(tab, value) if isinstance(value, str) and value[:1] == "=" else value for value in values])


def written(tab: Any, text: str, font: Font | None = None) -> WriteOnlyCell:
    cell = WriteOnlyCell(tab, text)
    cell.data_type = "s"
    if font:
        cell.font = font
    return cell


def listed_rows(pushes: QuerySet[Referral], quarter: str) -> list[Line]:
    """The pushes as rows of the second tab, three statements for any number; nothing is unsealed but the ID numbers it prints, masked."""
    told: Any = Feedback.objects.filter(quarter=quarter, referral__in=pushes.order_by().values("pk"))
    answers = {row["referral_id"]: row for row in told.values("referral_id", "result", "is_late", "fed_back_on", "words")}
    whole = pushes.order_by().filter(person=None).values("household")
    heads: dict[int, tuple[str, Any]] = {}
    living = Member.objects.living().filter(household__in=whole, relation=HEAD).order_by("pk")
    for household_id, name, number in living.values_list("household_id", "person__name", "person__id_number"):
        heads.setdefault(household_id, (name, number))
    rows: list[Line] = []
    for push in pushes.order_by("dept", "referral_no").values(*READ):
        of_person = (push["person__name"], push["person__id_number"])
        name, number = of_person if push["person_id"] else heads.get(push["household_id"], (push["household__head_name"], None))
        answer = answers.get(push["pk"])
        rows.append([
            push["referral_no"], DEPTS[push["dept"]], name, str(number) if number else "未登记", push["household__village__parent__name"] or "",
            push["household__village__name"], KINDS[push["need__kind"]], day(push["pushed_on"]), day(push["received_on"]), STATES[push["state"]],
            RESULTS[answer["result"]] + ("（逾期）" if answer["is_late"] else "") if answer else "", day(answer["fed_back_on"]) if answer else "",
            answer["words"] if answer else "",
        ])  # fmt: skip
    return rows


def day(value: date | None) -> str:
    return value.isoformat() if value else ""
