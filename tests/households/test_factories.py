from households.national_id import normalise
from tests.households.factories import HouseholdFactory


def test_factory_makes_a_household_with_valid_synthetic_numbers(county):
    household = HouseholdFactory(size=3, monthly_wage="1000")
    numbers = [member.person.id_number.reveal() for member in household.members.all()]
    assert [normalise(number) for number in numbers] == numbers
    assert all(number.startswith("99") for number in numbers)
    assert household.standing.has_open_case is False
