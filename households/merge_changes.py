"""Changing rows for a merge and laying them back: a few columns of many rows, written in sets, each remembered as it was."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.db import models

from accounts.fields import Sealed
from households.merge_rules import person_relations
from households.models import Member, MergeMove, Person, PersonMerge


@dataclass(frozen=True)
class Change:
    """One row: columns (by attname) as they are and as they become."""

    model: type[models.Model]
    pk: int
    before: dict[str, Any]
    after: dict[str, Any]

    @property
    def back(self) -> Change:
        return Change(self.model, self.pk, self.after, self.before)


def kept(value: Any) -> Any:
    """A column's value as JSON keeps it; what is sealed stays sealed."""
    if isinstance(value, Sealed):
        value = value._sealed
    if isinstance(value, (bytes, memoryview)):
        return {"bytes": bytes(value).hex()}
    return value.isoformat() if isinstance(value, date) else value


def told(value: Any) -> Any:
    return bytes.fromhex(value["bytes"]) if isinstance(value, dict) else value


def digest(changes: Iterable[Change]) -> str:
    """What a page saw of a merge: two pages that would do the same agree."""
    lines = sorted(json.dumps([c.model._meta.db_table, c.pk, {k: kept(v) for k, v in c.after.items()}], sort_keys=True) for c in changes)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def remember(merge: PersonMerge, changes: Iterable[Change]) -> int:
    rows = [
        MergeMove(merge=merge, table=change.model._meta.label, row=change.pk, column=column, before=kept(change.before[column]), after=kept(value))
        for change in changes
        for column, value in change.after.items()
    ]  # fmt: skip
    MergeMove.objects.bulk_create(rows, batch_size=1000)
    return len(rows)


def remembered(merge: PersonMerge) -> list[Change]:
    """The rows of a merge as they were and became, in the order written."""
    rows: dict[tuple[str, int], tuple[dict[str, Any], dict[str, Any]]] = {}
    for move in merge.moves.order_by("pk"):
        before, after = rows.setdefault((move.table, move.row), ({}, {}))
        before[move.column], after[move.column] = told(move.before), told(move.after)
    return [Change(apps.get_model(label), pk, before, after) for (label, pk), (before, after) in rows.items()]


def lay(changes: Iterable[Change]) -> None:
    """Write the rows. Where two change places, one waits on a person of no name: a key never stands twice, not for a moment."""
    columns = {relation.model: relation.column for relation in person_relations()}
    by_model: dict[type[models.Model], list[Change]] = {}
    for change in changes:
        by_model.setdefault(change.model, []).append(change)
    for model, rows in by_model.items():
        column = columns.get(model) if model is not Person else None
        owners = sorted({change.after[column] for change in rows if column in change.after})
        if column and len(owners) > 1:
            waiting = [change for change in rows if change.after.get(column) == owners[0]]
            nobody = Person.objects.create(name="")
            write(model, [change.pk for change in waiting], {column: nobody.pk})
            write_all(model, [change for change in rows if change not in waiting])
            write_all(model, waiting)
            nobody.delete()
        else:
            write_all(model, rows)


def order(change: Change) -> int:
    """Memberships that end or become a second listing first: a person lives in one household at every moment."""
    if change.model is Member and (change.after.get("is_claim") is True or change.after.get("left_on") is not None):
        return 0
    return 1 if "person_id" in change.after else 2


def write_all(model: type[models.Model], rows: list[Change]) -> None:
    groups: dict[tuple[int, str], list[Change]] = {}
    for change in rows:
        alike = json.dumps({name: kept(value) for name, value in change.after.items()}, sort_keys=True)
        groups.setdefault((order(change), alike), []).append(change)
    for (_, _), group in sorted(groups.items(), key=lambda pair: pair[0][0]):
        write(model, [change.pk for change in group], group[0].after)


def write(model: type[models.Model], keys: list[int], columns: dict[str, Any]) -> None:
    model._base_manager.filter(pk__in=keys).update(**columns)


def differing(changes: Iterable[Change]) -> dict[type[models.Model], int]:
    """Rows that no longer stand as the merge left them, by model: changed since, or gone."""
    found: dict[type[models.Model], int] = {}
    by_model: dict[type[models.Model], list[Change]] = {}
    for change in changes:
        by_model.setdefault(change.model, []).append(change)
    for model, rows in by_model.items():
        now = {row.pk: row for row in model._base_manager.filter(pk__in=[change.pk for change in rows])}
        wrong = sum(
            change.pk not in now or any(kept(getattr(now[change.pk], name)) != kept(value) for name, value in change.after.items())
            for change in rows
        )
        if wrong:
            found[model] = wrong
    return found
