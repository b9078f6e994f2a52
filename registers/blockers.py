"""What was built on a batch since: rows that rest on what it created, and values that somebody has changed after it. Asked of the folded trail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models

from households.models import Household
from registers.models import Batch, BatchState, Change
from registers.trail import DERIVED, key_of, watched

SHOWN = 5
# Moments the system notes by itself say nothing about who built on what.
MOMENTS = ("updated_at", "known_at")
# Questions the house asked by itself and nobody has answered yet: they go with what they ask about.
QUESTIONS = {"households.SuspectedPair": "r.verdict = ''"}


@dataclass(frozen=True)
class Home:
    """A household to look at, by its head's name."""

    pk: int
    name: str


@dataclass(frozen=True)
class Blocker:
    """One kind of thing in the way: in words, how many, and the first households to look at."""

    words: str
    number: int
    homes: tuple[Home, ...] = ()
    batches: tuple[int, ...] = ()


def find(cursor: Any, family: Sequence[int]) -> list[Blocker]:
    """Everything in the way of taking back these batches, the first and what followed from it, most first. Needs the temporary table undo_row."""
    cursor.execute("SELECT \"table\", array_agg(DISTINCT todo) FROM undo_row WHERE todo <> 'nothing' GROUP BY 1 ORDER BY 1")
    found: list[Blocker] = []
    for table, todo in cursor.fetchall():
        model = watched()[table]
        if set(todo) & {"delete", "restore"}:
            found += _moved(cursor, model, family)
        if "delete" in todo:
            found += _resting(cursor, model)
    if family[1:]:
        found += _between(cursor, family)
    return sorted(found, key=lambda blocker: -blocker.number)


def _between(cursor: Any, family: Sequence[int]) -> Iterator[Blocker]:
    """Rows another batch wrote after the first of these and before the last: what stood between is in no trail of theirs."""
    cursor.execute(
        f'SELECT u.target_id, u.household_id, c.batch_id FROM undo_row u JOIN {Change._meta.db_table} c ON c."table" = u."table" AND c.target_id = u.target_id '
        "AND c.id BETWEEN u.first_id AND u.last_id WHERE c.batch_id <> ALL(%s) ORDER BY 1",
        [list(family)],
    )
    if rows := cursor.fetchall():
        yield _blocker(
            f"{len(rows):,}条在这一批和随它补入的行之间又改过", [home for _, home, _ in rows], sorted({later for *_, later in rows})
        )


def _moved(cursor: Any, model: type[models.Model], family: Sequence[int]) -> Iterator[Blocker]:
    """Rows that no longer say what the batch wrote."""
    table, key = model._meta.db_table, key_of(model)
    cursor.execute(
        f'SELECT u.target_id, u.household_id FROM undo_row u LEFT JOIN {table} t ON t."{key}" = u.target_id WHERE u."table" = %s '
        f"AND u.todo IN ('delete', 'restore') AND (t.\"{key}\" IS NULL OR EXISTS (SELECT FROM jsonb_each(u.wrote - %s::text[]) w "
        "WHERE w.value IS DISTINCT FROM to_jsonb(t) -> w.key)) ORDER BY 1",
        [table, list(MOMENTS)],
    )
    rows = cursor.fetchall()
    if not rows:
        return
    later = (
        Change.objects.filter(table=table, target_id__in=[row for row, _ in rows], batch_id__gt=family[0], batch__state=BatchState.DONE)
        .exclude(batch__in=family)
        .values_list("batch_id", flat=True)
        .distinct()
        .order_by("batch_id")
    )
    words = f"{model._meta.verbose_name}{len(rows):,}条在这一批之后又改过"
    yield _blocker(words, [home for _, home in rows], list(later))


def _resting(cursor: Any, model: type[models.Model]) -> Iterator[Blocker]:
    """Rows of any room that point at what the batch created, unless it created them, too."""
    for relation in model._meta.get_fields(include_hidden=True):
        field = getattr(relation, "field", None)
        if not (relation.auto_created and not relation.concrete and isinstance(field, models.ForeignKey)):
            continue
        other = field.model
        if other._meta.label in DERIVED or other._meta.proxy or not field.target_field.primary_key:
            continue
        yield from _pointing(cursor, model, other, field.column)


def _pointing(cursor: Any, model: type[models.Model], other: type[models.Model], column: str) -> Iterator[Blocker]:
    table = other._meta.db_table
    home = "u.household_id" if model is not Household else "u.target_id"
    from_batch = "r.batch_id" if any(f.column == "batch_id" for f in other._meta.concrete_fields) else "NULL::bigint"
    cursor.execute(
        f'SELECT r."{key_of(other)}", {home}, {from_batch} FROM {table} r JOIN undo_row u ON u.target_id = r."{column}" '
        f"WHERE u.\"table\" = %s AND u.todo = 'delete' AND NOT ({QUESTIONS.get(other._meta.label, 'false')}) AND NOT EXISTS "
        f"(SELECT FROM undo_row v WHERE v.\"table\" = %s AND v.target_id = r.\"{key_of(other)}\" AND v.todo IN ('delete', 'restore')) ORDER BY 1",
        [model._meta.db_table, table],
    )
    rows = cursor.fetchall()
    if not rows:
        return
    known = Batch.objects.filter(pk__in={batch for _, _, batch in rows if batch}).order_by("pk").values_list("pk", flat=True)
    words = f"{other._meta.verbose_name}{len(rows):,}条挂在这一批新建的{model._meta.verbose_name}上"
    yield _blocker(words, [home for _, home, _ in rows], list(known))


def _blocker(words: str, homes: list[int | None], later: list[int]) -> Blocker:
    """`later`: the batches that brought it, the first few named."""
    named = tuple(later[:SHOWN])
    by = "、".join(f"批次{number}" for number in named)
    return Blocker(words + (f"（{by}）" if by else ""), len(homes), _homes(homes), named)


def _homes(ids: Any) -> tuple[Home, ...]:
    first = list(dict.fromkeys(home for home in ids if home))[:SHOWN]
    names = dict(Household.objects.filter(pk__in=first).values_list("pk", "head_name"))
    return tuple(Home(pk, names[pk]) for pk in first if pk in names)
