"""Which heap of the desk a deadline lies on: 已超期, 今日, 本周 (up to Sunday), 以后. The lists' tabs and the desk ask here, so they agree."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import Count, Q, QuerySet


class DueGroup(models.TextChoices):
    """Heaps in the order they are worked off."""

    OVERDUE = "overdue", "已超期"
    TODAY = "today", "今日到期"
    WEEK = "week", "本周到期"
    LATER = "later", "以后"
    UNLIMITED = "unlimited", "不限期"
    PAUSED = "paused", "停钟"


def end_of_week(on: date) -> date:
    return on + timedelta(days=6 - on.weekday())


def group_of(due_on: date | None, on: date, *, is_paused: bool = False) -> DueGroup:
    if is_paused:
        return DueGroup.PAUSED
    if due_on is None:
        return DueGroup.UNLIMITED
    if due_on < on:
        return DueGroup.OVERDUE
    if due_on == on:
        return DueGroup.TODAY
    return DueGroup.WEEK if due_on <= end_of_week(on) else DueGroup.LATER


def due_q(group: DueGroup | str, on: date) -> Q:
    """The same heaps as a condition on `due_on`. Rows of a table with pauses must leave them out themselves."""
    match DueGroup(group):
        case DueGroup.OVERDUE:
            return Q(due_on__lt=on)
        case DueGroup.TODAY:
            return Q(due_on=on)
        case DueGroup.WEEK:
            return Q(due_on__gt=on, due_on__lte=end_of_week(on))
        case DueGroup.LATER:
            return Q(due_on__gt=end_of_week(on))
        case DueGroup.UNLIMITED:
            return Q(due_on__isnull=True)
        case DueGroup.PAUSED:
            return Q(pk__in=[])
        case _:
            raise ValueError(group)


def count_by_due(queryset: QuerySet[Any], on: date) -> dict[DueGroup, int]:
    """How many rows lie on each heap; one statement."""
    heaps = [group for group in DueGroup if group is not DueGroup.PAUSED]
    counts = queryset.order_by().aggregate(**{group.value: Count("pk", filter=due_q(group, on)) for group in heaps})
    return {group: counts.get(group.value, 0) for group in DueGroup}


@dataclass(frozen=True)
class Tab:
    """One heap as a tab: its word, how many lie on it, the address that opens exactly those."""

    title: str
    count: int
    url: str
    is_current: bool
