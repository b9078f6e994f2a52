"""Which rows a position may hold, and which roles may not meet."""

import pytest
from django.db import IntegrityError

from accounts.models import Region
from accounts.roles import CASE_ROLES, SEPARATED, Role
from households.models import Household
from tests.accounts.factories import PositionFactory, RegionFactory
from tests.households.factories import HouseholdFactory


@pytest.fixture
def households(county):
    return {code: HouseholdFactory(village_code_=code) for code in ("990101100201", "990101100202", "990101101201")}


@pytest.mark.parametrize(
    ("region", "role", "seen"),
    [
        ("990101", Role.TASKFORCE, 3),
        ("990101100", Role.TOWN_CLERK, 2),
        ("990101100201", Role.VILLAGE_WORKER, 1),
        ("990101101", Role.TOWN_CLERK, 1),
        ("990101", Role.DEPT_STAFF, 0),
        ("990101", Role.CITIZEN, 0),
        ("990101", Role.SYS_ADMIN, 0),
        ("990101", Role.SEC_ADMIN, 0),
        ("990101", Role.AUDIT_ADMIN, 0),
    ],
)
def test_scope_follows_region_and_duty(households, region, role, seen):
    position = PositionFactory(region=Region.objects.get(code=region), role=role)
    assert Household.objects.visible_to(position).count() == seen


def test_a_city_sees_every_county_of_the_installation(households):
    city = RegionFactory(code="9901", name="青禾市", level="city")
    assert Household.objects.visible_to(PositionFactory(region=city, role=Role.INSPECTOR)).count() == 3


def test_the_three_administrators_have_no_case_role():
    assert not CASE_ROLES & set(SEPARATED)


@pytest.mark.parametrize("roles", [SEPARATED[:2], SEPARATED[1:], (SEPARATED[0], SEPARATED[2])])
def test_no_position_holds_two_of_the_three_administrators(county, roles):
    with pytest.raises(IntegrityError, match="position_separated_duties"):
        PositionFactory(region=county, roles=[str(role) for role in roles])
