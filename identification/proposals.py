"""What the criteria propose for households, without deciding anything (rulings B1, B8, B10)."""

from __future__ import annotations

from functools import reduce
from operator import and_
from typing import Any

from django.db.models import BooleanField, Case, CharField, ExpressionWrapper, F, Q, QuerySet, Value, When

from accounts.fields import ExactFenField
from households.choices import HouseholdKind
from households.models import HouseholdFacts
from identification.criteria import of_category
from policies.categories import PRECEDENCE, MonitoringKind, SupportCategory

CANNOT_SAY = "cannot_say"
LINE = F("parameters__low_income_line") * F("income_members")


def with_proposals(facts: QuerySet[HouseholdFacts]) -> QuerySet[Any]:
    """Adds `meets_<category>` in three values, `proposed_category` (the first surely met; CANNOT_SAY when none is and one is open) and
    `proposed_monitoring_kind`. A tagged household always has a category: row 5 of the tag table."""
    facts = facts.annotate(twelve_assets=ExpressionWrapper(F("financial_assets") * 12, output_field=ExactFenField()))
    for category in PRECEDENCE:
        condition = reduce(and_, (criterion.when for criterion in of_category(category)))
        facts = facts.annotate(**{f"meets_{category}": ExpressionWrapper(condition, output_field=BooleanField())})
    unknown = Q(counted_members__gt=0) & reduce(lambda a, b: a | b, (Q(**{f"meets_{category}__isnull": True}) for category in PRECEDENCE))
    return facts.annotate(
        proposed_category=Case(
            *(When(**{f"meets_{category}": True}, then=Value(str(category))) for category in PRECEDENCE),
            When(unknown, then=Value(CANNOT_SAY)),
            default=Value(""), output_field=CharField(),
        ),
        proposed_monitoring_kind=Case(
            When(Q(has_recorded_risk=False), then=Value("")),
            When(Q(gross__lt=LINE) & Q(gross__lt=LINE - F("claims") + F("medical_deduction")), then=Case(
                When(household_kind=HouseholdKind.TUOPIN, then=Value(str(MonitoringKind.UNSTABLE))), default=Value(str(MonitoringKind.MARGINAL)), output_field=CharField())),
            When(Q(gross__gte=LINE) & Q(gross__lt=LINE - F("claims") + F("medical_deduction")), then=Value(str(MonitoringKind.SUDDEN))),
            default=Value(""), output_field=CharField(),
        ),
    )  # fmt: skip


def open_questions(row: dict[str, Any]) -> list[str]:
    """Categories higher than the proposal that cannot be decided; a higher one never hides a lower one that is surely met."""
    proposed = row["proposed_category"]
    questions = []
    for category in PRECEDENCE:
        if str(category) == proposed:
            break
        if row[f"meets_{category}"] is None:
            questions.append(str(category))
    return questions


def missing_operands(row: dict[str, Any]) -> list[str]:
    """Facts that are unknown and that an open question reads."""
    names = [
        name
        for category in open_questions(row)
        for criterion in of_category(SupportCategory(category))
        for name in criterion.reads
        if row[name] is None
    ]
    return list(dict.fromkeys(names))
