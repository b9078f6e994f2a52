"""The statement of the facts with its rows laid into temporary tables: facts as they would be, while the stored ones stay as they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import connection

from households.applied import CountyNumbers
from households.facts import FEW, MANY, WRITES, basis, columns_of, parameters_of, statement
from households.facts_as_of import as_json, table
from households.models import AppliedParameters, HouseholdFacts, MemberFacts
from households.planner import know_the_sizes
from households.vouched import moved, rests


def facts_into(
    facts: str, members: str, ids: Sequence[int] | None, *, numbers: CountyNumbers, on: date, as_tekun: Sequence[int] = ()
) -> None:
    """Fill the temporary tables `facts` and `members` (copies of the two tables of facts; our own names) for these households, None: the county.

    Only temporary tables are written, so a transaction that is read only may do it. `as_tekun`: members taken as 特困.
    """
    if ids is not None and not ids:
        return
    if ids is None or len(ids) > MANY:
        know_the_sizes()
    columns, of_members = (", ".join(columns_of(model)) for model in (HouseholdFacts, MemberFacts))
    head = statement(numbers, whole=ids is None).partition(WRITES)[0].rstrip().rstrip(",")
    text = (
        f"{head}, laid AS (INSERT INTO {facts} ({columns}, known_on) SELECT {columns}, %(on)s::date FROM fresh) "
        f"INSERT INTO {members} ({of_members}) SELECT {of_members} FROM fresh_members"
    )
    values = parameters_of(numbers, on) | {"ids": None if ids is None else list(ids), "as_tekun": list(as_tekun)}
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        cursor.execute(f"ANALYZE {facts}, {members}")


def to_be_made(numbers: CountyNumbers, on: date) -> tuple[str, list[int] | None]:
    """What the stored facts of the county lack on `on`: the basis asked for, and the households to be made (None: all of them)."""
    values = parameters_of(numbers, on)
    key = basis(numbers, on, values)
    if not rests(numbers.county, key, on):
        return key, None
    households, ids = moved(numbers, on, values)
    return key, ids if len(ids) <= households * FEW else None


def applied_into(name: str, sets: Iterable[AppliedParameters]) -> None:
    """Fill the temporary table `name`, a copy of AppliedParameters, with these sets, stored or not."""
    with connection.cursor() as cursor:
        for one in sets:
            cursor.execute(
                f"INSERT INTO {name} SELECT * FROM jsonb_populate_record(NULL::{table(AppliedParameters)}, %s::jsonb)", [as_json(one)]
            )


def copy_of(name: str, model: type[HouseholdFacts] | type[MemberFacts] | type[AppliedParameters]) -> str:
    """The statement that makes an empty temporary table like the model's."""
    return f"CREATE TEMP TABLE {name} (LIKE {table(model)}) ON COMMIT DROP"
