"""R30 多次预警未纳入: which hits are separate episodes, silent ones counted, and that the county sees them; against a plain-Python twin too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

import pytest
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from households.facts import refresh_facts
from households.journal import mark_changed
from households.models import Household, Person, Standing
from monitoring.models import Alert, HitEpisode
from monitoring.runs import screen
from registers.quality.run import check_quality
from tests.accounts.factories import PositionFactory
from tests.households.factories import HouseholdFactory, income
from tests.monitoring.factories import AlertFactory
from tests.registers.quality.asking import FINE, HIT, NOT_ASKED, ON, answer, answers

pytestmark = pytest.mark.django_db
START = date(2025, 6, 15)


@pytest.fixture(autouse=True)
def ground(county):
    return county


def warn(home: Household, rule: str, began_on: date, ended_on: date | None = None, outcome: str = "", person: Person | None = None) -> None:
    """A hit as the sweep keeps it; with a conclusion, the alert it opened was closed by people."""
    HitEpisode.objects.create(household=home, person=person, rule=rule, began_on=began_on, ended_on=ended_on)
    if outcome:
        alert = AlertFactory(household=home, person=person, rule=rule, opened_on=began_on)
        Alert.objects.filter(pk=alert.pk).update(state="closed", closed_on=began_on, outcome=outcome)


JANUARY, FEBRUARY, MARCH = date(2026, 1, 10), date(2026, 2, 10), date(2026, 3, 10)


@pytest.mark.parametrize(
    ("hits", "expected"),
    [
        ([], NOT_ASKED),
        ([("R01", JANUARY)], FINE),  # below
        ([("R01", JANUARY), ("R08", JANUARY)], HIT),  # at: another rule
        ([("R01", JANUARY, FEBRUARY), ("R01", MARCH)], HIT),  # a screening between found nothing
        ([("R01", JANUARY, FEBRUARY, "none"), ("R01", MARCH)], HIT),  # silent by then: no alert, and still a hit
        ([("R01", JANUARY, FEBRUARY), ("R01", FEBRUARY, MARCH), ("R08", MARCH)], HIT),  # above
        ([("R01", JANUARY, FEBRUARY, "false"), ("R08", MARCH)], FINE),  # wrong data was no hit
        ([("R01", JANUARY, FEBRUARY, "dup"), ("R01", MARCH)], FINE),
        ([("A01", JANUARY), ("R01", JANUARY)], FINE),  # only warnings of risk count
        ([("R01", date(2025, 5, 1), START), ("R08", MARCH)], FINE),  # over before the twelve months
        ([("R01", date(2025, 5, 1), START + timedelta(days=1)), ("R08", MARCH)], HIT),
        ([("R01", JANUARY), ("R08", date(2026, 6, 16))], FINE),  # not yet
    ],
)
def test_separate_episodes(hits, expected):
    home = HouseholdFactory()
    for hit in hits:
        warn(home, *hit)
    assert answer("R30-1", home) == expected


def test_a_second_member_is_no_second_time_until_nobody_was_hit():
    home, again = HouseholdFactory(size=2), HouseholdFactory(size=2)
    for family, second in ((home, (FEBRUARY, None)), (again, (MARCH, None))):
        first, other = (member.person for member in family.members.order_by("pk"))
        warn(family, "R09", JANUARY, MARCH, person=first)
        warn(family, "R09", *second, person=other)
    assert (answer("R30-1", home), answer("R30-1", again)) == (FINE, HIT)


def test_a_hit_that_stayed_silent_counts(county):
    """Screened, concluded by people, gone, and back within the silence: one alert, two hits."""
    home = HouseholdFactory(size=2, monthly_wage="1000")
    screen(county, on=ON - timedelta(days=3))
    Alert.objects.filter(household=home).update(state="closed", closed_on=ON - timedelta(days=3), outcome="watch")
    lent = income(home, home.members.first().person, "wage", "20000", date(2026, 5, 1), item="零工")
    mark_changed([home.pk])
    screen(county, on=ON - timedelta(days=2))
    lent.delete()
    mark_changed([home.pk])
    screen(county, on=ON - timedelta(days=1))
    assert Alert.objects.filter(household=home, rule="R01").count() == 1
    assert HitEpisode.objects.silent(ON).filter(household=home, rule="R01").exists()
    assert answer("R30-1", home) == HIT


def test_who_was_taken_in_is_not_asked_and_what_came_before_does_not_count():
    tagged, applying, let_go = HouseholdFactory(has_monitoring_tag=True), HouseholdFactory(), HouseholdFactory()
    for home in (tagged, applying, let_go):
        warn(home, "R01", JANUARY)
        warn(home, "R08", MARCH)
    Standing.objects.filter(household=applying).update(has_open_case=True)
    Standing.objects.filter(household=let_go).update(exited_on=FEBRUARY)
    assert [answer("R30-1", home) for home in (tagged, applying, let_go)] == [NOT_ASKED, NOT_ASKED, FINE]


def test_the_countys_desk_tells_how_many_and_opens_them(county, town, settings):
    settings.FIXED_TODAY = ON
    home = HouseholdFactory(head_name="周守田")
    warn(home, "R01", JANUARY)
    warn(home, "R08", MARCH)
    refresh_facts(None, county=county, on=ON)
    check_quality(county, on=ON)
    address = reverse("registers:quality_list", args=["R30"])
    for role, region, sees in ((Role.TASKFORCE, county, True), (Role.MONITOR_CENTER, county, True), (Role.TOWN_CLERK, town, False)):
        client = Client()
        client.force_login(PositionFactory(region=region, role=role).user)
        desk = client.get(reverse("casework:desk")).content.decode()
        assert ("1户待县级复核" in desk and address in desk) is sees
        assert "周守田" in client.get(address).content.decode()


@dataclass
class W:
    """A hit."""

    rule: str
    began: date
    ended: date | None
    outcome: str
    who: int


def random_hits(r: Random) -> list[W]:
    """Up to five, never two of one rule and person at once, in the order they began."""
    found: list[W] = []
    free_from = {(rule, who): START - timedelta(days=60) for rule in ("R01", "R09") for who in (0, 1)}
    for _ in range(r.choice((0, 1, 2, 3, 5))):
        rule, who = r.choice(("R01", "R09")), r.choice((0, 1))
        if free_from[rule, who] > ON:
            continue
        began = free_from[rule, who] + timedelta(days=r.choice((0, 1, 90)))
        ended = began + timedelta(days=r.choice((1, 59, 60, 61, 120))) if r.random() < 0.8 else None
        found.append(W(rule, began, ended, r.choice(("", "", "none", "false")), who))
        free_from[rule, who] = ended or date.max
    return sorted(found, key=lambda w: w.began)


def expected_of(hits: list[W]) -> bool | str:
    counted = [w for w in hits if w.began <= ON and (w.ended is None or w.ended > START) and w.outcome != "false"]
    if not counted:
        return NOT_ASKED
    times = 0
    for rule in {w.rule for w in counted}:
        times += 1
        of_rule = [w for w in counted if w.rule == rule]
        for place, w in enumerate(of_rule):
            some_ended = any(other.ended and other.ended <= w.began for other in of_rule if other is not w)
            some_stood = any(other.ended is None or other.ended > w.began for other in of_rule[:place])
            times += some_ended and not some_stood
    return times >= 2


def test_the_rule_and_its_twin_agree_on_random_histories():
    r = Random(20260615)
    laid = [(HouseholdFactory(size=2), random_hits(r)) for _ in range(150)]
    for home, hits in laid:
        people = [member.person for member in home.members.order_by("pk")]
        for w in hits:
            warn(home, w.rule, w.began, w.ended, w.outcome, people[w.who])
    found = answers("R30-1")
    expected = {home.pk: expected_of(hits) for home, hits in laid}
    differing = {pk: (found.get((pk, None), NOT_ASKED), one) for pk, one in expected.items() if found.get((pk, None), NOT_ASKED) != one}
    assert not differing and {True, False, NOT_ASKED} == set(expected.values())
