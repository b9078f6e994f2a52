"""核实不符的数据: for the department whose register it is, for the town that told, and for who looks over the county's data."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import for_roles
from accounts.requests import HouseRequest
from accounts.roles import CASE_ROLES, Role
from casework.exceptions import StepRefused
from casework.paging import page_of
from monitoring.data_answers import ANSWERED_BY, answer, source_of
from monitoring.forms import DataAnswerForm
from monitoring.models import Alert, DataAnswer
from monitoring.models.data_answer import BY_PEOPLE
from monitoring.source_rows import register_rows
from monitoring.wrong_data import WrongDataFilter

READERS = (
    Role.DEPT_STAFF, Role.TASKFORCE, Role.MONITOR_CENTER, Role.COUNTY_LEADER, Role.INSPECTOR, Role.REGISTER_ADMIN, Role.TOWN_HEAD, Role.TOWN_CLERK,
)  # fmt: skip


@require_safe
@for_roles(*READERS)
def wrong_data(request: HouseRequest) -> HttpResponse:
    """Which register, how many households, in whose words; a department sees its own registers only."""
    asked = WrongDataFilter.read(request.GET, request.position, request.today)
    context = {"asked": asked, "lines": asked.lines(), "page_obj": page_of(asked.rows(), request.GET.get("page"))}
    return render(request, "monitoring/wrong_data.html", context)


@require_safe
@for_roles(*READERS)
def wrong_row(request: HouseRequest, pk: int) -> HttpResponse:
    """One of them: what was seen at the door, what the register says now, and what the department answered."""
    return row_page(request, pk, DataAnswerForm())


@require_POST
@for_roles(*ANSWERED_BY)
def answer_wrong(request: HouseRequest, pk: int) -> HttpResponse:
    """已更正, 经核无误. Refused: the page again, with the reason and what was typed."""
    alert = get_object_or_404(Alert.objects.wrong_data(request.position).for_list(), pk=pk)
    form = DataAnswerForm(request.POST)
    if not form.is_valid():
        return row_page(request, pk, form, status=422)
    try:
        kept = answer(alert, by=request.position, on=request.today, **form.cleaned_data)
    except StepRefused as refusal:
        form.add_error(None, refusal.reason)
        return row_page(request, pk, form, status=409)
    messages.success(request, f"已记为“{kept.get_kind_display()}”，{alert.household.village.parent}看得到。")
    return redirect("monitoring:wrong_row", pk=pk)


def row_page(request: HouseRequest, pk: int, form: DataAnswerForm, status: int = 200) -> HttpResponse:
    alert = get_object_or_404(Alert.objects.wrong_data(request.position).for_list(), pk=pk)
    answers = list(DataAnswer.objects.filter(alert=alert).select_related("by__user", "by__office"))
    context = {
        "alert": alert,
        "visit": alert.verifications.order_by("pk").last(),
        "rows": register_rows(source_of(alert), alert),
        "answers": answers,
        "form": form,
        "may_answer": request.position.has(*ANSWERED_BY) and not any(one.kind in BY_PEOPLE for one in answers),
        "reads_households": request.position.has(*CASE_ROLES),
    }
    return render(request, "monitoring/wrong_row.html", context, status=status)
