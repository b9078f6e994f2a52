"""银行余额. Account and authorisation are sealed; their HMACs are compared. Without an authorisation number no row is taken (it is required)."""

from __future__ import annotations

from accounts.encryption import blind_index
from households.models import BankBalance
from registers.landing.dated import by_person, check_not_ahead
from registers.landing.job import Job, Outcome
from registers.merging import Plan


def bank_balances(job: Job) -> Outcome:
    check_not_ahead(job, "asked_on")
    plan = Plan(
        BankBalance,
        ("person_id", "bank", "asked_on", "account_index"),
        ("household_id", "account", "balance", "authorisation"),
        once=("received_on",),
        follow=("batch_id",),
        maybe_null=("account_index",),
    )
    accounts = job.rows.column("account")
    return by_person(job, plan, {"account_index": [blind_index("account", number) if number else None for number in accounts]})
