"""What the criteria propose, without deciding anything (rulings B1, B8, B10): annotations over the facts, in three values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import Any

from django.db.models import BooleanField, Case, CharField, ExpressionWrapper, F, Q, QuerySet, Value, When
from django.db.models.functions import Cast

from accounts.fields import ExactFenField
from households.choices import HouseholdKind, Risk
from households.models import HouseholdFacts, MemberFacts
from identification.criteria import HOUSEHOLD_CRITERIA, MEMBER_CRITERIA, OF_SINGLE, OF_TEKUN, Criterion, of_category
from policies.categories import PRECEDENCE, AreaType, MonitoringKind, SupportCategory

CANNOT_SAY = "cannot_say"
LINE = F("parameters__low_income_line") * F("income_members")
UNKNOWN = Cast(Value(None), BooleanField())
# Sudden causes among the recorded risks (domain §2.3): disaster, accident; the third, main labour lost, is a fact.
SUDDEN_RISKS = [Risk.DISASTER.value, Risk.ACCIDENT.value]
MONITORED_PLACES = Q(area_type=AreaType.RURAL.value) | Q(is_relocated=True)


@dataclass(frozen=True)
class Asked:
    """What only an application can say: 本地户籍, 配合核对 (None: unknown), whether the distress is judged in writing, whether the tag is asked for.

    The default is the present practice outside a case: nobody has been asked for an authorisation yet, so the first two are taken as given
    and a proposal stands on the facts alone; a sudden cause without written judgement makes nobody 突发严重困难户.
    """

    is_local: bool | None = True
    cooperates: bool | None = True
    is_judged: bool = False
    wants_monitoring: bool = False


FACTS_ALONE = Asked()


def truth(value: bool | None) -> Any:
    return UNKNOWN if value is None else Value(value, output_field=BooleanField())


def answer(condition: Q) -> ExpressionWrapper:
    return ExpressionWrapper(condition, output_field=BooleanField())


def all_of(criteria: Iterable[Criterion]) -> Q:
    return reduce(and_, (criterion.when for criterion in criteria))


def with_operands(facts: QuerySet[HouseholdFacts], asked: Asked = FACTS_ALONE) -> QuerySet[Any]:
    """What the household's criteria read beside the columns."""
    facts = facts.annotate(proposed_monitoring_kind=monitoring_kind(asked))
    # what this application identifies counts as tagged for the household's category: row 5 of the tag table
    identified = When(~Q(proposed_monitoring_kind=""), then=Value(asked.wants_monitoring))
    return facts.annotate(
        is_identified_now=Case(identified, default=Value(False), output_field=BooleanField()),
        twelve_assets=ExpressionWrapper(F("financial_assets") * 12, output_field=ExactFenField()),
        is_local=truth(asked.is_local),
        cooperates=truth(asked.cooperates),
        has_no_labour=Case(When(able_members__gt=0, then=Value(False)), When(labour_unknown__gt=0, then=UNKNOWN), default=Value(True), output_field=BooleanField()),
    )  # fmt: skip


def with_proposals(facts: QuerySet[HouseholdFacts], asked: Asked = FACTS_ALONE) -> QuerySet[Any]:
    """Adds `meets_<category>` in three values, `proposed_category` (the first surely met; CANNOT_SAY when none is and one is open) and
    `proposed_monitoring_kind`. A tagged household always has a category: row 5 of the tag table."""
    facts = with_operands(facts, asked)
    for category in PRECEDENCE:
        facts = facts.annotate(**{f"meets_{category}": answer(all_of(of_category(category)))})
    unknown = Q(counted_members__gt=0) & reduce(lambda a, b: a | b, (Q(**{f"meets_{category}__isnull": True}) for category in PRECEDENCE))
    return facts.annotate(
        proposed_category=Case(
            *(When(**{f"meets_{category}": True}, then=Value(str(category))) for category in PRECEDENCE),
            When(unknown, then=Value(CANNOT_SAY)),
            default=Value(""), output_field=CharField(),
        ),
    )  # fmt: skip


