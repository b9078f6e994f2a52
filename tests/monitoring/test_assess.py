"""`assess` prints every household and leaves nothing behind."""

import csv
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from households.models import HouseholdFacts
from monitoring.assessment import COLUMNS
from monitoring.management.commands.assess import plain
from monitoring.models import Alert
from monitoring.runs import screen
from policies.models import Parameter
from tests.households.factories import HouseholdFactory, settlement


@pytest.fixture
def out(tmp_path):
    return tmp_path / "assess.csv"


def rows(path):
    with open(path, encoding="utf-8-sig") as file:
        return {row["household_no"]: row for row in csv.DictReader(file)}


def test_one_row_per_household_with_every_fact(county, on, out):
    poor = HouseholdFactory(size=2, monthly_wage="1000")
    unknown = HouseholdFactory()
    settlement(poor, poor.members.first().person, "100", date(2026, 2, 3))
    call_command("assess", on=on, out=str(out))
    found = rows(out)
    assert tuple(found[poor.household_no]) == COLUMNS
    row = found[poor.household_no]
    assert (row["gross"], row["line"], row["alerts"]) == ("10800.00", "8978.00", "R01")
    assert row["proposed_category"] == "cannot_say"  # property was never asked
    assert "financial_assets" in row["missing"]
    assert row["reasons"].startswith("R01 近12个月家庭收入10,800.00元")
    assert "gross" in found[unknown.household_no]["missing"]
    assert not HouseholdFacts.objects.exists() and not Alert.objects.exists()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("0E-8"), "0.00"),
        (Decimal("1234.5"), "1234.50"),
        (Decimal("-100.001"), "-100.001"),
        (Decimal("1E+3"), "1000.00"),
        (None, None),
    ],
)
def test_amounts_are_written_plainly(value, text):
    assert plain(value) == text


def test_a_past_day_may_be_asked_after_a_run(county, on, out):
    household = HouseholdFactory(monthly_wage="1000")
    screen(county, on=on)
    kept = list(HouseholdFacts.objects.values())
    call_command("assess", on=date(2025, 12, 1), out=str(out))
    assert rows(out)[household.household_no]["wages"] == "6000.00"
    assert list(HouseholdFacts.objects.values()) == kept


def test_a_missing_parameter_is_said(county, on, out):
    HouseholdFactory()
    Parameter.objects.filter(code="pdi").delete()
    with pytest.raises(CommandError, match="人均可支配收入"):
        call_command("assess", on=on, out=str(out))
