"""What is known of a case on its day D, what the criteria say of it, and what they propose. Read only: nothing is written, twice the same.

D is the day of acceptance, frozen (rulings B3); the evidence is what is known now. A member who is surely 特困 is taken out of the household's
sums before the household is judged (rulings B8): two readings of the same statement. A county-wide screening keeps the determined ones only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F

from casework.exceptions import StepRefused
from households.facts_as_of import FactsAsOf, facts_as_of
from households.models import AppliedParameters, Household, HouseholdFacts, MemberFacts
from households.relations import RELATIONS
from households.sums import SumSheet, sum_sheet
from identification.amounts import AddOnFacts
from identification.authorised import asked_of
from identification.criteria import HOUSEHOLD_CRITERIA, MEMBER_CRITERIA, OF_SINGLE, OF_TEKUN, RULES_VERSION, Criterion, Scope
from identification.criteria.words import OPERANDS, Told, because, change
from identification.models import Application
from identification.proposals import CANNOT_SAY, household_answers, member_answers, open_questions, settled
from identification.proposed import Person, Proposal, proposal
from policies.categories import PRECEDENCE, SupportCategory

# Kept with an opinion: every fact but those that say where the household lies and which rows were read.
NOT_KEPT = {"household_id", "parameters_id", "county_code", "town_code", "village_code", "known_on", "next_change_on"}
FACTS = tuple(name for field in HouseholdFacts._meta.concrete_fields if (name := field.attname) not in NOT_KEPT)
MEMBER_FACTS = (
    "age", "is_disabled", "is_severely_disabled", "disability_kind", "disability_level", "has_serious_illness", "is_in_school", "own_income",
    "obligors_unable",
)  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """One criterion asked: True met, False not, None cannot say. `because` holds the compared values; `missing` names the unknown facts."""

    code: str
    title: str
    clause: str
    category: str
    scope: str
    is_single: bool
    member_id: int | None
    member: str
    answer: bool | None
    because: str
    change: str
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Missing:
    """An unknown fact that keeps a question open, and who can supply it."""

    name: str
    label: str
    supplier: str
    member: str = ""


@dataclass(frozen=True)
class OpenQuestion:
    """A category that cannot be decided, of the household or of one member."""

    category: str
    words: str
    member: str = ""


@dataclass(frozen=True)
class MemberCase:
    """One member on D. `is_tekun`: determined so or surely met."""

    member_id: int
    person_id: int
    name: str
    relation: str
    is_counted: bool
    category: str
    is_tekun: bool
    facts: dict[str, Any]


@dataclass(frozen=True)
class CaseFacts:
    """Everything an opinion stands on. `parameters_id` is the stored set of numbers of the law, None where this set was never stored."""

    application_id: int
    household_id: int
    on: date
    window: tuple[date, date]
    rules_version: str
    parameters: AppliedParameters
    facts: dict[str, Any]
    members: tuple[MemberCase, ...]
    people: tuple[Person, ...]
    criteria: tuple[Answer, ...]
    open_questions: tuple[OpenQuestion, ...]
    missing: tuple[Missing, ...]
    proposal: Proposal
    sheet: SumSheet
    row: HouseholdFacts

    @property
    def parameters_id(self) -> int | None:
        return self.parameters.pk if self.parameters.pk and self.parameters.pk > 0 else None

    def answers(self, category: str, *, member_id: int | None = None, is_single: bool = False) -> list[Answer]:
        """The criteria of one category: the household's, or those of one member."""
        return [
            one for one in self.criteria if (one.category, one.member_id, one.is_single) == (category, member_id, is_single)
        ]  # fmt: skip


def facts_of(application: Application) -> CaseFacts:
    """Raises StepRefused before acceptance (there is no day D), ParameterMissing where a number of the law is missing on D."""
    if application.accepted_on is None:
        raise StepRefused("受理后才能按受理日核算。", "not_accepted")
    return read_case(application.household, application.accepted_on, application)


def read_case(household: Household, on: date, application: Application) -> CaseFacts:
    asked = asked_of(application, on)
    source = facts_as_of(household, on)
    rows = read_members(source)
    surely = tuple(row.member_id for row in rows if is_surely_tekun(row))
    [facts] = source.read(household_answers(HouseholdFacts.objects.filter(pk=household.pk), asked), as_tekun=surely)
    if surely:
        rows = read_members(source, surely)
    facts.parameters, facts.household = source.applied, household
    people = tuple(person_of(row) for row in rows)
    first = settled(facts.proposed_category, (row.meets_tekun for row in rows if row.is_counted and not is_tekun(row)))  # type: ignore[attr-defined]
    is_tagged, kind = tag_of(household, application, facts)
    put_forward = proposal(facts, source.applied, people, first=first, is_tagged=is_tagged, kind=kind)
    answers = (*household_criteria(facts), *member_criteria(facts, rows))
    questions = questions_of(facts, rows, first)
    payers = [row.person_id for row in rows if row.is_counted and not is_tekun(row)]
    return CaseFacts(
        application.pk, household.pk, on, (facts.window_start, facts.window_end), RULES_VERSION, source.applied,
        {name: getattr(facts, name) for name in FACTS}, tuple(member_case(row) for row in rows), people, answers, tuple(questions),
        missing_of(answers, questions), put_forward, sum_sheet(household, facts, counted=payers, on=on), facts,
    )  # fmt: skip


