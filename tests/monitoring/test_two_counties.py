"""Two counties in one installation: what one knows, changed or decided never speaks for the other."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.models import Region
from households.journal import mark_changed
from households.models import ChangedHousehold, HouseholdFacts
from monitoring.runs import screen
from monitoring.sweep import changed_households
from policies.models import Parameter
from tests.accounts.factories import RegionFactory
from tests.households.factories import HouseholdFactory, settlement, wages

ON = date(2026, 6, 15)


@pytest.fixture
def neighbour(county) -> Region:
    """红岩县: a line of 9,048 for town and country, everything else as next door."""
    other = RegionFactory(code="990102", name="红岩县", level="county")
    town = RegionFactory(code="990102100", name="双桥镇", level="town", parent=other)
    RegionFactory(code="990102100201", name="桥头村", level="village", parent=town)
    for row in Parameter.objects.filter(region=county):
        row.pk, row.region = None, other
        row.number = Decimal(9048) if row.code == "low_income_line" else row.number
        row.unit = "元/人·年" if row.code == "low_income_line" else row.unit
        row.save()
    return other


def test_a_change_next_door_is_neither_screened_with_our_line_nor_forgotten(county, neighbour):
    mine, theirs = HouseholdFactory(), HouseholdFactory(village_code_="990102100201")
    screen(county, on=ON)
    screen(neighbour, on=ON)
    wages(theirs, theirs.members.get().person, "800")
    mark_changed([mine.pk, theirs.pk])
    assert changed_households(county, ON) == [mine.pk]
    screen(county, on=ON)
    assert list(ChangedHousehold.objects.values_list("household_id", flat=True)) == [theirs.pk]
    screen(county, on=ON, is_full=True)
    assert ChangedHousehold.objects.count() == 1
    screen(neighbour, on=ON)
    facts = HouseholdFacts.objects.select_related("parameters").get(pk=theirs.pk)
    assert (facts.parameters.low_income_line, facts.wages) == (Decimal(9048), Decimal(9600))


def test_a_register_received_next_door_says_nothing_here(county, neighbour):
    mine, theirs = HouseholdFactory(), HouseholdFactory(village_code_="990102100201")
    settlement(theirs, theirs.members.get().person, "10", date(2026, 2, 3))
    screen(county, on=ON)
    screen(neighbour, on=ON)
    assert HouseholdFacts.objects.get(pk=mine.pk).self_pay_single is None
    assert HouseholdFacts.objects.get(pk=theirs.pk).self_pay_single == Decimal(10)


def test_a_household_never_looked_at_is_looked_at(county):
    screen(county, on=ON)
    newcomer = HouseholdFactory()
    assert changed_households(county, ON) == [newcomer.pk]


def test_a_county_wide_number_is_explained_as_it_was_used(county, village):
    """A town's own employment-cost row changes neither the sum nor its explanation: the number is the county's."""
    Parameter.objects.create(
        code="employment_cost_ratio",
        region=village.parent,
        number=Decimal("0.5"),
        unit="比例",
        valid_from=date(2026, 1, 1),
        source="镇里的",
        confirmed_at="2026-01-01T00:00:00Z",
    )
    household = HouseholdFactory(monthly_wage="1000")
    screen(county, on=ON)
    facts = HouseholdFacts.objects.select_related("parameters").get(pk=household.pk)
    assert facts.employment_cost == Decimal(1200)
    assert facts.parameters.rows["employment_cost_ratio"]["value"] == "0.1"
