"""How alerts and data tasks read on every page: whose turn it is, on what ground, what the button says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from accounts.models import Position
from accounts.roles import Role
from monitoring.choices import AlertSource, AlertState
from monitoring.models import Alert
from monitoring.workflow import ALERT, whose_turn

SEVERITY = {1: "轻", 2: "中", 3: "重"}
# Short names for the rows of a list; the steps' own labels stand on the alert's page.
BUTTONS = {
    AlertState.NEW: "分派",
    AlertState.ASSIGNED: "入户",
    AlertState.VISITING: "记录核实",
    AlertState.TOWN_DECIDED: "审定",
    AlertState.RETURNED: "重新分派",
    AlertState.ESCALATED: "县级审定",
}
VILLAGE_SUPPLIES = "村里入户时"  # a datum no department holds


@dataclass(frozen=True)
class Turn:
    """接下来: the step awaited, from whom, and whether that is the reader."""

    step: str
    who: str
    is_mine: bool


def next_step(alert: Alert, position: Position) -> Turn:
    """Read from the workflow table; empty for a closed alert."""
    steps = [step for step in ALERT.leaving(alert.state) if step.solid]
    if not steps:
        return Turn("", "", False)
    roles = whose_turn(alert.state)
    is_mine = position.has(*roles)
    who = "、".join(sorted(Role(role).label for role in roles))
    if Role.VILLAGE_WORKER in roles and alert.assigned_to_id:
        is_mine = is_mine and alert.assigned_to_id == position.pk
        who = str(alert.assigned_to)
    return Turn(steps[0].label, who, is_mine)


def ground(alert: Alert) -> str:
    """Rule or source, and the day: R02·6月15日发现."""
    origin = f"规则{alert.rule}" if alert.source == AlertSource.RULE else AlertSource(alert.source).label
    return f"{origin}·{alert.opened_on.month}月{alert.opened_on.day}日提出"


def action_label(alert: Any, turn: Turn) -> str:
    return BUTTONS.get(alert.state, "查看") if turn.is_mine else "查看"
