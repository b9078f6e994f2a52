"""Telling the next screening whose evidence or membership moved (rulings E3)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from accounts.lookups import array
from households.models import ChangedHousehold, Member


def mark_changed(household_ids: Iterable[int]) -> None:
    """Put households into the journal; one already there stays once. In the caller's transaction."""
    ids = sorted(set(household_ids))
    if not ids:
        return
    table = ChangedHousehold._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (household_id, changed_at) SELECT unnest(%s::bigint[]), clock_timestamp() "
            "ON CONFLICT (household_id) DO UPDATE SET changed_at = clock_timestamp()",
            [array(ids)],
        )


def with_neighbours(household_ids: Iterable[int]) -> set[int]:
    """These households, and those where one of their people is listed too: the facts of a member count his listings elsewhere (rulings A12)."""
    ids = set(household_ids)
    listings = Member.objects.filter(left_on=None)
    people = Member.objects.filter(household__one_of=ids).values("person")
    return ids | set(listings.filter(person__in=people).values_list("household_id", flat=True))
