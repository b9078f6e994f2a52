"""What an import leaves in each household's chain: one event with how many rows were new and changed. One statement for any number."""

from __future__ import annotations

import json

from django.db import connection

from casework.choices import EventKind
from casework.models import Event
from households.models import Household
from registers.landing import Job, Outcome


def tell(job: Job, outcome: Outcome) -> None:
    """Every household touched hears of it, in the transaction of the change (design §2.3)."""
    ids = sorted(outcome.households)
    if not ids:
        return
    title = job.rows.sheet.title
    details = [
        json.dumps(
            {"sheet": title, "new": outcome.new_by_household[pk], "changed": outcome.changed_by_household[pk], "batch": job.batch_id},
            ensure_ascii=False,
        )
        for pk in ids
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {Event._meta.db_table} (household_id, county_code, town_code, village_code, kind, at, happened_on, position_id, by, "
            "subject_type, subject_id, detail) SELECT h.id, h.county_code, h.town_code, h.village_code, %s, now(), %s, %s, %s, 'batch', %s, s.detail "
            f"FROM unnest(%s::bigint[], %s::jsonb[]) AS s(id, detail) JOIN {Household._meta.db_table} h ON h.id = s.id ORDER BY h.id",
            [EventKind.IMPORTED, job.on, job.position_id, job.by, job.batch_id, ids, details],
        )
