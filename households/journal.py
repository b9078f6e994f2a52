"""Telling the next screening whose evidence or membership moved (rulings E3)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from households.models import ChangedHousehold


def mark_changed(household_ids: Iterable[int]) -> None:
    """Put households into the journal; one already there stays once. In the caller's transaction."""
    ids = sorted(set(household_ids))
    if not ids:
        return
    table = ChangedHousehold._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (household_id, changed_at) SELECT unnest(%s::bigint[]), now() "
            "ON CONFLICT (household_id) DO UPDATE SET changed_at = now()",
            [ids],
        )
