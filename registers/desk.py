"""What registers put on the desk: a register that is late, for its department; beside the work the ways to the monthly tables, to the data quality and to what is
late in the county, for those who look after them."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from accounts.models import Position
from accounts.roles import Role
from casework.desk import DeskFact
from casework.inbox import Todo, TodoSource
from policies.models import ParameterMissing
from registers.freshness import SourceLine, late
from registers.models import QualityFinding
from registers.quality.pages import READERS as QUALITY_READERS
from registers.quality.rules import warned_again as warned_again_rule
from registers.report_pages import READERS


def reports(position: Position, on: date) -> DeskFact | None:
    if not position.has(*READERS):
        return None
    return DeskFact("报表", f"{on.year}年{on.month}月", reverse("registers:reports"))


def quality(position: Position, on: date) -> DeskFact | None:
    if not position.has(*QUALITY_READERS):
        return None
    return DeskFact("数据质量", "按规则和镇村", reverse("registers:quality"))


def warned_again(position: Position, on: date) -> DeskFact | None:
    """Who was warned of again and again without being taken in goes to the county (rulings C4)."""
    if not position.has(Role.TASKFORCE, Role.MONITOR_CENTER):
        return None
    count = QualityFinding.objects.visible_to(position).filter(rule=warned_again_rule.RULE.code).faulty().count()
    return DeskFact("多次预警未纳入", f"{count}户待县级复核", reverse("registers:quality_list", args=[warned_again_rule.RULE.code]))


WATCHERS = (Role.TASKFORCE, Role.MONITOR_CENTER, Role.REGISTER_ADMIN)


def freshness(position: Position, on: date) -> DeskFact | None:
    """How many registers of departments are late in the county."""
    if not position.has(*WATCHERS):
        return None
    try:
        number = len(late(position, on))
    except ParameterMissing:
        return DeskFact("部门数据", "还没有定多久送一次", reverse("registers:freshness"))
    return DeskFact("部门数据", f"{number}种迟送" if number else "没有迟送的", reverse("registers:freshness"))


def _late(position: Position, on: date) -> list[SourceLine]:
    """Of the position's own department; nothing where nobody said how often, which the county's desk says."""
    if not position.has(Role.DEPT_STAFF):
        return []
    try:
        return late(position, on)
    except ParameterMissing:
        return []


def late_rows(position: Position, on: date, limit: int) -> list[Todo]:
    return [
        Todo(
            due_on=line.due_on, household=line.title, place=position.region.name, what="送下一期数据",
            ground=f"{line.rhythm.words}，最近一期{line.period}", blocked_by="", action="看", url=f"{reverse('registers:freshness')}?sheet={line.sheet}", is_mine=True,
        )
        for line in _late(position, on)[:limit]
    ]  # fmt: skip


LATE_SOURCES = TodoSource(
    code="late_sources",
    title="部门数据",
    rows=late_rows,
    count=lambda position, on: len(_late(position, on)),
    list_url=lambda position: reverse("registers:freshness"),
    roles=frozenset({Role.DEPT_STAFF}),
)
