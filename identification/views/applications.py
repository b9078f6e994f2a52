"""The list of applications, one application's page and its steps, and what the household page shows of them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST, require_safe

from accounts.choices import ReadingKind
from accounts.permissions import for_roles
from accounts.reading import note
from accounts.requests import HouseRequest
from accounts.roles import CASE_ROLES
from casework.due import DueGroup, count_by_due
from casework.exceptions import StalePage, StepRefused
from casework.models import Event
from casework.paging import page_of
from households.models import Household
from identification.case_buttons import form_of, step_buttons, way_of
from identification.case_clock import clock_of, short_days
from identification.case_filters import PAUSED, CaseFilter
from identification.case_page import CaseFile
from identification.case_sums import trial_of
from identification.case_wording import rows_for_list, turn_of, with_opinion
from identification.household_cases import HouseholdCases
from identification.models import Application
from identification.places import places_for
from identification.workflow import APPLICATION, DRAFTERS
from policies.models import Parameter, ParameterMissing

STEP_ROLES = tuple({role for step in APPLICATION.steps for role in step.roles})


@require_safe
@for_roles(*CASE_ROLES)
def application_list(request: HouseRequest) -> HttpResponse:
    """受理与办件: by deadline, with every filter in the address."""
    position, on = request.position, request.today
    asked = CaseFilter.read(request.GET, position, on)
    page = page_of(with_opinion(asked.cases().for_list()), request.GET.get("page"))
    context = {
        "asked": asked,
        "page_obj": page,
        "rows": rows_for_list(page.object_list, position, on),
        "tabs": [] if asked.is_closed else asked.tabs(count_by_due(asked.heaped(), on, PAUSED)),
        "heap": DueGroup(asked.due).label if asked.due else "",
        "may_apply": position.has(*DRAFTERS),
        "places": places_for(position, "identification:applications"),
    }
    return render(request, "identification/applications.html", context)


def visible_application(request: HouseRequest, pk: int) -> Application:
    """The application inside the reader's region, or 404."""
    return get_object_or_404(Application.objects.visible_to(request.position).for_page(), pk=pk)


@require_safe
@for_roles(*CASE_ROLES)
def application(request: HouseRequest, pk: int) -> HttpResponse:
    """One case: how far it is, what is left of its time, what it has and lacks, what may be done now."""
    case = visible_application(request, pk)
    note(
        ReadingKind.READ, request=request, subject=f"{case.household.household_no} 办件{case.application_no}", subject_id=case.household_id
    )
    return case_page(request, case)


def case_page(
    request: HouseRequest, application: Application, *, refused: dict[str, forms.Form] | None = None, reason: str = "", status: int = 200
) -> HttpResponse:
    position, on = request.position, request.today
    case = CaseFile.of(application, on)
    clock = clock_of(application, case.pauses, on, Parameter.objects.numbers(application.accepted_on or on))
    events = Event.objects.visible_to(position).filter(subject_type="application", subject_id=application.pk)
    context: dict[str, Any] = {
        "case": case,
        "application": application,
        "household": application.household,
        "clock": clock,
        "days": short_days(clock.cells),
        "turn": turn_of(application, position, Parameter.objects.numbers(on)),
        "steps": step_buttons(application, position, on, refused),
        "trial": trial_of(case.opinion, getattr(application.household, "facts", None)),
        "lines": list(case.opinion.lines.select_related("member__person").order_by("pk")) if case.opinion else [],
        "events": events.order_by("pk"),
        "reason": reason,
        "refused_form": next(iter((refused or {}).values()), None),
    }
    return render(request, "identification/application.html", context, status=status)


@require_POST
@for_roles(*STEP_ROLES)
def take_step(request: HouseRequest, pk: int, code: str) -> HttpResponse:
    """One step of the table. Refused: the page again, with the reason and what was typed."""
    position, on = request.position, request.today
    case = visible_application(request, pk)
    step = next((step for step in APPLICATION.leaving(case.state) if step.code == code and not step.automatic), None)
    way = way_of(step) if step else None
    if step is None or way is None or way.take is None:
        return case_page(request, case, reason=moved_on(case, code), status=409)
    form = form_of(way, code, case, on, request.POST)
    if not form.is_valid():
        return case_page(request, case, refused={code: form}, reason="没有办理，下面标出的地方要补。已填的内容都在。", status=422)
    try:
        way.take(case, by=position, on=on, **form.cleaned_data)
    except StalePage as stale:
        return case_page(request, visible_application(request, pk), reason=stale.reason + typed(form), status=409)
    except (StepRefused, ParameterMissing) as refusal:
        why = refusal.reason if isinstance(refusal, StepRefused) else str(refusal)
        form.add_error(None, why)
        return case_page(request, visible_application(request, pk), refused={code: form}, reason=why, status=409)
    taken = visible_application(request, pk)
    due = f"{taken.due_on.month}月{taken.due_on.day}日前办结。" if taken.due_on else ""
    messages.success(
        request, f"已{step.label}：{taken.household.head_name}户，办件号{taken.application_no}，现在是“{taken.state_label}”。{due}"
    )
    return redirect("identification:application", pk=pk)


def moved_on(case: Application, code: str) -> str:
    """What an old page or a made-up address is told."""
    label = next((step.label for step in APPLICATION.steps if step.code == code), "")
    if not label:
        return f"没有“{code}”这一步。"
    if any(step.code == code for step in APPLICATION.leaving(case.state)):
        return f"“{label}”在它自己的页面办理，请从下面的按钮进去。"
    return f"已经是“{case.state_label}”，不能再“{label}”。请看最新情况。"


def typed(form: forms.Form) -> str:
    """What the refused page had been told, so that nothing typed is lost."""
    words = [str(form.cleaned_data[name]) for name in ("note",) if form.cleaned_data.get(name)]
    return f"您写的是：{words[0]}" if words else ""


@require_safe
@for_roles(*CASE_ROLES)
def household_panel(request: HouseRequest, pk: int) -> HttpResponse:
    """A household's applications, determinations and letters: a panel of its page, or a page of its own without scripts."""
    household = get_object_or_404(Household.objects.visible_to(request.position), pk=pk)
    context = {"household": household, "cases": HouseholdCases.of(household, request.position, request.today)}
    template = "identification/panels/household.html" if request.htmx else "identification/household_cases.html"
    return render(request, template, context)


urlpatterns: list[URLPattern] = [
    path("", application_list, name="applications"),
    path("<int:pk>/", application, name="application"),
    path("<int:pk>/steps/<slug:code>/", take_step, name="step"),
    path("households/<int:pk>/", household_panel, name="household_panel"),
]
