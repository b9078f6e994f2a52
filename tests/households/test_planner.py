"""A table filled for the first time is known to the planner before many households are asked for; a few households are planned for once."""

import pytest
from django.db import DataError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import Region
from households.models import Household
from households.planner import know_the_sizes, planned_once

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


def test_a_statement_in_the_block_is_prepared_and_the_connection_is_as_before():
    def settings() -> tuple[str, str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('plan_cache_mode'), current_setting('enable_seqscan')")
            return cursor.fetchone()

    def prepared() -> list[tuple[str, int]]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT statement, generic_plans FROM pg_prepared_statements WHERE statement LIKE '%%kept plan%%'")
            return cursor.fetchall()

    before, factory = settings(), connection.connection.cursor_factory
    for number in (1, 2, 3):
        with planned_once(), CaptureQueriesContext(connection) as asked, connection.cursor() as cursor:
            cursor.execute("SELECT count(*) /* kept plan */ FROM households_household WHERE id = ANY(%(ids)s)", {"ids": [number]})
            assert cursor.fetchone() == (0,)
        assert "kept plan" in asked.captured_queries[0]["sql"]
    assert settings() == before == ("auto", "on") and connection.connection.cursor_factory is factory
    assert [plans for _, plans in prepared()] == [3]


def test_the_connection_is_as_before_after_an_error_too():
    connection.ensure_connection()
    factory = connection.connection.cursor_factory
    with pytest.raises(DataError), transaction.atomic(), planned_once(), connection.cursor() as cursor:
        cursor.execute("SELECT 1 / %(nothing)s::integer", {"nothing": 0})
    assert connection.connection.prepare_threshold is None and connection.connection.cursor_factory is factory
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('plan_cache_mode'), current_setting('enable_seqscan')")
        assert cursor.fetchone() == ("auto", "on")
