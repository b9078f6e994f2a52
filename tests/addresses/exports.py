"""Addresses of exports: one for every list. What goes out is searched for raw numbers by tests/test_no_raw_id.py."""

from __future__ import annotations

from typing import Any

from tests.addresses.base import Row, thing
from tests.world import World

PURPOSE = "报县民政局核对名单"


def purpose(world: World) -> dict[str, Any]:
    return {"purpose": PURPOSE}


def export(**changes: Any) -> Row:
    """GET asks what for; POST answers with the file, or with the page again where the reader has no rows."""
    return Row(**{"post": 200, "data": purpose, **changes})


ROWS: dict[str, Row] = {
    f"{room}:{name}_export": export()
    for room, names in {
        "households": ("households", "members"),
        "monitoring": ("alerts", "data_tasks", "near"),
        "identification": ("applications", "means_checks", "home_visits", "notices", "county_checks"),
        "assistance": ("needs", "referrals", "to_receive", "working"),
        "registers": ("batches",),
        "casework": ("people", "positions", "reading_log", "policies", "parameters"),
    }.items()
    for name in names
}
ROWS["registers:problems_export"] = thing("batch", post=200, data=purpose)
