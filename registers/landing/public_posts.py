"""公益岗位."""

from __future__ import annotations

from households.models import PublicPost
from registers.landing.dated import check_order
from registers.landing.job import Job, Outcome
from registers.landing.records import land


def public_posts(job: Job) -> Outcome:
    check_order(job.rows, "started_on", "ended_on")
    return land(
        job,
        PublicPost,
        ("person_id", "kind", "started_on"),
        ("employer", "ended_on", "monthly_subsidy", "attendance", "agreement_no"),
    )
