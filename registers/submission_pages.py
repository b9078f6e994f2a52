"""上报: the page before a month goes up, with what refuses it and the way out of each."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods

from accounts.permissions import for_roles
from accounts.requests import HouseRequest
from accounts.roles import Role
from casework.exceptions import StepRefused
from registers.models import QualityRun
from registers.quality.rules import CHECKS
from registers.report_pages import AskedReport
from registers.reports.submitting import REASON_LENGTH, SUBMITTERS, last_of, needs_reason, refusals, region_of, standing, submit


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*SUBMITTERS)
def report_submit(request: HouseRequest) -> HttpResponse:
    """GET shows what stands in the way; POST hands up, or the page again with the reason and what was typed."""
    asked, position = AskedReport(request), request.position
    reason, refused = request.POST.get("reason", ""), ""
    if request.method == "POST":
        try:
            done = submit(asked.place, asked.period, by=position, on=request.today, reason=reason)
        except StepRefused as refusal:
            refused = refusal.reason
        else:
            messages.success(request, f"已上报{done.region.name}{asked.period.label}的报表，第{done.number}次。")
            return redirect(asked.url("reports"))
    faults, region = standing(asked.place), region_of(asked.place)
    run = QualityRun.objects.filter(county__code=region.code[:6]).first()
    before = last_of(region, asked.period)
    context = {
        **asked.context(), "faults": faults, "run": run, "region": region, "before": before, "refused": refused, "reason": reason,
        "stops": refusals(faults, run, position, asked.period), "needs_reason": needs_reason(faults, before), "length": REASON_LENGTH,
        "before_faults": [(CHECKS[code].title, number) for code, number in before.faults.items() if code in CHECKS] if before else [],
        "reports_url": asked.url("reports"), "may_check": position.has(Role.REGISTER_ADMIN, Role.TASKFORCE),
    }  # fmt: skip
    return render(request, "registers/submit.html", context, status=409 if refused else 200)


urlpatterns: list[URLPattern] = [path("reports/submit/", report_submit, name="report_submit")]
