"""Who may be sent to a door, and who may go along."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from accounts.models import Position, PositionQuerySet
from accounts.roles import Role
from monitoring.models import Alert

COMPANION_ROLES = [Role.VILLAGE_WORKER, Role.HELPER, Role.TOWN_CLERK, Role.TOWN_SURVEYOR, Role.TOWN_PANEL, Role.TOWN_HEAD]


def holding(positions: PositionQuerySet, roles: Iterable[str]) -> PositionQuerySet:
    return positions.filter(roles__overlap=list(roles))


def workers_for(by: Position, on: date) -> PositionQuerySet:
    """Village workers in force inside a position's region: the choose-worker select."""
    workers = holding(Position.objects.in_force(on), [Role.VILLAGE_WORKER])
    return workers.filter(region__code__startswith=by.region.code).for_frame().order_by("region__code", "pk")


def covers(worker: Position, alert: Alert) -> bool:
    return alert.village_code.startswith(worker.region.code)


def can_be_sent(worker: Position, on: date) -> bool:
    return holding(Position.objects.in_force(on), [Role.VILLAGE_WORKER]).filter(pk=worker.pk).exists()


def companions_for(alert: Alert, by: Position, on: date) -> PositionQuerySet:
    """Second surveyors: people of the village or its town, other than the worker himself under whatever position."""
    near = Q(region__code=alert.town_code) | Q(region__code__startswith=alert.village_code)
    people = holding(Position.objects.in_force(on), COMPANION_ROLES).filter(near)
    return people.exclude(user_id=by.user_id).for_frame().order_by("-region__code", "pk")
