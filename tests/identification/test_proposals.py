"""Proposals of the criteria: below, at, above and unknown, in precedence (domain §2.2–2.4, rulings B1, B8, B10–B12)."""

from datetime import date
from decimal import Decimal

import pytest

from households.choices import AssetKind, IncomeKind, SpendingKind
from households.facts import refresh_facts
from households.models import Asset, HouseholdFacts, Spending, Vehicle
from identification.proposals import CANNOT_SAY, Asked, open_questions, with_proposals
from policies.models import Parameter
from tests.households.factories import HouseholdFactory, income, settlement

ON = date(2026, 6, 15)


@pytest.fixture(autouse=True)
def registers_received(county):
    """Settlements and vehicles of somebody else are in, so that silence means none."""
    other = HouseholdFactory()
    person = other.members.get().person
    settlement(other, person, "1", date(2026, 1, 3))
    Vehicle.objects.create(household=other, person=person, plate="别家", kind="car", value=1, received_on=ON)


def family(gross="5000", *, size=1, assets=("1000",), houses=(("自住房", 60),), spending="0", cars=(), asked=True, **columns):
    household = HouseholdFactory(size=size, **columns)
    person = household.members.order_by("pk").first().person
    if gross is not None:
        income(household, person, IncomeKind.TRANSFER, gross, date(2026, 3, 1), item="赡养费")
    for value in assets if asked else ():
        Asset.objects.create(
            household=household,
            kind=AssetKind.FINANCIAL,
            item=f"存款{value}",
            value=Decimal(value),
            as_of=ON,
            source="visit",
            received_on=ON,
        )
    for item, area in houses if asked else ():
        Asset.objects.create(household=household, kind=AssetKind.HOUSE, item=item, area=area, as_of=ON, source="visit", received_on=ON)
    if Decimal(spending):
        Spending.objects.create(
            household=household,
            person=person,
            kind=SpendingKind.EDUCATION,
            item="学费",
            month=date(2026, 3, 1),
            amount=Decimal(spending),
            source="visit",
            received_on=ON,
        )
    for number, value in enumerate(cars):
        Vehicle.objects.create(household=household, person=person, plate=f"测{number}", kind="car", value=Decimal(value), received_on=ON)
    return household


def proposal(county, household) -> dict:
    refresh_facts(None, county=county, on=ON)
    return with_proposals(HouseholdFacts.objects.filter(pk=household.pk)).values()[0]


@pytest.mark.parametrize(
    ("case", "proposed"),
    [
        ({"gross": "5984.99"}, "dibao"),
        ({"gross": "5985"}, "dibao_margin"),  # at the standard is not below it
        ({"gross": "8977.99"}, "dibao_margin"),
        ({"gross": "8978"}, ""),
        ({"gross": "5000", "assets": ("17955",)}, "dibao"),  # 36 months of the monthly standard exactly
        ({"gross": "5000", "assets": ("17955.01",)}, "dibao_margin"),
        ({"gross": "5000", "assets": ("23940.01",)}, ""),  # beyond 48 months too
        ({"gross": "5000", "houses": (("一", 20), ("二", 20))}, "dibao"),  # two houses, 40 square metres a head
        ({"gross": "5000", "houses": (("一", 20), ("二", 21))}, "dibao_margin"),
        ({"gross": "5000", "houses": (("一", 9), ("二", 9), ("三", 9))}, ""),
        ({"gross": "5000", "cars": ("60000",)}, "dibao_margin"),
        ({"gross": "5000", "cars": ("80000.01",)}, ""),
        ({"gross": "20000", "spending": "11000"}, ""),  # not above 60 %, and 9,000 is above the margin
        ({"gross": "30000", "spending": "18000"}, ""),  # 60 % exactly
        ({"gross": "30000", "spending": "18000.01"}, "rigid_expenditure"),
        ({"gross": "36000", "spending": "25000"}, ""),  # at the disposable income
        ({"gross": "30000", "spending": "25000"}, "dibao"),  # deductions stand inside the recognised income
        ({"gross": None}, CANNOT_SAY),
        ({"gross": "5000", "asked": False}, CANNOT_SAY),
        ({"gross": "50000", "asked": False}, ""),  # surely above every line: property need not be known
        ({"gross": None, "has_monitoring_tag": True}, "other_hardship"),  # a tagged household always has a category
        ({"gross": "50000", "has_monitoring_tag": True}, "other_hardship"),
    ],
)
def test_first_category_surely_met(county, case, proposed):
    assert proposal(county, family(**case))["proposed_category"] == proposed


def test_a_higher_open_question_does_not_hide_a_lower_category_surely_met(county):
    household = family("5000", houses=())
    Asset.objects.create(household=household, kind=AssetKind.HOUSE, item="面积不详", as_of=ON, source="visit", received_on=ON)
    Asset.objects.create(household=household, kind=AssetKind.HOUSE, item="二", area=20, as_of=ON, source="visit", received_on=ON)
    row = proposal(county, household)
    assert row["proposed_category"] == "dibao_margin"
    assert open_questions(row) == ["dibao"]


@pytest.mark.parametrize(
    ("columns", "gross", "self_pay", "kind"),
    [
        ({"household_kind": "tuopin", "risks": ["01"]}, "8977.99", None, "unstable"),
        ({"risks": ["01"]}, "8977.99", None, "marginal"),
        ({"risks": []}, "8977.99", None, ""),
        ({"risks": ["01"]}, "8978", None, ""),
        ({"risks": ["01"]}, "8978", "0.01", "sudden"),
        ({"risks": ["01"]}, "9978", "1000", ""),
    ],
)
def test_proposed_monitoring_kind(county, columns, gross, self_pay, kind):
    household = family(gross, **columns)
    if self_pay:
        settlement(household, household.members.get().person, self_pay, date(2026, 2, 3))
    assert proposal(county, household)["proposed_monitoring_kind"] == kind


@pytest.mark.parametrize(
    ("columns", "judged", "kind"),
    [
        ({"risks": ["02"]}, True, "sudden"),  # a disaster, at any income, with written judgement
        ({"risks": ["05"]}, True, "sudden"),
        ({"risks": ["02"]}, False, ""),
        ({"risks": ["01"]}, True, ""),  # illness is no sudden cause by itself
        ({"risks": []}, True, ""),
        ({"risks": ["02"], "area_type": "urban"}, True, ""),  # nobody watches the town but the relocated
        ({"risks": ["02"], "area_type": "urban", "is_relocated": True}, True, "sudden"),
    ],
)
def test_a_sudden_cause_needs_a_written_judgement(county, columns, judged, kind):
    household = family("90000", **columns)
    refresh_facts(None, county=county, on=ON)
    row = with_proposals(HouseholdFacts.objects.filter(pk=household.pk), Asked(is_judged=judged)).values()[0]
    assert row["proposed_monitoring_kind"] == kind


def test_the_agricultural_income_counts_where_the_rule_is_not_unified(county):
    """Relief counts as income there: the household is not below the line after all (rulings B9)."""
    household = family("8000", risks=["01"])
    income(household, household.members.get().person, IncomeKind.TRANSFER, "3000", date(2026, 4, 1), item="低保金")
    assert proposal(county, household)["proposed_monitoring_kind"] == "marginal"
    old = Parameter.objects.get(code="unified_income_rule")
    old.pk, old.choice, old.valid_from = None, "OFF", date(2026, 1, 1)
    old.save()
    assert proposal(county, household)["proposed_monitoring_kind"] == ""
