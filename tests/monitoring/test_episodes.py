"""命中期 and 静默: what the screenings saw is kept whether or not it opened an alert; the same facts stay silent with a reason, changed ones re-open (domain §4e, rulings C4)."""

from __future__ import annotations

from datetime import date, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from households.choices import IncomeKind
from households.journal import mark_changed
from households.models import ChangedHousehold, Household, HouseholdFacts, StaleHousehold
from monitoring.actions import assign, close, start
from monitoring.choices import Outcome, RuleMode
from monitoring.models import Alert, HitEpisode
from monitoring.runs import screen
from monitoring.sweep import changed_households
from policies.models import Parameter
from tests.households.factories import HouseholdFactory, MemberFactory, income
from tests.monitoring.factories import ON, AlertFactory, clerk, officer, visit, worker
from tests.monitoring.test_sweep import tables
from tests.monitoring.test_switches import switched

pytestmark = pytest.mark.django_db
NEXT = ON + timedelta(days=1)


@pytest.fixture
def poor(county) -> Household:
    return HouseholdFactory(size=2, monthly_wage="1000")


def earn(household: Household, yuan: str) -> None:
    income(household, household.members.first().person, IncomeKind.WAGE, yuan, date(2026, 5, 1), item=f"零工{yuan}")
    mark_changed([household.pk])


def concluded(household: Household, rule: str = "R01", outcome: Outcome = Outcome.WATCH) -> Alert:
    """The household's open alert taken to its end by the people of the house."""
    alert = Alert.objects.open().get(household=household, rule=rule)
    town, village = clerk(alert.town_code), worker(alert.village_code)
    alert = start(assign(alert, to=village, by=town, on=ON), by=village, on=ON)
    visit(alert, village, outcome=outcome, accompanied_by=worker(alert.village_code))
    return close(Alert.objects.get(pk=alert.pk), by=town, on=ON)


def running(household: Household, rule: str = "R01") -> HitEpisode:
    return HitEpisode.objects.running().get(household=household, rule=rule)


def test_a_hit_is_an_episode_and_a_second_sweep_writes_no_row(county, poor):
    screen(county, on=ON)
    episode = running(poor)
    assert (episode.began_on, episode.silent_until, episode.silenced_by) == (ON, None, None)
    before = tables()
    screen(county, on=ON, is_full=True)
    assert tables() == before


def test_it_ends_with_the_first_screening_that_finds_nothing_and_begins_anew(county, poor):
    screen(county, on=ON)
    earn(poor, "20000")
    screen(county, on=NEXT)
    assert HitEpisode.objects.get(household=poor, rule="R01").ended_on == NEXT
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM households_income WHERE item = '零工20000'")
    mark_changed([poor.pk])
    screen(county, on=NEXT + timedelta(days=1))
    assert HitEpisode.objects.filter(household=poor, rule="R01").count() == 2
    assert running(poor).began_on == NEXT + timedelta(days=1)


def test_what_cannot_be_said_ends_no_episode(county, poor):
    screen(county, on=ON)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM households_income")
    screen(county, on=NEXT, is_full=True)
    assert running(poor).began_on == ON


@pytest.mark.parametrize("mode", [RuleMode.SHADOW, RuleMode.OFF])
def test_a_rule_that_rests_begins_no_episode_and_ends_none(county, poor, mode):
    """Nobody looked: what was hit stands until the rule is asked again, and what is hit meanwhile is no episode."""
    screen(county, on=ON)
    switched(county, mode, on=NEXT)
    other = HouseholdFactory(size=2, monthly_wage="1000")
    earn(poor, "20000")
    screen(county, on=NEXT)
    assert (running(poor).began_on, running(poor).ended_on) == (ON, None)
    assert not HitEpisode.objects.filter(household=other).exists()
    switched(county, RuleMode.ON, on=NEXT + timedelta(days=1))
    screen(county, on=NEXT + timedelta(days=1))
    assert HitEpisode.objects.get(household=poor, rule="R01").ended_on == NEXT + timedelta(days=1)
    assert running(other).began_on == NEXT + timedelta(days=1)


def test_a_silence_that_ends_while_its_rule_rests_asks_nobody_again_and_again(county, poor):
    screen(county, on=ON)
    concluded(poor)
    screen(county, on=NEXT, is_full=True)
    HitEpisode.objects.update(silent_until=NEXT)
    HouseholdFacts.objects.update(next_change_on=None)  # nothing but the silence
    ChangedHousehold.objects.all().delete()
    StaleHousehold.objects.all().delete()
    assert poor.pk in changed_households(county, NEXT + timedelta(days=1))
    switched(county, RuleMode.OFF, on=NEXT)
    assert poor.pk not in changed_households(county, NEXT + timedelta(days=1))


