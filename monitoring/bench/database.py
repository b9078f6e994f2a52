"""A scratch database on the same server: made, migrated, given the law's numbers, and dropped."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO

from django.core.management import call_command
from django.db import connection


def _administer(statement: str) -> None:
    """One statement outside any transaction, from the server's maintenance database."""
    import psycopg

    parameters = {**connection.get_connection_params(), "dbname": "postgres"}
    known = {key: value for key, value in parameters.items() if key in {"host", "port", "user", "password", "dbname"}}
    with psycopg.connect(**known, autocommit=True) as maintenance:
        maintenance.execute(statement)


@contextmanager
def copy_of(template: str, name: str) -> Iterator[None]:
    """Point Django's connection at a copy of a scratch database for a while. Nobody may be connected to the one copied."""
    connection.close()
    _administer(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    _administer(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    usual, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual
        _administer(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def scratch_database(name: str) -> Iterator[None]:
    """Point Django's connection at a fresh, migrated database for a while; the real one is not touched."""
    usual = connection.settings_dict["NAME"]
    connection.close()
    _administer(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    _administer(f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'")
    connection.settings_dict["NAME"] = name
    try:
        call_command("migrate", verbosity=0)
        call_command("load_workdays", years=[2025, 2026], stdout=StringIO())
        call_command("load_parameters", stdout=StringIO())
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual
        _administer(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
