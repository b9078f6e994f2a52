"""The desk's question about numbers of the law: a row that one person proposed waits for another to confirm it.

It stands here because policies lies below the inbox.
"""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from accounts.models import Position
from accounts.roles import Role
from casework.inbox import Todo, TodoSource
from policies.models import Parameter, ParameterQuerySet


def awaiting(position: Position) -> ParameterQuerySet:
    """Proposed rows of the position's region that somebody else proposed; none for those who may not confirm."""
    if not position.has(Role.TASKFORCE):
        return Parameter.objects.none()
    rows = Parameter.objects.awaiting().filter(region__code__startswith=position.region.code)
    return rows.exclude(proposed_by__user_id=position.user_id).select_related("region", "proposed_by__user").order_by("valid_from", "pk")


def rows(position: Position, on: date, limit: int) -> list[Todo]:
    """Due on the day the value is to hold from."""
    return [
        Todo(
            due_on=row.valid_from, household=row.definition.title, place=row.where, what=f"复核新数值：{row.shown}{row.unit}",
            ground=f"{row.proposed_by}提出·{row.source}", blocked_by="", action="复核",
            url=reverse("policies:parameter", args=[row.code]), is_mine=True,
        )
        for row in awaiting(position)[:limit]
    ]  # fmt: skip


PARAMETERS = TodoSource(
    code="parameters",
    title="政策标准",
    rows=rows,
    count=lambda position, on: awaiting(position).count(),
    list_url=lambda position: reverse("policies:parameters"),
    roles=frozenset({Role.TASKFORCE}),
    counted=lambda position, on: [awaiting(position)],
)
