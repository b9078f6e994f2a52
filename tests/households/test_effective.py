"""One effective row per person, item and month (rulings B4)."""

from __future__ import annotations

from datetime import date

import pytest

from households.effective import supersede_money
from households.models import Income, Spending
from policies.models import ParameterMissing
from tests.households.factories import HouseholdFactory, income, settlement

pytestmark = pytest.mark.django_db
ON = date(2026, 6, 15)
MAY = date(2026, 5, 1)


@pytest.fixture
def household(county):
    return HouseholdFactory()


@pytest.fixture
def person(household):
    return household.members.get().person


def effective(model=Income) -> list[str]:
    return sorted(model.objects.filter(superseded_at__isnull=True).values_list("source", flat=True))


@pytest.mark.parametrize(
    ("sources", "stays"),
    [
        (["means_check", "department", "visit", "declared"], ["means_check"]),
        (["department", "visit"], ["department"]),
        (["visit", "declared"], ["visit"]),
        (["declared"], ["declared"]),
    ],
)
def test_the_most_trusted_source_counts(household, person, sources, stays):
    for source in sources:
        income(household, person, "wage", "100", MAY, source=source)
    supersede_money([household.pk], on=ON)
    assert effective() == stays


def test_other_items_months_and_people_are_left_alone(household, person):
    income(household, person, "wage", "100", MAY, source="department")
    income(household, person, "wage", "100", MAY, source="visit", item="零工")
    income(household, person, "wage", "100", date(2026, 4, 1), source="visit")
    income(household, None, "wage", "100", MAY, source="visit")
    supersede_money([household.pk], on=ON)
    assert effective() == ["department", "visit", "visit", "visit"]


def test_two_rows_of_one_source_add(household, person):
    income(household, person, "wage", "100", MAY, source="department", ref="A")
    income(household, person, "wage", "50", MAY, source="department", ref="B")
    supersede_money([household.pk], on=ON)
    assert effective() == ["department", "department"]


def test_a_second_call_writes_nothing_and_a_vanished_better_row_gives_way(household, person):
    better = income(household, person, "wage", "100", MAY, source="department")
    income(household, person, "wage", "90", MAY, source="declared")
    assert supersede_money([household.pk], on=ON) == 1
    assert supersede_money([household.pk], on=ON) == 0
    better.delete()
    assert supersede_money([household.pk], on=ON) == 1
    assert effective() == ["declared"]


@pytest.mark.parametrize(
    ("source", "settled_on", "is_beaten"),
    [
        ("declared", date(2026, 5, 31), True),
        ("visit", date(2026, 5, 1), True),
        ("department", date(2026, 5, 9), False),
        ("declared", date(2026, 6, 1), False),
    ],
)
def test_a_settlement_beats_a_form_of_its_period(household, person, source, settled_on, is_beaten):
    Spending.objects.create(
        household=household, person=person, kind="medical", item="药费", month=MAY, amount=300, source=source, received_on=ON
    )
    settlement(household, person, "5000", settled_on)
    supersede_money([household.pk], on=ON)
    assert (Spending.objects.get().superseded_at is not None) is is_beaten


def test_no_precedence_no_answer(household, person):
    from policies.models import Parameter

    Parameter.objects.filter(code="source_precedence").delete()
    with pytest.raises(ParameterMissing):
        supersede_money([household.pk], on=ON)