def test_one_running_episode_by_constraint(county, poor):
    screen(county, on=ON)
    with pytest.raises(IntegrityError, match="episode_open_once"), transaction.atomic():
        HitEpisode.objects.create(household=poor, rule="R01", began_on=ON)
    with pytest.raises(IntegrityError, match="episode_ends_after"), transaction.atomic():
        HitEpisode.objects.create(household=poor, rule="R02", began_on=ON, ended_on=ON - timedelta(days=1))
    with pytest.raises(IntegrityError, match="episode_silence_pair"), transaction.atomic():
        HitEpisode.objects.create(household=poor, rule="R02", began_on=ON, silent_until=ON)


def test_the_same_facts_stay_silent_with_a_reason_until_the_day_and_speak_again_by_themselves(county, poor, browser):
    screen(county, on=ON)
    alert = concluded(poor)
    assert alert.concluded_facts["gross"] == 1080000 and alert.concluded_facts["income_members"] == 2
    assert screen(county, on=NEXT, is_full=True).per_rule["R01"]["opened"] == 0
    episode = running(poor)
    assert (episode.began_on, episode.silent_until, episode.silenced_by) == (ON, date(2026, 9, 12), alert)
    before = tables()
    screen(county, on=NEXT, is_full=True)
    assert tables() == before
    client = browser(officer())
    for page in (reverse("monitoring:household_panel", args=[poor.pk]), reverse("monitoring:alert", args=[alert.pk])):
        text = client.get(page).content.decode()
        assert "静默至2026年9月12日" in text and "2026年6月15日核实办结，结论是“继续关注”" in text
    HitEpisode.objects.update(silent_until=NEXT - timedelta(days=1))  # as if the days had passed without the window moving
    Alert.objects.filter(pk=alert.pk).update(closed_on=ON - timedelta(days=90))
    run = screen(county, on=NEXT)
    assert (run.is_full, run.households, run.per_rule["R01"]["opened"]) == (False, 1, 1)
    assert running(poor).silent_until is None and running(poor).began_on == ON


# Income of 10,800 a year; a tenth of it is 1,080. Employment cost takes a tenth of what is earned.
@pytest.mark.parametrize(
    ("more", "opened"), [("0", 0), ("1199", 0), ("1200", 1), ("3000", 1)], ids=["nothing", "below a tenth", "a tenth", "above a tenth"]
)
def test_changed_facts_re_open(county, poor, more, opened):
    screen(county, on=ON)
    concluded(poor)
    if more != "0":
        earn(poor, more)
    assert screen(county, on=NEXT, is_full=True).per_rule["R01"]["opened"] == opened
    assert (running(poor).silent_until is None) is bool(opened)


def test_the_share_is_a_parameter_and_a_missing_one_stops_the_run(county, poor):
    screen(county, on=ON)
    concluded(poor)
    earn(poor, "10")
    Parameter.objects.filter(code="silence_change_share").update(number=0)
    assert screen(county, on=NEXT).per_rule["R01"]["opened"] == 1
    Parameter.objects.filter(code="silence_change_share").delete()
    assert "静默期内" in screen(county, on=NEXT + timedelta(days=1)).error


def test_months_leaving_the_window_are_no_change(county, poor):
    """Nobody has told anything new: on the 1st of a later month less income is in the window, and the hit stays silent."""
    screen(county, on=ON)
    concluded(poor)
    assert screen(county, on=date(2026, 9, 1)).per_rule["R01"]["opened"] == 0
    assert running(poor).silent_until == date(2026, 9, 12)


def test_a_member_more_re_opens(county, poor):
    screen(county, on=ON)
    concluded(poor)
    MemberFactory(household=poor)
    mark_changed([poor.pk])
    assert screen(county, on=NEXT).per_rule["R01"]["opened"] == 1


def test_alerts_from_before_are_laid_out_as_episodes(county):
    """Closed by itself: an end. Closed by people: the next screening will tell."""
    home, day = HouseholdFactory(), timedelta(days=10)
    for rule, opened, closed, outcome in (
        ("R01", ON - 9 * day, ON - 8 * day, ""), ("R01", ON - 7 * day, ON - 6 * day, "none"), ("R01", ON - 5 * day, None, ""),
        ("R08", ON - 5 * day, None, ""),
    ):  # fmt: skip
        alert = AlertFactory(household=home, rule=rule, opened_on=opened)
        if closed:
            Alert.objects.filter(pk=alert.pk).update(state="closed", closed_on=closed, outcome=outcome)
    with connection.schema_editor() as editor:
        import_module("monitoring.migrations.0004_episodes_of_alerts_so_far").fill(apps, editor)
    assert list(HitEpisode.objects.order_by("rule", "began_on").values_list("rule", "began_on", "ended_on")) == [
        ("R01", ON - 9 * day, ON - 8 * day), ("R01", ON - 7 * day, None), ("R08", ON - 5 * day, None),
    ]  # fmt: skip
