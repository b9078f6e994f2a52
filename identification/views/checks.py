"""County checks and declarations of kin."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.logs import is_personal
from accounts.permissions import for_roles
from accounts.requests import HouseRequest
from accounts.roles import CASE_ROLES, Role
from casework.exceptions import StalePage, StepRefused
from casework.lights import light_for
from casework.models import WorkDay
from casework.paging import page_of
from households.models import Member
from households.search import search
from identification import county_checks, kin
from identification.checks_desk import ASKS, DONE, OPEN, checks_of, rows_of, tabs_of
from identification.choices import CountyCheckKind
from identification.forms_checks import CheckForm, KinForm
from identification.models import CountyCheck, KinDeclaration
from identification.places import places_for
from identification.workflow import CHECKERS

REFUSED_FIELDS = {
    "visited_on_missing": "visited_on", "visited_later": "visited_on", "visited_before": "visited_on", "words_missing": "findings", "result_missing": "result",
}  # fmt: skip


@require_safe
@for_roles(*CASE_ROLES)
def check_list(request: HouseRequest) -> HttpResponse:
    """县级抽查: by deadline."""
    tab = request.GET.get("tab", "") if request.GET.get("tab") in (OPEN, DONE) else OPEN
    checks = checks_of(request.position, tab).select_related("application__household__village__parent", "finished_by__user")
    page = page_of(checks, request.GET.get("page"))
    context = {
        "places": places_for(request.position, "identification:county_checks"),
        "tabs": tabs_of(request.position, tab),
        "page_obj": page,
        "rows": rows_of(page.object_list, request.today),
        "is_done": tab == DONE,
    }
    return render(request, "identification/county_checks.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*CASE_ROLES)
def county_check(request: HouseRequest, pk: int) -> HttpResponse:
    """One check: why, what to look at, and its result. Refused: everything typed is kept."""
    check = visible_check(request, pk)
    if request.method != "POST":
        return check_page(request, check, CheckForm(check=check))
    form = CheckForm(request.POST, check=check)
    if not form.is_valid():
        return check_page(request, check, form, status=422)
    try:
        county_checks.finish(check, by=request.position, on=request.today, **form.cleaned_data)
    except StalePage as stale:
        check = visible_check(request, pk)
        typed = request.POST.copy()
        typed["version"] = str(check.application.version)
        form = CheckForm(typed, check=check)
        form.add_error(None, stale.reason)
        return check_page(request, check, form, status=409)
    except StepRefused as refusal:
        form.add_error(REFUSED_FIELDS.get(refusal.code), refusal.reason)
        return check_page(request, check, form, status=409)
    messages.success(request, f"已记录抽查结果，{check.application.household}回到{check.application.household.village.parent}联审联批。")
    return redirect("identification:county_check", pk=pk)


def visible_check(request: HouseRequest, pk: int) -> CountyCheck:
    rows = CountyCheck.objects.visible_to(request.position).select_related("application__household__village__parent", "finished_by__user")
    return get_object_or_404(rows, pk=pk)


def check_page(request: HouseRequest, check: CountyCheck, form: CheckForm, status: int = 200) -> HttpResponse:
    waits = county_checks.is_waiting(check)
    mine = request.position.has(*CHECKERS)
    context = {
        "check": check, "application": check.application, "form": form if (waits and mine) or form.is_bound else None,
        "asks": ASKS[CountyCheckKind(check.kind)], "waits": waits, "is_special": check.kind == CountyCheckKind.SPECIAL,
        "kin_says": kin.conflict(request.position, check.application.household) if mine else "",
        "relatives": kin.relatives_on_staff(check.application.household),
        "light": light_for(check.due_on, request.today, WorkDay.objects.calendar()),
    }  # fmt: skip
    return render(request, "identification/county_check.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*CASE_ROLES)
def kin_page(request: HouseRequest) -> HttpResponse:
    """近亲属备案: the list, a search for the relative by name or household number, the form."""
    position, on = request.position, request.today
    asked = (request.POST if request.method == "POST" else request.GET).get("q", "").strip()
    members, said = found_members(request, asked)
    if request.method != "POST":
        return kin_answer(request, KinForm(by=position, on=on, members=members), asked, said)
    form = KinForm(request.POST, by=position, on=on, members=members)
    if not form.is_valid():
        return kin_answer(request, form, asked, said, status=422)
    data = form.cleaned_data
    try:
        declared = kin.declare(data["position"], data["member"].person, data["relation"], by=position, on=on)
    except StepRefused as refusal:
        form.add_error(None, refusal.reason)
        return kin_answer(request, form, asked, said, status=409)
    messages.success(request, f"已备案：{declared.position}与{declared.person}为{declared.get_relation_display()}，今后办到这户须回避。")
    return redirect("identification:kin")


def found_members(request: HouseRequest, asked: str) -> tuple[list[Member], str]:
    """Who the search may mean, and why nobody; a number of a person is not taken, since it would stand in the address."""
    if not asked:
        return [], ""
    if is_personal(asked):
        return [], "这里按姓名、姓名首字母或户编号查，不用证件号码和电话。"
    found = search(asked, request.position)
    members = found.members
    if found.way == "户编号":  # the search answers with the head: here everybody of the household is meant
        members = list(Member.objects.visible_to(request.position).living().filter(household__in=found.household_ids))
    return members, found.reason


def kin_answer(request: HouseRequest, form: KinForm, asked: str, said: str, status: int = 200) -> HttpResponse:
    declared = KinDeclaration.objects.visible_to(request.position).select_related(
        "position__user", "position__region", "person", "declared_by__user"
    )
    context = {
        "places": places_for(request.position, "identification:kin"), "form": form, "asked": "" if is_personal(asked) else asked, "said": said, "found": form.fields["member"].queryset.exists(),  # type: ignore[attr-defined]
        "declared": declared.in_force().order_by("position__region__code", "pk"),
        "ended": declared.filter(ended_on__isnull=False).order_by("-ended_on", "-pk")[:50],
        "may_end": request.position.has(*kin.REGISTRARS),
    }  # fmt: skip
    return render(request, "identification/kin.html", context, status=status)


@require_POST
@for_roles(Role.TOWN_CLERK, Role.TASKFORCE)
def end_kin(request: HouseRequest, pk: int) -> HttpResponse:
    """终止备案."""
    declared = get_object_or_404(KinDeclaration.objects.visible_to(request.position), pk=pk)
    try:
        kin.end(declared, by=request.position, on=request.today)
        messages.success(request, "这条备案已终止。")
    except StepRefused as refusal:
        messages.error(request, refusal.reason)
    return redirect("identification:kin")


urlpatterns: list[URLPattern] = [
    path("meetings/county-checks/", check_list, name="county_checks"),
    path("meetings/county-checks/<int:pk>/", county_check, name="county_check"),
    path("meetings/kin/", kin_page, name="kin"),
    path("meetings/kin/<int:pk>/end/", end_kin, name="end_kin"),
]
