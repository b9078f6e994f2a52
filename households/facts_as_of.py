"""The facts of one household on any day, read and never written: the statement of sql/facts/ with a SELECT of the caller's behind it.

The fresh rows stand under the names of the tables, so a queryset over facts reads them as if they had been stored.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models
from django.db.models import QuerySet

from accounts.models import Region
from households.applied import CountyNumbers, applied_values, corner_of, digest, stored
from households.facts import columns_of, parameters_of, statement
from households.models import AppliedParameters, Household, HouseholdFacts, MemberFacts
from households.planner import planned_once
from policies.models import Parameter

M = TypeVar("M", bound=models.Model)
EVER = date.max


@dataclass(frozen=True)
class FactsAsOf:
    """What the statement is filled with: day D, the numbers of the law on it, and the set they make up, stored or not."""

    household: Household
    on: date
    numbers: CountyNumbers
    applied: AppliedParameters

    def read(self, rows: QuerySet[M], *, as_tekun: tuple[int, ...] = ()) -> list[M]:
        """The queryset's rows over the household's facts on D; `as_tekun`: members taken as 特困.

        Evidence counts as known now: what a visit after D found of house and property is read too, money by its months.
        """
        sql, params = rows.query.sql_with_params()
        names = {f"q{number}": value for number, value in enumerate(params)}
        asked = sql.replace("%%", "%%%%") % tuple(f"%({name})s" for name in names)
        head = statement(self.numbers, whole=False, writes=False).rstrip().rstrip(",")
        text = (
            f"{head}, {table(HouseholdFacts)} AS (SELECT {', '.join(columns_of(HouseholdFacts))}, %(on)s::date AS known_on FROM fresh), "
            f"{table(MemberFacts)} AS (SELECT {', '.join(columns_of(MemberFacts))} FROM fresh_members), "
            f"{table(AppliedParameters)} AS (SELECT * FROM jsonb_populate_record(NULL::{table(AppliedParameters)}, %(applied)s::jsonb)) {asked}"
        )
        values = parameters_of(self.numbers, self.on) | names
        values |= {"ids": [self.household.pk], "as_tekun": list(as_tekun), "seen": EVER, "applied": as_json(self.applied)}
        with planned_once():
            return list(rows.model._default_manager.raw(text, values))


def facts_as_of(household: Household, on: date) -> FactsAsOf:
    """Raises ParameterMissing naming the first number of the law that is missing on that day."""
    county = Region.objects.get(code=household.county_code)
    numbers = Parameter.objects.numbers(on)
    values = applied_values(numbers, household.village, household.area_type, county)
    key = digest(values)
    applied = AppliedParameters.objects.filter(digest=key).first() or AppliedParameters(pk=-1, digest=key, **values)
    corner = corner_of(household.village_code, household.area_type, applied.pk, values)
    return FactsAsOf(household, on, CountyNumbers(numbers, county, (corner,), True), applied)


def keep_parameters(household: Household, on: date) -> None:
    """Store the numbers of the law this household is judged by on that day, for rows that will refer to them. Raises ParameterMissing."""
    values = applied_values(
        Parameter.objects.numbers(on), household.village, household.area_type, Region.objects.get(code=household.county_code)
    )
    stored({digest(values): values})


def table(model: type[models.Model]) -> str:
    return model._meta.db_table


def as_json(applied: AppliedParameters) -> str:
    row: dict[str, Any] = {}
    for column in AppliedParameters._meta.concrete_fields:
        value = getattr(applied, column.attname)
        row[str(column.column)] = value if isinstance(column, models.JSONField) else column.get_db_prep_value(value, connection)
    return json.dumps(row, cls=DjangoJSONEncoder)
