"""What "checked by hand" means, said once: a column marked by the verb that landed a person's answers, or a row of evidence with a person's source
that no file brought. Registers keep off both unless somebody decides otherwise (registers.conflicts)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import connection, models

from households.choices import EvidenceSource
from households.models import CheckedValue

# Sources behind which stands a person who asked or looked, not a department's list.
HAND_SOURCES = (EvidenceSource.MEANS_CHECK.value, EvidenceSource.VISIT.value, EvidenceSource.DECLARED.value)


def mark_checked(row: models.Model, columns: Collection[str], *, source: str, by: str, on: date) -> None:
    """These columns of the row hold what a person checked on that day; a later mark replaces an earlier one. In the caller's transaction."""
    if not columns:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO {CheckedValue._meta.db_table} AS k ("table", target_id, "column", source, by, checked_on) '
            'SELECT %s, %s, unnest(%s::text[]), %s, %s, %s ON CONFLICT ("table", target_id, "column") '
            "DO UPDATE SET source = excluded.source, by = excluded.by, checked_on = excluded.checked_on "
            "WHERE (k.source, k.by, k.checked_on) IS DISTINCT FROM (excluded.source, excluded.by, excluded.checked_on)",
            [row._meta.db_table, row.pk, sorted(columns), source, by[:120], on],
        )


def is_row_checked(model: type[models.Model], alias: str) -> str:
    """SQL: the row itself is a person's word, brought by no file. "false" for models that know no source."""
    columns = {field.column for field in model._meta.concrete_fields}
    if not {"source", "batch_id"} <= columns:
        return "false"
    return f"{alias}.batch_id IS NULL AND {alias}.source IN {HAND_SOURCES}"
