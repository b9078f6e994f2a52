"""Addresses of pushes and measures. A department opens its own pushes, and no page of the household."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from accounts.roles import Role
from tests.addresses.base import NO_METHOD, NOT_THERE, Row, thing
from tests.world import World


def measure_form(world: World) -> dict[str, Any]:
    return {
        "version": world.helped.version, "form_key": str(uuid4()), "kind": "housing", "carried_out_on": "2026-06-15", "amount": "1,000",
        "evidence": "竣工验收表第13号", "warned": "1",
    }  # fmt: skip


ROWS: dict[str, Row] = {
    "assistance:referrals": Row(),
    "assistance:to_receive": Row(),
    "assistance:working": Row(),
    "assistance:receive_many": Row(get=NO_METHOD, post=302, data=lambda w: {"referral": f"{w.referral.pk}:0"}),
    "assistance:referral": thing("referral"),
    "assistance:referral_step": Row(
        get=NO_METHOD, post={Role.DEPT_STAFF: 302, "*": 409}, abroad=NOT_THERE, of=lambda w: {"pk": w.referral.pk, "code": "receive"},
        data=lambda w: {"version": w.referral.version},
    ),
    "assistance:measure": thing("helped", post=302, data=measure_form),
    "assistance:measure_scan": thing("measure"),
    "assistance:household_panel": thing("household"),
}  # fmt: skip
