"""What the database believes of the sizes of our tables.

A table filled for the first time is believed empty until the server's own analysis comes round: the facts of 1,500 households, planned for none,
took minutes instead of a quarter of a second. So a statement over many households first has the tables looked at that are filled but believed empty,
or have grown to many times their known size.
"""

from __future__ import annotations

from django.apps import apps
from django.db import connection

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
