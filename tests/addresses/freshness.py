"""Addresses of the freshness of departments' registers: the page and its workbook; a register of another department is not there for one's own."""

from __future__ import annotations

from datetime import date

from accounts.roles import Role
from registers.models import Batch, BatchState, TownReceipt
from tests.addresses.base import NOT_THERE, Row
from tests.addresses.exports import purpose
from tests.world import World


def prepare(world: World) -> None:
    """Housing came in March, one row of it in the walked town; the world's department is 住建局."""
    for county, town in ((world.county, world.town.code), (world.outside[Role.TASKFORCE].region, "")):
        batch = Batch.objects.create(
            county=county, sheet="housing", file_name="危房.xlsx", file_hash="1" * 64, state=BatchState.DONE, on=date(2026, 3, 2), total_rows=1, new_rows=1,
        )  # fmt: skip
        TownReceipt.objects.create(
            batch=batch, sheet="housing", town_code=town, received_on=batch.on, last_day=batch.on, rows=1, matched=1, rejected=0, aside=0
        )


ROWS: dict[str, Row] = {
    "registers:freshness": Row(get={Role.DEPT_STAFF: NOT_THERE, "*": 200}, query="?sheet=medical"),
    "registers:freshness_export": Row(post=200, data=purpose),
}
