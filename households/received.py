"""Which registers a county has ever received: until one has arrived, nothing in it is unknown, not none (rulings B1)."""

from __future__ import annotations

from datetime import date

from django.db import connection

from accounts.models import Region
from casework.working_days import add_months

# The name the statement of sql/facts/ knows it by, the table, and which rows tell of the time asked for.
REGISTERS = {
    "medical_loaded": ("households_medical", "r.settled_on > %(year_ago)s AND r.settled_on <= %(on)s"),
    "medical_before_loaded": ("households_medical", "r.settled_on > %(two_years_ago)s AND r.settled_on <= %(year_ago)s"),
    "vehicles_loaded": ("households_vehicle", "true"),
    "illness_loaded": ("households_illness", "true"),
    "disasters_loaded": ("households_disaster", "true"),
    "estates_loaded": ("households_realestate", "true"),
    "companies_loaded": ("households_company", "true"),
    "salaries_loaded": ("households_salarytax", "true"),
    # many registers of work leave the column out; one that fills it speaks of all whom it lists
    "refusals_loaded": ("households_job", "r.refusals IS NOT NULL"),
    "jobs_loaded": ("households_job", "true"),
    "posts_loaded": ("households_publicpost", "true"),
    # each of the two subsidies of the disabled, by the words its batches are called with
    "nursing_loaded": ("households_payment", "r.item LIKE ANY (ARRAY['%%护理补贴%%', '%%两项补贴%%'])"),
    "living_loaded": ("households_payment", "r.item LIKE ANY (ARRAY['%%残疾人生活补贴%%', '%%两项补贴%%'])"),
    "payments_loaded": ("households_payment", "true"),
}
ARRIVED = (
    "EXISTS (SELECT 1 FROM {table} r JOIN households_household h ON h.id = r.household_id WHERE h.county_code = %(county)s AND {rows})"
)


def registers(county: Region, on: date) -> dict[str, bool]:
    """Each register of REGISTERS: whether this county's was ever received. One query."""
    asked = ", ".join(ARRIVED.format(table=table, rows=rows) for table, rows in REGISTERS.values())
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {asked}", {"county": county.code, "on": on, "year_ago": add_months(on, -12), "two_years_ago": add_months(on, -24)}
        )
        return dict(zip(REGISTERS, cursor.fetchone(), strict=True))


def names_of(registers: dict[str, bool]) -> list[str]:
    """Those received, as FactsBasis keeps them."""
    return sorted(name for name, is_here in registers.items() if is_here)
