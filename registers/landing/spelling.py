"""The pieces by which a name is found (design §8), kept in step with the names an import wrote."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db import connection

from households.models import Person, PersonGram
from households.names import grams

PERSON, GRAM = Person._meta.db_table, PersonGram._meta.db_table


def spell(new: Mapping[int, str], standing: Collection[int]) -> None:
    """Lay down the pieces of new people (id → name); of people who stood already, change those that no longer fit the name they have now."""
    with connection.cursor() as cursor:
        if new:
            lines = sorted((gram, person_id) for person_id, name in new.items() for gram in grams(name))
            with cursor.copy(f"COPY {GRAM} (gram, person_id) FROM STDIN") as copy:
                for line in lines:
                    copy.write_row(line)
        if not standing:
            return
        cursor.execute(f"SELECT id, name FROM {PERSON} WHERE id = ANY(%s)", [list(standing)])
        pieces = sorted((gram, person_id) for person_id, name in cursor.fetchall() for gram in grams(name))
        wanted = [[gram for gram, _ in pieces], [person_id for _, person_id in pieces]]
        # Equal initials may hide another name: the pieces themselves are compared.
        cursor.execute(
            f"DELETE FROM {GRAM} g WHERE g.person_id = ANY(%s) "
            "AND (g.gram, g.person_id) NOT IN (SELECT * FROM unnest(%s::text[], %s::bigint[]))",
            [list(standing), *wanted],
        )
        cursor.execute(
            f"INSERT INTO {GRAM} (gram, person_id) SELECT w.gram, w.person_id FROM unnest(%s::text[], %s::bigint[]) AS w(gram, person_id) "
            f"WHERE NOT EXISTS (SELECT 1 FROM {GRAM} g WHERE g.gram = w.gram AND g.person_id = w.person_id)",
            wanted,
        )
