"""What is owned: the better source speaks, what was said to be none is zero, what nobody asked stays unknown (rulings B1, B4)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Region
from households.effective import supersede_assets
from households.facts import refresh_facts
from households.models import Asset, Household, HouseholdFacts, Vehicle
from tests.households.factories import HouseholdFactory

pytestmark = pytest.mark.django_db
ON = date(2026, 6, 15)
KINDS = ("financial", "house", "non_residential", "machinery", "company")


@pytest.fixture
def household(county) -> Household:
    return HouseholdFactory()


def owned(household: Household, kind: str, source: str, item: str = "自住房", **columns) -> Asset:
    known = {"value": Decimal(10000) if kind == "financial" else None, "area": Decimal(90) if kind == "house" else None}
    return Asset.objects.create(
        household=household, kind=kind, item=item, source=source, as_of=ON, received_on=ON, **{**known, **columns}
    )  # fmt: skip


def nothing(household: Household, kind: str, source: str) -> Asset:
    return owned(household, kind, source, "没有", is_none=True, value=Decimal(0), area=Decimal(0))


def facts(household: Household) -> tuple[object, ...]:
    """Financial assets, houses, their area, barred property."""
    supersede_assets([household.pk], on=ON)
    refresh_facts([household.pk], county=Region.objects.get(code="990101"), on=ON)
    row = HouseholdFacts.objects.get(household=household)
    return row.financial_assets, row.house_count, row.house_area, row.barred_property_count


def test_nobody_asked_is_unknown(household):
    assert facts(household) == (None, None, None, None)


def test_a_form_speaks_of_all_property(household):
    owned(household, "house", "declared")
    assert facts(household) == (0, 1, 90, 0)


@pytest.mark.parametrize("looked_at", [("financial",), ("house",), ("non_residential", "machinery")])
def test_a_check_speaks_of_what_it_looked_at_only(household, looked_at):
    for kind in looked_at:
        nothing(household, kind, "means_check")
    has_houses = "house" in looked_at
    assert facts(household) == (0 if "financial" in looked_at else None, 0 if has_houses else None, 0 if has_houses else None, None)


def test_a_check_of_everything_that_found_nothing_is_zero_throughout(household):
    for kind in KINDS:
        nothing(household, kind, "means_check")
    assert facts(household) == (0, 0, 0, 0)


def test_barred_property_found_is_known_though_not_all_was_looked_at(household):
    owned(household, "company", "means_check", "企业")
    assert facts(household)[3] == 1


@pytest.mark.parametrize(
    ("rows", "houses"),
    [
        ([("declared", "自住房"), ("means_check", "上湾村自建房")], 1),  # 核对 speaks for the household
        ([("declared", "自住房"), ("visit", "三间瓦房")], 1),  # so does a visit
        ([("declared", "自住房"), ("department", "自住房")], 1),  # the same item once
        ([("declared", "自住房"), ("department", "其他住房")], 2),  # a department knows only what is registered
        ([("means_check", "自住房"), ("means_check", "其他住房"), ("visit", "三间瓦房")], 2),
    ],
)
def test_a_house_is_counted_once(household, rows, houses):
    for source, item in rows:
        owned(household, "house", source, item)
    assert facts(household)[1] == houses


def test_a_check_that_found_no_house_takes_back_the_declared_one(household):
    owned(household, "house", "declared")
    nothing(household, "house", "means_check")
    assert facts(household)[1:3] == (0, 0)
    Asset.objects.filter(source="means_check").delete()
    assert facts(household)[1:3] == (1, 90)


def test_a_value_nobody_knows_is_unknown_not_zero(household):
    owned(household, "financial", "declared", value=None)
    assert facts(household)[0] is None


@pytest.mark.parametrize(
    ("checked", "registered", "count", "value"),
    [
        ([], None, None, None),  # nobody looked: cannot say
        (["none"], None, 0, 0),  # looked, and found none, though the county's register never came
        (["80000"], None, 1, 80000),
        (["80000", "60000"], None, 2, 80000),
        (["80000", None], None, 2, None),  # one of them at a price nobody knows
        ([], [], 0, 0),  # the register came and names nobody of this household
        (["none"], ["60000"], 1, 60000),  # a registered car is not taken back by a check that did not find it
        (["80000"], ["80000"], 1, 80000),  # the same car once
        (["80000"], [None], 1, 80000),  # the check knows the price
        (["80000", None], ["60000"], 2, None),
    ],
)
def test_vehicles_of_a_check_and_of_the_register(household, checked, registered, count, value):
    if registered is not None:
        drive(HouseholdFactory(), None)
    for number, price in enumerate(checked):
        kind = {"is_none": True} if price == "none" else {}
        owned(household, "vehicle", "means_check", f"小型轿车{number}", value=Decimal(0 if kind else price) if price else None, **kind)
    for price in registered or []:
        drive(household, price)
    assert facts(household) == (None, None, None, None), "a check of vehicles speaks of nothing else"
    row = HouseholdFacts.objects.get(household=household)
    assert (row.vehicle_count, row.vehicle_value) == (count, value)


def drive(household: Household, price: str | None) -> None:
    person = household.members.order_by("pk").first().person
    Vehicle.objects.create(
        household=household, person=person, kind="car", plate=f"禾A{Vehicle.objects.count():05d}", value=Decimal(price) if price else None,
        received_on=ON,
    )  # fmt: skip


def test_twice_writes_nothing(household):
    owned(household, "house", "declared")
    owned(household, "house", "means_check", "上湾村自建房")
    assert (supersede_assets([household.pk], on=ON), supersede_assets([household.pk], on=ON), supersede_assets([], on=ON)) == (1, 0, 0)


def test_one_statement_for_any_number_of_households(household):
    for source in ("declared", "visit"):
        owned(household, "house", source)
    ids = [household.pk, *(HouseholdFactory().pk for _ in range(3))]
    supersede_assets(ids, on=ON)
    with CaptureQueriesContext(connection) as queries:
        supersede_assets(ids, on=ON)
    assert len(queries) <= 4
