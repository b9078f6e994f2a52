"""精准度看板 for who steers, and for who tends the rules."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.choices import RegionLevel
from accounts.list_filters import day
from accounts.models import Region
from accounts.permissions import for_roles
from accounts.requests import HouseRequest
from accounts.roles import Role
from monitoring.precision import Precision
from monitoring.rules import RULES
from monitoring.wrong_data import WrongDataFilter, returned_by_register

READERS = (Role.TASKFORCE, Role.MONITOR_CENTER, Role.COUNTY_LEADER, Role.INSPECTOR, Role.REGISTER_ADMIN, Role.TOWN_HEAD)


@require_safe
@for_roles(*READERS)
def precision(request: HouseRequest) -> HttpResponse:
    """A fixed number of statements whatever the number of alerts; `?rule=` and `?town=` look into one."""
    position = request.position
    asked, code, since = (request.GET.get(name, "") for name in ("town", "rule", "since"))
    towns = Region.objects.under(position.region).filter(level=RegionLevel.TOWN).order_by("code")
    town = get_object_or_404(towns, code=asked) if asked else None
    shown = Precision(
        position, request.today, code if code in RULES else "", town.code if town else "", date.fromisoformat(since) if day(since) else None
    )
    context = {
        "shown": shown, "town": town, "rule": RULES.get(shown.rule), "rules": RULES.values(), "towns": towns,
        "returned": returned_by_register(WrongDataFilter.read(shown.query, position, request.today)),
    }  # fmt: skip
    return render(request, "monitoring/precision.html", context)
