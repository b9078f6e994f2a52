"""数据质量: the table of rules by place, the list behind each number, and the button that asks all rules again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import for_roles
from accounts.requests import HouseRequest
from accounts.roles import Role
from casework.export import Asked, Column, ListExport, conditions_of, where
from casework.export_pages import export_view
from casework.paging import page_of
from casework.xlsx_stream import Kind
from households.models import ChangedHousehold, Household
from registers.models import QualityFinding, QualityRun
from registers.quality.base import Check, QualityRule
from registers.quality.lists import (
    ORDERS,
    SHOWS,
    FindingFilter,
    FindingRow,
    checks_of_members,
    compared_words,
    in_words,
    names_of,
    with_members,
)
from registers.quality.rules import CHECKS, RULES
from registers.quality.shown import Severity, Subject
from registers.quality.table import QualityTable

READERS = (Role.REGISTER_ADMIN, Role.TASKFORCE, Role.MONITOR_CENTER, Role.INSPECTOR, Role.TOWN_CLERK, Role.TOWN_HEAD)


def last_run(request: HouseRequest) -> QualityRun | None:
    return QualityRun.objects.filter(county__code=request.position.region.code[:6]).first()


def table_of(request: HouseRequest) -> QualityTable:
    """The whole reach of the position, or one town of it; the registers, or the work done."""
    town, asked = request.GET.get("town", ""), request.GET.get("subject", "")
    subject = Subject(asked) if asked in set(Subject) else Subject.DATA
    if town:
        inside = QualityTable(request.position)
        if not any(region.code == town and region.level == "town" for region in inside.regions):
            raise Http404
    return QualityTable(request.position, town, subject)


@require_safe
@for_roles(*READERS)
def quality(request: HouseRequest) -> HttpResponse:
    table, run = table_of(request), last_run(request)
    context: dict[str, Any] = {"table": table, "run": run, "may_check": may_check(request), "subjects": list(Subject)}
    if run is not None:
        inside = Household.objects.visible_to(request.position)
        context["changed"] = ChangedHousehold.objects.filter(
            changed_at__gt=run.finished_at, household_id__in=inside.order_by().values("pk")
        ).count()
    return render(request, "registers/quality.html", context)


def may_check(request: HouseRequest) -> bool:
    return bool(request.position.has(Role.REGISTER_ADMIN, Role.TASKFORCE))


@require_POST
@for_roles(Role.REGISTER_ADMIN, Role.TASKFORCE)
def check_again(request: HouseRequest) -> HttpResponse:
    """Wake a worker for the county; asking twice changes nothing."""
    from registers.tasks import check_quality_of

    check_quality_of.delay(request.position.region.code[:6])
    messages.success(request, "已开始检查全县，几秒到一分钟。过一会儿刷新本页，看“检查时间”。")
    return redirect("registers:quality")


def rule_or_404(code: str) -> QualityRule:
    if code not in RULES:
        raise Http404
    return RULES[code]


@require_safe
@for_roles(*READERS)
def quality_list(request: HouseRequest, code: str) -> HttpResponse:
    """The households or people a number counts."""
    rule, asked = rule_or_404(code), FindingFilter.read(request.GET, request.position, request.today)
    order = request.GET.get("order", "")
    found = with_members(asked.findings(rule, order), rule)
    page = page_of(found.select_related("household__village__parent", "person"), request.GET.get("page"))
    context = {
        "rule": rule,
        "asked": asked,
        "run": last_run(request),
        "page_obj": page,
        "rows": [FindingRow(finding, rule) for finding in page.object_list],
        "orders": [(name, title) for name, (title, _) in ORDERS.items()],
        "order": order,
        "selects": asked.selects_of(rule),
        "shown": SHOWS["unknown" if asked.is_unknown else ""],
    }
    return render(request, "registers/quality_list.html", context)


def titles(codes: list[str]) -> str:
    return "；".join(CHECKS[code].title for code in codes if code in CHECKS)


def fixes(codes: list[str]) -> str:
    return " ".join(CHECKS[code].fix for code in codes if code in CHECKS)


def missing(codes: list[str]) -> str:
    return "；".join(CHECKS[code].missing for code in codes if code in CHECKS and CHECKS[code].missing)


def severities(codes: list[str]) -> str:
    return max((CHECKS[code].severity for code in codes if code in CHECKS), default=Severity.HINT).words if codes else ""


def columns_of(rule: QualityRule) -> tuple[Column, ...]:
    def compared(values: dict[str, Any]) -> str:
        return "；".join(compared_words(rule, values))

    return (
        *where("household__"),
        Column("户编号", "household__household_no", width=22),
        Column("户主", "household__head_name"),
        Column("姓名", "person__name"),
        Column("哪里不对", "faults", width=40, shape=titles),
        Column("程度", "faults", width=20, shape=severities),
        Column("怎么办", "faults", width=60, shape=fixes),
        Column("比对的数据", "compared", width=60, shape=compared),
        Column("无法判断", "unknowns", width=30, shape=titles),
        Column("缺什么", "unknowns", width=30, shape=missing),
        Column("首次查出", "found_on", Kind.DATE),
    )


AFTER_NAME = 5


def members_of(checks: Sequence[Check]) -> Callable[..., str]:
    """Of the checks that hit, each with the members it speaks of."""

    def shape(faults: Sequence[str], *said: Sequence[str]) -> str:
        return "；".join(in_words(one) for check, one in zip(checks, said, strict=True) if check.code in faults)

    return shape


def findings(request: HouseRequest, code: str) -> Asked:
    rule, asked = rule_or_404(code), FindingFilter.read(request.GET, request.position, request.today)
    found: QuerySet[QualityFinding] = asked.findings(rule, request.GET.get("order", ""))
    columns = list(columns_of(rule))
    if named := checks_of_members(rule):
        found = with_members(found, rule)
        columns.insert(AFTER_NAME, Column("说的是谁", ("faults", *map(names_of, named)), width=30, shape=members_of(named)))
    return Asked(found, columns, conditions_of(asked.chips), f"{rule.code}{rule.title}")


FINDINGS = ListExport("数据质量问题名单", "registers:quality_list", "条", READERS, findings)
urlpatterns: list[URLPattern] = [
    path("quality/", quality, name="quality"),
    path("quality/check/", check_again, name="quality_check"),
    path("quality/<str:code>/", quality_list, name="quality_list"),
    path("quality/<str:code>/export/", export_view(FINDINGS), name="quality_export"),
]
