"""政策试算: the list, a new trial, one trial, two side by side, the households behind it, and the panel of a proposed number."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.choices import RegionLevel
from accounts.models import Region
from accounts.permissions import for_roles
from accounts.requests import HouseRequest
from accounts.roles import CASE_ROLES
from casework.exceptions import StepRefused
from casework.paging import page_of
from monitoring.lab import scenarios
from monitoring.lab.forms import ScenarioForm
from monitoring.lab.moved_list import MovedFilter, MovedRow
from monitoring.lab.page import NAMED, READERS, Comparison, ScenarioView
from monitoring.models import Scenario
from policies.models import Parameter, ParameterMissing
from policies.parameters import DEFINITIONS
from policies.views.parameters import in_reach


def county_of(request: HouseRequest) -> Region:
    """The reader's own county; a post above the counties tries nothing out."""
    return get_object_or_404(Region, code=request.position.region.code[:6], level=RegionLevel.COUNTY)


def trials(request: HouseRequest) -> QuerySet[Scenario]:
    return Scenario.objects.visible_to(request.position).select_related("county", "asked_by__user", "proposal__region")


@require_safe
@for_roles(*READERS)
def lab(request: HouseRequest) -> HttpResponse:
    """Trials made by hand, the newest first; two of them are put side by side."""
    page = page_of(trials(request).by_hand().prefetch_related("changes"), request.GET.get("page"))  # type: ignore[attr-defined]
    context = {
        "page_obj": page, "views": [ScenarioView(one, request.position) for one in page.object_list], "may_make": request.position.has(*scenarios.MAKERS),
    }  # fmt: skip
    return render(request, "monitoring/lab.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*scenarios.MAKERS)
def new_scenario(request: HouseRequest) -> HttpResponse:
    """All numbers that may be moved, `?code=` first; only those filled in are."""
    county, code = county_of(request), request.GET.get("code", "")
    initial = {"on": request.today, "name": f"试算{DEFINITIONS[code].title}" if code in DEFINITIONS else ""}
    form = ScenarioForm(
        Parameter.objects.numbers(request.today), county, request.POST if request.method == "POST" else None, initial=initial, first=code
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            scenario = scenarios.ask(county, name=data["name"], on=data["on"], changes=form.changes, by=request.position)
        except StepRefused as refusal:
            form.add_error(None, refusal.reason)
        except ParameterMissing as missing:
            form.add_error(None, str(missing))
        else:
            messages.success(request, "已开始试算。可以关掉页面，完成后在“政策试算”里看。")
            return redirect("monitoring:scenario", pk=scenario.pk)
    return render(request, "monitoring/scenario_new.html", {"form": form}, status=422 if form.is_bound else 200)


@require_safe
@for_roles(*READERS)
def scenario(request: HouseRequest, pk: int) -> HttpResponse:
    """One trial; while it is counted the fragment asks again every two seconds."""
    view = ScenarioView(get_object_or_404(trials(request), pk=pk), request.position)
    others = trials(request).by_hand().exclude(pk=pk).filter(state="done")[:20]  # type: ignore[attr-defined]
    return render(
        request,
        "monitoring/_scenario.html" if request.htmx else "monitoring/scenario.html",
        {"view": view, "scenario": view.scenario, "others": others},
    )


@require_safe
@for_roles(*READERS)
def compare(request: HouseRequest) -> HttpResponse:
    """`?with=` twice: two trials side by side."""
    asked = [int(value) for value in request.GET.getlist("with") if value.isascii() and value.isdigit() and len(value) < 18]
    found = trials(request).filter(state="done").in_bulk(asked)
    views = [ScenarioView(found[pk], request.position) for pk in dict.fromkeys(asked) if pk in found]
    context = {"comparison": Comparison(*views[:2]) if len(views) >= 2 else None, "chosen": len(views)}
    return render(request, "monitoring/scenario_compare.html", context)


@require_safe
@for_roles(*NAMED)
def scenario_households(request: HouseRequest, pk: int) -> HttpResponse:
    """The households that move, by name: the reader's own region."""
    one = get_object_or_404(trials(request), pk=pk)
    asked = MovedFilter.read(request.GET, request.position, request.today)
    page = page_of(asked.rows(one), request.GET.get("page"))
    context = {"scenario": one, "asked": asked, "page_obj": page, "rows": [MovedRow(row) for row in page.object_list]}
    return render(request, "monitoring/scenario_households.html", context)


@require_safe
@for_roles(*sorted(CASE_ROLES))
def proposal_panel(request: HouseRequest, pk: int) -> HttpResponse:
    """What a number that waits for its second person would bring, town by town: for the page it is confirmed on."""
    row = get_object_or_404(in_reach(request.position).awaiting(), pk=pk)  # type: ignore[attr-defined]
    found = trials(request).filter(proposal=row).first()
    context = {
        "row": row, "view": ScenarioView(found, request.position) if found else None, "may_make": request.position.has(*scenarios.MAKERS),
        "may_read": request.position.has(*READERS),
    }  # fmt: skip
    return render(request, "monitoring/panels/proposal.html", context)


@require_POST
@for_roles(*scenarios.MAKERS)
def try_proposal(request: HouseRequest, pk: int) -> HttpResponse:
    """试算 of a proposed number, again or for the first time."""
    row = get_object_or_404(in_reach(request.position).awaiting().filter(region__code__startswith=request.position.region.code[:6]), pk=pk)  # type: ignore[attr-defined]
    try:
        found = scenarios.ask_for_proposal(row, request.today)
    except ParameterMissing as missing:
        messages.error(request, str(missing))
        return redirect("policies:parameter", code=row.code)
    if found is None:
        raise Http404
    messages.success(request, "已开始试算，完成后各镇的工作量显示在待复核的这一行下面。")
    return redirect("policies:parameter", code=row.code)
