"""R30 多次预警未纳入: which alerts are separate episodes, where it cannot be said, and that the county sees them; against a plain-Python twin too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

import pytest
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from households.facts import refresh_facts
from households.models import Household, Standing
from monitoring.models import Alert
from registers.quality.run import check_quality
from tests.accounts.factories import PositionFactory
from tests.households.factories import HouseholdFactory
from tests.monitoring.factories import AlertFactory
from tests.registers.quality.asking import FINE, HIT, NOT_ASKED, ON, UNKNOWN, answer, answers

pytestmark = pytest.mark.django_db
START = date(2025, 6, 15)


@pytest.fixture(autouse=True)
def ground(county):
    return county


def warn(home: Household, rule: str, opened_on: date, closed_on: date | None = None, outcome: str = "") -> None:
    alert = AlertFactory(household=home, rule=rule, opened_on=opened_on)
    if closed_on:
        Alert.objects.filter(pk=alert.pk).update(state="closed", closed_on=closed_on, outcome=outcome)


JANUARY, FEBRUARY, MARCH = date(2026, 1, 10), date(2026, 2, 10), date(2026, 3, 10)


@pytest.mark.parametrize(
    ("alerts", "expected"),
    [
        ([], NOT_ASKED),
        ([("R01", JANUARY)], FINE),
        ([("R01", JANUARY), ("R08", JANUARY)], HIT),  # another rule
        ([("R01", JANUARY, FEBRUARY), ("R01", MARCH)], HIT),  # closed by itself: a screening found nothing
        ([("R01", JANUARY, FEBRUARY, "none"), ("R01", MARCH)], UNKNOWN),  # people closed it
        ([("R01", JANUARY, FEBRUARY, "none"), ("R08", MARCH)], HIT),
        ([("R01", JANUARY, FEBRUARY, "false"), ("R08", MARCH)], FINE),  # wrong data was no hit
        ([("A01", JANUARY), ("R01", JANUARY)], FINE),  # only warnings of risk count
        ([("R01", date(2025, 5, 1), START), ("R08", MARCH)], FINE),  # over before the twelve months
        ([("R01", date(2025, 5, 1), START + timedelta(days=1)), ("R08", MARCH)], HIT),
        ([("R01", JANUARY), ("R08", date(2026, 6, 16))], FINE),  # not yet
        ([("R01", JANUARY, MARCH), ("R01", FEBRUARY)], FINE),  # a second member while the first alert stood
    ],
)
def test_separate_episodes(alerts, expected):
    home = HouseholdFactory()
    for alert in alerts:
        warn(home, *alert)
    assert answer("R30-1", home) is expected or answer("R30-1", home) == expected


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
    """An alert."""

    rule: str
    opened: date
    closed: date | None
    outcome: str


def random_alerts(r: Random) -> list[W]:
    """Up to four, never two of one rule at once."""
    found: list[W] = []
    free_from = {"R01": START - timedelta(days=60), "R08": START - timedelta(days=60)}
    for _ in range(r.choice((0, 1, 2, 3, 4))):
        rule = r.choice(("R01", "R08"))
        if free_from[rule] > ON:
            continue
        opened = free_from[rule] + timedelta(days=r.choice((0, 1, 90)))
        closed = opened + timedelta(days=r.choice((1, 59, 60, 61, 120))) if r.random() < 0.8 else None
        found.append(W(rule, opened, closed, r.choice(("", "", "none", "false")) if closed else ""))
        free_from[rule] = closed or date.max
    return found


def expected_of(alerts: list[W]) -> bool | str | None:
    counted = [w for w in alerts if w.opened <= ON and (w.closed is None or w.closed > START) and w.outcome != "false"]
    if not counted:
        return NOT_ASKED
    episodes, is_unclear = len({w.rule for w in counted}), False
    for w in counted:
        before = [other for other in counted if other.rule == w.rule and other.opened < w.opened]
        if any(other.outcome == "" for other in before):
            episodes += 1
        elif before:
            is_unclear = True
    return True if episodes >= 2 else None if is_unclear else False


def test_the_rule_and_its_twin_agree_on_random_histories():
    r = Random(20260615)
    laid = [(HouseholdFactory(), random_alerts(r)) for _ in range(150)]
    for home, alerts in laid:
        for w in alerts:
            warn(home, w.rule, w.opened, w.closed, w.outcome)
    found = answers("R30-1")
    expected = {home.pk: expected_of(alerts) for home, alerts in laid}
    differing = {pk: (found.get((pk, None), NOT_ASKED), one) for pk, one in expected.items() if found.get((pk, None), NOT_ASKED) != one}
    assert not differing and {True, False, None, NOT_ASKED} == set(expected.values())
