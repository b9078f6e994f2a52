"""夜间筛查时刻: each county's hour, who set it, and the form that sets another."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Region
from accounts.permissions import for_roles
from accounts.requests import HouseRequest
from casework.exceptions import StepRefused
from casework.paging import page_of
from monitoring.forms import HourForm
from monitoring.models import NightHour
from monitoring.nightly import SET_BY, counties_of, nights, set_hour
from monitoring.views.runs import RUN_ROLES

READERS = tuple(dict.fromkeys((*RUN_ROLES, *SET_BY)))


def hours_page(request: HouseRequest, refused: HourForm | None = None, county: Region | None = None, status: int = 200) -> HttpResponse:
    """A refused form stands again at its county, with what was typed."""
    position = request.position
    counties = counties_of(position)
    lines = [
        (night, refused if refused is not None and night.county == county else HourForm.for_night(night)) for night in nights(counties)
    ]
    rows = NightHour.objects.filter(county__in=counties).select_related("county", "set_by__user", "set_by__office")
    context = {
        "lines": lines, "page_obj": page_of(rows, request.GET.get("page")), "may_set": position.has(*SET_BY), "may_see_runs": position.has(*RUN_ROLES),
        "setters": "、".join(role.label for role in SET_BY),
    }  # fmt: skip
    return render(request, "monitoring/hours.html", context, status=status)


@require_safe
@for_roles(*READERS)
def hours(request: HouseRequest) -> HttpResponse:
    return hours_page(request)


@require_POST
@for_roles(*SET_BY)
def set_night_hour(request: HouseRequest, code: str) -> HttpResponse:
    county = get_object_or_404(Region, code=code, pk__in=[one.pk for one in counties_of(request.position)])
    form = HourForm(request.POST, auto_id=f"id_{county.code}_%s")
    if not form.is_valid():
        return hours_page(request, form, county, status=422)
    try:
        row = set_hour(county, form.cleaned_data["hour"], by=request.position, note=form.cleaned_data["note"])
    except StepRefused as refusal:
        form.add_error("note" if refusal.code == "note_missing" else None, refusal.reason)
        return hours_page(request, form, county, status=409)
    messages.success(request, f"已设定：{county}{row}。" + ("" if row.hour is None else "下一次到点时开始。"))
    return redirect("monitoring:hours")
