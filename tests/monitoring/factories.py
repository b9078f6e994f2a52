"""Alerts, people to send and people to decide, with plain defaults; states other than NEW are walked to by the real steps."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import factory

from accounts.models import Position, Region
from accounts.roles import Role
from casework.actions import due_after
from casework.choices import PhotoKind
from casework.photos import Photo
from monitoring.actions import assign, close, escalate, return_to_county, start
from monitoring.choices import AlertSource, AlertState, Outcome
from monitoring.models import Alert, DataTask, Verification
from monitoring.visits import verify
from monitoring.workflow import ALERT
from tests.accounts.factories import PositionFactory
from tests.households.factories import HouseholdFactory

ON = date(2026, 6, 15)
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40
JPEG = b"\xff\xd8\xff\xe0" + b"\x00" * 40


class AlertFactory(factory.django.DjangoModelFactory):
    """A rule's alert as the sweep opens it, due by the table."""

    class Meta:
        model = Alert

    household = factory.SubFactory(HouseholdFactory)
    county_code = factory.LazyAttribute(lambda a: a.household.county_code)
    town_code = factory.LazyAttribute(lambda a: a.household.town_code)
    village_code = factory.LazyAttribute(lambda a: a.household.village_code)
    source = AlertSource.RULE
    rule = "R02"
    title = "脱贫户单次住院自付过高"
    reason = "单次住院自付4,860元，超过脱贫户预警线4,000元"
    severity = 2
    opened_on = ON
    state = AlertState.NEW
    state_since = factory.LazyAttribute(lambda a: a.opened_on)
    due_on = factory.LazyAttribute(lambda a: due_after(ALERT, a.state, a.opened_on, a.village_code).on)


class DataTaskFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DataTask

    household = factory.SubFactory(HouseholdFactory)
    county_code = factory.LazyAttribute(lambda t: t.household.county_code)
    town_code = factory.LazyAttribute(lambda t: t.household.town_code)
    village_code = factory.LazyAttribute(lambda t: t.household.village_code)
    datum = "住房鉴定等级"
    rules = ["R07"]
    supplier = "ZJ"
    opened_on = ON


def worker(code: str = "990101100201", **columns) -> Position:
    return PositionFactory(region=Region.objects.get(code=code), role=Role.VILLAGE_WORKER, **columns)


def clerk(code: str = "990101100", role: Role = Role.TOWN_CLERK, **columns) -> Position:
    return PositionFactory(region=Region.objects.get(code=code), role=role, **columns)


def officer(role: Role = Role.TASKFORCE, **columns) -> Position:
    return PositionFactory(region=Region.objects.get(code="990101"), role=role, **columns)


def visit(alert: Alert, by: Position, **changes) -> Verification:
    """One visit with everything said; `changes` replace a field."""
    known = {
        "accompanied_by": changes.pop("accompanied_by", None) or worker(),
        "visited_on": ON,
        "informant": "户主本人",
        "findings": "住院十八天已出院，丈夫停工照护，借亲戚八千元。",
        "outcome": Outcome.WATCH,
        "form_key": uuid4(),
        "on": ON,
    }
    return verify(alert, by=by, **{**known, **changes})


def photo(kind: PhotoKind = PhotoKind.HOUSE, content: bytes = PNG) -> Photo:
    return Photo(kind, content, "image/png" if content == PNG else "image/jpeg")


def alert_at(state: AlertState, **columns) -> Alert:
    """An alert that came to this state by the real steps; `.assigned_to` is the worker sent."""
    alert = AlertFactory(**columns)
    town_clerk, village_worker = clerk(alert.town_code), worker(alert.village_code)
    if state == AlertState.RETURNED:
        return return_to_county(alert, by=town_clerk, on=ON, note="户籍已迁往外县")
    if state != AlertState.NEW:
        alert = assign(alert, to=village_worker, by=town_clerk, on=ON)
    if state in (AlertState.VISITING, AlertState.TOWN_DECIDED, AlertState.ESCALATED, AlertState.CLOSED):
        alert = start(alert, by=village_worker, on=ON)
    if state in (AlertState.TOWN_DECIDED, AlertState.ESCALATED, AlertState.CLOSED):
        visit(alert, village_worker, accompanied_by=worker(alert.village_code))
        alert = Alert.objects.get(pk=alert.pk)
    if state == AlertState.ESCALATED:
        return escalate(alert, by=town_clerk, on=ON, note="镇里难以判断收入，请县里会商")
    if state == AlertState.CLOSED:
        return close(alert, by=town_clerk, on=ON)
    return alert
