"""Every step of an alert's life: by whom, to where, and what stops it."""

from __future__ import annotations

import threading
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, connections

from accounts.roles import Role
from casework.actions import check_can_advance
from casework.choices import EventKind
from casework.exceptions import StalePage, StepRefused
from casework.inbox import SOURCES
from casework.models import Event, WorkDay
from casework.recount import RECOUNTS, recount_open_deadlines
from households.models import ChangedHousehold
from monitoring import actions
from monitoring.choices import AlertSource, AlertState, Outcome
from monitoring.hints import raise_hint
from monitoring.models import Alert, Verification
from monitoring.workflow import ALERT, states_waiting_for, whose_turn
from tests.households.factories import HouseholdFactory
from tests.monitoring.factories import ON, AlertFactory, alert_at, clerk, officer, photo, visit, worker

pytestmark = pytest.mark.django_db


def test_the_whole_way(county):
    """Given a new alert, when town and village do their steps, then it is closed with the visit's outcome and the chain tells it in order."""
    alert = alert_at(AlertState.CLOSED)
    assert alert.outcome == Outcome.WATCH and alert.closed_on == ON and alert.due_on is None
    labels = [event.detail.get("step") or event.kind for event in Event.objects.of_household(alert.household_id)]
    assert labels == ["assign", "start", "verify", EventKind.VERIFIED, "close"]
    assert alert.household.standing.last_visited_on == ON
    assert ChangedHousehold.objects.filter(household_id=alert.household_id).exists()


@pytest.mark.parametrize("state", [state for state in AlertState if state is not AlertState.CLOSED])
@pytest.mark.parametrize("role", list(Role))
def test_the_wrong_role_is_refused_with_words(county, state, role):
    """Whoever is not named in the table for that state and step gets StepRefused, whatever the step."""
    position = officer(role)
    alert = AlertFactory.build(state=state, household=None, county_code="", town_code="", village_code="", due_on=None)
    for step in ALERT.leaving(state):
        if role in step.roles:
            assert check_can_advance(ALERT, alert, step.code, position) == step
        else:
            with pytest.raises(StepRefused, match="办理"):
                check_can_advance(ALERT, alert, step.code, position)


def test_steps_of_other_states_say_where_the_alert_is(county):
    alert = AlertFactory()
    with pytest.raises(StalePage, match="待分派"):
        actions.close(alert, by=clerk(), on=ON)


def test_a_worker_of_another_village_cannot_be_sent(county):
    with pytest.raises(StepRefused, match="另选核实人"):
        actions.assign(AlertFactory(), to=worker("990101100202"), by=clerk(), on=ON)


def test_a_former_worker_cannot_be_sent(county):
    with pytest.raises(StepRefused, match="不是在岗"):
        actions.assign(AlertFactory(), to=worker(until=ON - timedelta(days=1)), by=clerk(), on=ON)


def test_a_clerk_cannot_be_sent(county):
    with pytest.raises(StepRefused, match="不是在岗的村级信息员"):
        actions.assign(AlertFactory(), to=clerk(), by=clerk(), on=ON)


def test_bulk_keeps_what_can_be_done_and_says_why_the_rest_was_not(county):
    here, there, moved = AlertFactory(), AlertFactory(household__village_code_="990101100202"), AlertFactory()
    versions = {here.pk: 0, there.pk: 0, moved.pk: 0}
    actions.return_to_county(moved, by=clerk(), on=ON, note="不在本镇")
    result = actions.assign_many([here, there, moved], to=worker(), by=clerk(), on=ON, versions=versions)
    assert [alert.pk for alert in result.done] == [here.pk]
    assert [alert.pk for alert, _ in result.refused] == [there.pk, moved.pk]
    assert "另选核实人" in result.refused[0][1].reason and isinstance(result.refused[1][1], StalePage)


def test_reassigning_sends_another_worker(county):
    alert = alert_at(AlertState.VISITING)
    other = worker()
    alert = actions.assign(alert, to=other, by=clerk(), on=ON)
    assert (alert.state, alert.assigned_to) == (AlertState.ASSIGNED, other)


def test_only_who_was_sent_goes(county):
    alert = alert_at(AlertState.ASSIGNED)
    with pytest.raises(StepRefused, match="分派给了"):
        actions.start(alert, by=worker(), on=ON)


@pytest.mark.parametrize(("verb", "state"), [("return_to_county", "new"), ("send_back", "town_decided"), ("escalate", "town_decided")])
def test_a_way_back_needs_a_reason(county, verb, state):
    with pytest.raises(StepRefused, match="理由"):
        getattr(actions, verb)(alert_at(AlertState(state)), by=clerk(), on=ON, note="  ")


def test_sent_back_alerts_get_a_second_visit(county):
    alert = actions.send_back(alert_at(AlertState.TOWN_DECIDED), by=clerk(), on=ON, note="照片看不清")
    alert = actions.start(alert, by=alert.assigned_to, on=ON)
    visit(alert, alert.assigned_to, outcome=Outcome.APPLY)
    closed = actions.close(Alert.objects.get(pk=alert.pk), by=clerk(), on=ON)
    assert closed.outcome == Outcome.APPLY and closed.verifications.count() == 2


def test_the_town_cannot_conclude_otherwise_than_the_visit(county):
    with pytest.raises(StepRefused, match="退回重新核实或上报县级"):
        actions.close(alert_at(AlertState.TOWN_DECIDED), by=clerk(), on=ON, outcome=Outcome.APPLY)


