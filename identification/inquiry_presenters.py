"""Rows of the lists of the inquiry and what its pages show beside the forms: lights, whose turn, figures already known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Position
from accounts.roles import Role
from casework.lights import Light, light_for
from casework.models import WorkDay
from casework.working_days import add_months
from households.choices import AssetKind, EvidenceSource
from households.facts import Window
from households.models import Asset, Household
from identification.choices import ApplicationState, MeansResult
from identification.means_findings import ASSET_KINDS, INCOME_KINDS
from identification.means_report import yuan
from identification.models import HomeVisit, MeansCheck, VisitSignature
from identification.one_form.items import NOT_FOUND
from identification.one_form.known import Prefill, money_of

UNDER_INQUIRY = Q(application__state=ApplicationState.UNDER_INQUIRY)
TO_ANSWER = UNDER_INQUIRY & Q(finished_on__isnull=True)
TO_TELL = UNDER_INQUIRY & Q(result=MeansResult.MORE_FOUND, told_on__isnull=True)
TO_VISIT = UNDER_INQUIRY & Q(completed_on__isnull=True)


def checks_for_list(position: Position) -> QuerySet[MeansCheck]:
    """Means checks in the reader's region with everything a row shows; one statement."""
    return MeansCheck.objects.visible_to(position).select_related(
        "application__household__village__parent", "asked_by__user", "started_by__user", "finished_by__user"
    ).defer("application__form", "application__household__phone", "application__household__bank_account")  # fmt: skip


def waiting_checks(position: Position) -> QuerySet[MeansCheck]:
    """轮到我办: the center's are those without an answer, the window's those to be told."""
    mine = Q(pk__in=[])
    if position.has(Role.VERIFY_CENTER):
        mine |= TO_ANSWER & ~Q(asked_by__user=position.user_id)
    if position.has(Role.TOWN_CLERK):
        mine |= TO_TELL
    return checks_for_list(position).filter(mine)


def open_checks(position: Position) -> QuerySet[MeansCheck]:
    """在办的: without an answer, or with one the applicant has not been told."""
    return checks_for_list(position).filter(TO_ANSWER | TO_TELL)


def visits_for_list(position: Position) -> QuerySet[Any]:
    """Home visits in the reader's region; `i_signed`: whether the reader's signature stands under the record as it is now."""
    signed = VisitSignature.objects.filter(visit=OuterRef("pk"), position=position, visit_version=OuterRef("version"))
    visits = HomeVisit.objects.visible_to(position).annotate(i_signed=Exists(signed))
    return visits.select_related(
        "application__household__village__parent", "first_surveyor__user", "second_surveyor__user"
    ).defer("application__form", "application__household__phone", "application__household__bank_account")  # fmt: skip


def waiting_visits(position: Position) -> QuerySet[Any]:
    """轮到我办: my own visits without a record, or with one I have not signed."""
    mine = Q(first_surveyor=position) | Q(second_surveyor=position)
    return visits_for_list(position).filter(TO_VISIT & mine).exclude(visited_on__isnull=False, i_signed=True)


def open_visits(position: Position) -> QuerySet[Any]:
    return visits_for_list(position).filter(TO_VISIT)


@dataclass(frozen=True)
class CheckRow:
    """One row: the check, its light, what comes next and from whom."""

    check: MeansCheck
    light: Light
    step: str
    who: str


def check_rows(checks: Iterable[MeansCheck], on: date) -> list[CheckRow]:
    calendar = WorkDay.objects.calendar()
    return [CheckRow(check, check_light(check, on, calendar), *check_turn(check)) for check in checks]


def check_light(check: MeansCheck, on: date, calendar: Any) -> Light:
    """Its own limit only warns; a finished check says what came out."""
    if check.finished_on is None:
        return light_for(check.due_on, on, calendar)
    if check.result == MeansResult.AGREES:
        return Light("ok", "ok", "相符", 0)
    return Light("warn", "warn", "没有授权" if check.result == MeansResult.REFUSED else "查到申报以外", 0)


def check_turn(check: MeansCheck) -> tuple[str, str]:
    """接下来 and 轮到谁."""
    if check.finished_on is None:
        if check.started_by:
            return "出具结果", check.started_by.user.name
        return ("复核" if check.follows_id else "开始核对"), Role.VERIFY_CENTER.label
    if check.result == MeansResult.MORE_FOUND and check.told_on is None:
        return "告知申请人", Role.TOWN_CLERK.label
    return "已出结果", ""


@dataclass(frozen=True)
class VisitRow:
    """One row: the visit, its light, what comes next and from whom. `is_mine`: from the reader."""

    visit: HomeVisit
    light: Light | None
    step: str
    who: str
    is_mine: bool


def visit_rows(visits: Iterable[Any], position: Position, on: date) -> list[VisitRow]:
    calendar = WorkDay.objects.calendar()
    return [visit_row(visit, position, light_for(visit.due_on, on, calendar)) for visit in visits]


def visit_row(visit: Any, position: Position, light: Light | None) -> VisitRow:
    pair = f"{visit.first_surveyor.user.name}、{visit.second_surveyor.user.name}"
    is_mine = position.pk in (visit.first_surveyor_id, visit.second_surveyor_id)
    if visit.completed_on:
        return VisitRow(visit, Light("ok", "ok", "已完成", 0), "已完成", pair, False)
    if visit.visited_on is None:
        return VisitRow(visit, light, "入户", pair, is_mine)
    return VisitRow(visit, light, "签字", pair, is_mine and not visit.i_signed)


@dataclass(frozen=True)
class KnownFigure:
    """A figure already there: what the household declared, a visit saw, a department or an earlier check says."""

    kind: str
    who: str
    item: str
    amount: str
    source: str
    on: date
    is_declared: bool


def known_figures(household: Household, months: list[date], on: date) -> list[KnownFigure]:
    """Income over the window of the case and property, as it counts now: three queries."""
    window = Window(months[0], add_months(months[-1], 1))
    money = money_of(household, Prefill(household, on, window, []))
    figures = [
        KnownFigure(
            INCOME_KINDS[kind], row.who, row.item, yuan(row.amount), EvidenceSource(row.source).label, row.on,
            row.source in (EvidenceSource.DECLARED, EvidenceSource.VISIT),
        )
        for kind in INCOME_KINDS for row in money.get(kind, []) if row.item != NOT_FOUND
    ]  # fmt: skip
    nothing: dict[tuple[str, date], list[str]] = {}
    for asset in Asset.objects.filter(household=household, superseded_at__isnull=True, kind__in=ASSET_KINDS).select_related("person"):
        source, is_declared = asset.get_source_display(), asset.source in (EvidenceSource.DECLARED, EvidenceSource.VISIT)
        if asset.is_none:
            nothing.setdefault((source, asset.received_on), []).append(AssetKind(asset.kind).label)
            continue
        parts = [f"{yuan(asset.value)}元" if asset.value else "", f"{asset.area.normalize():f}平方米" if asset.area else ""]
        words = "，".join(part for part in parts if part) or "不详"
        who = asset.person.name if asset.person else "全户"
        figures.append(KnownFigure(AssetKind(asset.kind).label, who, asset.item, words, source, asset.received_on, is_declared))
    for (source, day), kinds in nothing.items():
        figures.append(KnownFigure("、".join(kinds), "全户", "没有", "—", source, day, source != EvidenceSource.MEANS_CHECK.label))
    return figures
