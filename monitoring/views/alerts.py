"""The alerts list, bulk assignment, one alert, and its steps."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import for_roles
from accounts.requests import HouseRequest
from accounts.roles import CASE_ROLES, Role
from casework.due import DueGroup, count_by_due, due_tabs
from casework.exceptions import StalePage, StepRefused
from casework.lights import light_for
from casework.models import Event, WorkDay
from casework.paging import page_of
from monitoring import actions
from monitoring.cases import case_of
from monitoring.choices import AlertState
from monitoring.filters import AlertFilter
from monitoring.hints import HINT_ROLES, RECHECKERS, recheck
from monitoring.list_page import FilterOptions
from monitoring.models import Alert
from monitoring.people import workers_for
from monitoring.platform_file import ENTERED_BY as FILES_ENTERED_BY
from monitoring.presenters import AlertCase, rows_for_list
from monitoring.silence import silence_by
from monitoring.steps import TAKE, form_for, step_buttons
from monitoring.wording import next_step
from monitoring.workflow import ALERT

ASSIGNERS = (Role.TOWN_CLERK, Role.TASKFORCE, Role.MONITOR_CENTER)
STEP_ROLES = tuple({role for step in ALERT.steps for role in step.roles})
BULK_LIMIT = 200
TOLD = 10  # refusals told one by one
EACH_VILLAGE = "village"


@require_safe
@for_roles(*CASE_ROLES)
def alert_list(request: HouseRequest) -> HttpResponse:
    """线索: by deadline, with every filter in the address."""
    position, on = request.position, request.today
    asked = AlertFilter.read(request.GET, position, on)
    page = page_of(asked.alerts().for_list(), request.GET.get("page"))
    workers = list(workers_for(position, on)) if position.has(*ASSIGNERS) else []
    context = {
        "asked": asked,
        "page_obj": page,
        "rows": rows_for_list(page.object_list, position, on),
        "tabs": due_tabs(asked.query, asked.due, count_by_due(asked.heaped(), on)) if not asked.is_closed else [],
        "options": FilterOptions(asked, workers),
        "workers": workers,
        "bulk_limit": BULK_LIMIT,
        "may_recheck": asked.is_closed and position.has(*RECHECKERS),
        "takes_files": position.has(*FILES_ENTERED_BY),
        "may_hint": position.has(*HINT_ROLES),
        "heap": DueGroup(asked.due).label if asked.due else "",
    }
    return render(request, "monitoring/alerts.html", context)


@require_POST
@for_roles(*ASSIGNERS)
def assign_many(request: HouseRequest) -> HttpResponse:
    """Bulk assignment of the ticked rows; comes back to the list with what was and what was not done."""
    position, on = request.position, request.today
    back = back_to_list(request)
    ticked = dict(
        pair.split(":") for pair in request.POST.getlist("alert")[:BULK_LIMIT] if pair.replace(":", "", 1).isdigit() and ":" in pair
    )
    versions = {int(pk): int(version) for pk, version in ticked.items()}
    alerts = list(Alert.objects.visible_to(position).filter(pk__in=versions).for_list().order_by("pk"))
    chosen = request.POST.get("to", "")
    if "all" in request.POST:
        asked = AlertFilter.read(QueryDict(urlsplit(back.url).query), position, on)
        alerts = list(asked.alerts().filter(state=AlertState.NEW).for_list()[:BULK_LIMIT])
        versions = {alert.pk: alert.version for alert in alerts}
    if chosen == EACH_VILLAGE or "all" in request.POST:
        if not alerts:
            messages.error(request, "没有分派：" + ("筛出的线索里没有待分派的。" if "all" in request.POST else "请先勾选线索。"))
            return back
        return told(request, back, actions.assign_to_villages(alerts, by=position, on=on, versions=versions), "各村的信息员")
    to = workers_for(position, on).filter(pk=int(chosen)).first() if chosen.isdigit() else None
    if not alerts or to is None:
        messages.error(request, "没有分派：" + ("请先勾选线索。" if not alerts else "请选核实人。"))
        return back
    return told(request, back, actions.assign_many(alerts, to=to, by=position, on=on, versions=versions), to.user.name)


def told(request: HouseRequest, back: HttpResponse, result: actions.Assigned, to: str) -> HttpResponse:
    """What was and what was not done, the first few by name."""
    if result.done:
        messages.success(
            request,
            f"已把{len(result.done)}条线索分派给{to}，等他们入户。"
            if to == "各村的信息员"
            else f"已把{len(result.done)}条线索分派给{to}，等他入户。",
        )
    for alert, refusal in result.refused[:TOLD]:
        messages.error(request, f"{alert.household}“{alert.title}”没有分派：{refusal.reason}")
    if len(result.refused) > TOLD:
        messages.error(request, f"另有{len(result.refused) - TOLD}条没有分派，仍在待分派里。")
    return back


@require_POST
@for_roles(*RECHECKERS)
def recheck_many(request: HouseRequest) -> HttpResponse:
    """转历史复查: the ticked closed alerts are looked into once more, as alerts of their own."""
    position, on = request.position, request.today
    back = back_to_list(request)
    ticked = [int(pk) for pk in request.POST.getlist("alert")[:BULK_LIMIT] if pk.isdigit()]
    closed = list(
        Alert.objects.visible_to(position).filter(pk__in=ticked, state=AlertState.CLOSED).select_related("household").order_by("pk")
    )
    if not closed:
        messages.error(request, "没有转复查：请先勾选已办结的线索。")
        return back
    try:
        raised = recheck(closed, why=request.POST.get("why", ""), by=position, on=on)
    except StepRefused as refusal:
        messages.error(request, f"没有转复查：{refusal.reason}")
        return back
    new = sum(one.is_new for one in raised)
    if new:
        messages.success(request, f"已转历史复查{new}条，在待分派里。")
    if len(raised) > new:
        messages.warning(request, f"{len(raised) - new}条已在复查，没有重复登记。")
    return back


def back_to_list(request: HouseRequest) -> HttpResponseRedirect:
    """The list as it was filtered; never an address of another host."""
    here = request.POST.get("back", "")
    is_ours = url_has_allowed_host_and_scheme(here, allowed_hosts={request.get_host()}) and here.startswith("/alerts/")
    return redirect(here if is_ours else "monitoring:alerts")


def visible_alert(request: HouseRequest, pk: int) -> Alert:
    """The alert inside the reader's region, or 404."""
    return get_object_or_404(Alert.objects.visible_to(request.position).for_page(), pk=pk)


