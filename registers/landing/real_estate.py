"""不动产."""

from __future__ import annotations

from households.models import RealEstate
from registers.landing.dated import check_not_ahead
from registers.landing.job import Job, Outcome
from registers.landing.records import land


def real_estate(job: Job) -> Outcome:
    for code in ("registered_on", "signed_on"):
        check_not_ahead(job, code)
    for index, registered, signed in job.rows.live("registered_on", "signed_on"):
        if not registered and not signed:
            job.rows.reject(index, "registered_on", "登记日期和网签日期至少填一个。")
    return land(job, RealEstate, ("person_id", "location"), ("use", "area", "registered_on", "signed_on"))
