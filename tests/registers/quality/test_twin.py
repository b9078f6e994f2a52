"""On random counties the declared rules and their plain-Python twin agree exactly; what a run keeps is what the rules answer."""

from __future__ import annotations

from random import Random

import pytest

from accounts.models import Region
from households.facts import refresh_facts
from households.models import Enrolment, Household, Income, Insurance, Job, Member, Person, RegisterClaim, Standing
from registers.models import QualityCount, QualityFinding
from registers.quality.base import Asked
from registers.quality.rules import RULES
from registers.quality.run import check_quality
from registers.quality.shown import Subject
from tests.registers.quality import twin

pytestmark = pytest.mark.django_db
SIZE = 250
TOLD = {
    "DQ-01",
    "DQ-21-2",
    "DQ-10",
    "DQ-14",
}  # tables and twins of their own: digits and facts (test_rules.py), evidence (test_evidence_rules.py)


def write(world: list[twin.H], village: Region, town: Region) -> list[tuple[Household, twin.H, list[tuple[Person, twin.P]]]]:
    laid = []
    rest: dict[type, list] = {model: [] for model in (Income, Insurance, Job, Enrolment, RegisterClaim)}
    for number, h in enumerate(world):
        place = village if h.is_in_village else town
        home = Household.objects.create(
            household_no=f"T{number}", head_name="测", village=place, county_code=village.code[:6], town_code=village.code[:9], village_code=place.code,
            area_type="rural", household_kind=h.kind, category=h.category, has_monitoring_tag=h.tag, registered_on=twin.ON,
        )  # fmt: skip
        Standing.objects.create(household=home, identified_on=h.identified, cleared_on=h.cleared)
        people = Person.objects.bulk_create(
            Person(name=f"测{number}", birth=p.birth, sex=p.sex, health=p.health, labour=p.labour, school_status=p.school) for p in h.people
        )
        for person, p in zip(people, h.people, strict=True):
            person.phone = p.phone
            person.save()
            who = {"household": home, "person": person, "received_on": twin.ON}
            Member.objects.create(household=home, person=person, relation=p.relation, status=p.status, category=p.category)
            rest[Job] += [
                Job(**who, is_working=w, started_on=s, ended_on=e, as_of=twin.ON, county_name=c, months_worked=m, yearly_income=y) for w, s, e, c, m, y in p.jobs
            ]  # fmt: skip
            money = [("wage", month, amount, "务工", None, None) for month, amount in p.wages]
            money += [("business", *row) for row in p.business]
            rest[Income] += [
                Income(**who, kind=k, month=m, amount=a, item=i, batch_id=b, is_receipts=g, source="department", ref=str(n)) for n, (k, m, a, i, b, g) in enumerate(money)
            ]  # fmt: skip
            rest[Insurance] += [Insurance(**who, kind=k, status=s, year=y) for k, s, y in p.insurance]
            if p.enrolment:
                rest[Enrolment].append(Enrolment(**who, stage="junior", attendance=p.enrolment[0], absence_reason=p.enrolment[1]))
        if h.claim and people:
            rest[RegisterClaim].append(
                RegisterClaim(
                    household=home, person=people[0], received_on=twin.ON, register="monitored", since=h.claim[0], cleared_on=h.claim[1]
                )
            )
        if not people:
            h.claim = None
        laid.append((home, h, list(zip(people, h.people, strict=True))))
    for model, rows in rest.items():
        model.objects.bulk_create(rows)
    return laid


def expected_of(laid: list[tuple[Household, twin.H, list[tuple[Person, twin.P]]]]) -> dict[tuple[str, int, int | None], bool | None]:
    world = [h for _, h, _ in laid]
    apart = twin.shared_apart(world)
    kinds = {kind for h in world for p in h.people for kind, _, year in p.insurance if year == 2026}
    received = {word for word in ("medical", "serious", "pension") if any(word in kind for kind in kinds)}
    expected: dict[tuple[str, int, int | None], bool | None] = {}
    for home, h, people in laid:
        expected |= {(code, home.pk, None): answer for code, answer in twin.household_answers(h).items()}
        for person, p in people:
            if p.is_there:
                answers = twin.member_answers(h, p, apart, received)
                expected |= {(code, home.pk, person.pk): answer for code, answer in answers.items()}
    return expected


@pytest.mark.parametrize("seed", [20260615, pytest.param(1, marks=pytest.mark.long)])
def test_rules_and_twin_agree_and_the_run_keeps_what_they_answer(county, village, town, seed):
    r = Random(seed)
    laid = write([twin.random_household(r) for _ in range(SIZE)], village, town)
    refresh_facts(None, county=county, on=twin.ON)
    found: dict[tuple[str, int, int | None], bool | None] = {}
    asked_of: dict[str, int] = {}
    for rule in (rule for rule in RULES.values() if rule.subject is Subject.DATA):
        rows = list(rule.answers(Asked(county, twin.ON)))
        asked_of[rule.code] = len(rows)
        for household, person, *answers, _ in rows:
            found |= {(check.code, household, person): answer for check, answer in zip(rule.checks, answers, strict=True)}
    mine = {key: answer for key, answer in found.items() if key[0][:5] not in TOLD and key[0] not in TOLD}
    expected = expected_of(laid)
    differing = {key: (mine.get(key, "not asked"), expected.get(key, "not asked")) for key in mine.keys() ^ expected.keys()}
    differing |= {key: (mine[key], expected[key]) for key in mine.keys() & expected.keys() if mine[key] is not expected[key]}
    assert not differing, list(differing.items())[:5]
    answers_seen = {(code, answer) for (code, _, _), answer in expected.items()}
    assert {code for code, answer in answers_seen if answer is True} == {code for code, _ in answers_seen}  # every check hits somebody

    assert check_quality(county, on=twin.ON) > 0
    kept = {(finding.rule, finding.household_id, finding.person_id): finding for finding in QualityFinding.objects.all()}
    for (code, household, person), answer in found.items():
        if code.startswith("DQ-01"):
            continue  # judged by the run itself, after these answers
        finding = kept.get((code.rpartition("-")[0], household, person))
        assert (finding is not None and code in finding.faults) is (answer is True)
        assert (finding is not None and code in finding.unknowns) is (answer is None)
    counted: dict[str, int] = {}
    for row in QualityCount.objects.filter(code__in=asked_of):
        counted[row.code] = counted.get(row.code, 0) + row.asked
    assert counted == {code: count for code, count in asked_of.items() if count}
    assert check_quality(county, on=twin.ON) == 0
