"""What a full register of households says of the households themselves: one it lists for the first time, one that stands in another village now."""

from __future__ import annotations

from datetime import date

from django.db import connection

from accounts.models import Region
from households.models import Household
from registers.landing import Job
from registers.models import Change, MovementKind
from registers.movements import Found

HOME = Household._meta.db_table
# Every household the batch made or moved to another village, with the village it stood in. A village nobody was registered in before only begins.
SETTLED = f"""
SELECT h.id, h.head_name, h.household_no, h.registered_on, c.line, c.was, h.village_code
FROM (
    SELECT target_id, max(row_number) AS line, CASE WHEN (array_agg(kind ORDER BY id))[1] = 'new' THEN ''
        ELSE registers_overlay(before ORDER BY id DESC) FILTER (WHERE before IS NOT NULL) ->> 'village_code' END AS was
    FROM {Change._meta.db_table} WHERE batch_id = %(batch)s AND "table" = '{HOME}' AND (kind = 'new' OR before ? 'village_code') GROUP BY target_id
) c JOIN {HOME} h ON h.id = c.target_id
WHERE h.village_code = ANY(%(covers)s) AND (c.was <> '' OR EXISTS (
    SELECT FROM {HOME} o WHERE o.village_code = h.village_code
        AND NOT EXISTS (SELECT FROM {Change._meta.db_table} n WHERE n.batch_id = %(batch)s AND n."table" = '{HOME}' AND n.kind = 'new' AND n.target_id = o.id)
)) ORDER BY c.line
"""


def home_movements(job: Job) -> list[Found]:
    """Households new in the villages covered, and those that came there from another village; none for a register of people."""
    if job.rows.sheet.code != "households":
        return []
    with connection.cursor() as cursor:
        cursor.execute(SETTLED, {"batch": job.batch_id, "covers": list(job.covers)})
        rows = cursor.fetchall()
    names = dict(Region.objects.filter(code__in={row[5] for row in rows} | {row[6] for row in rows}).values_list("code", "name"))
    return [_movement(job, names, *row) for row in rows]


def _movement(job: Job, names: dict[str, str], pk: int, head: str, number: str, since: date, line: int | None, was: str, now: str) -> Found:
    if was:
        why = f"原登记在{names.get(was, was)}，表里在{names.get(now, now)}"
        found = Found(job.batch_id, line, MovementKind.HOME_MOVED, head, job.on, why, from_id=pk, from_name=head, from_no=number)
    else:
        found = Found(job.batch_id, line, MovementKind.HOME_NEW, head, since, f"{names.get(now, now)}的整册列了，库里没有这个户编号")
    found.to_id, found.to_name, found.to_no = pk, head, number
    return found
