"""How applications read on every page: what they ask for, whose turn it is, what the button says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from accounts.models import Position
from accounts.roles import Role
from casework.lights import Light, light_for
from casework.models import WorkDay
from identification.choices import ApplicationState as S
from identification.models import Application, CommunityReview, HomeVisit, MeansCheck, Opinion, PublicNotice
from identification.models.application import ApplicationQuerySet
from identification.workflow import APPLICATION, DRAFTERS, whose_turn
from policies.models import Numbers, Parameter

# Short names for the rows of a list; the steps' own labels stand on the case page.
BUTTONS = {
    S.DRAFT: "填申请表",
    S.SUBMITTED: "受理",
    S.RETURNED: "补正",
    S.UNDER_INQUIRY: "提初审意见",
    S.PROPOSED: "张贴公示",
    S.NOTICE: "看公示",
    S.OBJECTED: "核实异议",
    S.PANEL: "联审联批",
    S.COUNTY_CHECK: "记录抽查",
}
COUNTY_LEVEL = (Role.TASKFORCE,)
TOWN_LEVEL = (Role.TOWN_HEAD, Role.TOWN_PANEL)


@dataclass(frozen=True)
class Turn:
    """接下来: the step awaited, from whom, and whether that is the reader."""

    step: str
    who: str
    is_mine: bool


def confirmers(village_code: str, numbers: Numbers) -> tuple[Role, ...]:
    """Who confirms here: the parameter confirm_level. Raises ParameterMissing."""
    return TOWN_LEVEL if numbers.choice("confirm_level", village_code) == "TOWN" else COUNTY_LEVEL


def turn_of(application: Application, position: Position, numbers: Numbers) -> Turn:
    """Read from the workflow table; empty for a closed case."""
    steps = [step for step in APPLICATION.leaving(application.state) if step.solid]
    if not steps:
        return Turn("", "", False)
    roles = confirmers(application.village_code, numbers) if application.state == S.PANEL else tuple(whose_turn(application.state))
    is_mine = position.has(*roles)
    if is_mine and position.has(Role.VILLAGE_WORKER) and not position.has(Role.TOWN_CLERK):
        is_mine = application.created_by_id == position.pk
    who = "、".join(role.label for role in Role if role in roles)
    if application.state in (S.DRAFT, S.RETURNED):
        who = str(application.created_by) if application.created_by.has(*DRAFTERS) else Role.TOWN_CLERK.label
    return Turn(steps[0].label, who, is_mine)


def waiting_for(position: Position, on: date) -> ApplicationQuerySet:
    """轮到我办: by the table, and at the panel only the level that confirms here."""
    cases = Application.objects.waiting_for(position)
    if not position.has(*TOWN_LEVEL, *COUNTY_LEVEL):
        return cases
    confirm = confirmers(position.region.code, Parameter.objects.numbers(on))
    return cases if position.has(*confirm) else cases.exclude(state=S.PANEL)


def with_opinion(cases: ApplicationQuerySet) -> QuerySet[Any]:
    """Adds what is proposed (`asked_category`, `asked_tag`) and what the inquiry still waits for, for rows of a list: one statement."""
    opinion = Opinion.objects.filter(application=OuterRef("pk"), is_current=True)
    check = MeansCheck.objects.filter(application=OuterRef("pk"))
    visit = HomeVisit.objects.filter(application=OuterRef("pk"))
    notice = PublicNotice.objects.filter(application=OuterRef("pk"), kind="first", removed_on__isnull=True)
    return cases.annotate(
        asked_category=Coalesce(Subquery(opinion.values("category")[:1]), Value("")),
        asked_tag=Coalesce(Subquery(opinion.values("has_monitoring_tag")[:1]), Value(False)),
        check_open=Exists(check.filter(finished_on__isnull=True)),
        check_done=Exists(check.filter(finished_on__isnull=False)),
        visit_open=Exists(visit.filter(completed_on__isnull=True)),
        visit_done=Exists(visit.filter(completed_on__isnull=False)),
        review_done=Exists(CommunityReview.objects.filter(application=OuterRef("pk"))),
        notice_ends=Subquery(notice.values("ends_on")[:1]),
        size=Case(When(household__facts__isnull=False, then=F("household__facts__counted_members"))),
    )


def awaits(case: Any, on: date) -> str:
    """What this case waits for beside the next step's owner: another record or a day; read from `with_opinion`."""
    if case.state == S.UNDER_INQUIRY:
        parts = []
        if not case.check_done or case.check_open:
            parts.append("等核对结果" if case.check_open else "还没有提请核对")
        if not case.visit_done or case.visit_open:
            parts.append("等入户调查" if case.visit_open else "还没有安排入户")
        if case.needs_community_review and not case.review_done:
            parts.append("要民主评议")
        return "，".join(parts)
    if case.state == S.NOTICE and case.notice_ends and case.notice_ends >= on:
        return f"公示到{case.notice_ends.month}月{case.notice_ends.day}日"
    return ""


def case_title(case: Any) -> str:
    """拟低保＋监测对象; plainly 低收入人口认定申请 before an opinion."""
    parts = [opinion_label(case.asked_category)] if case.asked_category else []
    if case.asked_tag:
        parts.append("监测对象")
    return "、".join(parts)


def opinion_label(category: str) -> str:
    from policies.categories import SHORT_LABELS, SupportCategory

    return SHORT_LABELS[SupportCategory(category)]


def family(application: Application, size: int | None) -> str:
    """孙满囤等3人; the number only where the facts know it."""
    name = application.household.head_name
    if not size:
        return f"{name}户"
    return f"{name}等{size}人" if size > 1 else f"{name}1人"


@dataclass(frozen=True)
class CaseRow:
    """One row of the list. `application` carries the columns of `with_opinion`."""

    application: Any
    light: Light
    turn: Turn
    awaits: str
    title: str


def rows_for_list(cases: Iterable[Any], position: Position, on: date) -> list[CaseRow]:
    calendar, numbers = WorkDay.objects.calendar(), Parameter.objects.numbers(on)
    return [
        CaseRow(
            case, light_for(case.due_on, on, calendar, is_paused=case.paused_since is not None), turn_of(case, position, numbers), awaits(case, on),
            case_title(case),
        )
        for case in cases
    ]  # fmt: skip
