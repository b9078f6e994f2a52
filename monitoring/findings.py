"""All rules asked at once: one statement that lists every hit and every "cannot say" (rulings B1, C1)."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import (
    BooleanField,
    Case,
    CharField,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast

from households.models import HouseholdFacts, MemberFacts
from monitoring.rules import OPENING, RULES, AlertRule, Scope
from monitoring.rules.values import DATA, HOUSEHOLD_VALUES, MEMBER_VALUES, readable

NOBODY = Cast(Value(None), models.BigIntegerField())
HIT_OR_UNKNOWN = Q(answer=True) | Q(answer__isnull=True)
COLUMNS = ("rule", "household_id", "person_id", "answer", "reason", "missing", "severity", "labels")


def prefixed(condition: Q, prefix: str) -> Q:
    """The same condition asked from a member through its household's facts."""
    moved = Q(_connector=condition.connector, _negated=condition.negated)
    for child in condition.children:
        moved.children.append(prefixed(child, prefix) if isinstance(child, Q) else (prefix + child[0], child[1]))  # type: ignore[index]  # a pair
    return moved


class Known(Func):
    """Names of the missing operands as text[]."""

    template = "array_remove(ARRAY[%(expressions)s]::text[], NULL)"
    output_field = ArrayField(CharField())


class TextArray(Func):
    template = "ARRAY[%(expressions)s]::text[]"
    output_field = ArrayField(CharField())


def asked(rule: AlertRule) -> QuerySet[Any]:
    """The facts rows of a rule's population, with `answer` in three values."""
    return whom(rule).annotate(answer=ExpressionWrapper(rule.when, output_field=BooleanField()))


def whom(rule: AlertRule) -> QuerySet[Any]:
    """The facts rows of a rule's population."""
    if rule.scope is Scope.HOUSEHOLD:
        rows: QuerySet[Any] = HouseholdFacts.objects.filter(rule.population.condition)
        members = Q(counted_members__gt=0)
    else:
        rows = MemberFacts.objects.filter(prefixed(rule.population.condition, "facts__"), rule.member_when)
        members = Q(facts__counted_members__gt=0)
    if rule.population.needs_members:
        rows = rows.filter(members)
    return rows


def population_of(rule: AlertRule, county_code: str, household_ids: list[int] | None) -> QuerySet[Any]:
    """Whom a rule is asked of in a county, among these households or all."""
    rows = of_county(rule, whom(rule), county_code)
    return rows if household_ids is None else rows.filter(**{f"{'pk' if rule.scope is Scope.HOUSEHOLD else 'facts_id'}__in": household_ids})


def reason_of(rule: AlertRule) -> Func:
    """`shows` with the compared values put in by the database itself, and what they mean now."""
    values = HOUSEHOLD_VALUES if rule.scope is Scope.HOUSEHOLD else MEMBER_VALUES
    parts: list[Any] = []
    rest = rule.shows
    for name in rule.placeholders:
        before, _, rest = rest.partition("{" + name + "}")
        parts += [Value(before), readable(values[name])]
    meaning = Case(When(answer=True, then=Value(f"，{rule.finds}")), default=Value(f"，不再{rule.finds}"), output_field=CharField())
    return Func(*parts, Value(rest), meaning, function="concat", output_field=CharField())


def missing_of(rule: AlertRule) -> Func:
    """Names of the operands that are unknown and that somebody could supply."""
    names: list[Any] = []
    for name in rule.reads:
        if name in DATA:
            known = {f"{DATA[name].within}__isnull": False} if DATA[name].within else {}
            names.append(Case(When(**{f"{name}__isnull": True, **known}, then=Value(name)), output_field=CharField()))
    return Known(*names) if names else Known(Value(None, output_field=CharField()))


def labels_of(rule: AlertRule) -> Case:
    prefix = "" if rule.scope is Scope.HOUSEHOLD else "facts__"
    labelling = [label for label in RULES.values() if rule.code in label.labelled]
    return Case(
        *(When(prefixed(label.when, prefix), then=TextArray(Value(label.code))) for label in labelling),
        default=RawSQL("ARRAY[]::text[]", ()), output_field=ArrayField(CharField()),
    )  # fmt: skip


def findings_of(rule: AlertRule, *, among: str = "", answers: Q = HIT_OR_UNKNOWN) -> QuerySet[Any]:
    """Hits and cannot-says of a rule; `among` names a temporary table of households to stay within."""
    is_household = rule.scope is Scope.HOUSEHOLD
    household = "pk" if is_household else "facts_id"
    rows = within(asked(rule).filter(answers), among)
    severity: Any = Value(rule.severity)
    if rule.severe_when is not None:
        severity = Case(When(rule.severe_when, then=Value(3)), default=Value(rule.severity), output_field=IntegerField())
    return columns(
        rows,
        Value(rule.code, output_field=CharField()), F(household), NOBODY if is_household else F("person_id"),
        reason_of(rule), missing_of(rule), severity, labels_of(rule),
    )  # fmt: skip


