"""Addresses of remembered headings: an office's own, so that another office of the same county finds nothing."""

from __future__ import annotations

from accounts.roles import Role
from registers.models import HeadingMemory
from tests.addresses.base import NO_METHOD, NOT_THERE, Row
from tests.world import World


def prepare(world: World) -> None:
    by = world.inside[Role.REGISTER_ADMIN]
    world.made["heading"] = HeadingMemory.objects.create(
        office=by.office, sheet="households", heading="本地户码", column_code="household_no", said_by=by
    )


VERB = {"get": NO_METHOD, "post": 302, "of": lambda w: {"pk": w.made["heading"].pk}, "abroad": NOT_THERE}
ROWS: dict[str, Row] = {
    "registers:headings": Row(),
    "registers:forget_heading": Row(**VERB),
    "registers:restore_heading": Row(**VERB),
}
