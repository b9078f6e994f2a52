"""advance(): the one way a case changes its state. Played on the alert's own table."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import Position, Region
from accounts.roles import Role
from casework import actions
from casework.actions import advance, check_can_advance, due_after
from casework.choices import EventKind
from casework.exceptions import StalePage, StepRefused
from casework.models import Event
from monitoring.choices import AlertSource, AlertState
from monitoring.models import Alert
from monitoring.workflow import ALERT
from policies.models import Parameter, ParameterMissing
from tests.accounts.factories import PositionFactory
from tests.households.factories import HouseholdFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def alert(county: Region, on: date) -> Alert:
    household = HouseholdFactory()
    return Alert.objects.create(
        household=household, source=AlertSource.CADRE, title="邻居反映断了收入", reason="村民组长反映", state=AlertState.NEW, state_since=on,
        opened_on=on, county_code=household.county_code, town_code=household.town_code, village_code=household.village_code,
    )  # fmt: skip


@pytest.fixture
def clerk(town: Region) -> Position:
    return PositionFactory(region=town, role=Role.TOWN_CLERK)


@pytest.fixture
def worker(village: Region) -> Position:
    return PositionFactory(region=village, role=Role.VILLAGE_WORKER)


def take(alert: Alert, code: str, by: Position, on: date, **rest: Any) -> Alert:
    return advance(ALERT, alert, code, by=by, on=on, household=alert.household, **rest)


def test_a_step_sets_state_due_day_and_version_and_leaves_one_event(alert: Alert, clerk: Position, worker: Position, on: date) -> None:
    after = take(alert, "assign", clerk, on, note="请本周去看", changes={"assigned_to": worker})
    assert (after.state, after.state_since, after.version, after.assigned_to) == (AlertState.ASSIGNED, on, 1, worker)
    assert (after.due_on, after.due_is_provisional) == (date(2026, 6, 18), False), "three working days to visit"
    event = Event.objects.get()
    assert (event.kind, event.happened_on, event.position_id) == (EventKind.STEP, on, clerk.pk)
    assert (event.subject_type, event.subject_id, event.household_id) == ("alert", alert.pk, alert.household_id)
    assert event.detail == {"step": "assign", "label": "分派核实人", "to": "assigned", "note": "请本周去看"}
    assert event.sentence == f"{clerk}：分派核实人，请本周去看"


def test_the_last_step_leaves_no_due_day(alert: Alert, clerk: Position, worker: Position, on: date) -> None:
    for code, by in (("assign", clerk), ("start", worker), ("verify", worker)):
        alert = take(alert, code, by, on)
    closed = take(alert, "close", clerk, on, changes={"closed_on": on})
    assert (closed.state, closed.due_on, closed.version) == (AlertState.CLOSED, None, 4)
    assert Event.objects.count() == 4


def test_another_role_is_refused_with_who_may(alert: Alert, worker: Position, on: date) -> None:
    with pytest.raises(StepRefused, match="由镇一窗受理、县专班、县防返贫信息监测中心办理") as refused:
        take(alert, "assign", worker, on)
    assert refused.value.code == "wrong_role"
    assert not Event.objects.exists()


def test_a_step_of_another_state_is_a_stale_page(alert: Alert, clerk: Position, on: date) -> None:
    with pytest.raises(StalePage, match="已经是“待分派”，不能再“审定办结”"):
        check_can_advance(ALERT, alert, "close", clerk)


def test_an_unknown_step_is_refused(alert: Alert, clerk: Position) -> None:
    with pytest.raises(StepRefused, match="没有“飞走”这一步") as refused:
        check_can_advance(ALERT, alert, "飞走", clerk)
    assert refused.value.code == "unknown_step"


def test_a_page_shown_before_somebody_elses_step_is_refused(alert: Alert, clerk: Position, on: date) -> None:
    take(alert, "assign", clerk, on, version=0)
    with pytest.raises(StalePage, match="刚才有人办过这一件，现在是“已分派”"):
        take(alert, "assign", clerk, on, version=0)
    assert Event.objects.count() == 1


def test_the_row_is_read_again_under_lock_not_trusted_from_the_caller(alert: Alert, clerk: Position, on: date) -> None:
    held_since_morning = Alert.objects.get(pk=alert.pk)
    take(alert, "return", clerk, on)
    with pytest.raises(StalePage):
        take(held_since_morning, "return", clerk, on)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        take(alert, "assign", PositionFactory(region=clerk.region.parent, role=Role.TASKFORCE), on)
    assert any("FOR UPDATE" in query["sql"] for query in queries)


def test_a_missing_number_of_days_stops_the_step(alert: Alert, clerk: Position, on: date) -> None:
    Parameter.objects.filter(code="alert_visit_days").delete()
    with pytest.raises(ParameterMissing, match="线索入户期限"), transaction.atomic():
        take(alert, "assign", clerk, on)
    alert.refresh_from_db()
    assert (alert.state, alert.version) == (AlertState.NEW, 0)
    assert not Event.objects.exists()


def test_state_and_event_stand_or_fall_together(alert: Alert, clerk: Position, on: date, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_ink(*args: Any, **kwargs: Any) -> None:
        raise DatabaseError("the timeline could not be written")

    monkeypatch.setattr(actions, "record", no_ink)
    with pytest.raises(DatabaseError), transaction.atomic():
        take(alert, "assign", clerk, on)
    alert.refresh_from_db()
    assert (alert.state, alert.version) == (AlertState.NEW, 0)


def test_a_county_may_set_its_own_number_of_days(alert: Alert, county: Region, clerk: Position, on: date) -> None:
    row = Parameter.objects.get(code="alert_visit_days")
    Parameter.objects.create(
        code=row.code, region=county, number=5, unit=row.unit, valid_from=on, source="县里规定", confirmed_at=row.confirmed_at
    )
    assert take(alert, "assign", clerk, on).due_on == date(2026, 6, 23)


def test_a_due_day_past_the_loaded_years_is_kept_as_provisional(alert: Alert, clerk: Position) -> None:
    after = take(alert, "assign", clerk, date(2026, 12, 30))
    assert (after.due_on, after.due_is_provisional) == (date(2027, 1, 4), True)


def test_nothing_limits_a_final_state(county: Region, on: date) -> None:
    assert due_after(ALERT, AlertState.CLOSED, on, "990101100201") is None
