"""What registers put on the desk beside the work: the ways to the monthly tables and to the data quality, for those who look after them."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from accounts.models import Position
from accounts.roles import Role
from casework.desk import DeskFact
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
