"""On random counties the supervision rules and their plain-Python twin agree exactly; a run keeps the values they compared and writes nothing twice."""

from __future__ import annotations

from random import Random

import pytest

from households.facts import refresh_facts
from households.models import Household
from registers.models import QualityFinding
from registers.quality.base import Asked
from registers.quality.rules import RULES
from registers.quality.run import check_quality
from registers.quality.shown import Subject
from tests.registers.quality import work_twin as twin
from tests.registers.quality.households_at_work import household, ours, theirs

pytestmark = pytest.mark.django_db
SIZE = 160
WORK = [rule for rule in RULES.values() if rule.subject is Subject.WORK]


def write(h: twin.H) -> Household:
    home = household(*h.labour, tag=h.tag, risks=tuple(h.risks), identified_on=h.identified, cleared_on=h.cleared, clearance_mode=h.mode)
    for number, one in enumerate(h.measures):
        if one.is_ours:
            ours(home, one.kind, one.begun)
        else:
            theirs(home, one.kind, one.begun, item=f"项目{number}", status=one.status, ended_on=one.ended)
    return home


@pytest.mark.parametrize("seed", [20260615, pytest.param(7, marks=pytest.mark.long)])
def test_rules_and_twin_agree_and_the_run_keeps_what_they_compared(county, seed):
    r = Random(seed)
    world = [twin.random_household(r) for _ in range(SIZE)]
    laid = [(write(h), h) for h in world]
    is_received = any(not one.is_ours for h in world for one in h.measures)
    refresh_facts(None, county=county, on=twin.ON)
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