def test_the_county_may_conclude_otherwise_and_says_why(county):
    alert = alert_at(AlertState.ESCALATED)
    with pytest.raises(StepRefused, match="10个字"):
        actions.close(alert, by=officer(), on=ON, outcome=Outcome.NONE, note="没事")
    closed = actions.close(alert, by=officer(), on=ON, outcome=Outcome.NONE, note="县核对中心查明已全额报销")
    assert (closed.outcome, closed.outcome_reason) == (Outcome.NONE, "县核对中心查明已全额报销")


def test_the_county_closes_a_returned_alert_only_with_an_outcome(county):
    alert = alert_at(AlertState.RETURNED)
    with pytest.raises(StepRefused, match="没有核实结论"):
        actions.close(alert, by=officer(), on=ON)
    assert actions.close(alert, by=officer(), on=ON, outcome=Outcome.DUP, note="同一户已有另一条线索在办").state == AlertState.CLOSED


def test_nobody_judges_his_own_visit(county):
    alert = alert_at(AlertState.TOWN_DECIDED)
    same_person = clerk(user=alert.assigned_to.user)
    with pytest.raises(StepRefused, match="自己的核实"):
        actions.close(alert, by=same_person, on=ON)


def test_a_stale_page_is_told_so(county):
    alert = AlertFactory()
    actions.assign(alert, to=worker(), by=clerk(), on=ON, version=0)
    with pytest.raises(StalePage, match="刚才有人办过"):
        actions.assign(alert, to=worker(), by=clerk(), on=ON, version=0)


def test_hints_become_alerts_once(county):
    household = HouseholdFactory()
    hint = {"source": AlertSource.CADRE, "title": "屋顶漏雨", "reason": "6月14日大雨后正房两处漏雨", "by": worker(), "on": ON}
    first, second = raise_hint(household, **hint), raise_hint(household, **hint)
    assert first.is_new and not second.is_new and first.alert == second.alert
    assert first.alert.due_on == ON + timedelta(days=1)
    assert [event.kind for event in Event.objects.of_household(household.pk)] == [EventKind.ALERT_OPENED]


@pytest.mark.parametrize(
    ("change", "words"),
    [({"title": " "}, "事由"), ({"reason": "漏雨"}, "10个字"), ({"source": "rule"}, "来源"), ({"by": None}, "办理")],
)
def test_hints_that_say_too_little_are_refused(county, change, words):
    hint = {"source": AlertSource.CADRE, "title": "屋顶漏雨", "reason": "6月14日大雨后正房两处漏雨", "by": worker(), "on": ON, **change}
    hint["by"] = hint["by"] or officer(Role.INSPECTOR)
    with pytest.raises(StepRefused, match=words):
        raise_hint(HouseholdFactory(), **hint)


def test_it_is_the_turn_of_town_village_or_county():
    assert whose_turn(AlertState.NEW) == {Role.TOWN_CLERK}
    assert whose_turn(AlertState.ESCALATED) == {Role.TASKFORCE, Role.MONITOR_CENTER}
    assert states_waiting_for([Role.VILLAGE_WORKER]) == ["assigned", "visiting"]
    assert states_waiting_for([Role.INSPECTOR]) == []


def test_monitoring_registers_its_work():
    assert {"alerts", "data_tasks"} <= {source.code for source in SOURCES}
    assert actions is not None and any(recount.__name__ == "recount_alert_deadlines" for recount in RECOUNTS)


def test_loading_a_year_moves_provisional_deadlines_with_an_event(county):
    """Due over New Year: counted Monday to Friday while 2026 is not loaded, by the holiday once it is."""
    WorkDay.objects.filter(day__year=2026).delete()
    from django.core.cache import cache

    cache.clear()
    day = ON.replace(year=2025, month=12, day=31)
    alert = AlertFactory(opened_on=day, due_on=day.replace(year=2026, month=1, day=1), due_is_provisional=True)
    call_command("load_workdays", stdout=StringIO(), years=[2026])
    alert.refresh_from_db()
    assert (alert.due_on.isoformat(), alert.due_is_provisional) == ("2026-01-04", False)
    moved = Event.objects.get(kind=EventKind.DUE_MOVED, subject_id=alert.pk)
    assert "2026-01-01" in moved.sentence and "2026-01-04" in moved.sentence
    assert recount_open_deadlines() == 0


def race(*calls) -> list[str]:
    """Run the calls at once on connections of their own; what each came to."""
    outcomes: list[str] = []
    barrier = threading.Barrier(len(calls))

    def run(call) -> None:
        barrier.wait()
        try:
            call()
            outcomes.append("done")
        except StepRefused as refusal:
            outcomes.append(refusal.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


@pytest.mark.django_db(transaction=True)
def test_two_sessions_closing_at_once_exactly_one_wins(county):
    alert, first, second = alert_at(AlertState.TOWN_DECIDED), clerk(), clerk()
    version = alert.version
    assert connection.vendor == "postgresql"
    closing = [lambda by=by: actions.close(alert, by=by, on=ON, version=version) for by in (first, second)]
    assert race(*closing) == ["done", "stale"]
    assert Event.objects.filter(subject_id=alert.pk, detail__step="close").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_sessions_assigning_at_once_exactly_one_wins(county):
    alert, by = AlertFactory(), clerk()
    workers = (worker(), worker())
    assert race(*[lambda to=to: actions.assign(alert, to=to, by=by, on=ON, version=0) for to in workers]) == ["done", "stale"]
    assert Event.objects.filter(subject_id=alert.pk, detail__step="assign").count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_form_posted_twice_at_once_is_one_verification(county):
    from uuid import uuid4

    alert = alert_at(AlertState.VISITING)
    key, version, companion = uuid4(), alert.version, worker()

    def post() -> None:
        visit(alert, alert.assigned_to, accompanied_by=companion, form_key=key, version=version, photos=[photo()])

    assert race(post, post) == ["done", "done"]
    assert Verification.objects.filter(alert=alert).count() == 1
