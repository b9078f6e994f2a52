"""数据新鲜度: every register of the departments with its last period, its match and its light; one register town by town; the same as a workbook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_safe

from accounts.models import Position, Region
from accounts.permissions import for_roles
from accounts.requests import HouseRequest
from accounts.roles import Role
from casework.export import Asked, Column, ListExport
from casework.export_pages import export_view
from casework.xlsx_stream import Kind
from policies.models import ParameterMissing
from registers.freshness import Freshness, SourceLine
from registers.sheets import SHEETS

READERS = (Role.REGISTER_ADMIN, Role.TASKFORCE, Role.MONITOR_CENTER, Role.INSPECTOR, Role.TOWN_CLERK, Role.TOWN_HEAD, Role.DEPT_STAFF)
BATCH_READERS = (Role.REGISTER_ADMIN, Role.TASKFORCE)
NUMBER = Kind.NUMBER
COLUMNS = (
    Column("台账", lambda line: line.title, width=20),
    Column("报送单位", lambda line: line.owner, width=20),
    Column("镇", lambda line: line.place, width=24),
    Column("多久送一次", lambda line: line.rhythm.words),
    Column("最近一期", lambda line: line.period, width=16),
    Column("最近收到", lambda line: line.receipt and line.receipt.received_on, Kind.DATE),
    Column("行数", lambda line: line.receipt and line.receipt.rows, NUMBER),
    Column("对上", lambda line: line.receipt and line.receipt.matched, NUMBER),
    Column("不在册", lambda line: line.receipt and line.receipt.aside, NUMBER),
    Column("拒收", lambda line: line.receipt and line.receipt.rejected, NUMBER),
    Column("等人在册", lambda line: line.waiting_words if line.waiting else ""),
    Column("应送到", lambda line: line.due_on, Kind.DATE),
    Column("何时起迟", lambda line: line.late_since, Kind.DATE),
    Column("情况", lambda line: line.light.text),
    Column("为什么没有", lambda line: line.why_none if line.receipt is None else "", width=30),
)


@dataclass(frozen=True)
class Links:
    """Where the numbers of a line lead, for whoever may open batches; "" otherwise."""

    line: SourceLine
    rows: str = ""
    rejected: str = ""
    aside: str = ""
    waiting: str = ""

    @classmethod
    def of(cls, line: SourceLine, *, may_open: bool) -> Links:
        if not may_open or line.receipt is None:
            return cls(line)
        batches = reverse("registers:batches")
        last = f"{batches}?{urlencode({'sheet': line.sheet, 'state': 'done', 'on': line.receipt.received_on.isoformat()})}"
        kept = f"{batches}?{urlencode({'sheet': line.sheet, 'state': 'done', 'aside': '1'})}"
        if len(line.receipt.batches) > 1:
            return cls(line, last, last, last, kept)
        one = reverse("registers:batch", args=[*line.receipt.batches])
        return cls(line, last, f"{one}?show=rejected#list", f"{one}?show=aside#list", kept)


@dataclass(frozen=True)
class Place:
    """What an address asks: all registers of the reach or of one town, or one register town by town."""

    position: Position
    sheet: str
    town: Region | None
    towns: list[Region]

    @classmethod
    def read(cls, request: HouseRequest, asked: Freshness) -> Place:
        """Raises Http404 for a register or town that is not the position's."""
        sheet, code, towns = request.GET.get("sheet", ""), request.GET.get("town", ""), asked.towns()
        town = next((region for region in towns if region.code == code), None)
        if (sheet and sheet not in asked.sheets()) or (code and town is None):
            raise Http404
        return cls(request.position, sheet, town, towns)

    @property
    def title(self) -> str:
        return SHEETS[self.sheet].title if self.sheet else ""

    @property
    def words(self) -> list[str]:
        found = [f"台账为{self.title}"] if self.sheet else []
        return [*found, *([f"镇为{self.town.name}"] if self.town else [])]

    @property
    def is_whole(self) -> bool:
        """Rows of people in no household are seen where nobody asks for a town."""
        return self.town is None and len(self.position.region.code) == 6


@require_safe
@for_roles(*READERS)
def freshness(request: HouseRequest) -> HttpResponse:
    asked = Freshness(request.position, request.today)
    place = Place.read(request, asked)
    context: dict[str, Any] = {"place": place, "may_open": request.position.has(*BATCH_READERS), "today": request.today}
    try:
        lines = asked.lines(place.sheet, place.town.code if place.town else "")
    except ParameterMissing as missing:
        return render(request, "registers/freshness.html", context | {"missing": str(missing.args[0])})
    context["lines"] = [Links.of(line, may_open=context["may_open"]) for line in lines]
    context["late"] = sum(line.is_late for line in lines)
    context["none_here"] = sum(line.is_none_here for line in lines)
    context["never"] = sum(line.receipt is None for line in lines) - context["none_here"]
    return render(request, "registers/freshness.html", context)


def rows(request: HouseRequest) -> Asked:
    """The lines as the page shows them. Raises ParameterMissing."""
    asked = Freshness(request.position, request.today)
    place = Place.read(request, asked)
    return Asked(asked.lines(place.sheet, place.town.code if place.town else ""), COLUMNS, place.words)


EXPORT = ListExport("数据新鲜度", "registers:freshness", "种", READERS, rows)
urlpatterns: list[URLPattern] = [
    path("freshness/", freshness, name="freshness"),
    path("freshness/export/", export_view(EXPORT), name="freshness_export"),
]
