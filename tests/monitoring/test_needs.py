"""The door from an alert to the departments: which conclusion leaves which need, once."""

from __future__ import annotations

import pytest

from assistance.choices import NeedKind, NeedSource, NeedState
from assistance.models import Need
from monitoring import actions
from monitoring.choices import AlertState, Outcome
from monitoring.models import Alert
from tests.monitoring.factories import ON, alert_at, clerk, visit, worker

DOORS = [
    ("R07", Outcome.REFER, NeedKind.HOUSING, "ZJ"),
    ("R08", Outcome.REFER, NeedKind.WATER, "SW"),
    ("R09", Outcome.REFER, NeedKind.EDUCATION, "JT"),
    ("R10", Outcome.REFER, NeedKind.MEDICAL, "YB"),
    ("R02", Outcome.REFER, NeedKind.MEDICAL, "YB"),
    ("R12", Outcome.REFER, NeedKind.REHABILITATION, "CL"),
    ("R01", Outcome.REFER, NeedKind.LIVING, "MZ"),
    ("R23", Outcome.REFER, NeedKind.OTHER, "MZ"),
    ("R07", Outcome.TEMP, NeedKind.LIVING, "MZ"),
    ("R07", Outcome.WATCH, None, ""),
    ("R07", Outcome.UPDATE, None, ""),
]


def closed_with(rule: str, outcome: Outcome, **columns) -> Alert:
    alert = alert_at(AlertState.VISITING, rule=rule, **columns)
    visit(alert, alert.assigned_to, accompanied_by=worker(alert.village_code), outcome=outcome)
    return actions.close(Alert.objects.get(pk=alert.pk), by=clerk(alert.town_code), on=ON)


@pytest.mark.parametrize(("rule", "outcome", "kind", "dept"), DOORS)
def test_what_each_conclusion_leaves(county, rule, outcome, kind, dept) -> None:
    from assistance.kinds import dept_for

    closed = closed_with(rule, outcome)
    noted = Need.objects.filter(household=closed.household).first()
    if kind is None:
        assert noted is None
        return
    assert noted and (noted.kind, noted.source, noted.state) == (kind, NeedSource.ALERT, NeedState.NOTED)
    assert dept_for(noted.kind, None) == dept and noted.words.startswith(closed.title)


def test_two_alerts_of_one_matter_leave_one_need(county) -> None:
    first = closed_with("R07", Outcome.REFER)
    closed_with("R07", Outcome.REFER, household=first.household)
    assert Need.objects.get().household == first.household
