"""The desk: each role's first page."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.choices import RegionLevel
from accounts.permissions import for_roles
from accounts.requests import HouseRequest
from accounts.roles import CASE_ROLES, SEPARATED, Role
from casework.desk import Desk
from casework.due import DueGroup, Tab

WHOLE = {RegionLevel.VILLAGE: "全村", RegionLevel.GRID: "全村", RegionLevel.TOWN: "全镇"}
# Heaps always shown as tabs; the others only when something lies on them.
STANDING_TABS = (DueGroup.OVERDUE, DueGroup.TODAY, DueGroup.WEEK, DueGroup.LATER)


def address(**query: str) -> str:
    kept = {name: value for name, value in query.items() if value}
    return "?" + urlencode(kept)


def whole_office(position: object) -> str:
    if position.has(Role.DEPT_STAFF):  # type: ignore[attr-defined]
        return "本单位"
    return WHOLE.get(RegionLevel(position.region.level), "全县")  # type: ignore[attr-defined]


@require_safe
@for_roles()
def desk(request: HouseRequest) -> HttpResponse:
    """待办: heaps by deadline, mine or the whole office's; without anything to do it says so and shows the ways on."""
    position, on = request.position, request.today
    is_steward = position.has(*SEPARATED) and not position.has(*CASE_ROLES)
    if is_steward:
        return render(request, "casework/desk_empty.html")
    mine, office = Desk.both(position, on)
    request.waiting = mine.by_source  # the menu of this page need not ask again
    asked_who = request.GET.get("who", "")
    is_office = asked_who == "office" or (asked_who != "mine" and not mine.total and bool(office.total))
    shown = office if is_office else mine
    who = "office" if is_office else "mine"
    due = request.GET.get("due", "")
    due = due if due in DueGroup.values else ""
    groups = [group for group in DueGroup if group in STANDING_TABS or shown.count(group)]
    context = {
        "desk": shown,
        "heaps": shown.heaps(due),
        "tabs": [
            Tab("全部", shown.total, address(who=who), not due),
            *(Tab(group.label, shown.count(group), address(who=who, due=group.value), due == group) for group in groups),
        ],
        "segments": [
            Tab("我的", mine.total, address(who="mine", due=due), not is_office),
            Tab(whole_office(position), office.total, address(who="office", due=due), is_office),
        ],
        "heap_title": DueGroup(due).label if due else "",
        "who": who,
        "weekday": "一二三四五六日"[on.weekday()],
        "working_day": shown.calendar.between(on.replace(day=1), on) + shown.calendar.is_working(on.replace(day=1)),
        "is_working": shown.calendar.is_working(on),
    }
    return render(request, "casework/desk.html", context)
