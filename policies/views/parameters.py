"""政策标准: every number of the law, in force and through time; proposed by one, confirmed by another."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.exceptions import Refused
from accounts.models import Position
from accounts.permissions import for_roles
from accounts.requests import HouseRequest
from accounts.roles import CASE_ROLES, Role
from policies import actions
from policies.forms import ProposalForm
from policies.models import Parameter
from policies.parameters import DEFINITIONS, Definition, Kind
from policies.wording import Reading, reading

# Who may read what another number would bring (monitoring/lab).
HEAPS = {"": "全部", "provisional": "暂沿用", "awaiting": "待复核", "missing": "没有数值"}


def in_reach(position: Position) -> QuerySet[Parameter]:
    """National rows, and those of the position's county: what its households are judged by."""
    county = position.region.code[:6]
    above = [county[:length] for length in (2, 4, 6)]
    return Parameter.objects.filter(Q(region__isnull=True) | Q(region__code__in=above) | Q(region__code__startswith=county)).select_related(
        "region", "proposed_by__user", "confirmed_by__user"
    )


@dataclass
class Line:
    """One declared parameter of the list with its rows in force."""

    definition: Definition
    readings: list[Reading] = field(default_factory=list)
    awaiting: int = 0

    @property
    def is_provisional(self) -> bool:
        return any(found.is_provisional for found in self.readings)

    def lies_on(self, heap: str) -> bool:
        return {"": True, "provisional": self.is_provisional, "awaiting": self.awaiting > 0, "missing": not self.readings}[heap]


def lines_on(position: Position, on: date) -> list[Line]:
    """All declared parameters in the order of their declaration; the latest row in force of each region and area."""
    lines = {code: Line(definition) for code, definition in DEFINITIONS.items()}
    rows = in_reach(position)
    seen: set[tuple[str, int | None, str]] = set()
    for row in rows.in_force(on).order_by("code", "-region__code", "area_type", "-valid_from"):  # type: ignore[attr-defined]
        key = (row.code, row.region_id, row.area_type)
        if key not in seen and row.code in lines:
            seen.add(key)
            lines[row.code].readings.append(reading(row))
    for row in rows.awaiting():  # type: ignore[attr-defined]
        if row.code in lines:
            lines[row.code].awaiting += 1
    return list(lines.values())


@require_GET
@for_roles(*sorted(CASE_ROLES))
def parameters(request: HouseRequest) -> HttpResponse:
    position, on = request.position, request.today
    lines = lines_on(position, on)
    chosen, q = request.GET.get("heap", ""), request.GET.get("q", "").strip()[:40]
    chosen = chosen if chosen in HEAPS else ""
    heaps = [(code, title, sum(line.lies_on(code) for line in lines)) for code, title in HEAPS.items()]
    shown = [line for line in lines if line.lies_on(chosen) and q in line.definition.title]
    provisional = sum(line.is_provisional for line in lines)
    context = {"lines": shown, "heaps": heaps, "chosen": chosen, "q": q, "on": on, "provisional": provisional}
    return render(request, "policies/parameters.html", context)


def _definition(code: str) -> Definition:
    if code not in DEFINITIONS:
        raise Http404
    return DEFINITIONS[code]


@dataclass
class History:
    """All rows of one parameter for one region and area, the latest first."""

    where: str
    readings: list[tuple[Reading, str]] = field(default_factory=list)  # with how it stands today: now, later, before, awaiting


def histories(position: Position, code: str, on: date) -> list[History]:
    found: dict[tuple[int | None, str], History] = {}
    for row in in_reach(position).filter(code=code).order_by("-region__code", "area_type", "-valid_from"):
        shown = reading(row)
        history = found.setdefault((row.region_id, row.area_type), History(row.where + (f"·{shown.area}" if shown.area else "")))
        history.readings.append((shown, _standing(row, on, history)))
    return list(found.values())


def _standing(row: Parameter, on: date, history: History) -> str:
    if row.confirmed_at is None:
        return "awaiting"
    if row.valid_from > on:
        return "later"
    over = row.valid_to is not None and row.valid_to < on
    return "before" if over or any(standing == "now" for _, standing in history.readings) else "now"


@require_GET
@for_roles(*sorted(CASE_ROLES))
def parameter(request: HouseRequest, code: str) -> HttpResponse:
    position, on = request.position, request.today
    definition = _definition(code)
    found = histories(position, code, on)
    waiting = [
        (shown, history.where, actions.why_not_confirm(shown.row, position), actions.what_follows(shown.row.valid_from, on))
        for history in found
        for shown, standing in history.readings
        if standing == "awaiting"
    ]
    context = {
        "definition": definition,
        "histories": found,
        "waiting": waiting,
        "provisional": any(shown.is_provisional and standing == "now" for history in found for shown, standing in history.readings),
        "may_propose": position.has(Role.TASKFORCE) and definition.kind is not Kind.TABLE,
        "is_taskforce": position.has(Role.TASKFORCE),
    }
    return render(request, "policies/parameter.html", context)


@require_http_methods(["GET", "POST"])
@for_roles(Role.TASKFORCE)
def propose(request: HouseRequest) -> HttpResponse:
    """`?code=` names the parameter; without it there is nothing to propose."""
    by, on = request.position, request.today
    definition = _definition(request.GET.get("code", ""))
    current = [shown for line in lines_on(by, on) if line.definition is definition for shown in line.readings]
    form = ProposalForm(definition, by, request.POST or None, initial={"region": by.region_id, "valid_from": on})
    if request.method == "POST" and definition.kind is Kind.TABLE:
        raise Http404
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.propose(definition.code, **form.values(), by=by)
        except Refused as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(
                request, f"已提出，等另一名县专班人员复核，复核前仍按现行标准。复核后{actions.what_follows(row.valid_from, on)}"
            )
            return redirect("policies:parameter", code=definition.code)
    return render(request, "policies/propose.html", {"definition": definition, "form": form, "current": current})


def _own_county(request: HouseRequest, pk: int) -> Parameter:
    return get_object_or_404(in_reach(request.position).filter(region__isnull=False), pk=pk)


@require_POST
@for_roles(Role.TASKFORCE)
def confirm(request: HouseRequest, pk: int) -> HttpResponse:
    row, on = _own_county(request, pk), request.today
    try:
        row = actions.confirm(row, by=request.position)
        messages.success(
            request, f"已复核：{row.where}{row.definition.title}{reading(row).value}。{actions.what_follows(row.valid_from, on)}"
        )
    except Refused as refusal:
        messages.error(request, refusal.reason)
    return redirect("policies:parameter", code=row.code)


@require_POST
@for_roles(Role.TASKFORCE)
def withdraw(request: HouseRequest, pk: int) -> HttpResponse:
    row = _own_county(request, pk)
    try:
        actions.withdraw(row, by=request.position)
        messages.success(request, "已撤回这条未复核的标准。")
    except Refused as refusal:
        messages.error(request, refusal.reason)
    return redirect("policies:parameter", code=row.code)
