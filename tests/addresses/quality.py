"""Addresses of the data quality: the table, the list behind a number, its workbook, the button that asks again."""

from __future__ import annotations

from datetime import date

from registers.quality.run import check_quality
from tests.addresses.base import NO_METHOD, Row
from tests.addresses.exports import purpose
from tests.world import World


def prepare(world: World) -> None:
    check_quality(world.county, on=date(2026, 6, 15))


ROWS: dict[str, Row] = {
    "registers:quality": Row(),
    "registers:quality_list": Row(of=lambda w: {"code": "DQ-18"}, query="?show=unknown"),
    "registers:quality_export": Row(of=lambda w: {"code": "DQ-22"}, post=200, data=purpose),
    "registers:quality_check": Row(get=NO_METHOD, post=302),
}
