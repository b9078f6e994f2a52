"""总览 for who steers: county task force, monitoring centre, leaders, inspectors, and a town's head for the own town."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.choices import RegionLevel
from accounts.models import Region
from accounts.permissions import for_roles
from accounts.requests import HouseRequest
from accounts.roles import Role
from monitoring.board import STAGES, Board


@require_safe
@for_roles(Role.TASKFORCE, Role.MONITOR_CENTER, Role.COUNTY_LEADER, Role.INSPECTOR, Role.TOWN_HEAD)
def board(request: HouseRequest) -> HttpResponse:
    """Six statements whatever the number of alerts; `?town=` looks into one town of the reader's region."""
    position, on = request.position, request.today
    asked = request.GET.get("town", "")
    inside = Region.objects.under(position.region).filter(level=RegionLevel.TOWN)
    town = get_object_or_404(inside, code=asked) if asked else None
    shown = Board(position, on, town.code if town else "")
    return render(request, "monitoring/board.html", {"board": shown, "town": town, "stages": STAGES})
