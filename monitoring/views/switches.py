"""规则开关: proposed on the rule's page, confirmed or taken back by another person."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.exceptions import Refused
from accounts.permissions import for_roles
from accounts.requests import HouseRequest
from monitoring import switches
from monitoring.choices import RuleMode
from monitoring.models import RuleSwitch
from monitoring.rules import RULES
from monitoring.switch_page import SwitchForm
from monitoring.views.rules import rule_context


@require_POST
@for_roles(*switches.SWITCHERS)
def propose(request: HouseRequest, code: str) -> HttpResponse:
    """A switch that waits for another person."""
    if code not in RULES:
        raise Http404
    context = rule_context(request, code)
    view = context["switch"]
    if view is None:
        raise Http404
    form = SwitchForm(view.mode, request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            row = switches.propose(code, county=view.county, by=request.position, today=request.today, **data)
        except Refused as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, f"已提出从{row.valid_from:%Y-%m-%d}起{row.get_mode_display()}，等另一名县专班人员复核。")
            return redirect("monitoring:rule", code=code)
    return render(request, "monitoring/rule.html", context | {"switch_form": form}, status=422)


def _waiting(request: HouseRequest, pk: int) -> RuleSwitch:
    return get_object_or_404(RuleSwitch.objects.visible_to(request.position), pk=pk)


@require_POST
@for_roles(*switches.SWITCHERS)
def confirm(request: HouseRequest, pk: int) -> HttpResponse:
    row = _waiting(request, pk)
    try:
        row = switches.confirm(row, by=request.position)
        follows = "此后的筛查开始开线索" if row.mode == RuleMode.ON else "此后不再开新线索，已开的照常办完"
        messages.success(request, f"已复核：{row.rule}从{row.valid_from:%Y-%m-%d}起{row.get_mode_display()}，{follows}。")
    except Refused as refusal:
        messages.error(request, refusal.reason)
    return redirect("monitoring:rule", code=row.rule)


@require_POST
@for_roles(*switches.SWITCHERS)
def withdraw(request: HouseRequest, pk: int) -> HttpResponse:
    row = _waiting(request, pk)
    try:
        switches.withdraw(row, by=request.position)
        messages.success(request, "已撤回这次未复核的开关。")
    except Refused as refusal:
        messages.error(request, refusal.reason)
    return redirect("monitoring:rule", code=row.rule)
