"""Money goes with the person, and the county's sum and the household's sum meet (rulings B5, E3)."""

from datetime import date
from decimal import Decimal

import pytest

from households.choices import EvidenceSource
from households.facts import refresh_facts
from households.models import Asset, HouseholdFacts, Income, Insurance, Medical, RegisterClaim, Vehicle
from households.moves import carry_evidence
from registers.consistency import CHECKS
from tests.households.factories import HouseholdFactory, MemberFactory, settlement, wages

ON = date(2026, 6, 15)


@pytest.fixture
def moved(county):
    """A woman with wages, a settlement, savings and a car married from one household into another; the rows still hang on the first."""
    former, home = HouseholdFactory(size=2, category="dibao"), HouseholdFactory(size=1)
    member = former.members.last()
    person = member.person
    wages(former, person, "1000")
    settlement(former, person, "3000", date(2026, 2, 3))
    Asset.objects.create(
        household=former, person=person, kind="financial", item="存款", value=500, as_of=ON, source="visit", received_on=ON
    )
    Vehicle.objects.create(household=former, person=person, plate="测1", kind="car", value=30000, received_on=ON)
    Insurance.objects.create(household=former, person=person, kind="resident_medical", year=2026, status="not_insured", received_on=ON)
    RegisterClaim.objects.create(household=former, person=person, register="dibao", category="dibao", received_on=ON)
    member.left_on = date(2026, 5, 1)
    member.save()
    MemberFactory(household=home, person=person, relation="10")
    return former, home, person


def test_her_money_counts_where_she_lives(county, moved):
    former, home, person = moved
    assert carry_evidence([person.pk]) == 14
    assert {row.household_id for model in (Income, Medical, Asset) for row in model.objects.filter(person=person)} == {home.pk}
    refresh_facts(None, county=county, on=ON)
    assert HouseholdFacts.objects.get(pk=home.pk).wages == Decimal(12000)
    assert HouseholdFacts.objects.get(pk=former.pk).wages is None
    assert carry_evidence([person.pk]) == 0


def test_looking_at_one_household_says_what_looking_at_the_county_says(county, moved):
    former, home, person = moved
    carry_evidence([person.pk])
    refresh_facts([former.pk, home.pk], county=county, on=ON)
    alone = list(HouseholdFacts.objects.order_by("pk").values())
    members = list(home.members.get(person=person).facts.__class__.objects.order_by("pk").values())
    assert refresh_facts(None, county=county, on=ON) == 0
    assert list(HouseholdFacts.objects.order_by("pk").values()) == alone
    facts = home.members.get(person=person).facts
    assert (facts.is_uninsured, facts.is_claimed, len(members)) == (True, True, 3)
    assert HouseholdFacts.objects.get(pk=home.pk).vehicle_count == 1


def test_a_row_the_new_household_holds_already_stays_and_is_named(county, moved):
    former, home, person = moved
    month = date(2026, 5, 1)
    Income.objects.create(
        household=home,
        person=person,
        kind="wage",
        item="务工收入",
        month=month,
        amount=1,
        source=EvidenceSource.DEPARTMENT,
        received_on=month,
    )
    carry_evidence([person.pk])
    assert Income.objects.filter(household=former).count() == 1
    [check] = [check for check in CHECKS if check.code == "income_home"]
    assert check.rows().count() == 1
