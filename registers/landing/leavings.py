"""申请未通过 and 退出停保: who was refused and who left; rules watch them for a time (domain §2.5)."""

from __future__ import annotations

from households.models import ExitRecord, RefusedApplication
from registers.landing.claims import warn_of_other_heads
from registers.landing.job import Job, Outcome
from registers.landing.records import land
from registers.merging import Plan, merge
from registers.references import known_people, resolve_people, stranger


def refused_applications(job: Job) -> Outcome:
    """Found by the applicant, else by the head of his household. Where neither is registered the row waits for the applicant."""
    rows = job.rows
    people = resolve_people(rows, required=False)
    heads = known_people({number for _, number in rows.live("head_id_number") if number})
    warn_of_other_heads(rows, heads)
    columns = ("household_id", "person_id", "category", "accepted_on", "refused_on", "stage", "reason", "told_on")
    plan = Plan(RefusedApplication, ("application_no",), columns, once=("received_on",), follow=("batch_id",))
    records, households = [], {}
    for index, application_no, number, head, *given in rows.live("application_no", "id_number", "head_id_number", *columns[2:]):
        applicant = people.get(number)
        known = applicant or heads.get(head)
        if known is None:
            stranger(rows, index, "id_number", number)
            continue
        line = rows.lines[index]
        rows.homes.setdefault(number, known.household_id)
        households[line] = (known.household_id,)
        person = applicant.person_id if applicant else None
        records.append((line, [application_no, known.household_id, person, *given, job.on, job.batch_id]))
    return Outcome(adopts=True).add(merge(plan, records), households)


def exits(job: Job) -> Outcome:
    rows = job.rows
    for index, since, until in rows.live("grace_from", "grace_until"):
        if since and until and since > until:
            rows.reject(index, "grace_until", "渐退期止早于渐退期起。请核对。")
    outcome = land(
        job, ExitRecord, ("person_id", "category", "left_on"), ("reason", "monthly_amount", "grace_from", "grace_until", "destination")
    )
    outcome.adopts = True
    return outcome
