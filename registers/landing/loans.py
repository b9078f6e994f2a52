"""小额信贷."""

from __future__ import annotations

from households.models import Loan
from registers.landing.dated import check_order
from registers.landing.job import Job, Outcome
from registers.landing.records import land


def loans(job: Job) -> Outcome:
    check_order(job.rows, "started_on", "ended_on")
    return land(
        job,
        Loan,
        ("person_id", "project", "started_on"),
        ("bank", "amount", "purpose", "ended_on", "status", "batch_words", "department"),
    )
