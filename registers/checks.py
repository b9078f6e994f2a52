"""What one check of the self-check is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Model, OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KT

from casework.choices import EventKind
from casework.models import Event


@dataclass(frozen=True)
class Check:
    """A thing that must never be, as a queryset of the rows that are."""

    code: str
    title: str
    rows: Callable[[], QuerySet[Any]]


def has(model: type[Model], to: str, **columns: Any) -> Exists:
    """There is a row of this model that points here by `to`."""
    return Exists(model._default_manager.filter(**{to: OuterRef("pk")}, **columns))


def last_step(subject: type[Model]) -> Subquery:
    """The state the chain ended in, by its last step."""
    steps = Event.objects.filter(subject_type=subject._meta.model_name, subject_id=OuterRef("pk"), kind=EventKind.STEP)
    return Subquery(steps.order_by("-pk").values(to=KT("detail__to"))[:1])
