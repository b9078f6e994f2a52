"""What an import leaves in each household's chain: one event with how many rows were new and changed. One statement for any number."""

from __future__ import annotations

from django.db import connection

from accounts.lookups import array
from casework.choices import EventKind
from casework.models import Event
from households.models import Household
from registers.landing import Job, Outcome


def tell(job: Job, outcome: Outcome) -> None:
    """Every household touched hears of it, in the transaction of the change (design §2.3)."""
    ids = sorted(outcome.households)
    if not ids:
        return
    counts = [array(ids), *(array([of[pk] for pk in ids]) for of in (outcome.new_by_household, outcome.changed_by_household))]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {Event._meta.db_table} (household_id, county_code, town_code, village_code, kind, at, happened_on, position_id, by, "
            "subject_type, subject_id, detail) SELECT h.id, h.county_code, h.town_code, h.village_code, %s, now(), %s, %s, %s, 'batch', %s, "
            "jsonb_build_object('sheet', %s::text, 'new', s.new, 'changed', s.changed, 'batch', %s::bigint) "
            f"FROM unnest(%s::bigint[], %s::int[], %s::int[]) AS s(id, new, changed) JOIN {Household._meta.db_table} h ON h.id = s.id ORDER BY h.id",
            [EventKind.IMPORTED, job.on, job.position_id, job.by, job.batch_id, job.rows.sheet.title, job.batch_id, *counts],
        )
