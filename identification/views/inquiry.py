"""Means checks and community reviews."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import for_roles
from accounts.requests import HouseRequest
from accounts.roles import CASE_ROLES, Role
from casework.choices import EventKind
from casework.exceptions import StalePage, StepRefused
from casework.models import Event, WorkDay
from casework.paging import page_of
from identification import community_reviews, inquiry, means_checks
from identification.choices import ApplicationState, MeansResult
from identification.community_reviews import Ballot
from identification.forms_inquiry import (
    BallotRows,
    FoundRows,
    ObjectionForm,
    ReportForm,
    ReviewForm,
    WantReviewForm,
    with_more_rows,
)
from identification.inquiry_desk import CHECK_READERS, checks_for
from identification.inquiry_lists import due_tabs, end_of_list, read_due
from identification.inquiry_presenters import (
    check_light,
    check_rows,
    check_turn,
    checks_for_list,
    known_figures,
)
from identification.means_findings import window_months
from identification.means_report import found_lines, not_found, not_looked_at
from identification.models import Application, MeansCheck
from identification.one_form.items import ITEMS
from policies.models import ParameterMissing

KEPT = "没有办理，下面标出的地方要补。已填的内容都在。"


def reason_of(refusal: StepRefused | ParameterMissing) -> str:
    return refusal.reason if isinstance(refusal, StepRefused) else str(refusal)


@require_safe
@for_roles(*CHECK_READERS)
def means_check_list(request: HouseRequest) -> HttpResponse:
    """核对: of the whole county for the center, overdue first."""
    position, on = request.position, request.today
    is_mine, due, is_done = read_due(request.GET)
    checks = (
        checks_for_list(position).filter(finished_on__isnull=False).order_by("-finished_on", "-pk")
        if is_done
        else checks_for(position, on, is_mine)
    )
    page = page_of(end_of_list(checks, due, on), request.GET.get("page"))
    context = {
        "page_obj": page, "rows": check_rows(page.object_list, on), "is_mine": is_mine, "is_done": is_done, "due": due,
        "tabs": [] if is_done else due_tabs(checks, due, on, is_mine),
    }  # fmt: skip
    return render(request, "identification/means_checks.html", context)


def visible_check(request: HouseRequest, pk: int) -> MeansCheck:
    return get_object_or_404(checks_for_list(request.position).select_related("follows", "followed_by"), pk=pk)


@require_safe
@for_roles(*CHECK_READERS, Role.TOWN_SURVEYOR, Role.TOWN_HEAD, Role.TOWN_PANEL)
def means_check(request: HouseRequest, pk: int) -> HttpResponse:
    """One check: what is known, what is to be compared, what came out, what may be done now."""
    return check_page(request, visible_check(request, pk))


def check_page(
    request: HouseRequest, check: MeansCheck, *, report: forms.Form | None = None, rows: Any = None, objection: forms.Form | None = None,
    reason: str = "", status: int = 200,
) -> HttpResponse:  # fmt: skip
    position, on, case = request.position, request.today, check.application
    stopped, tells = stops(check, request), to_tell(check, request)
    months = window_months(check)
    may_answer = position.has(Role.VERIFY_CENTER) and check.finished_on is None and case.state == ApplicationState.UNDER_INQUIRY
    fresh = {"version": check.version}
    context: dict[str, Any] = {
        "check": check, "case": case, "household": case.household, "light": check_light(check, on, WorkDay.objects.calendar()),
        "turn": check_turn(check), "may_list": position.has(*CHECK_READERS), "stopped": stopped, "months": (months[0], months[-1]), "reason": reason,
        "figures": known_figures(case.household, months, on), "lines": found_lines(check),
        "not_found": not_found(check) if check.finished_on else [], "not_looked_at": not_looked_at(check) if check.looked_at else [],
        "may_start": may_answer and check.started_on is None and not stopped,
        "report": (report or ReportForm(initial=fresh)) if may_answer and not stopped else None,
        "rows": rows if rows is not None else found_rows(check), "items": sorted({item.name for item in ITEMS.values()}),
        "may_tell": tells and check.told_on is None,
        "objection": (objection or ObjectionForm(initial=fresh)) if tells and check.told_on and check.objected_on is None else None,
        "events": Event.objects.visible_to(position).filter(
            subject_type="application", subject_id=case.pk, kind=EventKind.MEANS_CHECKED
        ).order_by("pk"),
    }  # fmt: skip
    return render(request, "identification/means_check.html", context, status=status)


def to_tell(check: MeansCheck, request: HouseRequest) -> bool:
    is_clerk = request.position.has(Role.TOWN_CLERK)
    return is_clerk and check.result == MeansResult.MORE_FOUND and check.application.state == ApplicationState.UNDER_INQUIRY


def stops(check: MeansCheck, request: HouseRequest) -> str:
    """What keeps the reader from querying, in words; "" for who may, and for who would not."""
    if check.finished_on is not None or not request.position.has(Role.VERIFY_CENTER):
        return ""
    try:
        means_checks.check_may_query(check, request.position)
    except StepRefused as refusal:
        return refusal.reason
    return ""


def found_rows(check: MeansCheck, data: Any = None) -> Any:
    members = list(check.application.household.members.living().select_related("person").order_by("relation", "pk"))
    return FoundRows(data, prefix="found", form_kwargs={"members": members, "months": window_months(check)})


@require_POST
@for_roles(Role.TOWN_CLERK)
def ask_means_check(request: HouseRequest, pk: int) -> HttpResponse:
    """提请核对; refused: back to the case, with the reason."""
    case = get_object_or_404(Application.objects.visible_to(request.position).for_page(), pk=pk)
    try:
        check = means_checks.ask(case, by=request.position, on=request.today)
    except (StepRefused, ParameterMissing) as refusal:
        messages.error(request, f"没有提请核对：{reason_of(refusal)}")
        return redirect("identification:application", pk=pk)
    messages.success(request, f"已提请核对：{case.household}，应{check.due_on.month}月{check.due_on.day}日前核完。")
    return redirect("identification:means_check", pk=check.pk)


@require_POST
@for_roles(Role.VERIFY_CENTER, Role.TOWN_CLERK)
def means_check_step(request: HouseRequest, pk: int, code: str) -> HttpResponse:
    """开始, 出具结果, 告知, 登记异议. Refused: the page again, with the reason and what was typed."""
    check = visible_check(request, pk)
    if code not in STEPS:
        return check_page(request, check, reason=f"没有“{code}”这一步。", status=409)
    return STEPS[code](request, check)


def start(request: HouseRequest, check: MeansCheck) -> HttpResponse:
    return carry_out(
        request, check, "start", lambda version: means_checks.start(check, by=request.position, on=request.today, version=version)
    )


def tell(request: HouseRequest, check: MeansCheck) -> HttpResponse:
    return carry_out(
        request, check, "tell", lambda version: means_checks.tell(check, by=request.position, on=request.today, version=version)
    )


DONE = {"start": "已开始核对", "tell": "已出具核对结果告知书，请送达申请人"}


def carry_out(request: HouseRequest, check: MeansCheck, code: str, verb: Callable[[int | None], MeansCheck]) -> HttpResponse:
    """A step that asks nothing."""
    version = request.POST.get("version", "")
    try:
        verb(int(version) if version.isdigit() else None)
    except (StepRefused, ParameterMissing) as refusal:
        return check_page(request, visible_check(request, check.pk), reason=reason_of(refusal), status=409)
    messages.success(request, f"{DONE[code]}：{check.application.household}。")
    return redirect("identification:means_check", pk=check.pk)


def finish(request: HouseRequest, check: MeansCheck) -> HttpResponse:
    if "more" in request.POST:  # 加几行: nothing is judged yet
        typed = with_more_rows(request.POST, "found")
        return check_page(
            request, check, report=ReportForm(initial=first_values(typed, ReportForm)), rows=unjudged(found_rows(check, typed))
        )
    report, rows = ReportForm(request.POST), found_rows(check, request.POST)
    if not report.is_valid() or not rows.is_valid():
        return check_page(request, check, report=report, rows=rows, reason=KEPT, status=422)
    said = report.cleaned_data
    found = [row.found for row in rows if row.found is not None]
    try:
        means_checks.finish(check, by=request.position, on=request.today, found=found, **said)
    except (StepRefused, ParameterMissing) as refusal:
        fresh, typed = visible_check(request, check.pk), request.POST.copy()
        typed["version"] = str(fresh.version)
        again = ReportForm(typed)
        again.is_valid()
        again.add_error(None, reason_of(refusal))
        return check_page(request, fresh, report=again, rows=found_rows(fresh, typed), reason=reason_of(refusal), status=409)
    messages.success(request, f"已出具核对结果：{check.application.household}，{MeansResult(said['result']).label}。")
    return redirect("identification:means_check", pk=check.pk)


def object_(request: HouseRequest, check: MeansCheck) -> HttpResponse:
    form = ObjectionForm(request.POST, request.FILES)
    if not form.is_valid():
        return check_page(request, check, objection=form, reason=KEPT, status=422)
    try:
        following = means_checks.object_(check, by=request.position, on=request.today, **form.cleaned_data)
    except (StepRefused, ParameterMissing) as refusal:
        form.add_error(None, reason_of(refusal))
        return check_page(request, visible_check(request, check.pk), objection=form, reason=reason_of(refusal), status=409)
    messages.success(request, f"已登记异议，提请复核，应{following.due_on.month}月{following.due_on.day}日前核完。")
    return redirect("identification:means_check", pk=following.pk)


STEPS: dict[str, Callable[[HouseRequest, MeansCheck], HttpResponse]] = {"start": start, "finish": finish, "tell": tell, "object": object_}


def first_values(data: Any, form: type[forms.Form]) -> dict[str, Any]:
    """What was typed, as initial values of a form not judged yet."""
    many = {name for name, field in form.base_fields.items() if isinstance(field, forms.MultipleChoiceField)}
    return {name: data.getlist(name) if name in many else data.get(name) for name in form.base_fields}


def unjudged(rows: Any) -> Any:
    """Rows that show what was typed without a word about it."""
    for row in rows.forms:
        row._errors = {}
    return rows


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*CASE_ROLES)
def community_review(request: HouseRequest, pk: int) -> HttpResponse:
    """民主评议 of one case: the reviews held, and for the window the form for the next."""
    case = get_object_or_404(Application.objects.visible_to(request.position).for_page(), pk=pk)
    if request.method != "POST":
        return review_page(request, case)
    if "more" in request.POST:
        typed = with_more_rows(request.POST, "votes")
        return review_page(
            request, case, form=ReviewForm(initial=first_values(typed, ReviewForm)), rows=unjudged(BallotRows(typed, prefix="votes"))
        )
    form, rows = ReviewForm(request.POST, request.FILES), BallotRows(request.POST, prefix="votes")
    if not form.is_valid() or not rows.is_valid():
        return review_page(request, case, form=form, rows=rows, status=422)
    ballots = [Ballot(row["name"], row["choice"], row["role"]) for row in rows.cleaned_data if any(row.values())]
    try:
        review = community_reviews.record(case, by=request.position, on=request.today, ballots=ballots, **form.cleaned_data)
    except (StepRefused, ParameterMissing) as refusal:
        form.add_error(None, reason_of(refusal))
        return review_page(request, case, form=form, rows=rows, status=409 if isinstance(refusal, StalePage) else 422)
    messages.success(request, f"已记录民主评议：{case.household}，到会{len(ballots)}人，{review.get_outcome_display()}。")
    return redirect("identification:application", pk=pk)


def review_page(
    request: HouseRequest, case: Application, *, form: Any = None, rows: Any = None, want: Any = None, status: int = 200
) -> HttpResponse:
    may_write = request.position.has(Role.TOWN_CLERK) and case.state == ApplicationState.UNDER_INQUIRY
    reviews = case.community_reviews.select_related("recorded_by__user").prefetch_related("votes", "photos").order_by("-pk")
    context = {
        "case": case, "household": case.household, "reviews": reviews, "may_write": may_write,
        "form": form or ReviewForm.of(case, request.today), "rows": rows if rows is not None else BallotRows(prefix="votes"),
        "want": want or WantReviewForm(), "lost_photo": bool(request.FILES), "missing": inquiry.missing_review(case),
    }  # fmt: skip
    return render(request, "identification/community_review.html", context, status=status)


@require_POST
@for_roles(Role.TOWN_CLERK)
def want_review(request: HouseRequest, pk: int) -> HttpResponse:
    """安排民主评议: from now on the inquiry waits for it."""
    case = get_object_or_404(Application.objects.visible_to(request.position).for_page(), pk=pk)
    form = WantReviewForm(request.POST)
    if not form.is_valid():
        return review_page(request, case, want=form, status=422)
    try:
        community_reviews.want(case, by=request.position, on=request.today, **form.cleaned_data)
    except StepRefused as refusal:
        form.add_error(None, refusal.reason)
        return review_page(request, case, want=form, status=409)
    messages.success(request, f"已安排民主评议：{case.household}。开完会在这里记录。")
    return redirect("identification:community_review", pk=pk)


urlpatterns: list[URLPattern] = [
    path("means-checks/", means_check_list, name="means_checks"),
    path("means-checks/<int:pk>/", means_check, name="means_check"),
    path("means-checks/<int:pk>/steps/<slug:code>/", means_check_step, name="means_check_step"),
    path("applications/<int:pk>/means-check/", ask_means_check, name="ask_means_check"),
    path("applications/<int:pk>/community-review/", community_review, name="community_review"),
    path("applications/<int:pk>/community-review/want/", want_review, name="want_review"),
]
