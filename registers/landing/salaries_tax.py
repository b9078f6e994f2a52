"""工资、养老金、公积金、计税收入: kept beside the incomes, never added to them."""

from __future__ import annotations

from households.models import SalaryTax
from registers.landing.dated import empty_for_none
from registers.landing.job import Job, Outcome
from registers.landing.records import land

TOLD = ("wage", "pension", "housing_fund", "taxed_income", "is_state_paid")


def salaries_tax(job: Job) -> Outcome:
    for index, *told in job.rows.live(*TOLD):
        if all(value is None for value in told):
            job.rows.reject(index, "wage", "工资、养老金、公积金、计税收入、财政供养至少填一项。")
    empty_for_none(job.rows, "employer")
    return land(job, SalaryTax, ("person_id", "employer", "month"), TOLD)
