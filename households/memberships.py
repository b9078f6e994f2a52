"""The last day of a membership, and what a former head is from now on: one statement for one member and for a whole register."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import connection

from households.models import Member

# Membership, its last day, what becomes of it (households.choices.GONE_STATUSES).
Ending = tuple[int, date, str]
# Membership, its relation to the head from now on.
Relating = tuple[int, str]


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
