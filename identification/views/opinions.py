"""The criteria's proposal and the opinion put forward."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods

from accounts.choices import ReadingKind
from accounts.permissions import for_roles
from accounts.reading import note
from accounts.requests import HouseRequest
from accounts.roles import CASE_ROLES, Role
from casework.exceptions import StalePage, StepRefused
from households.gauge import gauge
from identification import opinions
from identification.choices import ApplicationState
from identification.forms_opinion import REFUSED_FIELDS, OpinionForm
from identification.models import Application
from identification.opinion_page import OpinionPage, page_of
from policies.models import ParameterMissing


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*CASE_ROLES)
def opinion(request: HouseRequest, pk: int) -> HttpResponse:
    """初审意见: what the criteria say of the case on its day, figure by figure; the window puts an opinion forward. Others read."""
    application = get_object_or_404(Application.objects.visible_to(request.position).for_page(), pk=pk)
    note(
        ReadingKind.READ, request=request, subject=f"{application.household.household_no} 初审{application.application_no}",
        subject_id=application.household_id,
    )  # fmt: skip
    try:
        page = page_of(application)
    except ParameterMissing as gap:
        return show(request, application, None, reason=str(gap), status=409)
    if request.method != "POST":
        return show(request, application, page)
    if page is None or page.case is None or application.state != ApplicationState.UNDER_INQUIRY:
        return show(request, application, page, reason=f"这一件现在是“{application.state_label}”，不能提出初审意见。", status=409)
    return put_forward(request, application, page)


def put_forward(request: HouseRequest, application: Application, page: OpinionPage) -> HttpResponse:
    assert page.case is not None
    form = OpinionForm(request.POST, case=page.case, version=application.version)
    if not request.position.has(Role.TOWN_CLERK):
        return show(request, application, page, reason="初审意见由镇一窗受理提出。", status=409)
    if not form.is_valid():
        return show(request, application, page, form=form, status=422)
    try:
        made = opinions.propose(application, by=request.position, on=request.today, **form.wanted())
    except StalePage as stale:
        return stale_opinion(request, application.pk, stale)
    except StepRefused as refusal:
        form.add_error(REFUSED_FIELDS.get(refusal.code), refusal.reason)
        return show(request, application, page, form=form, status=422)
    messages.success(request, f"已提出初审意见：{opinions.result_words(made)}。接下来张贴公示或送联审联批。")
    return redirect("identification:application", pk=application.pk)


def stale_opinion(request: HouseRequest, pk: int, stale: StalePage) -> HttpResponse:
    """The case as it is now around what was typed; sent again, it counts as filled in on the page of now."""
    application = Application.objects.visible_to(request.position).for_page().get(pk=pk)
    page = page_of(application)
    if page is None or page.case is None or application.state != ApplicationState.UNDER_INQUIRY:
        return show(request, application, page, reason=stale.reason, status=409)
    typed = request.POST.copy()
    typed["version"] = str(application.version)
    form = OpinionForm(typed, case=page.case, version=application.version)
    form.add_error(None, stale.reason)
    return show(request, application, page, form=form, status=409)


def show(
    request: HouseRequest,
    application: Application,
    page: OpinionPage | None,
    *,
    form: OpinionForm | None = None,
    reason: str = "",
    status: int = 200,
) -> HttpResponse:
    may = application.state == ApplicationState.UNDER_INQUIRY and request.position.has(Role.TOWN_CLERK)
    stops = opinions.stops_of(application, request.position) if may else []
    if may and form is None and page and page.case and not stops:
        form = OpinionForm(case=page.case, version=application.version)
    context = {
        "application": application, "household": application.household, "page": page, "form": form, "stops": stops, "reason": reason, "may": may,
        "sheet": page.sheet if page else None, "gauge": gauge(page.sheet) if page and page.sheet else None,
    }  # fmt: skip
    return render(request, "identification/opinion.html", context, status=status)


urlpatterns = [path("applications/<int:pk>/opinion/", opinion, name="opinion")]
