"""The ledger: department × quarter, every cell a list; reminding and exporting."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from accounts.choices import Dept, ReadingKind
from accounts.permissions import for_roles
from accounts.reading import note
from accounts.requests import HouseRequest
from accounts.roles import Role
from assistance.exports import ledger_workbook, listed_rows
from assistance.feedback import current_quarter
from assistance.filters import CATEGORIES, ReferralFilter, quarter_or_none
from assistance.ledger import cell
from assistance.ledger_page import LedgerPage
from assistance.list_page import Select, labels, quarters_for, towns_of
from assistance.models import Need, Reminder
from assistance.reminders import urge
from assistance.workbook import MIME
from casework.exceptions import StepRefused

READERS = (
    Role.TASKFORCE, Role.MONITOR_CENTER, Role.COUNTY_LEADER, Role.INSPECTOR, Role.TOWN_HEAD, Role.TOWN_CLERK, Role.DEPT_STAFF
)  # fmt: skip


def page_for(request: HouseRequest) -> LedgerPage:
    return LedgerPage(ReferralFilter.read(request.GET, request.position, request.today), request.position, request.today)


@require_safe
@for_roles(*READERS)
def ledger(request: HouseRequest) -> HttpResponse:
    """部门反馈台账."""
    position, on = request.position, request.today
    page = page_for(request)
    is_dept = position.has(Role.DEPT_STAFF)
    asked = page.asked.values
    selects = [
        Select("town", "镇街", towns_of(position), asked.get("town", "")),
        Select("category", "类别", [] if is_dept else labels(list(CATEGORIES.items())), asked.get("category", "")),
    ]
    reminders = Reminder.objects.filter(county_code=position.region.code[:6], quarter=page.quarter.code).order_by("-sent_on")
    if is_dept:
        reminders = reminders.filter(dept=position.office.dept)
    context = {
        "page": page, "quarters": quarters_for(on, page.quarter), "selects": [one for one in selects if len(one.options) > 1],
        "chips": [chip for chip in page.asked.chips if chip.label in ("镇街", "类别", "需求")], "may_remind": position.has(Role.TASKFORCE),
        "may_push": position.has(Role.TASKFORCE), "reminded": reminders[:12],
        "to_push": Need.objects.visible_to(position).filter(state="confirmed").count() if position.has(Role.TASKFORCE) else 0,
    }  # fmt: skip
    return render(request, "assistance/ledger.html", context)


@require_POST
@for_roles(Role.TASKFORCE)
def remind(request: HouseRequest) -> HttpResponse:
    """催办未反馈部门."""
    quarter = quarter_or_none(request.POST.get("quarter", "")) or current_quarter(request.today)
    try:
        reminded = urge(quarter, by=request.position, on=request.today)
        messages.success(request, f"已催办{len(reminded)}个部门：{'、'.join(Dept(dept).label for dept in reminded)}。他们的待办里会看到。")
    except StepRefused as refusal:
        messages.error(request, refusal.reason)
    response = redirect("assistance:ledger")
    response["Location"] += f"?quarter={quarter.code}"
    return response


@require_safe
@for_roles(*READERS)
def ledger_export(request: HouseRequest) -> HttpResponse:
    """导出台账: the matrix and its list, masked; the export stands in the reading log."""
    page = page_for(request)
    rows = cell(page.quarter, "pushed", request.position, request.today, narrowing=page.narrowing)
    listed = listed_rows(rows, page.quarter.code)
    title = f"部门反馈台账{page.quarter.label}"
    note(ReadingKind.EXPORT, request=request, subject=title, row_count=len(listed), purpose="导出台账（证件号码已脱敏）")
    position = request.position
    content = ledger_workbook(page, listed, unit=position.office.name, maker=position.user.name, on=request.today)
    response = HttpResponse(content, content_type=MIME)
    response["Content-Disposition"] = content_disposition_header(True, f"{title}.xlsx") or "attachment"
    response["Cache-Control"] = "no-store"
    return response


urlpatterns: list[URLPattern] = [
    path("ledger/", ledger, name="ledger"),
    path("ledger/remind/", remind, name="remind"),
    path("ledger/export/", ledger_export, name="ledger_export"),
]
