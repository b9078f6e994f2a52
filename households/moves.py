"""When a person lives in another household from now on, his money goes with him (rulings B5)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection, models

from accounts.lookups import array
from households.models import (
    Asset,
    BankBalance,
    Company,
    Detention,
    Illness,
    Income,
    Job,
    Loan,
    Medical,
    PastMeasure,
    Payment,
    PublicPost,
    RealEstate,
    SalaryTax,
    Spending,
)

# What is known of a person by household and day; a disaster is the home's and stays.
CARRIED: tuple[type[models.Model], ...] = (
    Income, Spending, Medical, Asset, Illness, Job, PublicPost, RealEstate, Company, SalaryTax, BankBalance, Payment, Loan, PastMeasure, Detention,
)  # fmt: skip


def carry_evidence(person_ids: Iterable[int]) -> int:
    """Hang the evidence of these people on the household where each lives; returns rows written, 0 when nobody moved.

    The facts of a household are summed over its own rows when only it is looked at, and over its people when the county is: both must meet.
    A row the new household already holds under the same key stays where it is; `check_consistency` then names it.
    """
    written = 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT home.person_id FROM households_member home JOIN households_member former "
            "ON former.person_id = home.person_id AND former.household_id <> home.household_id "
            "WHERE home.person_id = ANY(%s::bigint[]) AND home.left_on IS NULL AND NOT home.is_claim",
            [array(sorted(set(person_ids)))],
        )
        ids = [person_id for (person_id,) in cursor.fetchall()]
        if not ids:
            return 0
        for model in CARRIED:
            table = model._meta.db_table
            cursor.execute(
                f"""
                UPDATE {table} t SET household_id = home.household_id
                FROM households_member home, households_member former
                WHERE home.person_id = ANY(%s) AND home.left_on IS NULL AND NOT home.is_claim
                  AND former.person_id = home.person_id AND former.household_id <> home.household_id
                  AND t.household_id = former.household_id AND t.person_id = home.person_id
                  AND NOT EXISTS (SELECT 1 FROM {table} d WHERE d.household_id = home.household_id AND {same_key(model)})
                """,
                [ids],
            )
            written += cursor.rowcount
    return written


def same_key(model: type[models.Model]) -> str:
    """Whether `d` and `t` agree in every column of the model's unique key but the household; never where the key has no household."""
    [key] = [constraint.fields for constraint in model._meta.constraints if isinstance(constraint, models.UniqueConstraint)]
    if "household" not in key:
        return "false"
    columns = [field.column for field in model._meta.concrete_fields if field.name in key and field.name != "household"]
    return " AND ".join(f"d.{column} IS NOT DISTINCT FROM t.{column}" for column in columns)
