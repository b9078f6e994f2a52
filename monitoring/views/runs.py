"""Screening runs: the list, one run with its progress, and the button."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.choices import RegionLevel
from accounts.models import Region
from accounts.permissions import for_roles
from accounts.requests import HouseRequest
from accounts.roles import Role
from casework.exceptions import StepRefused
from casework.paging import page_of
from monitoring.models import ScreeningRun
from monitoring.run_page import RunView, stages_of
from monitoring.runs import request_run

RUN_ROLES = (Role.TASKFORCE, Role.MONITOR_CENTER, Role.REGISTER_ADMIN)


def runs_of(request: HouseRequest) -> object:
    """Runs of the reader's own county."""
    position = request.position
    return ScreeningRun.objects.filter(county__code__startswith=position.region.code[:6]).select_related("county")


@require_safe
@for_roles(*RUN_ROLES)
def run_list(request: HouseRequest) -> HttpResponse:
    page = page_of(runs_of(request), request.GET.get("page"))  # type: ignore[arg-type]
    return render(request, "monitoring/runs.html", {"page_obj": page, "runs": [RunView(run) for run in page.object_list]})


@require_safe
@for_roles(*RUN_ROLES)
def run_detail(request: HouseRequest, pk: int) -> HttpResponse:
    """One run; while it works the fragment asks again every two seconds."""
    run = RunView(get_object_or_404(runs_of(request), pk=pk))  # type: ignore[arg-type]
    context = {"run": run.run, "view": run, "stages": stages_of(run.run)}
    return render(request, "monitoring/_run.html" if request.htmx else "monitoring/run.html", context)


@require_POST
@for_roles(*RUN_ROLES)
def start_run(request: HouseRequest) -> HttpResponse:
    """筛查一次, by hand: queued for a worker; the page may be closed."""
    position, on = request.position, request.today
    county = Region.objects.filter(code=position.region.code[:6], level=RegionLevel.COUNTY).first()
    if county is None:
        messages.error(request, "没有发起筛查：您的岗位不属于某一个县。")
        return redirect("monitoring:runs")
    try:
        run = request_run(county, on=on, is_full="full" in request.POST, by=position)
    except StepRefused as refusal:
        messages.error(request, f"没有发起筛查：{refusal.reason}")
        return redirect("monitoring:runs")
    messages.success(request, "已发起筛查。可以关掉页面，完成后线索直接进各镇待办。")
    return redirect("monitoring:run", pk=run.pk)
