"""Screening runs: the list, one run with its progress and what it changed, and the buttons."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
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
from monitoring.choices import RunState
from monitoring.difference import Difference, Side, rule_title
from monitoring.models import ScreeningRun
from monitoring.run_page import RunNumbers, RunView, lines_of, stages_of
from monitoring.runs import can_repeat, repeat_stage, request_run

RUN_ROLES = (Role.TASKFORCE, Role.MONITOR_CENTER, Role.REGISTER_ADMIN)


def runs_of(request: HouseRequest) -> QuerySet[ScreeningRun]:
    """Runs of the reader's own county."""
    position = request.position
    return ScreeningRun.objects.filter(county__code__startswith=position.region.code[:6]).select_related("county")


@require_safe
@for_roles(*RUN_ROLES)
def run_list(request: HouseRequest) -> HttpResponse:
    page = page_of(runs_of(request), request.GET.get("page"))
    return render(request, "monitoring/runs.html", {"page_obj": page, "lines": lines_of(list(page.object_list), request.position)})


@require_safe
@for_roles(*RUN_ROLES)
def run_detail(request: HouseRequest, pk: int) -> HttpResponse:
    """One run; while it works the fragment asks again every two seconds."""
    run = RunView(get_object_or_404(runs_of(request), pk=pk))
    context = {"run": run.run, "view": run, "stages": stages_of(run.run), "may_repeat": can_repeat(run.run)}
    if run.run.state == RunState.DONE:
        context |= {"difference": Difference(run.run, request.position), "numbers": RunNumbers(run.run, request.position)}
    return render(request, "monitoring/_run.html" if request.htmx else "monitoring/run.html", context)


@require_safe
@for_roles(*RUN_ROLES)
def run_difference(request: HouseRequest, pk: int) -> HttpResponse:
    """Households newly hit, or fallen silent, against the run before: by name."""
    difference = Difference(get_object_or_404(runs_of(request), pk=pk), request.position)
    side = Side.ENDED if request.GET.get("side") == Side.ENDED else Side.HIT
    rules = difference.by_rule(side)
    rule = request.GET.get("rule", "")
    rule = rule if rule in rules else ""
    towns = difference.towns(side, rule)
    town = request.GET.get("town", "")
    town = town if town in {code for code, _, _ in towns} else ""
    context = {
        "run": difference.run, "difference": difference, "side": side, "rule": rule, "town": town, "towns": towns,
        "sides": [(one, difference.total(one)) for one in Side],
        "rules": [(code, rule_title(code), moved.count) for code, moved in sorted(rules.items())],
        "page_obj": page_of(difference.households(side, rule, town), request.GET.get("page")),
    }  # fmt: skip
    return render(request, "monitoring/run_difference.html", context)


@require_POST
@for_roles(*RUN_ROLES)
def repeat_run(request: HouseRequest, pk: int) -> HttpResponse:
    """重做失败的阶段: what stands is not done again."""
    run = get_object_or_404(runs_of(request), pk=pk)
    try:
        repeat_stage(run)
    except StepRefused as refusal:
        messages.error(request, f"没有重做：{refusal.reason}")
    else:
        messages.success(request, "已安排重做。前面完成的阶段不再做，可以关掉页面。")
    return redirect("monitoring:run", pk=pk)


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
