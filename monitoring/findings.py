"""All rules asked at once: one statement that lists every hit and every "cannot say" (rulings B1, C1)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
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
NO_LABELS = RawSQL("ARRAY[]::text[]", ())
HIT_OR_UNKNOWN = Q(answer=True) | Q(answer__isnull=True)
MODELS: dict[Scope, type[Any]] = {Scope.HOUSEHOLD: HouseholdFacts, Scope.MEMBER: MemberFacts}
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
    return MODELS[rule.scope].objects.filter(whom(rule)).annotate(answer=ExpressionWrapper(rule.when, output_field=BooleanField()))


def whom(rule: AlertRule) -> Q:
    """Which facts rows are a rule's population."""
    among = rule.population.condition
    if rule.population.needs_members:
        among &= Q(counted_members__gt=0)
    return among if rule.scope is Scope.HOUSEHOLD else prefixed(among, "facts__") & rule.member_when


def in_populations(rules: Iterable[AlertRule], county_code: str, household_ids: list[int] | None) -> dict[str, int]:
    """How many households (members) each rule is asked of in a county, among these households or all: one statement a scope."""
    counted: dict[str, int] = {}
    for scope in Scope:
        if counts := {rule.code: Count("pk", filter=whom(rule)) for rule in rules if rule.scope is scope}:
            rows = of_county(scope, MODELS[scope].objects.all(), county_code)
            if household_ids is not None:
                rows = rows.filter(**{f"{'pk' if scope is Scope.HOUSEHOLD else 'facts_id'}__in": household_ids})
            counted |= rows.aggregate(**counts)
    return counted


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


def labels_of(rule: AlertRule) -> Any:
    """Codes of the rules that label this one's alerts and hold (R25)."""
    labels = [Case(When(**{label_of(label): True}, then=Value(label.code)), output_field=CharField()) for label in labelling(rule)]
    return Known(*labels) if labels else NO_LABELS


def labelling(rule: AlertRule) -> list[AlertRule]:
    return [label for label in RULES.values() if rule.code in label.labelled]


def holds(label: AlertRule, scope: Scope) -> ExpressionWrapper[Any]:
    return ExpressionWrapper(label.when if scope is Scope.HOUSEHOLD else prefixed(label.when, "facts__"), output_field=BooleanField())


def findings_of(rule: AlertRule, answered: QuerySet[Any]) -> QuerySet[Any]:
    """COLUMNS of facts rows with their `answer` to a rule. What cannot be said has no reason but what is missing."""
    is_household = rule.scope is Scope.HOUSEHOLD
    household = "pk" if is_household else "facts_id"
    severity: Any = Value(rule.severity)
    if rule.severe_when is not None:
        severity = Case(When(rule.severe_when, then=Value(3)), default=Value(rule.severity), output_field=IntegerField())
    return columns(
        answered,
        Value(rule.code, output_field=CharField()), F(household), NOBODY if is_household else F("person_id"),
        Case(When(answer__isnull=False, then=reason_of(rule)), default=Value(""), output_field=CharField()), missing_of(rule), severity, labels_of(rule),
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
        NO_LABELS,
    )  # fmt: skip


@lru_cache(maxsize=64)  # the text depends on the declarations alone
def statement(county_code: str, *, among: str = "", rules: tuple[AlertRule, ...] = OPENING) -> tuple[str, tuple[Any, ...]]:
    """One SELECT with COLUMNS for every hit and cannot-say of the county; its length does not depend on the number of households.

    `among` names a table of households to stay within.
    """
    texts: list[str] = []
    values: list[Any] = []
    for scope in Scope:
        asking = tuple(rule for rule in rules if rule.scope is scope)
        if asking or scope is Scope.HOUSEHOLD:
            text, more = spoken(scope, asking, county_code, among=among)
            texts.append(f"({text})")
            values += more
    return " UNION ALL ".join(texts), tuple(values)


