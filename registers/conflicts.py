"""Where a file says something else than a person checked by hand (households.checked): kept, unless somebody decided otherwise with a reason.

Works on the staged rows of one comparison, before anything is compared: a cell that must not win is emptied, and an empty cell says nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from accounts.encryption import seal
from households.checked import is_row_checked
from households.models import CheckedValue
from registers.models import Choice, Conflict
from registers.trail import home_of

if TYPE_CHECKING:
    from registers.merging import Merge

CHECKED, CONFLICT = CheckedValue._meta.db_table, Conflict._meta.db_table
# Where he lives is a matter of membership, not of what was asked at the door.
NEVER = frozenset({"household_id", "person_id"})


def keep_checked(cursor: Any, merge: Merge, plain: dict[str, Sequence[Any]]) -> None:
    """Note every conflict of the batch being recorded and empty the cells that must not win."""
    cursor.execute("SELECT nullif(current_setting('binggui.batch', true), '')::bigint")
    (batch,) = cursor.fetchone()
    columns = [name for name in merge.plan.columns if name not in merge.plan.key and name not in NEVER]
    by_row = is_row_checked(merge.plan.model, "t")
    cursor.execute(f'SELECT EXISTS (SELECT 1 FROM {CHECKED} WHERE "table" = %s)', [merge.table])
    if batch is None or not columns or (by_row == "false" and not cursor.fetchone()[0]):
        return
    clash = f"clash_{merge.table}"
    _find(cursor, merge, clash, columns, by_row)
    cursor.execute(f"SELECT count(*) FROM {clash}")
    if cursor.fetchone()[0]:
        _note(cursor, merge, clash, batch, plain)
        _empty(cursor, merge, clash, batch, columns)
    cursor.execute(f"DROP TABLE {clash}")


def _find(cursor: Any, merge: Merge, clash: str, columns: list[str], by_row: str) -> None:
    values = ", ".join(
        f'(\'{name}\', to_jsonb(t."{name}"), to_jsonb(s."{staged}"), s."{staged}" IS NOT NULL AND s."{staged}" IS DISTINCT FROM t."{staged}")'
        for name, staged in ((name, merge.sealed.get(name, name)) for name in columns)
    )
    home = home_of(merge.plan.model)
    source = "t.source" if by_row != "false" else "''"
    cursor.execute(
        f"CREATE TEMP TABLE {clash} ON COMMIT DROP AS "
        f'SELECT s.n, s.line, t.id AS target, {f"t.{home}" if home else "NULL::bigint"} AS household_id, d.name AS "column", '
        f"coalesce(k.source, {source}) AS source, d.before, d.after "
        f"FROM {merge.stage} s JOIN {merge.table} t ON {merge.meets()} CROSS JOIN LATERAL (VALUES {values}) AS d(name, before, after, differs) "
        f'LEFT JOIN {CHECKED} k ON k."table" = \'{merge.table}\' AND k.target_id = t.id AND k."column" = d.name '
        f"WHERE ({by_row} OR t.id IN (SELECT target_id FROM {CHECKED} WHERE \"table\" = '{merge.table}')) "
        f"AND d.differs AND (k.id IS NOT NULL OR {by_row})"
    )


def _note(cursor: Any, merge: Merge, clash: str, batch: int, plain: dict[str, Sequence[Any]]) -> None:
    """A decision stands as long as both values are those it was made on."""
    same = "x.before IS NOT DISTINCT FROM excluded.before AND x.after IS NOT DISTINCT FROM excluded.after"
    cursor.execute(
        f'INSERT INTO {CONFLICT} AS x (batch_id, row_number, "table", target_id, household_id, "column", source, before, after, choice, reason, '
        f"chosen_by, is_seen) SELECT %s, line, %s, target, household_id, \"column\", source, before, after, %s, '', '', true FROM {clash} "
        f'ON CONFLICT (batch_id, "table", target_id, "column") DO UPDATE SET row_number = excluded.row_number, is_seen = true, '
        f"choice = CASE WHEN {same} THEN x.choice ELSE excluded.choice END, reason = CASE WHEN {same} THEN x.reason ELSE '' END, "
        f"chosen_by = CASE WHEN {same} THEN x.chosen_by ELSE '' END, chosen_at = CASE WHEN {same} THEN x.chosen_at END, "
        f"before = excluded.before, after = excluded.after",
        [batch, merge.table, Choice.KEEP],
    )
    if not merge.sealed:
        return
    cursor.execute(f'SELECT n, target, "column" FROM {clash} WHERE "column" = ANY(%s)', [list(merge.sealed)])
    found = cursor.fetchall()
    cursor.execute(
        f"UPDATE {CONFLICT} x SET sealed_after = s.sealed FROM unnest(%s::bigint[], %s::text[], %s::bytea[]) AS s(target, name, sealed) "
        'WHERE x.batch_id = %s AND x."table" = %s AND x.target_id = s.target AND x."column" = s.name',
        [[row[1] for row in found], [row[2] for row in found], [seal(plain[row[2]][row[0]]) for row in found], batch, merge.table],
    )


def _empty(cursor: Any, merge: Merge, clash: str, batch: int, columns: list[str]) -> None:
    decided = (
        f"FROM {clash} c JOIN {CONFLICT} x ON x.batch_id = {batch} AND x.\"table\" = '{merge.table}' AND x.target_id = c.target "
        f'AND x."column" = c."column" WHERE x.choice = '
    )
    causes = {name: [name] for name in columns}
    for name, others in merge.plan.together.items():
        for other in others:
            causes[other].append(name)
    sets = ", ".join(
        f'"{merge.sealed.get(name, name)}" = CASE WHEN kept.columns && ARRAY[{", ".join(map(repr, causes[name]))}]::text[] '
        f'THEN NULL ELSE s."{merge.sealed.get(name, name)}" END'
        for name in columns
    )
    cursor.execute(
        f"UPDATE {merge.stage} s SET {sets} FROM (SELECT c.n, array_agg(c.\"column\"::text) AS columns {decided} '{Choice.KEEP.value}' GROUP BY c.n) "
        "kept WHERE kept.n = s.n"
    )
    # What a register's value replaced is no longer what was checked.
    cursor.execute(
        f"DELETE FROM {CHECKED} k USING (SELECT c.target, c.\"column\" {decided} '{Choice.TAKE.value}') taken "
        f'WHERE k."table" = \'{merge.table}\' AND k.target_id = taken.target AND k."column" = taken."column"'
    )
