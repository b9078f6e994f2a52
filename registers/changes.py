"""The changes of a batch ready to be read: Excel row by Excel row, field by field, old beside new; sealed values masked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count

from accounts.fields import BlindIndexField, FenField, Sealed, SealedField
from accounts.models import Region
from households.choices import EvidenceSource
from households.models import Household, Person
from registers.models import Batch, BatchRow, Change, ChangeKind, Conflict
from registers.trail import watched

# What the system keeps for itself; a reader learns nothing from it.
SILENT = frozenset(
    {
        "id",
        "batch_id",
        "updated_at",
        "known_at",
        "superseded_at",
        "initials",
        "county_code",
        "town_code",
        "village_code",
        "person_id",
        "password",
    }
)
SAME_MASK = "（遮住的几位不同）"


@dataclass(frozen=True)
class Shift:
    """One field, old and new in words."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    """One row of the register: what it is, what happened, and its fields."""

    what: str
    kind: str
    is_new: bool
    shifts: tuple[Shift, ...]


@dataclass(frozen=True)
class Line:
    """One Excel row."""

    place: str
    label: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class ConflictView:
    """A conflict with its two values in words."""

    conflict: Conflict
    place: str
    field: str
    whom: str
    source: str
    before: str
    after: str


@cache
def shown_fields(table: str) -> dict[str, models.Field[Any, Any]]:
    model = watched()[table]
    return {str(f.column): f for f in model._meta.concrete_fields if f.column not in SILENT and not isinstance(f, BlindIndexField)}


def in_words(field: models.Field[Any, Any], value: Any, names: dict[int, str]) -> str:
    """A value of the trail as people write it; sealed ones masked."""
    if value is None or value == "" or value == []:
        return "（空）"
    if isinstance(field, SealedField):
        return str(Sealed(sealed=bytes.fromhex(value.removeprefix("\\x")), mask=field.mask))
    if isinstance(field, FenField):
        return f"{Decimal(value).scaleb(-2):,.2f}元"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(field, models.ForeignKey):
        return names.get(value, "")
    if isinstance(field, ArrayField):
        labels = dict(field.base_field.flatchoices)
        return "、".join(str(labels.get(item, item)) for item in value)
    labels = dict(field.flatchoices)
    if value in labels:
        return str(labels[value])
    if isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField):
        day = date.fromisoformat(value)
        return f"{day.year}年{day.month}月{day.day}日"
    return str(value)


def shifts_of(change: Change, names: dict[int, str]) -> tuple[Shift, ...]:
    fields = shown_fields(change.table)
    before, after = change.before or {}, change.after or {}
    found = []
    for column, field in fields.items():
        if column not in before and column not in after:
            continue
        old, new = before.get(column), after.get(column)
        if change.kind == ChangeKind.NEW and (new in (None, "", []) or (isinstance(field, models.ForeignKey) and column != "village_id")):
            continue
        words = [in_words(field, value, names) for value in (old, new)]
        if change.kind == ChangeKind.CHANGED and words[0] == words[1]:
            words[1] += SAME_MASK
        found.append(Shift(str(field.verbose_name), words[0], words[1]))
    return tuple(found)


def lines_of(batch: Batch, rows: Iterable[BatchRow]) -> list[Line]:
    """These Excel rows with everything they moved: two queries and the names of the places."""
    rows = list(rows)
    by_row: dict[int, list[Change]] = defaultdict(list)
    for change in Change.objects.filter(batch=batch, row_number__in=[row.row_number for row in rows]).order_by("pk"):
        by_row[change.row_number or 0].append(change)
    names = _names(change for changes in by_row.values() for change in changes)
    lines = []
    for row in rows:
        entries = []
        for change in by_row[row.row_number]:
            what = str(watched()[change.table]._meta.verbose_name)
            shifts = shifts_of(change, names)
            if shifts:
                entries.append(Entry(what, change.get_kind_display(), change.kind == ChangeKind.NEW, shifts))
        lines.append(Line(batch.place_of(row.row_number), row.label, tuple(entries)))
    return lines


def _names(changes: Iterable[Change]) -> dict[int, str]:
    said = [image["village_id"] for change in changes for image in (change.before, change.after) if image and image.get("village_id")]
    ids: set[int] = set(said)
    return dict(Region.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}


def following(batch: Batch) -> list[tuple[str, str, int]]:
    """What moved although no Excel row says so: (what, kind, how many), e.g. the categories that follow from a register of 低保."""
    found = (
        Change.objects.filter(batch=batch, row_number__isnull=True)
        .values("table", "kind")
        .annotate(number=Count("pk"))
        .order_by("table", "kind")
    )
    kinds = dict(ChangeKind.choices)
    return [
        (str(watched()[row["table"]]._meta.verbose_name), str(kinds[row["kind"]]), row["number"])
        for row in found
        if row["table"] in watched()
    ]


def conflicts_of(batch: Batch, conflicts: Iterable[Conflict]) -> list[ConflictView]:
    conflicts = list(conflicts)
    homes = dict(Household.objects.filter(pk__in={c.household_id or 0 for c in conflicts}).values_list("pk", "head_name"))
    people = dict(
        Person.objects.filter(pk__in={c.target_id for c in conflicts if c.table == Person._meta.db_table}).values_list("pk", "name")
    )
    sources = dict(EvidenceSource.choices)
    views = []
    for conflict in conflicts:
        field = shown_fields(conflict.table)[conflict.column]
        sealed: Any = conflict.sealed_after
        after = str(Sealed(plain=sealed.reveal(), mask=field.mask)) if isinstance(field, SealedField) and sealed else None
        before = in_words(field, conflict.before, {})
        after = after if after is not None else in_words(field, conflict.after, {})
        if before == after:
            after += SAME_MASK
        whom = people.get(conflict.target_id, "") if conflict.table == Person._meta.db_table else homes.get(conflict.household_id or 0, "")
        views.append(
            ConflictView(
                conflict,
                batch.place_of(conflict.row_number),
                str(field.verbose_name),
                whom,
                str(sources.get(conflict.source, conflict.source)),
                before,
                after,
            )
        )
    return views
