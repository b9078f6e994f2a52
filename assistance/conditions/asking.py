"""All conditions asked at once of one household and of its counted members: one statement each (design §2.1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import BooleanField, DateField, DecimalField, ExpressionWrapper, QuerySet, Value

from assistance.conditions import CONDITIONS
from assistance.conditions.base import DAY, NUMBER, Condition, Scope
from assistance.conditions.values import text_of, values_of
from households.models import Household, HouseholdFacts, MemberFacts
from policies.models import Numbers, Parameter
from policies.parameters import DEFINITIONS, Kind

ANSWER = "answer_"
# What the targets of policies are compared with, whatever the conditions.
HOUSEHOLD_READS = ("pk", "category", "has_monitoring_tag", "household_kind", "counted_members", "known_on")
MEMBER_READS = ("person_id", "person__name", "category")


@dataclass(frozen=True)
class Reply:
    """A condition as it stood: met, not met, or None for cannot say; with the compared value in words."""

    condition: Condition
    answer: bool | None
    text: str


@dataclass(frozen=True)
class Asked:
    """What was read of one household or one member, and its reply to every condition by code."""

    row: dict[str, Any]
    replies: dict[str, Reply]


@dataclass(frozen=True)
class Answers:
    household: Asked
    members: list[Asked] = field(default_factory=list)


def ask(household: Household, *, on: date) -> Answers | None:
    """Two statements and the parameters, whatever the household. None: it has no facts yet. Raises ParameterMissing."""
    numbers = Parameter.objects.numbers(on)
    mine = HouseholdFacts.objects.filter(pk=household.pk)
    found = asked(mine, Scope.HOUSEHOLD, HOUSEHOLD_READS, numbers, household, on)
    if not found:
        return None
    counted = MemberFacts.objects.filter(facts_id=household.pk, is_counted=True).order_by("member__relation", "pk")
    return Answers(found[0], asked(counted, Scope.MEMBER, MEMBER_READS, numbers, household, on))


def asked(rows: QuerySet[Any], scope: Scope, reads: Iterable[str], numbers: Numbers, household: Household, on: date) -> list[Asked]:
    conditions = [condition for condition in CONDITIONS.values() if condition.scope is scope]
    known = values_of(scope)
    paths = {path for condition in conditions for name in condition.placeholders for path in known[name].paths}
    beside: dict[str, Any] = {DAY: Value(on, output_field=DateField())}
    for code in sorted({code for condition in conditions for code in condition.parameters if DEFINITIONS[code].kind is Kind.NUMBER}):
        value = numbers.number(code, household.village, household.area_type)
        beside[f"{NUMBER}{code}"] = Value(plain(value), output_field=DecimalField())
    answers = {f"{ANSWER}{condition.code}": ExpressionWrapper(condition.when, output_field=BooleanField()) for condition in conditions}
    shown = rows.annotate(**beside).annotate(**answers).values(*reads, *sorted(paths), *answers)
    return [
        Asked(row, {c.code: Reply(c, row[f"{ANSWER}{c.code}"], text_of(c, row[f"{ANSWER}{c.code}"], row)) for c in conditions})
        for row in shown
    ]


def plain(value: Decimal) -> Decimal:
    """60, not 60.0000: a number is shown as it was published."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
