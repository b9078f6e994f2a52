"""报表: the monthly tables, the lists behind their numbers, and their workbooks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.choices import RegionLevel
from accounts.models import Region
from accounts.permissions import for_roles
from accounts.requests import HouseRequest
from accounts.roles import Role
from casework.export import Asked, Column, Sheet
from casework.export_pages import export_page
from casework.paging import page_of
from casework.working_days import add_months, first_of_month
from casework.xlsx_stream import Kind, Tab, workbook
from registers.reports import REPORTS, Period, Report
from registers.reports.base import Place, read_day, read_month
from registers.reports.monthly import BY_CODE, CELLS, MONTHLY, NET, Cell, Line, list_of, stock_note, table, two_row_head
from registers.reports.submitting import last_of, region_of

READERS = (Role.TASKFORCE, Role.REGISTER_ADMIN, Role.TOWN_CLERK)
MONTHS_OFFERED = 13


@dataclass(frozen=True)
class AskedReport:
    """Which month of which place an address asks for, as known on which day."""

    request: HouseRequest

    @cached_property
    def known(self) -> date:
        return read_day(self.request.GET.get("known", ""), self.request.today)

    @cached_property
    def period(self) -> Period:
        return Period.of(read_month(self.request.GET.get("month", ""), self.request.today), self.request.position, known=self.known)

    @cached_property
    def towns(self) -> list[tuple[str, str]]:
        inside = Region.objects.under(self.request.position.region).filter(level=RegionLevel.TOWN).order_by("code")
        return list(inside.values_list("code", "name"))

    @cached_property
    def place(self) -> Place:
        town = self.request.GET.get("town", "")
        return Place(self.request.position, town if town in dict(self.towns) else "")

    @property
    def query(self) -> dict[str, str]:
        known = self.known.isoformat() if self.known != self.request.today else ""
        return {key: value for key, value in (("month", self.period.code), ("town", self.place.town), ("known", known)) if value}

    def url(self, name: str, *args: str, **more: str) -> str:
        return f"{reverse(f'registers:{name}', args=args)}?{urlencode(self.query | {key: value for key, value in more.items() if value})}"

    @property
    def conditions(self) -> list[str]:
        town = dict(self.towns).get(self.place.town, "")
        return [f"{self.period.label}（{self.period.words}）", *([f"镇街为{town}"] if town else []), f"按{self.known:%Y年%-m月%-d日}所知"]

    def context(self) -> dict[str, Any]:
        first = first_of_month(self.request.today)
        months = [add_months(first, -back) for back in range(MONTHS_OFFERED)]
        offered = [(f"{month:%Y-%m}", f"{month.year}年{month.month}月") for month in sorted({*months, self.period.month}, reverse=True)]
        return {
            "asked": self,
            "period": self.period,
            "months": offered,
            "towns": self.towns if len(self.towns) > 1 else [],
            "town": self.place.town,
        }


def lines_of(columns: Sequence[Column], rows: Any, request: HouseRequest) -> list[list[tuple[str, Any, str]]]:
    """Rows as the page shows them, numbers of persons masked: each value with its column's title and the name of its kind, which says how it is written."""
    sheet = Sheet("", Asked(rows, columns), request.position, request.today)
    heads = [(column.title, column.kind.name) for column in columns]
    return [[(title, value, kind) for value, (title, kind) in zip(row, heads, strict=True)] for row in sheet.rows()]


def report_or_404(code: str) -> Report:
    if code not in REPORTS:
        raise Http404
    return REPORTS[code]


@require_safe
@for_roles(*READERS)
def reports(request: HouseRequest) -> HttpResponse:
    """All tables of a month, each with how many rows it has."""
    asked = AskedReport(request)
    rows = []
    for report in REPORTS.values():
        found = report.rows(asked.place, asked.period) if report is not MONTHLY else None
        rows.append((report, found.order_by().count() if isinstance(found, QuerySet) else None, asked.url("report", report.code)))
    context = {
        **asked.context(),
        "reports": rows,
        "submitted": last_of(region_of(asked.place), asked.period),
        "submit_url": asked.url("report_submit"),
    }
    return render(request, "registers/reports.html", context)