def columns(
    rows: QuerySet[Any], rule: Any, household: Any, person: Any, reason: Any, missing: Any, severity: Any, labels: Any
) -> QuerySet[Any]:
    """COLUMNS in this order whatever the rule; the prefix keeps the names clear of the facts' own."""
    named = {
        "f_rule": rule,
        "f_household": household,
        "f_person": person,
        "f_answer": F("answer"),
        "f_reason": reason,
        "f_missing": missing,
        "f_severity": severity,
        "f_labels": labels,
    }
    return rows.order_by().annotate(**named).values_list(*named)


def within(rows: QuerySet[Any], among: str) -> QuerySet[Any]:
    table = rows.model._meta.db_table
    return rows.extra(where=[f"{table}.household_id IN (SELECT household_id FROM {among})"]) if among else rows


def nobody_counted() -> QuerySet[Any]:
    """Households without a counted member are not assessed; somebody must say who lives there (rulings B5)."""
    rows = HouseholdFacts.objects.filter(counted_members=0).annotate(answer=Cast(Value(None), BooleanField()))
    return columns(
        rows, Value("", output_field=CharField()), F("pk"), NOBODY, Value("", output_field=CharField()), TextArray(Value("NO_MEMBERS")), Value(0),
        RawSQL("ARRAY[]::text[]", ()),
    )  # fmt: skip


def statement(county_code: str, *, among: str = "", rules: tuple[AlertRule, ...] = OPENING) -> tuple[str, list[Any]]:
    """One SELECT with COLUMNS for every hit and cannot-say of the county; its length does not depend on the number of households."""
    texts: list[str] = []
    values: list[Any] = []
    for scope in Scope:
        asking = tuple(rule for rule in rules if rule.scope is scope)
        if asking or scope is Scope.HOUSEHOLD:
            text, more = spoken(scope, asking, county_code, among=among)
            texts.append(f"({text})")
            values += more
    return " UNION ALL ".join(texts), values


def spoken(scope: Scope, rules: tuple[AlertRule, ...], county_code: str, *, among: str) -> tuple[str, list[Any]]:
    """The findings of the rules of one scope, and the households nobody can be counted in. The facts are read once, for all of them: the few rows of which any rule may say something stand
    under the table's name, and each rule asks only those."""
    rows = within(may_speak(scope, rules, county_code), among)
    few, few_values = rows.query.sql_with_params()
    queries = [of_county(rule, findings_of(rule), county_code) for rule in rules]
    text, values = union([*queries, nobody_counted()] if scope is Scope.HOUSEHOLD else queries)
    return f"WITH {rows.model._meta.db_table} AS MATERIALIZED ({few}) {text}", [*few_values, *values]


class NotFalse(Func):
    """A hit, or cannot say."""

    template = "(%(expressions)s) IS NOT FALSE"
    output_field = BooleanField()


def may_speak(scope: Scope, rules: tuple[AlertRule, ...], county_code: str) -> QuerySet[Any]:
    """Facts rows that one of these rules hits or cannot judge; who is asked of a member's household is left to the rule."""
    is_household = scope is Scope.HOUSEHOLD
    anyone = Q(counted_members=0) if is_household else Q(pk__in=[])
    for rule in rules:
        condition = Q(NotFalse(ExpressionWrapper(rule.when, output_field=BooleanField())))
        anyone |= rule.population.condition & condition if is_household else rule.member_when & condition
    return HouseholdFacts.objects.filter(anyone, county_code=county_code) if is_household else MemberFacts.objects.filter(anyone)


def present_answers(county_code: str, *, among: str, rules: tuple[AlertRule, ...] = OPENING) -> tuple[str, list[Any]]:
    """What the rules say now of households whose open alerts they no longer support: the reason an alert closes with."""
    return union([of_county(rule, findings_of(rule, among=among, answers=Q(answer=False)), county_code) for rule in rules])


def of_county(rule: AlertRule, rows: QuerySet[Any], county_code: str) -> QuerySet[Any]:
    return rows.filter(**{"county_code" if rule.scope is Scope.HOUSEHOLD else "facts__county_code": county_code})


def union(queries: list[QuerySet[Any]]) -> tuple[str, list[Any]]:
    texts: list[str] = []
    values: list[Any] = []
    for rows in queries:
        sql, params = rows.query.sql_with_params()
        texts.append(f"({sql})")
        values += params
    return " UNION ALL ".join(texts), values
