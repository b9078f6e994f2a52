"""Addresses of screening runs: what a run changed, repeating a failed stage, the hour of the night."""

from __future__ import annotations

from monitoring.choices import RunStage, RunState
from monitoring.models import ScreeningRun
from tests.addresses.base import NO_METHOD, NOT_THERE, Row, thing, verb
from tests.monitoring.factories import ON
from tests.world import World


def prepare(world: World) -> None:
    world.made["failed_run"] = ScreeningRun.objects.create(
        county=world.county, on=ON, state=RunState.FAILED, stage=RunStage.RULES, stage_done=RunStage.FACTS, asked_by="夜间筛查（自动）"
    )


ROWS: dict[str, Row] = {
    "monitoring:run_difference": thing("run", query="?side=ended"),
    "monitoring:repeat_run": verb("failed_run"),
    "monitoring:hours": Row(),
    "monitoring:set_hour": Row(
        get=NO_METHOD,
        post=302,
        of=lambda w: {"code": w.county.code},
        abroad=NOT_THERE,
        data=lambda w: {"hour": "3", "note": "备份改到22时"},
    ),
}
