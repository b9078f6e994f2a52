"""核实不符的数据: for the department whose register it is, and for who looks over the county's data."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.permissions import for_roles
from accounts.requests import HouseRequest
from accounts.roles import CASE_ROLES, Role
from casework.paging import page_of
from monitoring.wrong_data import WrongDataFilter

READERS = (Role.DEPT_STAFF, Role.TASKFORCE, Role.MONITOR_CENTER, Role.COUNTY_LEADER, Role.INSPECTOR, Role.REGISTER_ADMIN, Role.TOWN_HEAD)


@require_safe
@for_roles(*READERS)
def wrong_data(request: HouseRequest) -> HttpResponse:
    """Which register, how many households, in whose words; a department sees its own registers only."""
    asked = WrongDataFilter.read(request.GET, request.position, request.today)
    context = {
        "asked": asked,
        "lines": asked.lines(),
        "page_obj": page_of(asked.rows(), request.GET.get("page")),
        "reads_households": request.position.has(*CASE_ROLES),
    }
    return render(request, "monitoring/wrong_data.html", context)