@require_safe
@for_roles(*READERS)
def report(request: HouseRequest, code: str) -> HttpResponse:
    """One table."""
    found, asked = report_or_404(code), AskedReport(request)
    context = {**asked.context(), "report": found, "export_url": asked.url("report_export", code), "notes": [*found.notes]}
    columns = found.columns(asked.period)
    if found is MONTHLY:
        lines = table(asked.place, asked.period)
        links = [[monthly_cell(asked, cell, line) for cell in CELLS] for line in lines]
        extra = stock_note(asked.place, asked.period)
        context |= {"lines": list(zip(lines, links, strict=True)), "notes": [*found.notes, *([extra] if extra else [])]}
        context["groups"], context["titles"] = two_row_head()
        return render(request, "registers/report_monthly.html", context)
    rows = found.rows(asked.place, asked.period)
    page = page_of(rows, request.GET.get("page"))  # type: ignore[arg-type]
    context |= {"columns": heads(columns), "page_obj": page, "lines": lines_of(columns, page.object_list, request)}
    return render(request, "registers/report.html", context)


def heads(columns: Sequence[Column]) -> list[tuple[str, bool]]:
    return [(column.title, column.kind in (Kind.MONEY, Kind.NUMBER)) for column in columns]


def monthly_cell(asked: AskedReport, cell: Cell, line: Line) -> tuple[Any, str, str]:
    """The number and the address of its rows; nothing and a difference open nothing."""
    value = line.values[cell.code]
    url = asked.url("report_list", cell.code, town=line.code or asked.place.town) if value and cell.of != NET else ""
    return value, cell.kind.name, url


@require_safe
@for_roles(*READERS)
def report_list(request: HouseRequest, cell: str) -> HttpResponse:
    """The rows a number of the monthly table counts."""
    asked, chosen = AskedReport(request), cell_or_404(cell)
    rows, columns = list_of(chosen, asked.place, asked.period)
    page = page_of(rows, request.GET.get("page"))
    context = {
        **asked.context(), "report": replace(MONTHLY, title=f"{MONTHLY.title}：{chosen.title}"), "columns": heads(columns), "page_obj": page,
        "lines": lines_of(columns, page.object_list, request), "export_url": asked.url("report_list_export", cell), "notes": [], "is_list": True,
    }  # fmt: skip
    return render(request, "registers/report.html", context)


def cell_or_404(code: str) -> Cell:
    if code not in BY_CODE or BY_CODE[code].of == NET:
        raise Http404
    return BY_CODE[code]


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*READERS)
def report_export(request: HouseRequest, code: str) -> Any:
    found, asked = report_or_404(code), AskedReport(request)
    rows, columns = found.rows(asked.place, asked.period), found.columns(asked.period)
    sheet = Sheet(found.title, Asked(rows, columns, asked.conditions, asked.period.label), request.position, request.today, found.unit)

    def parts(purpose: str, whole: bool) -> Iterator[bytes]:
        """One tab per part, the empty ones too: an office looks for both pages."""
        return workbook(part_tabs(sheet, found, purpose, whole))

    return export_page(request, sheet, asked.url("report", code), parts if found.parts else None)


def part_tabs(sheet: Sheet, report: Report, purpose: str, whole: bool) -> Iterator[Tab]:
    rows = sheet.asked.rows
    assert isinstance(rows, QuerySet)
    for name, condition in report.parts:
        part = replace(sheet, asked=replace(sheet.asked, rows=rows.filter(condition), part=f"{sheet.asked.part}，{name}"))
        yield part.tab(purpose, whole=whole, name=name)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*READERS)
def report_list_export(request: HouseRequest, cell: str) -> Any:
    asked, chosen = AskedReport(request), cell_or_404(cell)
    rows, columns = list_of(chosen, asked.place, asked.period)
    title = f"{MONTHLY.title}{chosen.title}名单"
    sheet = Sheet(title, Asked(rows, columns, asked.conditions, asked.period.label), request.position, request.today)
    return export_page(request, sheet, asked.url("report_list", cell))


urlpatterns: list[URLPattern] = [
    path("reports/", reports, name="reports"),
    path("reports/monthly/list/<slug:cell>/", report_list, name="report_list"),
    path("reports/monthly/list/<slug:cell>/export/", report_list_export, name="report_list_export"),
    path("reports/<slug:code>/", report, name="report"),
    path("reports/<slug:code>/export/", report_export, name="report_export"),
]
