"""Rows of a model laid down through COPY: lists as long as a file, whose values are ready as the columns take them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models


def lay_down(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """`columns` by their names in the table; every other one keeps what the table itself gives it. `rows` may not ask the database: it is copying."""
    names = ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor, cursor.copy(f"COPY {model._meta.db_table} ({names}) FROM STDIN") as copy:
        write = copy.write_row
        for row in rows:
            write(row)
