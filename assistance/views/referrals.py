"""Pushes to departments: the list behind every number, one push, its steps, signing in bulk, a household's panel."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import for_roles
from accounts.requests import HouseRequest
from accounts.roles import CASE_ROLES, Role
from assistance import referrals
from assistance.choices import ReferralState
from assistance.feedback import owed_quarters
from assistance.filters import ReferralFilter
from assistance.list_page import hidden, selects
from assistance.models import Measure, Need, Referral
from assistance.needs import NOTERS
from assistance.presenters import light_of, need_row, rows_for_list, turn_of
from assistance.pushing import subject_of
from assistance.quarters import Quarter
from assistance.steps import TAKE, form_for, may_feed_back_meanwhile, step_buttons
from assistance.unmasking import may_reveal
from assistance.workflow import REFERRAL
from casework.due import DueGroup, count_by_due, due_tabs
from casework.exceptions import StalePage, StepRefused
from casework.models import Event, WorkDay
from casework.paging import page_of
from households.models import Household

READERS = (*sorted(CASE_ROLES), Role.DEPT_STAFF)
STEP_ROLES = tuple(sorted({role for step in REFERRAL.steps for role in step.roles}))
BULK_LIMIT = 200


@require_safe
@for_roles(*READERS)
def referral_list(request: HouseRequest) -> HttpResponse:
    """推送: by deadline, with every filter in the address; behind each cell of the ledger stands this list."""
    return list_page(request, "推送清单", "referrals", {})


@require_safe
@for_roles(Role.DEPT_STAFF)
def to_receive(request: HouseRequest) -> HttpResponse:
    """待签收: a department's own entry of the menu."""
    return list_page(request, "待签收", "to_receive", {"state": "pushed"})


@require_safe
@for_roles(Role.DEPT_STAFF)
def working(request: HouseRequest) -> HttpResponse:
    """办理中: signed for, not settled yet."""
    return list_page(request, "办理中", "working", {"state": "working"})


def list_page(request: HouseRequest, heading: str, name: str, fixed: dict[str, str]) -> HttpResponse:
    position, on = request.position, request.today
    asked = ReferralFilter.read({**request.GET.dict(), **fixed}, position, on)
    page = page_of(asked.referrals().for_list(), request.GET.get("page"))
    shown = selects(asked)
    is_dept = position.has(Role.DEPT_STAFF)
    rows = rows_for_list(page.object_list, position, on)
    context = {
        "asked": asked, "page_obj": page, "rows": rows, "tabs": due_tabs(asked.query, asked.due, count_by_due(asked.heaped(), on)), "selects": shown,
        "hidden": hidden(asked, shown), "heap": DueGroup(asked.due).label if asked.due else "", "is_dept": is_dept,
        "heading": heading, "export_url": f"assistance:{name}_export", "may_receive": is_dept and any(row.referral.state == ReferralState.PUSHED and row.turn.is_mine for row in rows),
    }  # fmt: skip
    return render(request, "assistance/referrals.html", context)


@require_POST
@for_roles(Role.DEPT_STAFF)
def receive_many(request: HouseRequest) -> HttpResponse:
    """批量签收: each on its own; what could not be signed for comes back with the reason."""
    position = request.position
    pairs = [
        pair.split(":") for pair in request.POST.getlist("referral")[:BULK_LIMIT] if pair.replace(":", "", 1).isdigit() and ":" in pair
    ]
    versions = {int(pk): int(version) for pk, version in pairs if pk and version}
    done, refused = 0, []
    for referral in Referral.objects.visible_to(position).filter(pk__in=versions).order_by("pk"):
        try:
            referrals.receive(referral, by=position, on=request.today, version=versions[referral.pk])
            done += 1
        except StepRefused as refusal:
            refused.append(f"{referral.referral_no}没有签收：{refusal.reason}")
    if done:
        messages.success(request, f"已签收{done}件。办好后登记措施，每季末月反馈。")
    for line in refused:
        messages.error(request, line)
    if not versions:
        messages.error(request, "没有签收：请先勾选。")
    return back_to_list(request)


def back_to_list(request: HouseRequest) -> HttpResponseRedirect:
    """The list as it was filtered; never an address of another host."""
    here, ours = request.POST.get("back", ""), reverse("assistance:referrals")
    is_ours = url_has_allowed_host_and_scheme(here, allowed_hosts={request.get_host()}) and here.startswith(ours)
    return redirect(here if is_ours else ours)


def visible_referral(request: HouseRequest, pk: int) -> Referral:
    """The push inside the reader's scope, or 404."""
    rows = Referral.objects.visible_to(request.position).select_related(
        "household__village__parent", "person", "policy", "need", "pushed_by__user", "received_by__user", "verified_by__user"
    )
    return get_object_or_404(rows, pk=pk)


@require_safe
@for_roles(*READERS)
def referral_detail(request: HouseRequest, pk: int) -> HttpResponse:
    """One push: what was asked of whom, what was done, what may be done now. A department reads the least and no page of the household."""
    return referral_page(request, visible_referral(request, pk))


