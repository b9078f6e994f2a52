"""A table filled for the first time is known to the planner before many households are asked for."""

import pytest
from django.db import connection

from accounts.models import Region
from households.models import Household
from households.planner import know_the_sizes

pytestmark = pytest.mark.django_db


def believed(table: str) -> float:
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [table])
        return float(cursor.fetchone()[0])


def test_a_table_that_was_just_filled_is_looked_at_once(village: Region) -> None:
    table = Household._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {table}")
    assert believed(table) == 0
    Household.objects.bulk_create(
        Household(
            household_no=f"P{n}", head_name="测", village=village, registered_on="2026-01-01",
            county_code=village.code[:6], town_code=village.code[:9], village_code=village.code,
        )
        for n in range(50)
    )  # fmt: skip
    assert table in know_the_sizes()
    assert believed(table) == 50
    assert table not in know_the_sizes()
