"""务工月监测: a spell of work is one row however often it is told; the month it was last told of stands in `as_of`."""

from __future__ import annotations

from households.models import Job as Work
from registers.landing.dated import by_person, check_order
from registers.landing.job import Job, Outcome
from registers.merging import Plan

COLUMNS = (
    "household_id", "is_working", "ended_on", "as_of", "province", "county_name", "employer", "industry", "channel", "yearly_income", "travel_subsidy",
    "plans_to_work", "training_wish", "refusals", "months_worked",
)  # fmt: skip


def jobs(job: Job) -> Outcome:
    rows = job.rows
    check_order(rows, "started_on", "ended_on")
    for index, works, started, ended, as_of in rows.live("is_working", "started_on", "ended_on", "as_of"):
        if works and not started:
            rows.reject(index, "started_on", "已务工的要填开始时间，如2026-02。")
        elif works and ended and as_of and ended < as_of:
            rows.reject(index, "ended_on", "已务工填“是”，结束时间却在监测月份之前。请核对。")
    plan = Plan(
        Work,
        ("person_id", "started_on"),
        COLUMNS,
        once=("received_on",),
        follow=("batch_id",),
        new={"as_of": job.on},
        maybe_null=("started_on",),
    )
    return by_person(job, plan)
