"""The page where an administrator says which column is which: a batch that waits for it, and what others answer."""

from __future__ import annotations

from datetime import date

from accounts.roles import Role
from registers import batches
from tests.addresses.base import NOT_THERE, Row
from tests.registers.books import book
from tests.world import World

OWN = book(("本地户码", "户主姓名", "所在村居", "户籍类型", "户类型"), ("H1", "周守田", "990101100201", "农村", "一般农户"))


def prepare(world: World) -> None:
    by = world.inside[Role.REGISTER_ADMIN]
    world.made["unmapped"] = batches.submit("households", OWN, "家庭.xlsx", on=date(2026, 6, 15), by=by, asks=True)


ROWS: dict[str, Row] = {
    "registers:mapping": Row(of=lambda w: {"pk": w.made["unmapped"].pk}, post=422, abroad=NOT_THERE, data=lambda w: {"tabs": ["Sheet1"]}),
}
