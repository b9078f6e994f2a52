"""The last day of a membership, and what a former head is from now on: one statement for one member and for a whole register."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection

from accounts.lookups import array
from households.models import Member

# Membership, its last day, what becomes of it (households.choices.GONE_STATUSES).
Ending = tuple[int, date, str]
# Membership, its relation to the head from now on.
Relating = tuple[int, str]


@dataclass(slots=True)
class Membership:
    """What a register compares of a membership: a model's object takes twenty times the memory, and a file may name 100,000."""

    pk: int
    household_id: int
    person_id: int
    relation: str
    status: str
    status_since: date | None
    joined_on: date | None
    left_on: date | None
    is_claim: bool


def memberships_of(person_ids: Iterable[int]) -> list[Membership]:
    """All of these people's, former ones and claims too, in the order they were made."""
    rows = Member.objects.filter(person_id__one_of=list(person_ids)).order_by("pk")
    return [Membership(*row) for row in rows.values_list(*Membership.__slots__)]


def leave(endings: Iterable[tuple[int, date]]) -> None:
    """Write the last day of these memberships (id, day), and nothing else. In the caller's transaction."""
    rows = list(endings)
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {Member._meta.db_table} m SET left_on = e.day FROM unnest(%s::bigint[], %s::date[]) AS e(id, day) WHERE m.id = e.id",
            [array(pk for pk, _ in rows), [day for _, day in rows]],
        )


def end_memberships(endings: Iterable[Ending]) -> None:
    """Nobody is taken away: the row stays, dated. In the caller's transaction."""
    rows = list(endings)
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {Member._meta.db_table} m SET left_on = e.day, status = e.status, status_since = e.day "
            "FROM unnest(%s::bigint[], %s::date[], %s::text[]) AS e(id, day, status) WHERE m.id = e.id",
            [[pk for pk, _, _ in rows], [day for _, day, _ in rows], [str(status) for _, _, status in rows]],
        )


def relate(relations: Iterable[Relating]) -> None:
    """Write these relations to the head. In the caller's transaction."""
    rows = list(relations)
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {Member._meta.db_table} m SET relation = r.relation FROM unnest(%s::bigint[], %s::text[]) AS r(id, relation) "
            "WHERE m.id = r.id AND m.relation <> r.relation",
            [[pk for pk, _ in rows], [relation for _, relation in rows]],
        )