def monitoring_kind(asked: Asked) -> Case:
    """The first kind that fits (rulings B10); only where the national system watches: in the country and among the relocated (domain §2.3).

    I_ref < line as I_ref × n < line × n, with `net` in place of `gross` while the unified rule is off.
    """
    spent = LINE - F("claims") + F("medical_deduction")
    below_after = Q(parameters__is_income_unified=True) & Q(gross__lt=spent) | Q(parameters__is_income_unified=False) & Q(net__lt=spent)
    sudden = Q(household__risks__overlap=SUDDEN_RISKS) | Q(has_lost_earner=True)
    by_cause = [When(sudden, then=Value(str(MonitoringKind.SUDDEN)))] if asked.is_judged else []
    return Case(
        When(Q(has_recorded_risk=False) | Q(counted_members=0), then=Value("")),
        When(MONITORED_PLACES, then=Case(
            When(Q(gross__lt=LINE) & below_after & Q(household_kind=HouseholdKind.TUOPIN), then=Value(str(MonitoringKind.UNSTABLE))),
            When(Q(gross__lt=LINE) & below_after, then=Value(str(MonitoringKind.MARGINAL))),
            When(Q(gross__gte=LINE) & below_after, then=Value(str(MonitoringKind.SUDDEN))),
            *by_cause, default=Value(""), output_field=CharField())),
        default=Value(""), output_field=CharField(),
    )  # fmt: skip


def with_member_answers(members: QuerySet[MemberFacts]) -> QuerySet[Any]:
    """Adds `meets_tekun` and `meets_single` in three values; only counted members are asked."""
    return with_member_operands(members).annotate(
        meets_tekun=answer(Q(is_counted=True) & all_of(OF_TEKUN)), meets_single=answer(Q(is_counted=True) & all_of(OF_SINGLE))
    )


def with_member_operands(members: QuerySet[MemberFacts]) -> QuerySet[Any]:
    """What the member's criteria read beside the columns."""
    return members.annotate(
        twelve_assets=ExpressionWrapper(F("facts__financial_assets") * 12, output_field=ExactFenField()),
        # 多重 certificates do not say which kinds they join
        parts_known=Case(When(disability_kind="7", then=UNKNOWN), default=Value(True), output_field=BooleanField()),
    )


def with_each_answer(rows: QuerySet[Any], criteria: Iterable[Criterion]) -> QuerySet[Any]:
    """Adds `is_<code>` for every criterion: the opinion page shows them one by one."""
    return rows.annotate(**{f"is_{criterion.code}": answer(criterion.when) for criterion in criteria})


def household_answers(facts: QuerySet[HouseholdFacts], asked: Asked) -> QuerySet[Any]:
    return with_each_answer(with_proposals(facts, asked), HOUSEHOLD_CRITERIA)


def member_answers(members: QuerySet[MemberFacts]) -> QuerySet[Any]:
    return with_each_answer(with_member_answers(members), MEMBER_CRITERIA)


def settled(proposed: str, tekun: Iterable[bool | None]) -> str:
    """The proposal once it is known who of the household may be 特困 (`tekun`: each income member's answer).

    A household whose every member may be 特困 and which is surely nothing else cannot be judged yet; one that is something stays that, with the
    open question (rulings B1, B8).
    """
    answers = list(tekun)
    return CANNOT_SAY if not proposed and answers and False not in answers else proposed


def open_questions(row: Mapping[str, Any]) -> list[str]:
    """Categories higher than the proposal that cannot be decided; a higher one never hides a lower one that is surely met."""
    proposed = row["proposed_category"]
    questions = []
    for category in PRECEDENCE:
        if str(category) == proposed:
            break
        if row[f"meets_{category}"] is None:
            questions.append(str(category))
    return questions


def missing_operands(row: Mapping[str, Any]) -> list[str]:
    """Facts that are unknown and that an open question reads."""
    names = [
        name
        for category in open_questions(row)
        for criterion in of_category(SupportCategory(category))
        for name in criterion.reads
        if name in row and row[name] is None
    ]
    return list(dict.fromkeys(names))
