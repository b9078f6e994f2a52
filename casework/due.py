"""Which heap of the desk a deadline lies on: 已超期, 今日, 本周 (up to Sunday), 以后. The lists' tabs and the desk ask here, so they agree."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db import models
from django.db.models import Count, Q, QuerySet

from casework.lights import YELLOW_WORKING_DAYS
from casework.working_days import WorkCalendar


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


def due_q(group: DueGroup | str, on: date, paused: Q | None = None) -> Q:
    """The same heaps as a condition on `due_on`. `paused` says which rows' clocks are stopped, for tables that know pauses."""
    running = Q() if paused is None else ~paused
    match DueGroup(group):
        case DueGroup.OVERDUE:
            return running & Q(due_on__lt=on)
        case DueGroup.TODAY:
            return running & Q(due_on=on)
        case DueGroup.WEEK:
            return running & Q(due_on__gt=on, due_on__lte=end_of_week(on))
        case DueGroup.LATER:
            return running & Q(due_on__gt=end_of_week(on))
        case DueGroup.UNLIMITED:
            return running & Q(due_on__isnull=True)
        case DueGroup.PAUSED:
            return Q(pk__in=[]) if paused is None else paused
        case _:
            raise ValueError(group)


def light_q(css: str, on: date, calendar: WorkCalendar) -> Q:
    """The colours of `light_for` as a condition on `due_on`: bad, warn, ok (rulings D2); a paused clock is the caller's."""
    green_from = calendar.add(on, YELLOW_WORKING_DAYS + 1).on
    match css:
        case "bad":
            return Q(due_on__lt=on)
        case "warn":
            return Q(due_on__gte=on, due_on__lt=green_from)
        case "ok":
            return Q(due_on__gte=green_from)
        case _:
            raise ValueError(css)


def count_by_due(queryset: QuerySet[Any], on: date, paused: Q | None = None) -> dict[DueGroup, int]:
    """How many rows lie on each heap; one statement."""
    counts = queryset.order_by().aggregate(**{group.value: Count("pk", filter=due_q(group, on, paused)) for group in DueGroup})
    return {group: counts.get(group.value, 0) for group in DueGroup}


@dataclass(frozen=True)
class Tab:
    """One heap as a tab: its word, how many lie on it, the address that opens exactly those."""

    title: str
    count: int
    url: str
    is_current: bool


STANDING_HEAPS = (DueGroup.OVERDUE, DueGroup.TODAY, DueGroup.WEEK, DueGroup.LATER)


def due_tabs(
    query: Mapping[str, str], due: str, counts: Mapping[DueGroup, int], always: Collection[DueGroup] = STANDING_HEAPS
) -> list[Tab]:
    """全部, 已超期, 今日到期, 本周到期, 以后 — with the number of rows each opens; heaps that do not always stand only where there are any.

    `query` is the address as asked, `due` the heap it names.
    """
    kept = {name: value for name, value in query.items() if name != "due"}
    whole = Tab("全部", sum(counts.values()), "?" + urlencode(kept), not due)
    heaps = [group for group in DueGroup if group in always or counts[group]]
    return [whole, *(Tab(group.label, counts[group], "?" + urlencode({**kept, "due": group.value}), due == group) for group in heaps)]
