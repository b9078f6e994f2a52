"""The self-check finds nothing in a clean county, and each planted contradiction."""

import pytest
from django.core.management import call_command

from households.facts import refresh_facts
from households.models import Household, Income
from identification.models import Determination
from monitoring.models import Alert
from monitoring.runs import screen
from registers.consistency import CHECKS, contradictions
from tests.households.factories import HouseholdFactory


def found() -> set[str]:
    return {check.code for check, count in contradictions() if count}


@pytest.fixture
def clean(county, on):
    household = HouseholdFactory(size=2, monthly_wage="1000")
    screen(county, on=on)
    return household


def test_a_clean_county_contradicts_nothing(clean, capsys):
    call_command("check_consistency")
    assert "✗" not in capsys.readouterr().out
    assert len({check.code for check in CHECKS}) == len(CHECKS)


def test_a_category_without_a_determination_is_found(clean, county, on, capsys):
    Household.objects.update(category="dibao")
    refresh_facts(None, county=county, on=on)
    assert found() == {"category"}
    with pytest.raises(SystemExit):
        call_command("check_consistency", "--json")
    assert '"code": "category"' in capsys.readouterr().out


def test_facts_that_lag_behind_are_found(clean, on):
    Determination.objects.create(
        household=clean, ground="register", decided_on=on, category="dibao", has_monitoring_tag=False, decided_by="测试"
    )
    Household.objects.update(category="dibao")
    assert found() == {"facts_copy"}


def test_a_determination_that_disagrees_is_found(clean, on):
    Determination.objects.create(
        household=clean, ground="register", decided_on=on, category="dibao", has_monitoring_tag=False, decided_by="测试"
    )
    assert found() == {"determination"}


def test_money_attached_to_another_household_is_found(clean):
    other = HouseholdFactory(size=1)
    Income.objects.update(household=other)
    assert "income_home" in found()


def test_an_alert_without_an_event_or_a_due_day_is_found(clean):
    Alert.objects.filter(rule="R01").update(due_on=None)
    assert found() == {"alert_due"}


def test_a_decision_without_a_visit_is_found(clean):
    Alert.objects.filter(rule="R01").update(state="town_decided")
    assert found() == {"alert_decided"}
