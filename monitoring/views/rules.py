"""The rules in force: what each asks, of whom, by which clause and numbers."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.choices import RegionLevel
from accounts.models import Region
from accounts.permissions import for_roles
from accounts.requests import HouseRequest
from accounts.roles import COUNTY_ROLES, TOWN_ROLES
from monitoring.choices import AlertSource, RuleMode
from monitoring.models import Alert
from monitoring.precision import precision_of_rules
from monitoring.rule_page import RuleView
from monitoring.rules import RULES
from monitoring.switch_page import SwitchForm, SwitchView
from monitoring.switches import modes_on
from monitoring.views.precision import READERS as PRECISION_READERS
from policies.models import Parameter

READERS = tuple(sorted(COUNTY_ROLES | TOWN_ROLES))


def rule_views(request: HouseRequest, codes: list[str]) -> list[RuleView]:
    """Rules with their thresholds of today, the reader's open alerts and what became of the year's; six queries whatever their number."""
    position, on = request.position, request.today
    open_alerts = Alert.objects.visible_to(position).open().filter(source=AlertSource.RULE)
    counts: dict[str, int] = dict(open_alerts.order_by().values_list("rule").annotate(count=Count("pk")))
    labels = {code: open_alerts.filter(labels__contains=[code]).count() for code in codes if RULES[code].labels}
    numbers = Parameter.objects.numbers(on)
    precise = precision_of_rules(position, on)
    modes = modes_on(position.region.code[:6], on)
    resting = {code: str(RuleMode(mode).label) for code, mode in modes.items() if mode != RuleMode.ON}
    return [
        RuleView(
            RULES[code],
            labels[code] if code in labels else counts.get(code, 0),
            numbers,
            position.region,
            precise.get(code),
            resting.get(code, ""),
        )
        for code in codes
    ]


@require_safe
@for_roles(*READERS)
def rule_list(request: HouseRequest) -> HttpResponse:
    return render(
        request,
        "monitoring/rules.html",
        {"rules": rule_views(request, list(RULES)), "sees_precision": request.position.has(*PRECISION_READERS)},
    )


@require_safe
@for_roles(*READERS)
def rule_detail(request: HouseRequest, code: str) -> HttpResponse:
    if code not in RULES:
        raise Http404
    return render(request, "monitoring/rule.html", rule_context(request, code))


def rule_context(request: HouseRequest, code: str) -> dict[str, Any]:
    """A rule with its neighbours in the list, and the switch of the reader's county."""
    codes = list(RULES)
    place = codes.index(code)
    county = Region.objects.filter(code=request.position.region.code[:6], level=RegionLevel.COUNTY).first()
    switch = None if county is None or RULES[code].labels else SwitchView(RULES[code], county, request.position, request.today)
    return {
        "view": rule_views(request, [code])[0],
        "switch": switch,
        "switch_form": SwitchForm(switch.mode, initial={"valid_from": request.today}) if switch else None,
        "previous": codes[place - 1] if place else "",
        "following": codes[place + 1] if place + 1 < len(codes) else "",
    }