def read_members(source: FactsAsOf, surely: tuple[int, ...] = ()) -> list[MemberFacts]:
    """The household's members with every answer, in the order of the household register."""
    rows = member_answers(MemberFacts.objects.filter(facts_id=source.household.pk)).annotate(
        name=F("person__name"), relation=F("member__relation"), listed=F("member__is_claim")
    )
    found = source.read(rows, as_tekun=surely)
    return sorted((row for row in found if not row.listed), key=lambda row: (row.relation, row.member_id))


def is_surely_tekun(row: Any) -> bool:
    return bool(row.is_counted and not is_tekun(row) and row.meets_tekun)


def is_tekun(row: MemberFacts) -> bool:
    return row.category == SupportCategory.TEKUN


def tag_of(household: Household, application: Application, facts: Any) -> tuple[bool, str]:
    """The tag as it would stand: kept while not cleared, newly identified where the household asked for it. With its kind."""
    kind = facts.proposed_monitoring_kind
    if household.has_monitoring_tag:
        return True, household.monitoring_kind or kind
    return bool(kind) and application.wants_monitoring, kind


def person_of(row: Any) -> Person:
    add_on = AddOnFacts(row.age, row.is_severely_disabled, row.has_serious_illness)
    return Person(row.member_id, row.name, row.is_counted, is_tekun(row), row.meets_single, row.disability_level, add_on)


def member_case(row: Any) -> MemberCase:
    return MemberCase(
        row.member_id, row.person_id, row.name, RELATIONS.get(row.relation, ""), row.is_counted, row.category, is_tekun(row),
        {name: getattr(row, name) for name in MEMBER_FACTS},
    )  # fmt: skip


def answered(criterion: Criterion, told: Told, row: Any, member: Any = None) -> Answer:
    given = getattr(row, f"is_{criterion.code}")
    unknown = () if given is not None else tuple(name for name in criterion.reads if value_of(name, told, row) is None)
    return Answer(
        criterion.code, criterion.title, str(criterion.clause), str(criterion.category), criterion.scope.value, criterion.is_single,
        member.member_id if member else None, told.name, given, because(criterion, told), change(criterion, told), unknown,
    )  # fmt: skip


def value_of(name: str, told: Told, row: Any) -> Any:
    return getattr(row, name) if hasattr(row, name) else getattr(told.facts, name)


def household_criteria(facts: HouseholdFacts) -> list[Answer]:
    told = Told(facts, facts.parameters)
    return [answered(criterion, told, facts) for criterion in HOUSEHOLD_CRITERIA]


def member_criteria(facts: HouseholdFacts, rows: Sequence[Any]) -> list[Answer]:
    """Of every counted member; a determined 特困 person is not asked again by his household's application unless it is his own."""
    return [
        answered(criterion, Told(facts, facts.parameters, row, row.name), row, row)
        for row in rows
        if row.is_counted
        for criterion in MEMBER_CRITERIA
    ]


def questions_of(facts: Any, rows: Sequence[Any], first: str) -> list[OpenQuestion]:
    """What cannot be decided: categories above the proposal, members who may be 特困 or 单人保, the kind of monitoring."""
    row = {"proposed_category": first, **{f"meets_{category}": getattr(facts, f"meets_{category}") for category in PRECEDENCE}}
    questions = [OpenQuestion(code, f"是不是{SupportCategory(code).label}，还不能判断") for code in open_questions(row)]
    for member in rows:
        if member.is_counted and not is_tekun(member) and member.meets_tekun is None:
            questions.append(
                OpenQuestion(SupportCategory.TEKUN, f"{member.name}是不是特困人员，还不能判断；判断前按普通成员计算", member.name)
            )
        if first == SupportCategory.DIBAO_MARGIN and member.is_counted and not is_tekun(member) and member.meets_single is None:
            questions.append(OpenQuestion(SupportCategory.DIBAO, f"{member.name}能不能单人保，还不能判断", member.name))
    if first == CANNOT_SAY and not questions:
        questions.append(OpenQuestion("", "还不能判断"))
    return questions


def missing_of(answers: Sequence[Answer], questions: Sequence[OpenQuestion]) -> tuple[Missing, ...]:
    """The unknown facts behind the open questions, each once."""
    asked = {(question.category, question.member) for question in questions}
    found = {
        (name, answer.member if answer.scope == Scope.MEMBER.value and name in OF_MEMBERS else ""): OPERANDS[name]
        for answer in answers
        if (answer.category, answer.member) in asked
        for name in answer.missing
    }
    return tuple(Missing(name, operand.label, operand.supplier, member) for (name, member), operand in found.items())


# Facts of a person; the others are the household's even where a member's criterion reads them.
OF_MEMBERS = {name for criterion in (*OF_TEKUN, *OF_SINGLE) for name in criterion.reads if name in {*MEMBER_FACTS, "parts_known"}}
