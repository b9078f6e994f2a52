"""What registers put on the desk beside the work: the ways to the monthly tables and to the data quality, for those who look after them."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from accounts.models import Position
from casework.desk import DeskFact
from registers.quality.pages import READERS as QUALITY_READERS
from registers.report_pages import READERS


def reports(position: Position, on: date) -> DeskFact | None:
    if not position.has(*READERS):
        return None
    return DeskFact("报表", f"{on.year}年{on.month}月", reverse("registers:reports"))


def quality(position: Position, on: date) -> DeskFact | None:
    if not position.has(*QUALITY_READERS):
        return None
    return DeskFact("数据质量", "按规则和镇村", reverse("registers:quality"))