def referral_page(
    request: HouseRequest, referral: Referral, *, refused: dict[str, forms.Form] | None = None, reason: str = "", status: int = 200
) -> HttpResponse:
    position, on = request.position, request.today
    meanwhile = may_feed_back_meanwhile(referral, position, on)
    subject = subject_of(referral.household, referral.person)
    context: dict[str, Any] = {
        "referral": referral,
        "subject": subject,
        "phone": (subject.phone if subject else None) or referral.household.phone,
        "may_reveal": may_reveal(referral, position),
        "told": referral.told.splitlines(),
        "light": light_of(referral, on, WorkDay.objects.calendar()),
        "turn": turn_of(referral, position),
        "steps": step_buttons(referral, position, on, refused),
        "meanwhile": ((refused or {}).get("feed_back") or form_for("feed_back", referral, on)) if meanwhile else None,
        "measures": referral.measures.select_related("recorded_by__user", "policy"),
        "feedbacks": [(Quarter.parse(row.quarter).label, row) for row in referral.feedbacks.select_related("fed_back_by__user")],
        "owed": [quarter.label for quarter in owed_quarters(referral, on)],
        "first_quarter": Quarter.parse(referral.first_quarter).label,
        "events": Event.objects.filter(subject_type="referral", subject_id=referral.pk, household_id=referral.household_id).order_by("pk"),
        "reads_household": position.has(*CASE_ROLES),
        "reason": reason,
        "refused_form": next(iter((refused or {}).values()), None),
    }
    return render(request, "assistance/referral.html", context, status=status)


@require_POST
@for_roles(*STEP_ROLES)
def take_step(request: HouseRequest, pk: int, code: str) -> HttpResponse:
    """One step of the table, or feedback of a quarter meanwhile. Refused: the page again, with the reason and what was typed."""
    position, on = request.position, request.today
    referral = visible_referral(request, pk)
    if code not in TAKE:
        return referral_page(request, referral, reason=f"没有“{code}”这一步。", status=409)
    form = form_for(code, referral, on, request.POST)
    if not form.is_valid():
        return referral_page(request, referral, refused={code: form}, reason="没有办理，下面标出的地方要补。已填的内容都在。", status=422)
    try:
        TAKE[code](referral, by=position, on=on, **form.cleaned_data)
    except StalePage as stale:
        kept = "，".join(form.cleaned_data[name] for name in ("note", "basis", "words") if form.cleaned_data.get(name))
        return referral_page(
            request, visible_referral(request, pk), reason=stale.reason + (f"您写的是：{kept}" if kept else ""), status=409
        )
    except StepRefused as refusal:
        form.add_error(None, refusal.reason)
        return referral_page(request, referral, refused={code: form}, reason=refusal.reason, status=409)
    label = next(step.label for step in REFERRAL.steps if step.code == code)
    taken = visible_referral(request, pk)
    messages.success(request, f"已{label.removeprefix('已')}：{taken.referral_no}，现在是“{taken.state_label}”。{deadline(taken)}")
    return redirect("assistance:referral", pk=pk)


def deadline(referral: Referral) -> str:
    return f"{referral.due_on.month}月{referral.due_on.day}日前办下一步。" if referral.due_on else ""


@require_safe
@for_roles(*CASE_ROLES)
def household_panel(request: HouseRequest, pk: int) -> HttpResponse:
    """One household's needs, pushes and measures. A fragment for the household's page; whole by itself too."""
    position, on = request.position, request.today
    household = get_object_or_404(Household.objects.visible_to(position), pk=pk)
    needs = (
        Need.objects.visible_to(position)
        .filter(household=household, state__in=["noted", "confirmed"])
        .select_related("person", "policy", "household")
    )
    pushes = Referral.objects.visible_to(position).filter(household=household)
    context = {
        "household": household,
        "needs": [need_row(need) for need in needs],
        "rows": rows_for_list(pushes.open().for_list().order_by("due_on", "pk"), position, on),
        "closed": pushes.exclude(pk__in=pushes.open()).count(),
        "measures": Measure.objects.visible_to(position).filter(household=household).order_by("-carried_out_on", "-pk")[:5],
        "may_note": position.has(*NOTERS),
    }
    template = "assistance/_household_panel.html" if request.htmx else "assistance/household_panel.html"
    return render(request, template, context)


urlpatterns: list[URLPattern] = [
    path("pushes/", referral_list, name="referrals"),
    path("pushes/to-receive/", to_receive, name="to_receive"),
    path("pushes/working/", working, name="working"),
    path("pushes/receive/", receive_many, name="receive_many"),
    path("pushes/<int:pk>/", referral_detail, name="referral"),
    path("pushes/<int:pk>/steps/<str:code>/", take_step, name="referral_step"),
    path("households/<int:pk>/pushes/", household_panel, name="household_panel"),
]
