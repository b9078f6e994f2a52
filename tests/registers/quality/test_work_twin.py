"""On random counties the supervision rules and their plain-Python twin agree exactly; a run keeps the values they compared and writes nothing twice."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest

from households.facts import refresh_facts
from households.models import (
    Disability,
    Disaster,
    Enrolment,
    Household,
    HouseholdFacts,
    Housing,
    Insurance,
    Job,
    Person,
    RegisterClaim,
    Water,
)
from registers.models import QualityFinding
from registers.quality.base import Asked
from registers.quality.rules import RULES
from registers.quality.run import check_quality
from tests.households.factories import PersonFactory, income, settlement, wages
from tests.registers.quality import work_twin as twin
from tests.registers.quality.households_at_work import household, ours, theirs

pytestmark = pytest.mark.django_db
SIZE = 160
WORK = [RULES[code] for code in twin.RULES]


def write(h: twin.H) -> Household:
    home = household(*h.labour, tag=h.tag, risks=tuple(h.risks), identified_on=h.identified, cleared_on=h.cleared, clearance_mode=h.mode)
    for seat, p in zip(home.members.order_by("pk"), h.people, strict=True):
        lay_person(home, seat.person, p)
    who = seat.person if h.people else PersonFactory()
    lay_home(home, who, h)
    for number, one in enumerate(h.measures):
        if one.is_ours:
            ours(home, one.kind, one.begun)
        else:
            theirs(home, one.kind, one.begun, item=f"项目{number}", status=one.status, ended_on=one.ended)
    return home


def lay_person(home: Household, person: Person, p: twin.P) -> None:
    dated = {"household": home, "person": person, "received_on": twin.ON}
    person.health, person.birth = p.health, date(2016, 1, 1) if p.school is not None else person.birth
    person.save()
    if p.is_disabled:
        Disability.objects.create(**dated, kind="4", level=3, issued_on=twin.ON)
    if p.insured:
        Insurance.objects.create(**dated, kind="resident_medical", status=p.insured, year=2026)
    if p.works is not None:
        Job.objects.create(**dated, as_of=twin.ON, is_working=p.works)
    if p.school:
        Enrolment.objects.create(**dated, stage="primary", attendance=p.school)


def lay_home(home: Household, who: Person, h: twin.H) -> None:
    if h.listed:
        RegisterClaim.objects.create(
            household=home,
            person=who,
            received_on=twin.ON,
            register="monitored",
            monitoring_kind="marginal",
            risks=h.listed,
            is_cleared=True,
            collector=h.collector,
            collector_phone=h.phone,
        )
    if h.house:
        Housing.objects.create(household=home, received_on=twin.ON, grade=h.house, appraised_on=twin.ON)
    if h.water is not None:
        four = dict.fromkeys(("quantity", "access", "reliability"), "good")
        Water.objects.create(household=home, received_on=twin.ON, checked_on=twin.ON, quality="bad" if h.water else "good", **four)
    if h.disaster:
        Disaster.objects.create(household=home, received_on=twin.ON, kind=h.disaster, happened_on=twin.ON)
    for kind, amount in h.then:
        income(home, who, kind, str(amount), twin.months_after(h.cleared, -3).replace(day=1), item="消除前")


def read_facts(home: Household, h: twin.H) -> None:
    """Money as the facts say it: they have a twin of their own."""
    facts = HouseholdFacts.objects.select_related("parameters").get(pk=home.pk)
    h.gross, h.wages, h.self_paid = facts.gross, facts.wages, facts.medical_deduction
    h.line = facts.parameters.low_income_line * facts.income_members


def lay_money(laid: list[tuple[Household, twin.H]], r: Random) -> None:
    for home, h in laid:
        if h.people and (monthly := r.choice((None, "0", "100", "9000"))):
            wages(home, home.members.order_by("pk").first().person, monthly)
        if h.people and r.random() < 0.4:
            settlement(home, home.members.order_by("pk").first().person, "100", date(2026, 3, 1), compliant=r.choice(("0", "50")))


@pytest.mark.parametrize("seed", [20260615, pytest.param(7, marks=pytest.mark.long)])
def test_rules_and_twin_agree_and_the_run_keeps_what_they_compared(county, seed):
    r = Random(seed)
    world = [twin.random_household(r) for _ in range(SIZE)]
    laid = [(write(h), h) for h in world]
    is_received = any(not one.is_ours for h in world for one in h.measures)
    lay_money(laid, r)
    refresh_facts(None, county=county, on=twin.ON)
    for home, h in laid:
        read_facts(home, h)
    found, compared = {}, {}
    for rule in WORK:
        for home, person, *answers, values in rule.answers(Asked(county, twin.ON)):
            compared[rule.code, home, person] = values
            found |= {(check.code, home): answer for check, answer in zip(rule.checks, answers, strict=True)}
    expected = {(code, home.pk): answer for home, h in laid for code, answer in twin.answers(h, is_received).items()}
    differing = {key: (found.get(key, "not asked"), expected.get(key, "not asked")) for key in found.keys() | expected.keys()}
    differing = {key: pair for key, pair in differing.items() if pair[0] is not pair[1]}
    assert not differing, list(differing.items())[:5]
    assert {code for (code, _), answer in expected.items() if answer} == {check.code for rule in WORK for check in rule.checks}

    assert check_quality(county, on=twin.ON) > 0
    kept = QualityFinding.objects.filter(rule__in=[rule.code for rule in WORK])
    assert kept.count() > SIZE / 4
    for finding in kept:
        assert finding.compared == compared[finding.rule, finding.household_id, finding.person_id]
    assert check_quality(county, on=twin.ON) == 0
