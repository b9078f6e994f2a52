"""How the database plans the statement of the facts: what it believes of the sizes of our tables, and one plan kept for a few households.

A table filled for the first time is believed empty until the server's own analysis comes round: the facts of 1,500 households, planned for none,
took minutes instead of a quarter of a second. So a statement over many households first has the tables looked at that are filled but believed empty,
or have grown to many times their known size.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.backends.postgresql.base import ServerBindingCursor

BELIEVED_EMPTY = """
SELECT relname FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relname = ANY(%s) AND pg_relation_size(oid) > 0
    AND (reltuples <= 0 OR pg_relation_size(oid) > 4 * relpages * current_setting('block_size')::bigint)
"""


def know_the_sizes() -> list[str]:
    """Analyse the tables of this room that hold pages but no known rows, or four times the known pages; returns their names.

    One catalogue query when all are known.
    """
    tables = [model._meta.db_table for model in apps.get_app_config("households").get_models()]
    with connection.cursor() as cursor:
        cursor.execute(BELIEVED_EMPTY, [tables])
        unknown = [name for (name,) in cursor.fetchall()]
        if unknown:
            # Another session that analyses the same table at this moment does the work for both.
            cursor.execute(f"ANALYZE (SKIP_LOCKED) {', '.join(connection.ops.quote_name(name) for name in unknown)}")
    return unknown


# One plan whatever the values, and by index alone: it is kept while tables grow from nothing to millions of rows.
KEPT_PLAN = "SET LOCAL plan_cache_mode TO force_generic_plan; SET LOCAL enable_seqscan TO off"
USUAL_PLANS = "SET LOCAL plan_cache_mode TO DEFAULT; SET LOCAL enable_seqscan TO DEFAULT"


class PreparedCursor(ServerBindingCursor):
    """Remembers what it executed when that was prepared, too: Django's log of queries asks its cursors for it."""

    def _get_prepared(self, pgq: Any, prepare: bool | None = None) -> Any:
        self._query = pgq
        return super()._get_prepared(pgq, prepare)  # type: ignore[misc]  # not in the stubs


@contextmanager
def planned_once() -> Iterator[None]:
    """Statements in this block are prepared on the server and planned once a connection. For the facts of a few households, whose plan takes ten times as
    long as their reading; a county must be planned for what it is. Not behind a pooler that hands a connection on between transactions."""
    with transaction.atomic(savepoint=False):
        connection.ensure_connection()
        raw = connection.connection
        before = raw.cursor_factory, raw.prepare_threshold
        raw.execute(KEPT_PLAN, prepare=False)
        raw.cursor_factory, raw.prepare_threshold = PreparedCursor, 0
        try:
            yield
        finally:
            raw.cursor_factory, raw.prepare_threshold = before
        raw.execute(USUAL_PLANS, prepare=False)
