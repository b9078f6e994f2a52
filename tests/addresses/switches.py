"""Addresses of rule switches: the task force's, two people for each."""

from __future__ import annotations

from accounts.roles import Role
from monitoring.models import RuleSwitch
from tests.accounts.factories import PositionFactory
from tests.addresses.base import NO_METHOD, Row, verb
from tests.world import World


def prepare(world: World) -> None:
    proposer = PositionFactory(region=world.county, role=Role.TASKFORCE)
    world.made["switch"] = RuleSwitch.objects.create(
        county=world.county, rule="R02", mode="shadow", valid_from=world.run.on, reason="先看工作量", proposed_by=proposer
    )


ROWS: dict[str, Row] = {
    "monitoring:switch_rule": Row(get=NO_METHOD, post=422, of=lambda w: {"code": "R02"}),
    "monitoring:confirm_switch": verb("switch"),
    "monitoring:withdraw_switch": verb("switch"),
}
