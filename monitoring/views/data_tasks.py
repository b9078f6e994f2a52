"""数据任务: what no rule can judge because a datum is unknown, and who can supply it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.permissions import for_roles
from accounts.requests import HouseRequest
from accounts.roles import CASE_ROLES, Role
from casework.paging import page_of
from monitoring.task_filters import TaskFilter
from monitoring.views.wrong_data import READERS as WRONG_DATA_READERS


@require_safe
@for_roles(*CASE_ROLES, Role.DEPT_STAFF)
def data_tasks(request: HouseRequest) -> HttpResponse:
    """Department staff see what their department can supply; others what is open in their region."""
    position, on = request.position, request.today
    asked = TaskFilter.read(request.GET, position, on)
    rows = asked.tasks().select_related("household__village__parent", "person")
    page = page_of(rows.defer("household__phone", "household__bank_account"), request.GET.get("page"))
    context = {
        "asked": asked,
        "page_obj": page,
        "reads_households": position.has(*CASE_ROLES),
        "sees_wrong_data": position.has(*WRONG_DATA_READERS),
    }
    return render(request, "monitoring/data_tasks.html", context)
