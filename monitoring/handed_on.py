"""What one stage of a run leaves for the next: tables in a schema of the run's own, committed with the stage and dropped with the last.

So a stage that failed, or whose worker was killed, is repeated alone, by whatever worker, over what the earlier ones had found.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from monitoring.models import ScreeningRun

# Written without the log: a restart after a crash of the server empties them, and `whole` with them.
FOUND = ("finding", "gone", "present", "whole")


class HandedOn:
    """`screened` (which households, unless all) outlives a crash of the server; what the rules found may not, and is then found again."""

    def __init__(self, run: ScreeningRun) -> None:
        self.county_id = run.county_id
        self.schema = f"screening_{run.county_id}_{run.pk}"

    def execute(self, sql: str, values: Any = None) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchall() if cursor.description else []

    def begin(self, household_ids: list[int] | None) -> None:
        """A new run of the county takes the place of one that failed; None: all households."""
        self.end()
        self.execute(f"CREATE SCHEMA {self.schema}")
        if household_ids is not None:
            self.execute(f"CREATE TABLE {self.schema}.screened AS SELECT unnest(%s::bigint[]) AS household_id", [household_ids])

    def exists(self) -> bool:
        return bool(self.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [self.schema]))

    def screened(self) -> list[int]:
        return [row[0] for row in self.execute(f"SELECT household_id FROM {self.schema}.screened ORDER BY 1")]

    def clear(self) -> None:
        """Room for what the rules find, from the start."""
        self.execute("DROP TABLE IF EXISTS " + ", ".join(f"{self.schema}.{name}" for name in FOUND))
        self.execute(f"{self.table('whole')} SELECT true AS answer")

    def table(self, name: str) -> str:
        return f"CREATE UNLOGGED TABLE {self.schema}.{name} AS"

    def is_whole(self) -> bool:
        """Whether what the rules found is still there."""
        [(name,)] = self.execute("SELECT to_regclass(%s)::text", [f"{self.schema}.whole"])
        return bool(name) and bool(self.execute(f"SELECT 1 FROM {self.schema}.whole"))

    @contextmanager
    def in_reach(self) -> Iterator[None]:
        """Inside, the tables answer to their bare names, before any temporary ones."""
        [(before,)] = self.execute("SELECT current_setting('search_path')")
        self.execute("SELECT set_config('search_path', %s, true)", [f"{self.schema}, {before}, pg_temp"])
        yield
        self.execute("SELECT set_config('search_path', %s, true)", [before])

    def end(self) -> None:
        """Nothing of the county's runs stays behind."""
        left = self.execute("SELECT nspname FROM pg_namespace WHERE starts_with(nspname, %s)", [f"screening_{self.county_id}_"])
        for (schema,) in left:
            self.execute(f"DROP SCHEMA {schema} CASCADE")
