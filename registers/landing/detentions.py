"""服刑与强制戒毒: the record, and the member's status with its days while he is held (rulings B5)."""

from __future__ import annotations

from datetime import date

from django.db import connection

from households.choices import MemberStatus
from households.models import Detention, Member
from households.record_choices import DetentionKind
from registers.landing.dated import check_not_ahead, check_order
from registers.landing.job import Job, Outcome
from registers.landing.records import land
from registers.references import known_people

STATUS = {DetentionKind.PRISON: MemberStatus.IN_PRISON, DetentionKind.REHAB: MemberStatus.IN_REHAB}


def detentions(job: Job) -> Outcome:
    check_not_ahead(job, "started_on")
    check_order(job.rows, "started_on", "ended_on")
    outcome = land(job, Detention, ("person_id", "kind", "started_on"), ("ended_on", "held_by", "reported_by"))
    return mark_held(job, outcome)


def mark_held(job: Job, outcome: Outcome) -> Outcome:
    """Only rows that say something new: a status mended by hand since is not undone by the same file.

    Who is held today is marked so; of a time that is over only its end is written, and only where it was marked before.
    """
    rows = job.rows
    told: dict[str, tuple[str, date, date | None]] = {}
    for index, number, kind, started, ended in rows.live("id_number", "kind", "started_on", "ended_on"):
        if kind in STATUS and rows.lines[index] in outcome.new | outcome.changed and (number not in told or started > told[number][1]):
            told[number] = STATUS[kind], started, ended
    people = known_people(told)
    columns = [
        (people[number].person_id, status, start, end, end is None or end >= job.on) for number, (status, start, end) in told.items()
    ]
    if not columns:
        return outcome
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {Member._meta.db_table} m SET status = d.status, status_since = d.since, status_until = d.until "
            "FROM unnest(%s::bigint[], %s::text[], %s::date[], %s::date[], %s::boolean[]) AS d(person_id, status, since, until, is_held) "
            "WHERE m.person_id = d.person_id AND m.left_on IS NULL AND m.status <> %s "
            "AND (d.is_held OR (m.status = d.status AND m.status_since = d.since)) RETURNING m.household_id",
            [*(list(column) for column in zip(*columns, strict=True)), MemberStatus.DEAD],
        )
        for (household_id,) in cursor.fetchall():
            if household_id not in outcome.households:
                outcome.changed_by_household[household_id] += 1
    return outcome
