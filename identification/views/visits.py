"""Home visits: the surveyors' list, sending two of them, the record on the phone, the signatures, the photos."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import for_roles
from accounts.requests import HouseRequest
from accounts.roles import CASE_ROLES, Role
from accounts.sealed_files import shown
from casework.exceptions import StalePage, StepRefused
from casework.lights import light_for
from casework.models import WorkDay
from casework.paging import page_of
from identification import home_visits
from identification.choices import ApplicationState
from identification.forms_inquiry import VISIT_PHOTOS, HomeVisitForm, PlanVisitForm
from identification.home_visits import VisitRecord
from identification.inquiry import latest_visit
from identification.inquiry_desk import VISIT_READERS, visits_for
from identification.inquiry_lists import due_tabs, end_of_list, read_due
from identification.inquiry_presenters import visit_rows, visits_for_list
from identification.models import Application, CasePhoto, HomeVisit
from identification.views.inquiry import reason_of
from identification.visit_questions import questions
from policies.models import ParameterMissing


@require_safe
@for_roles(*VISIT_READERS)
def visit_list(request: HouseRequest) -> HttpResponse:
    """入户调查: mine or the whole town's, by deadline."""
    position, on = request.position, request.today
    is_mine, due, is_done = read_due(request.GET)
    visits = (
        visits_for_list(position).filter(completed_on__isnull=False).order_by("-completed_on", "-pk")
        if is_done
        else visits_for(position, on, is_mine)
    )
    page = page_of(end_of_list(visits, due, on), request.GET.get("page"))
    context = {
        "page_obj": page, "rows": visit_rows(page.object_list, position, on), "is_mine": is_mine, "is_done": is_done, "due": due,
        "tabs": [] if is_done else due_tabs(visits, due, on, is_mine),
    }  # fmt: skip
    return render(request, "identification/home_visits.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.TOWN_CLERK)
def plan_visit(request: HouseRequest, pk: int) -> HttpResponse:
    """安排入户, or 改调查员 while the visit is not done."""
    position, on = request.position, request.today
    case = get_object_or_404(Application.objects.visible_to(position).for_page(), pk=pk)
    last = latest_visit(case)
    open_visit = last if last and last.completed_on is None else None
    surveyors = home_visits.surveyors_for(case, on)
    if request.method != "POST":
        initial = (
            {"first": open_visit.first_surveyor_id, "second": open_visit.second_surveyor_id, "version": open_visit.version}
            if open_visit
            else {}
        )
        return plan_page(request, case, open_visit, PlanVisitForm(initial=initial, surveyors=surveyors))
    form = PlanVisitForm(request.POST, surveyors=surveyors)
    if not form.is_valid():
        return plan_page(request, case, open_visit, form, status=422)
    version = form.cleaned_data.pop("version")
    try:
        if open_visit and version is not None:
            visit = home_visits.change_surveyors(open_visit, by=position, on=on, version=version, **form.cleaned_data)
        else:
            visit = home_visits.plan(case, by=position, on=on, **form.cleaned_data)
    except (StepRefused, ParameterMissing) as refusal:
        form.add_error(None, reason_of(refusal))
        return plan_page(request, case, open_visit, form, status=409)
    pair = f"{visit.first_surveyor.user.name}、{visit.second_surveyor.user.name}"
    messages.success(request, f"已安排{pair}入户：{case.household}，{visit.due_on.month}月{visit.due_on.day}日前完成。")
    return redirect("identification:application", pk=pk)


def plan_page(request: HouseRequest, case: Application, visit: HomeVisit | None, form: PlanVisitForm, status: int = 200) -> HttpResponse:
    is_stopped = case.state != ApplicationState.UNDER_INQUIRY
    context = {
        "case": case, "household": case.household, "visit": visit, "form": form, "few": form.fields["first"].queryset.count() < 2,  # type: ignore[attr-defined]
        "stopped": f"这件申请现在是“{case.state_label}”，不能安排入户。" if is_stopped else "",
    }  # fmt: skip
    return render(request, "identification/plan_visit.html", context, status=status)


def visible_visit(request: HouseRequest, pk: int) -> Any:
    return get_object_or_404(visits_for_list(request.position), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*CASE_ROLES)
def home_visit(request: HouseRequest, pk: int) -> HttpResponse:
    """The visit on the phone: record or correct it for its surveyors, read it for everybody else of the region."""
    position, on = request.position, request.today
    visit = visible_visit(request, pk)
    if request.method != "POST":
        return visit_page(request, visit, HomeVisitForm.of(visit, on), is_writing="correct" in request.GET)
    form, asked = HomeVisitForm(request.POST, request.FILES), questions(visit.application, on, request.POST)
    if not form.is_valid() or asked.errors:
        return visit_page(request, visit, form, status=422)
    version = form.cleaned_data.pop("version")
    try:
        found = VisitRecord(**form.cleaned_data, data=asked.data)
        home_visits.record(visit, by=position, on=on, found=found, version=version)
    except StalePage as stale:
        return stale_visit(request, pk, stale)
    except (StepRefused, ParameterMissing) as refusal:
        code = refusal.code if isinstance(refusal, StepRefused) else ""
        form.add_error(REFUSED_FIELDS.get(code), reason_of(refusal))
        return visit_page(request, visit, form, status=422)
    messages.success(request, f"已记录入户：{visit.application.household.head_name}户。两名调查员都签字后完成。")
    return redirect("identification:home_visit", pk=pk)


# Where the form's own fields stand that a refusal is about.
REFUSED_FIELDS = {"visited_later": "visited_on", "visited_before": "visited_on", "informant_missing": "informant"}


def stale_visit(request: HouseRequest, pk: int, stale: StalePage) -> HttpResponse:
    """The latest record beside what was typed; sent again, it counts as filled in on the page of now."""
    visit = visible_visit(request, pk)
    typed = request.POST.copy()
    typed["version"] = str(visit.version)
    form = HomeVisitForm(typed)
    form.is_valid()
    form.add_error(None, stale.reason)
    return visit_page(request, visit, form, status=409)


def visit_page(request: HouseRequest, visit: Any, form: HomeVisitForm, *, is_writing: bool = False, status: int = 200) -> HttpResponse:
    position, on, case = request.position, request.today, visit.application
    pair = (visit.first_surveyor, visit.second_surveyor)
    is_surveyor = position.pk in {one.pk for one in pair}
    stopped = why_stopped(visit, request)
    signed = home_visits.signed_by(visit)
    lacks = home_visits.not_whole(visit)
    is_writing = is_surveyor and not stopped and (is_writing or form.is_bound or visit.visited_on is None)
    context = {
        "questions": questions(case, on, request.POST if form.is_bound else None) if is_writing else None,
        "visit": visit, "case": case, "household": case.household, "form": form, "is_surveyor": is_surveyor, "stopped": stopped,
        "is_writing": is_writing,
        "light": light_for(visit.due_on, on, WorkDay.objects.calendar()) if visit.completed_on is None else None,
        "photos": list(visit.photos.order_by("pk")), "tiles": [form[name] for name in VISIT_PHOTOS], "lost_photos": bool(request.FILES),
        "signers": [(one, one.pk in signed) for one in pair], "lacks": lacks,
        "may_sign": is_surveyor and not stopped and not lacks and position.pk not in signed,
    }  # fmt: skip
    return render(request, "identification/home_visit.html", context, status=status)


def why_stopped(visit: Any, request: HouseRequest) -> str:
    """What keeps the surveyors from writing, in words; "" while they may."""
    if visit.completed_on is not None:
        return f"这次入户调查{visit.completed_on.month}月{visit.completed_on.day}日已经完成。"
    if visit.application.state != ApplicationState.UNDER_INQUIRY:
        return f"这件申请现在是“{visit.application.state_label}”，不能再记录入户。"
    try:
        home_visits.check_is_surveyor(visit, request.position)
    except StepRefused as refusal:
        return refusal.reason if request.position.has(Role.TOWN_SURVEYOR) else ""
    return ""


@require_POST
@for_roles(Role.TOWN_SURVEYOR)
def sign_visit(request: HouseRequest, pk: int) -> HttpResponse:
    """签字 under the very record the page showed."""
    visit = visible_visit(request, pk)
    version = request.POST.get("version", "")
    try:
        signed = home_visits.sign(visit, by=request.position, on=request.today, version=int(version) if version.isdigit() else None)
    except StepRefused as refusal:
        fresh = visible_visit(request, pk)
        form = HomeVisitForm.of(fresh, request.today)
        messages.error(request, refusal.reason)
        return visit_page(request, fresh, form, status=409)
    messages.success(request, "已签字，调查完成。" if signed.completed_on else "已签字，等另一名调查员签字。")
    return redirect("identification:home_visit", pk=pk)


@require_safe
@for_roles(*CASE_ROLES)
def case_photo(request: HouseRequest, pk: int) -> HttpResponse:
    """A sealed photo, unsealed for who may read its household; each look is noted."""
    found = get_object_or_404(CasePhoto.objects.visible_to(request.position).select_related("application"), pk=pk)
    subject = f"办件照片·{found.get_kind_display()}"
    return shown(request, found.file, found.content_type, subject=subject, household_id=found.application.household_id)


urlpatterns: list[URLPattern] = [
    path("visits/", visit_list, name="home_visits"),
    path("visits/<int:pk>/", home_visit, name="home_visit"),
    path("visits/<int:pk>/sign/", sign_visit, name="sign_visit"),
    path("applications/<int:pk>/visit/", plan_visit, name="plan_visit"),
    path("photos/<int:pk>/", case_photo, name="case_photo"),
]
