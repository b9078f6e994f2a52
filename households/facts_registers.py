"""Registers of a person's own as the statement of sql/facts/ reads them: whole for a county, by the person for a few households."""

from __future__ import annotations

from households.models import (
    BankBalance,
    Company,
    Detention,
    Illness,
    Insurance,
    Job,
    Payment,
    PublicPost,
    RealEstate,
    RegisterClaim,
    SalaryTax,
)

# Keeps a lookup from being planned as one great join: a few households are asked for by index, a county by hashing.
BY_INDEX = "OFFSET 0"
# What is said of a person holds wherever he lives. Whose papers are asked for is found once, for all registers.
EVERYBODY = "everybody AS MATERIALIZED (SELECT DISTINCT person_id FROM households_member WHERE household_id = ANY(%(ids)s::bigint[])),"
PAPERS = f"(SELECT r.* FROM everybody m CROSS JOIN LATERAL (SELECT * FROM {{table}} r WHERE r.person_id = m.person_id AND {{only}} {BY_INDEX}) r)"
# Its name in the statement, and which of its rows a few households are asked for.
REGISTERS = {
    "insurances": (Insurance, "r.status = 'not_insured'"),
    "claims": (RegisterClaim, "true"),
    "estates": (RealEstate, "true"),
    "balances": (BankBalance, "true"),
    "illnesses": (Illness, "r.is_serious"),
    "companies": (Company, "r.status = 'active'"),
    "salaries": (SalaryTax, "r.month >= %(start)s"),
    "offers": (Job, "true"),
    "posts": (PublicPost, "true"),
    "detentions": (Detention, "r.kind <> 'custody'"),
    "payments": (Payment, "r.month >= least(%(paid_from)s, %(adjusted_from)s::date)"),
}


def register_tables(*, by_index: bool) -> dict[str, str]:
    """What stands for each register in the text of the statement, and for the set of people they are asked about."""
    return {"everybody": EVERYBODY if by_index else ""} | {
        name: PAPERS.format(table=model._meta.db_table, only=only) if by_index else model._meta.db_table
        for name, (model, only) in REGISTERS.items()
    }
