"""The list of households just above the line."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.permissions import for_roles
from accounts.requests import HouseRequest
from accounts.roles import CASE_ROLES
from casework.paging import page_of
from monitoring.near import NearFilter


@require_safe
@for_roles(*CASE_ROLES)
def near(request: HouseRequest) -> HttpResponse:
    asked = NearFilter.read(request.GET, request.position, request.today)
    rows = asked.rows().defer("household__phone", "household__bank_account", "parameters__rows")
    return render(request, "monitoring/near.html", {"asked": asked, "page_obj": page_of(rows, request.GET.get("page"))})
