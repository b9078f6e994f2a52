"""企业与个体."""

from __future__ import annotations

from households.models import Company
from registers.landing.dated import check_not_ahead
from registers.landing.job import Job, Outcome
from registers.landing.records import land


def companies(job: Job) -> Outcome:
    check_not_ahead(job, "founded_on")
    return land(
        job,
        Company,
        ("person_id", "credit_code", "role"),
        ("company_name", "subscribed", "staff", "status", "founded_on"),
    )
