"""Addresses of the county's checks and of declarations of kin."""

from __future__ import annotations

from accounts.roles import Role
from identification.choices import CountyCheckKind
from identification.models import Application
from tests.accounts.factories import PositionFactory
from tests.addresses.base import Row, thing, verb
from tests.households.factories import HouseholdFactory
from tests.identification.factories_notices import at_panel, related, sent
from tests.world import World


def prepare(world: World) -> None:
    case = at_panel(HouseholdFactory(size=2, village_code_=world.village.code))
    clerk = PositionFactory(region=world.town, role=Role.TOWN_CLERK)
    world.made |= {
        "county_check": sent(case, kind=CountyCheckKind.SAMPLED),
        "kin_declaration": related(PositionFactory(region=world.town, role=Role.TOWN_SURVEYOR), world.household, by=clerk),
    }


def found(world: World) -> dict[str, object]:
    version = Application.objects.values_list("version", flat=True).get(pk=world.county_check.application_id)
    return {"version": version, "visited_on": "2026-06-15", "findings": "入户看了住房和家电，与镇里的调查一致。", "result": "agrees"}


ROWS: dict[str, Row] = {
    "identification:county_checks": Row(),
    "identification:county_check": thing("county_check", post={Role.TASKFORCE: 302, "*": 409}, data=found),
    "identification:kin": Row(query="?q=欧阳", post=422),
    "identification:end_kin": verb("kin_declaration"),
}
