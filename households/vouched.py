"""Which facts still hold: the database marks whose inputs were written, the calendar is in the rows, and the rest stands (decision 0011).

All are made anew from the evidence at least once a week, on the first of a month, and whenever what they rest on is no longer the same.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import connection

from accounts.models import Region
from households.applied import CountyNumbers
from households.models import FactsBasis

WEEK = timedelta(days=7)

MOVED = """
SELECT count(*), array_agg(h.id ORDER BY h.id) FILTER (
    WHERE f.household_id IS NULL OR f.next_change_on <= %(on)s
        -- written for a later day, or by another set of numbers, when its page was saved
        OR f.known_on > %(on)s OR f.window_start <> %(start)s OR f.window_end <> %(end)s OR f.parameters_id <> ALL(%(applied)s)
        OR h.id IN (SELECT s.household_id FROM households_stalehousehold s))
FROM households_household h LEFT JOIN households_householdfacts f ON f.household_id = h.id
WHERE h.county_code = %(county)s
"""


def rests(county: Region, digest: str, on: date) -> bool:
    """Whether the county's unmarked facts stand on this basis, made from the evidence no longer than a week ago and not after `on`."""
    return FactsBasis.objects.filter(county_code=county.code, digest=digest, made_on__lte=on, made_on__gt=on - WEEK).exists()


def forget(county: Region) -> None:
    """The next run over the county makes every fact anew from its evidence."""
    FactsBasis.objects.filter(county_code=county.code).delete()


def moved(numbers: CountyNumbers, on: date, values: dict[str, Any]) -> tuple[int, list[int]]:
    """How many households the county has, and whose facts do not hold on `on`: marked, due by the calendar, never made, or made otherwise."""
    asked = {"county": numbers.county.code, "on": on, "start": values["start"], "end": values["end"]}
    with connection.cursor() as cursor:
        cursor.execute(MOVED, asked | {"applied": [corner.applied_id for corner in numbers.corners]})
        households, ids = cursor.fetchone()
    return households, ids or []
