"""Triggers on a table that the facts begin to read, for migrations after 0009 (decision 0011): they call its functions and are always awake."""

from __future__ import annotations

from django.db import migrations

REFERENCING = {
    "insert": "REFERENCING NEW TABLE AS written",
    "update": "REFERENCING OLD TABLE AS was NEW TABLE AS written",
    "delete": "REFERENCING OLD TABLE AS written",
}
WATCH = """
CREATE TRIGGER households_stale_{verb} AFTER {verb} ON households_{table} {referencing} FOR EACH STATEMENT
EXECUTE FUNCTION households_mark_papers();
ALTER TABLE households_{table} ENABLE ALWAYS TRIGGER households_stale_{verb};
"""
FORGET = "DROP TRIGGER households_stale_{verb} ON households_{table};"


def watched(*tables: str) -> migrations.RunSQL:
    """Rows of these tables that say something of a household or a person mark its facts as stale."""
    pairs = [(table, verb) for table in tables for verb in REFERENCING]
    return migrations.RunSQL(
        [WATCH.format(table=table, verb=verb, referencing=REFERENCING[verb]) for table, verb in pairs],
        [FORGET.format(table=table, verb=verb) for table, verb in pairs],
    )