def spoken(scope: Scope, rules: tuple[AlertRule, ...], county_code: str, *, among: str) -> tuple[str, list[Any]]:
    """The findings of the rules of one scope, and the households nobody can be counted in.

    The facts are read once, and every rule is judged there: the few rows of which any may say something stand under the table's name, their
    answers before all other columns, so that what a rule has to say is one look at one column of few rows.
    """
    rows = within(judged(scope, rules, county_code), among)
    few, few_values = rows.query.sql_with_params()
    table = rows.model._meta.db_table

    def told(column: str) -> Func:
        return Func(template=f'"{table}"."{column}"', output_field=BooleanField())

    queries = []
    for rule in rules:
        said = {"answer": told(answer_of(rule))} | {label_of(label): told(label_of(label)) for label in labelling(rule)}
        queries.append(findings_of(rule, MODELS[scope].objects.annotate(**said).filter(HIT_OR_UNKNOWN)))
    text, values = union([*queries, nobody_counted()] if scope is Scope.HOUSEHOLD else queries)
    return f"WITH {table} AS MATERIALIZED ({few}) {text}", [*few_values, *values]


def answer_of(rule: AlertRule) -> str:
    """The column its answer stands in."""
    return f"answer_{rule.code}"


def label_of(label: AlertRule) -> str:
    """The column that says whether this label holds."""
    return f"label_{label.code}"


def answer(rule: AlertRule) -> Any:
    """In three values; no for whoever is not asked."""
    among, said = whom(rule), ExpressionWrapper(rule.when, output_field=BooleanField())
    return Case(When(among, then=said), default=Value(False), output_field=BooleanField()) if among else said


class NotFalse(Func):
    """A hit, or cannot say."""

    template = "(%(expressions)s) IS NOT FALSE"
    output_field = BooleanField()


def judged(scope: Scope, rules: tuple[AlertRule, ...], county_code: str) -> QuerySet[Any]:
    """Facts rows that one of these rules hits or cannot judge: the answers first, then all columns. Who is not asked is answered no."""
    answers = {answer_of(rule): answer(rule) for rule in rules}
    anyone = Q(counted_members=0) if scope is Scope.HOUSEHOLD else Q(pk__in=[])
    for said in answers.values():
        anyone |= Q(NotFalse(said))
    rows = of_county(scope, MODELS[scope].objects.all(), county_code).filter(anyone)
    labels = {label_of(label): holds(label, scope) for rule in rules for label in labelling(rule)}
    fields = rows.model._meta.concrete_fields
    renamed = {
        field.column: F(field.attname) for field in fields if field.column != field.attname
    }  # what stands there is the table's column
    return rows.annotate(**answers, **labels, **renamed).values_list(*answers, *labels, *(field.column for field in fields))


@lru_cache(maxsize=64)
def present_answers(county_code: str, *, among: str, rules: tuple[AlertRule, ...] = OPENING) -> tuple[str, tuple[Any, ...]]:
    """What the rules say now of households whose open alerts they no longer support: the reason an alert closes with."""
    queries = []
    for rule in rules:
        rows = of_county(rule.scope, within(asked(rule).filter(answer=False), among), county_code)
        queries.append(findings_of(rule, rows.annotate(**{label_of(label): holds(label, rule.scope) for label in labelling(rule)})))
    text, values = union(queries)
    return text, tuple(values)


def of_county(scope: Scope, rows: QuerySet[Any], county_code: str) -> QuerySet[Any]:
    return rows.filter(**{"county_code" if scope is Scope.HOUSEHOLD else "facts__county_code": county_code})


def union(queries: list[QuerySet[Any]]) -> tuple[str, list[Any]]:
    texts: list[str] = []
    values: list[Any] = []
    for rows in queries:
        sql, params = rows.query.sql_with_params()
        texts.append(f"({sql})")
        values += params
    return " UNION ALL ".join(texts), values
