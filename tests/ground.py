"""What the commands load, laid again and again in a few milliseconds: work days, parameters, the catalogue of policies.

The first time in a process the commands themselves load the rows; from then on PostgreSQL copies them (COPY … FROM STDIN) as they came out. Rows of a county
are laid for the county that is asked for. Nothing here is committed: call it inside a test or inside a module's world (tests/world.py).
"""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO

from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, models

from accounts.models import Region
from casework.models import WorkDay, WorkDayQuerySet
from policies.models import Parameter, Policy

COUNTY = b"@county@"  # stands in a kept row where the county's key belongs


class Kept:
    """The rows of one table as `load` leaves them, kept as text without their keys. Loading happens in an empty table, once a process."""

    def __init__(self, model: type[models.Model], load: Callable[[], None]) -> None:
        self.model, self.load, self.table = model, load, model._meta.db_table
        self.columns = [
            connection.ops.quote_name(field.column) for field in model._meta.concrete_fields if field.column not in {"id", "region_id"}
        ]
        self.has_region = any(field.column == "region_id" for field in model._meta.concrete_fields)
        self.has_key = any(field.column == "id" for field in model._meta.concrete_fields)
        self.text: bytes | None = None

    def lay(self, county: Region | None = None) -> None:
        if self.text is None:
            assert not self.model._default_manager.exists(), f"{self.table} is kept as the command leaves an empty table"
            self.load()
            self.text = self.read()
            return
        text = self.text.replace(COUNTY, str(county.pk).encode()) if county else self.text
        into = ", ".join([*self.columns, "region_id"] if self.has_region else self.columns)
        with connection.cursor() as cursor, cursor.copy(f"COPY {self.table} ({into}) FROM STDIN") as copy:
            copy.write(text)

    def read(self) -> bytes:
        region = f", CASE WHEN region_id IS NOT NULL THEN '{COUNTY.decode()}' END" if self.has_region else ""
        order = "ORDER BY id" if self.has_key else ""
        with (
            connection.cursor() as cursor,
            cursor.copy(f"COPY (SELECT {', '.join(self.columns)}{region} FROM {self.table} {order}) TO STDOUT") as copy,
        ):
            return b"".join(bytes(part) for part in copy)


def load_workdays() -> None:
    call_command("load_workdays", stdout=StringIO(), years=[2025, 2026])


def load_parameters() -> None:
    call_command("load_parameters", stdout=StringIO())
    call_command("load_parameters", "demo", stdout=StringIO())


def load_policies() -> None:
    call_command("load_policies", stdout=StringIO())


WORK_DAYS, PARAMETERS, CATALOGUE = Kept(WorkDay, load_workdays), Kept(Parameter, load_parameters), Kept(Policy, load_policies)


def lay_ground(county: Region) -> None:
    """The work days of 2025 and 2026, the nation's parameters and those of `county`, which is 青禾县 (990101)."""
    WORK_DAYS.lay()
    cache.delete(WorkDayQuerySet.CACHE_KEY)
    PARAMETERS.lay(county)


def lay_catalogue() -> None:
    """The policies ZC-01 to ZC-59."""
    CATALOGUE.lay()
