"""The empty database the tests begin with, migrated once a checkout: every other run, and every other process of a run, copies it.

Migrating takes half a minute, copying a tenth of a second. The template says in its comment from which migrations it was made; others make it anew.
"""

from __future__ import annotations

import hashlib
import inspect
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader


def migrated() -> str:
    """The name of a database that holds every migration of this checkout and no session; made if there is none. One process makes it, the others wait."""
    name = f"binggui_template_{hashlib.sha256(str(settings.BASE_DIR).encode()).hexdigest()[:8]}"
    wanted = fingerprint()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [name])
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s AND shobj_description(oid, 'pg_database') = %s", [name, wanted])
        if not cursor.fetchone():
            cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            cursor.execute(f"CREATE DATABASE {name}")
            migrate(name)
            cursor.execute(f"COMMENT ON DATABASE {name} IS '{wanted}'")
    return name


def fingerprint() -> str:
    """Of the text of every migration, Django's own and the libraries' too."""
    migrations = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    texts = (Path(inspect.getfile(type(migrations[key]))).read_bytes() for key in sorted(migrations))
    return hashlib.sha256(b"\0".join(texts)).hexdigest()


def migrate(name: str) -> None:
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        call_command("migrate", verbosity=0, interactive=False)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
