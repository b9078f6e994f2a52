"""Addresses of whole numbers that leave the house: the town's clerk asked, the 安全管理员 decides, nobody else sees that it was asked."""

from __future__ import annotations

from accounts.roles import Role
from casework.models import WholeExport
from tests.addresses.base import NOT_THERE, Row, thing
from tests.world import World


def prepare(world: World) -> None:
    clerk = world.inside[Role.TOWN_CLERK]
    world.made["whole_export"] = WholeExport.objects.create(
        asked_by=clerk, asked_user=clerk.user, title="家庭成员名单", address="/households/export/members/", columns="证件号码", row_count=300, unit="人",
        purpose="报县医保局核对参保",
    )  # fmt: skip


ROWS: dict[str, Row] = {
    "casework:whole_exports": Row(),
    "casework:whole_export": thing(
        "whole_export",
        get={Role.SEC_ADMIN: 200, Role.TOWN_CLERK: 200, "*": NOT_THERE},
        post={Role.SEC_ADMIN: 302, Role.TOWN_CLERK: 409, "*": NOT_THERE},
        data=lambda world: {"decision": "approve"},
    ),
}
