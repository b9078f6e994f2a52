"""Pushes and needs ready to be read: whose turn it is, by when, and what the row calls them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.models import Position
from accounts.roles import Role
from assistance.choices import NeedState, ReferralState
from assistance.kinds import dept_for
from assistance.models import Need, Referral
from assistance.workflow import REFERRAL, whose_turn
from casework.lights import Light, light_for
from casework.models import WorkDay
from casework.working_days import WorkCalendar

# Short names for the rows of a list; the steps' own labels stand on the page.
BUTTONS = {
    ReferralState.PUSHED: "签收",
    ReferralState.RECEIVED: "登记措施",
    ReferralState.HELPING: "办理",
    ReferralState.DONE: "反馈",
    ReferralState.REFUSED: "反馈",
    ReferralState.FED_BACK: "核实到位",
}


# What is awaited, where the button's own word would read oddly after a name.
AWAITED = {"measure": "落实", "done": "落实"}


@dataclass(frozen=True)
class Turn:
    """接下来: the step awaited, from whom, and whether that is the reader."""

    step: str
    who: str
    is_mine: bool


def turn_of(referral: Referral, position: Position) -> Turn:
    """Read from the workflow table; empty where nothing is awaited."""
    step = next((step for step in REFERRAL.leaving(referral.state) if step.solid), None)
    if step is None:
        return Turn("", "", False)
    roles = whose_turn(referral.state)
    is_mine, awaited = position.has(*roles), AWAITED.get(step.code, step.label)
    if Role.DEPT_STAFF in roles:
        return Turn(awaited, referral.get_dept_display(), is_mine and position.office.dept == referral.dept)
    return Turn(awaited, "、".join(Role(role).label for role in sorted(roles, reverse=True)), is_mine)


def about(thing: Referral | Need) -> str:
    """Of whom: the member, or the household by its head."""
    return thing.person.name if thing.person else f"{thing.household.head_name}户"


@dataclass(frozen=True)
class ReferralRow:
    """One row of a list of pushes."""

    referral: Referral
    light: Light
    turn: Turn
    about: str

    @property
    def button(self) -> str:
        return BUTTONS.get(ReferralState(self.referral.state), "查看") if self.turn.is_mine else "查看"


def light_of(referral: Referral, on: date, calendar: WorkCalendar) -> Light:
    if referral.state == ReferralState.VERIFIED:
        return Light("ok", "ok", "已办完", 0)
    if referral.state == ReferralState.WITHDRAWN:
        return Light("idle", "ring", "已撤回", 0)
    return light_for(referral.due_on, on, calendar)


def rows_for_list(referrals: Iterable[Referral], position: Position, on: date) -> list[ReferralRow]:
    calendar = WorkDay.objects.calendar()
    return [ReferralRow(one, light_of(one, on, calendar), turn_of(one, position), about(one)) for one in referrals]


@dataclass(frozen=True)
class NeedRow:
    """One row of a list of needs: `form` where this reader may record the household's answer."""

    need: Need
    about: str
    dept: str
    who: str
    form: Any = None


def need_row(need: Need, form: Any = None) -> NeedRow:
    waits = {NeedState.NOTED: "等群众确认", NeedState.CONFIRMED: "等县专班推送"}
    return NeedRow(need, about(need), dept_for(need.kind, need.policy).label, waits.get(NeedState(need.state), ""), form)
