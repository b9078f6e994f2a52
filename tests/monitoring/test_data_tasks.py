"""数据任务: which of them, once supplied, lets a rule speak by itself."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.households.factories import HouseholdFactory, MemberFactory
from tests.monitoring.factories import ON, DataTaskFactory, clerk

pytestmark = pytest.mark.django_db
LIST = reverse("monitoring:data_tasks")


def short_by_one(browser) -> set[int]:
    return {task.pk for task in browser(clerk()).get(f"{LIST}?short=one").context["page_obj"]}


def test_a_rule_that_lacks_one_datum(county, browser):
    task = DataTaskFactory(rules=["R07"])
    assert short_by_one(browser) == {task.pk}


def test_a_rule_that_lacks_two(county, browser):
    task = DataTaskFactory(rules=["R05"], datum="近12个月收入")
    DataTaskFactory(household=task.household, rules=["R05"], datum="医保结算")
    assert short_by_one(browser) == set()


def test_one_of_its_rules_is_enough(county, browser):
    task = DataTaskFactory(rules=["R01", "R05"], datum="近12个月收入")
    DataTaskFactory(household=task.household, rules=["R05"], datum="医保结算")
    assert short_by_one(browser) == {task.pk}


def test_what_is_closed_or_of_another_household_or_member_does_not_count(county, browser):
    task = DataTaskFactory(rules=["R07"])
    DataTaskFactory(household=task.household, rules=["R07"], datum="学籍", closed_on=ON)
    other = DataTaskFactory(rules=["R07"])
    household = HouseholdFactory()
    first, second = (MemberFactory(household=household).person for _ in range(2))
    ours = DataTaskFactory(household=household, person=first, rules=["R09"], datum="学籍")
    theirs = DataTaskFactory(household=household, person=second, rules=["R09"], datum="出生日期")
    assert short_by_one(browser) == {task.pk, other.pk, ours.pk, theirs.pk}


def test_a_household_without_counted_members_lacks_more_than_a_datum(county, browser):
    DataTaskFactory(rules=[], datum="计入的共同生活成员")
    assert short_by_one(browser) == set()


def test_the_chip_takes_it_away(county, browser):
    DataTaskFactory(rules=["R07"])
    page = browser(clerk()).get(f"{LIST}?short=one&datum=住房鉴定等级")
    assert [chip.text for chip in page.context["asked"].chips] == ["住房鉴定等级", "只差这一项"]
    assert "short" not in page.context["asked"].chips[1].url and 'name="short" value="one"' in page.content.decode()
