"""From an alert to an application: one draft in the same transaction, never two, and a way on from the closed alert."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.roles import Role
from casework.exceptions import StepRefused
from identification import intake
from identification.choices import ApplicationState as S
from identification.choices import Channel
from identification.models import Application
from monitoring.actions import close
from monitoring.cases import case_of
from monitoring.choices import AlertState, Outcome
from monitoring.models import Alert
from tests.identification.factories_cases import person
from tests.monitoring.factories import ON, AlertFactory, alert_at, clerk, officer, visit, worker

pytestmark = pytest.mark.django_db


def judged(outcome: str = Outcome.APPLY, **columns) -> Alert:
    """An alert whose visit concluded so; the town has to judge it."""
    alert = alert_at(AlertState.VISITING, **columns)
    visit(alert, alert.assigned_to, outcome=outcome, accompanied_by=worker(alert.village_code))
    return Alert.objects.get(pk=alert.pk)


@pytest.mark.parametrize("outcome", [Outcome.APPLY, Outcome.IDENTIFY])
def test_closing_opens_one_draft_that_names_the_alert(county, outcome):
    alert, by = judged(outcome), clerk()
    closed = close(alert, by=by, on=ON)
    case = Application.objects.get()
    assert (case.state, case.channel, case.origin_type, case.origin_id) == (S.DRAFT, Channel.ALERT, "alert", alert.pk)
    assert (case.created_by, case.household_id, case.wants_monitoring) == (by, alert.household_id, True)
    assert case_of(closed) == case


@pytest.mark.parametrize("outcome", [Outcome.WATCH, Outcome.TEMP, Outcome.REFER])
def test_other_conclusions_open_nothing(county, outcome):
    closed = close(judged(outcome), by=clerk(), on=ON)
    assert not Application.objects.exists() and case_of(closed) is None


def test_an_application_in_hand_is_pointed_to_not_doubled(county):
    alert, by = judged(), clerk()
    before = intake.open_draft(alert.household, by=by, on=ON)
    closed = close(alert, by=by, on=ON)
    assert Application.objects.get() == before and case_of(closed) == before and before.origin_type == ""


def test_a_second_alert_of_the_same_household_leads_to_the_same_case(county):
    first = judged()
    close(first, by=clerk(), on=ON)
    second = judged(household=first.household)
    closed = close(second, by=clerk(), on=ON)
    assert Application.objects.count() == 1 and case_of(closed) == Application.objects.get()


def test_asked_twice_the_draft_is_one(county):
    alert, by = judged(), clerk()
    close(alert, by=by, on=ON)
    with pytest.raises(StepRefused):
        close(alert, by=by, on=ON)
    again = intake.open_draft(alert.household, by=by, on=ON, channel=Channel.ALERT, origin_type="alert", origin_id=alert.pk)
    assert Application.objects.get() == again


def test_the_county_may_conclude_so_too_and_the_window_goes_on_with_it(county):
    alert = alert_at(AlertState.ESCALATED)
    close(alert, by=officer(), on=ON, outcome=Outcome.APPLY, note="县里会商，按申请程序办理，镇里接着受理。")
    case = Application.objects.get()
    assert case in Application.objects.waiting_for(person(Role.TOWN_CLERK))


def test_a_refused_draft_leaves_the_alert_open(county, monkeypatch):
    """Alert and draft stand or fall together."""
    alert = judged()

    def refuse(*args, **kwargs):
        raise StepRefused("这户不能登记申请。")

    monkeypatch.setattr("monitoring.cases.open_draft", refuse)
    with pytest.raises(StepRefused):
        close(alert, by=clerk(), on=ON)
    assert Alert.objects.get(pk=alert.pk).state == AlertState.TOWN_DECIDED


def test_the_closed_alert_shows_the_case_and_its_state(browser):
    alert, by = judged(), clerk()
    client = browser(by)
    page = client.post(reverse("monitoring:step", args=[alert.pk, "close"]), {"version": alert.version, "note": ""}, follow=True)
    case = Application.objects.get()
    text = page.content.decode()
    assert reverse("identification:application", args=[case.pk]) in text and "由这条线索启动" in text and "草稿" in text
    assert case.application_no in text


def test_an_alert_closed_by_itself_leads_nowhere(county):
    alert = AlertFactory(state=AlertState.CLOSED, closed_on=ON, due_on=None)
    assert case_of(alert) is None
