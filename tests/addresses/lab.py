"""Addresses of 政策试算: counts for whoever steers, names for those whose duty is with the households, trials by 专班 and monitoring centre."""

from __future__ import annotations

from accounts.roles import Role
from monitoring.choices import RunState
from monitoring.models import Scenario, ScenarioHousehold, ScenarioTotal
from tests.addresses.base import NO_METHOD, NOT_THERE, Row, pk_of, thing
from tests.addresses.exports import purpose
from tests.world import World


def prepare(world: World) -> None:
    household = world.household
    scenario = Scenario.objects.create(
        county=world.county,
        name="监测线提到9,048元",
        on=world.run.on,
        asked_by=world.inside[Role.TASKFORCE],
        state=RunState.DONE,
        households=1,
    )
    ScenarioTotal.objects.create(scenario=scenario, town_code=household.town_code, measure="listed", before=0, after=1, entered=1, left=0)
    ScenarioHousehold.objects.create(
        scenario=scenario, household=household, county_code=household.county_code, town_code=household.town_code,
        village_code=household.village_code, becomes="dibao_margin", new_rules=["R01"],
    )  # fmt: skip
    world.made["scenario"] = scenario


ROWS: dict[str, Row] = {
    "monitoring:lab": Row(),
    "monitoring:new_scenario": Row(post=422),
    "monitoring:compare_scenarios": Row(),
    "monitoring:scenario": thing("scenario"),
    "monitoring:scenario_households": thing("scenario"),
    "monitoring:scenario_totals_export": thing("scenario", post=200, data=purpose),
    "monitoring:scenario_households_export": thing("scenario", post=200, data=purpose),
    "monitoring:what_if": thing("household", post=422),
    "monitoring:proposal_panel": thing("parameter"),
    "monitoring:try_proposal": Row(get=NO_METHOD, post=302, of=pk_of("parameter"), abroad=NOT_THERE),
}
