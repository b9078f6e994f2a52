"""催办: on the days named, once a day, of what is truly owed."""

from __future__ import annotations

from datetime import date

import pytest

from accounts.roles import Role
from assistance.choices import NeedKind, ReferralState
from assistance.models import Reminder
from assistance.quarters import Quarter
from assistance.reminders import remind, urge
from casework.exceptions import StepRefused
from tests.assistance.factories_assistance import officer, pushed, referral_at, staff

pytestmark = pytest.mark.usefixtures("county")
Q2 = Quarter(2026, 2)


@pytest.fixture
def owing() -> None:
    """住建局 owes two, 水务局 one, 民政局 has answered."""
    referral_at(ReferralState.HELPING, pushed_on=date(2026, 5, 6))
    pushed(on=date(2026, 5, 31))
    pushed(on=date(2026, 6, 1))  # of the third quarter
    pushed(on=date(2026, 5, 7), kind=NeedKind.WATER, words="水质浑浊不能喝")
    referral_at(ReferralState.FED_BACK, pushed_on=date(2026, 5, 8), on=date(2026, 5, 20), kind=NeedKind.LIVING, words="地里减收生活难")


@pytest.mark.parametrize(
    ("on", "sent"),
    [
        (date(2026, 6, 9), 0), (date(2026, 6, 10), 2), (date(2026, 6, 11), 0), (date(2026, 6, 17), 2), (date(2026, 6, 20), 0),
        (date(2026, 5, 10), 0), (date(2026, 5, 17), 0), (date(2026, 7, 10), 0),
    ],
)  # fmt: skip
def test_the_days(on, sent, owing) -> None:
    assert remind(on) == sent and Reminder.objects.count() == sent


def test_again_on_the_same_day_is_nothing(owing) -> None:
    on = date(2026, 6, 10)
    assert (remind(on), remind(on)) == (2, 0)
    assert dict(Reminder.objects.values_list("dept", "owed")) == {"ZJ": 2, "SW": 1}


def test_the_county_presses_the_button_once_a_day(owing, on) -> None:
    by = officer()
    assert urge(Q2, by=by, on=on) == ["SW", "ZJ"]
    with pytest.raises(StepRefused, match="今天已经催办"):
        urge(Q2, by=by, on=on)
    assert urge(Q2, by=by, on=date(2026, 6, 16)) == ["SW", "ZJ"]
    assert Reminder.objects.filter(sent_by=str(by)).count() == 4


def test_only_the_county_and_only_where_something_is_owed(owing, on) -> None:
    for by in (staff(), officer(Role.COUNTY_LEADER), officer(Role.INSPECTOR)):
        with pytest.raises(StepRefused):
            urge(Q2, by=by, on=on)
    with pytest.raises(StepRefused, match="没有部门欠反馈"):
        urge(Quarter(2025, 1), by=officer(), on=on)
