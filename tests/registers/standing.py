"""The register as it stands, row for row: every watched table, and the facts and the journal that follow from it."""

from __future__ import annotations

import json
from typing import Any

from django.db import connection

from registers.trail import DERIVED, watched

# Noted by the clock or drawn from a sequence; nothing a register says.
MOMENTS = {
    "households_householdfacts": ("written_at", "known_at", "parameters_id"),
    "households_memberfacts": ("id",),
}


def standing(*, facts: bool = True) -> dict[str, list[str]]:
    """Table → its rows as JSON, in order."""
    from django.apps import apps

    derived = [apps.get_model(label)._meta.db_table for label in sorted(DERIVED) if label.endswith("Facts")] if facts else []
    result: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        for table in [*watched(), *derived]:
            cursor.execute(f"SELECT to_jsonb(t) FROM {table} t")
            result[table] = sorted(_line(row, MOMENTS.get(table, ())) for (row,) in cursor.fetchall())
    return {table: rows for table, rows in result.items() if rows}


def _line(row: Any, moments: tuple[str, ...]) -> str:
    values = json.loads(row) if isinstance(row, str) else row
    return json.dumps({name: value for name, value in values.items() if name not in moments}, sort_keys=True, ensure_ascii=False)


def differences(before: dict[str, list[str]], after: dict[str, list[str]]) -> list[str]:
    """Rows of one that the other has not, for a reader of a failing test."""
    found = []
    for table in sorted({*before, *after}):
        first, second = before.get(table, []), after.get(table, [])
        found += [f"- {table} {row}" for row in first if row not in second]
        found += [f"+ {table} {row}" for row in second if row not in first]
    return found