@require_safe
@for_roles(*CASE_ROLES)
def alert_detail(request: HouseRequest, pk: int) -> HttpResponse:
    """One alert: why, what to ask, what was found, what may be done now."""
    return alert_page(request, visible_alert(request, pk))


def alert_page(
    request: HouseRequest, alert: Alert, *, refused: dict[str, forms.Form] | None = None, reason: str = "", status: int = 200
) -> HttpResponse:
    position, on = request.position, request.today
    context: dict[str, Any] = {
        "alert": alert,
        "case": AlertCase(alert),
        "light": light_for(alert.due_on, on, WorkDay.objects.calendar()),
        "turn": next_step(alert, position),
        "steps": step_buttons(alert, position, on, refused),
        "visits": alert.verifications.select_related("visited_by__user", "accompanied_by__user").prefetch_related("photos"),
        "events": Event.objects.visible_to(position).filter(subject_type="alert", subject_id=alert.pk).order_by("pk"),
        "application": case_of(alert),
        "silence": silence_by(alert, on) if alert.closed_on else None,
        "data_answers": list(alert.data_answers.select_related("by__user", "by__office")) if alert.wrong_register else [],
        "reason": reason,
        "refused_form": next(iter((refused or {}).values()), None),
    }
    return render(request, "monitoring/alert.html", context, status=status)


@require_POST
@for_roles(*STEP_ROLES)
def take_step(request: HouseRequest, pk: int, code: str) -> HttpResponse:
    """One step of the table. Refused: the page again, with the reason and what was typed."""
    position, on = request.position, request.today
    alert = visible_alert(request, pk)
    if code not in TAKE:
        return alert_page(request, alert, reason=f"没有“{code}”这一步。", status=409)
    form = form_for(code, alert, position, on, request.POST)
    if not form.is_valid():
        return alert_page(request, alert, refused={code: form}, reason="没有办理，下面标出的地方要补。已填的内容都在。", status=422)
    try:
        taken = TAKE[code](alert, by=position, on=on, **form.cleaned_data)
    except StalePage as stale:
        kept = form.cleaned_data.get("note", "")
        return alert_page(request, visible_alert(request, pk), reason=stale.reason + (f"您写的是：{kept}" if kept else ""), status=409)
    except StepRefused as refusal:
        form.add_error(None, refusal.reason)
        return alert_page(request, alert, refused={code: form}, reason=refusal.reason, status=409)
    step = next(step.label for step in ALERT.steps if step.code == code and step.source == alert.state)
    messages.success(request, f"已{step}：{taken.household.head_name}户“{taken.title}”，现在是“{taken.state_label}”。{deadline(taken)}")
    if case := case_of(taken):
        messages.info(request, f"申请在办件号{case.application_no}里接着办，现在是“{case.state_label}”。")
    return redirect("monitoring:verify" if code == "start" else "monitoring:alert", pk=pk)


def deadline(alert: Alert) -> str:
    return f"下一步{alert.due_on.month}月{alert.due_on.day}日前办。" if alert.due_on else ""
