"""已有帮扶措施 of other systems: evidence of what was done."""

from __future__ import annotations

from households.models import PastMeasure
from registers.landing.dated import by_person, check_order
from registers.landing.job import Job, Outcome
from registers.merging import Plan


def measures(job: Job) -> Outcome:
    check_order(job.rows, "started_on", "ended_on")
    plan = Plan(
        PastMeasure,
        ("person_id", "kind", "item", "started_on"),
        ("household_id", "amount", "ended_on", "status", "batch_words", "department"),
        once=("received_on",),
        follow=("batch_id",),
        maybe_null=("started_on",),
    )
    return by_person(job, plan)
