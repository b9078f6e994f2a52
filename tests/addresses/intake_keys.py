"""Addresses of the interface for other systems: its keys are the 安全管理员's, its own addresses open to nobody without one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from accounts.roles import Role
from registers.intake.keys import SENDABLE, issue
from tests.addresses.base import EVERYBODY, NO_METHOD, NOT_THERE, Row
from tests.monitoring.factories import ON
from tests.world import World


def prepare(world: World) -> None:
    world.made["system_key"], _ = issue(
        "县医保信息平台", position=world.inside[Role.REGISTER_ADMIN], sheets=["medical"], until=ON + timedelta(days=90),
        by=world.inside[Role.SEC_ADMIN], on=ON,
    )  # fmt: skip


# A session counts for nothing here.
NO_KEY: dict[str, Any] = {"get": 401, "post": 401, "asks_first": True, "stranger": {"get": 401, "post": 401}, "roles": EVERYBODY}
ROWS: dict[str, Row] = {
    "registers:keys": Row(post=422),
    "registers:revoke_key": Row(get=NO_METHOD, post=302, of=lambda w: {"pk": w.made["system_key"].pk}, abroad=NOT_THERE),
    "api-intake-batch": Row(**NO_KEY, of=lambda w: {"pk": 1}),
    "api-intake-rows": Row(**NO_KEY, of=lambda w: {"pk": 1}),
    **{f"api-intake-{code}": Row(**NO_KEY) for code in SENDABLE},
}
