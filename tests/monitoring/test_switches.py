"""A rule that only counts opens nothing; switching takes two people; its page says what it would bring."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.exceptions import Refused
from accounts.models import Region
from accounts.roles import Role
from households.models import Household
from monitoring.assessment import assess
from monitoring.choices import RuleMode
from monitoring.models import Alert, DataTask, RuleSwitch
from monitoring.rules import RULES
from monitoring.runs import screen
from monitoring.switches import confirm, modes_on, propose, withdraw
from monitoring.workload import in_all, workload
from tests.conftest import lay_county
from tests.households.factories import HouseholdFactory
from tests.monitoring.factories import ON, AlertFactory, clerk, officer

NEXT = ON + timedelta(days=1)


@pytest.fixture(scope="module")
def busy(standing) -> Region:
    """Two poor households in one town, one in another, and one nobody has asked for its income."""
    county = lay_county()
    for code in ("990101100201", "990101100201", "990101101201"):
        HouseholdFactory(monthly_wage="300", village_code_=code)
    HouseholdFactory(head_name="没问过")
    return county


def switched(county: Region, mode: str = RuleMode.SHADOW, rule: str = "R01", on=ON) -> RuleSwitch:
    return confirm(propose(rule, county=county, mode=mode, valid_from=on, reason="先看工作量", by=officer(), today=on), by=officer())


def alerts(rule: str = "R01") -> int:
    return Alert.objects.filter(rule=rule).count()


@pytest.mark.parametrize("mode", [RuleMode.SHADOW, RuleMode.OFF])
def test_a_rule_that_is_not_on_opens_no_alert_and_no_task(busy, mode):
    switched(busy, mode)
    run = screen(busy, on=ON, is_full=True)
    assert alerts() == 0 and "R01" not in {code for task in DataTask.objects.all() for code in task.rules}
    assert run.per_rule["R01"]["opened"] == run.per_rule["R01"]["cannot_say"] == 0
    again = screen(busy, on=ON, is_full=True)
    assert (again.opened, again.closed, again.data_tasks_opened, again.data_tasks_closed, again.facts_written) == (0, 0, 0, 0, 0)


def test_switched_on_everybody_is_asked_the_next_night(busy):
    switched(busy)
    screen(busy, on=ON)
    switched(busy, RuleMode.ON, on=NEXT)
    assert screen(busy, on=NEXT).is_full and alerts() == 3


def test_open_alerts_stand_when_a_rule_is_switched_off(busy):
    screen(busy, on=ON)
    assert alerts() == 3
    switched(busy, RuleMode.OFF, on=NEXT)
    run = screen(busy, on=NEXT)
    assert run.closed == 0 and Alert.objects.open().filter(rule="R01").count() == 3


def test_the_workload_of_a_rule_by_town(busy):
    switched(busy)
    screen(busy, on=ON)
    AlertFactory(household=Household.objects.order_by("pk").first(), rule="R02")
    towns = workload(RULES["R01"], busy)
    assert [(town.hits, town.households, town.visits, town.cannot_say) for town in towns] == [(2, 2, 1, 1), (1, 1, 1, 0)]
    total = in_all(towns)
    assert (total.hits, total.households, total.visits, total.cannot_say) == (3, 3, 2, 1)


@pytest.mark.parametrize("code", ["R01", "I04"])
def test_the_page_shows_what_it_would_bring(busy, browser, code):
    screen(busy, on=ON)
    page = browser(clerk())
    address = reverse("monitoring:rule", kwargs={"code": code})
    assert "启用后各镇要多做的" not in page.get(address).content.decode()
    switched(busy, rule=code)
    shown = page.get(address).content.decode()
    assert "只计数" in shown and ("启用后各镇要多做的" in shown or "按现有数据一户也没有" in shown)
    assert "只计数" in page.get(reverse("monitoring:rules")).content.decode()


def test_a_rule_whose_register_never_came_cannot_be_counted(busy, browser):
    switched(busy, rule="I08")
    shown = browser(officer()).get(reverse("monitoring:rule", kwargs={"code": "I08"})).content.decode()
    assert "登记册还没有收到" in shown


def test_two_people_switch_a_rule(busy, browser):
    first, second = officer(), officer()
    address = reverse("monitoring:switch_rule", kwargs={"code": "R01"})
    sent = {"mode": "shadow", "valid_from": f"{ON}", "reason": "先看工作量"}
    assert browser(first).post(address, sent).status_code == 302
    row = RuleSwitch.objects.get()
    assert modes_on(busy.code, ON)["R01"] == RuleMode.ON, "not before it is confirmed"
    again = reverse("monitoring:confirm_switch", kwargs={"pk": row.pk})
    browser(first).post(again)
    assert modes_on(busy.code, ON)["R01"] == RuleMode.ON, "nobody confirms his own"
    browser(second).post(again)
    assert modes_on(busy.code, ON)["R01"] == RuleMode.SHADOW
    assert modes_on(busy.code, ON - timedelta(days=1))["R01"] == RuleMode.ON
    with pytest.raises(Refused, match="已被复核或撤回"):
        withdraw(row, by=second)


def test_another_post_of_the_same_person_does_not_confirm(busy):
    first = officer()
    row = propose("R01", county=busy, mode="off", valid_from=ON, reason="停", by=first, today=ON)
    other = officer(user=first.user, title="另一个岗位")
    with pytest.raises(Refused, match="不能自己复核"):
        confirm(row, by=other)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"valid_from": ON - timedelta(days=1)}, "不能早于今天"),
        ({"mode": RuleMode.ON}, "已经是"),
        ({"reason": "  "}, "理由"),
        ({"rule": "R25"}, "只作标注"),
    ],
)
def test_what_cannot_be_switched_is_said(busy, changes, words):
    asked = {"rule": "R01", "mode": RuleMode.OFF, "valid_from": ON, "reason": "停", **changes}
    with pytest.raises(Refused, match=words):
        propose(asked.pop("rule"), county=busy, by=officer(), today=ON, **asked)


def test_only_the_task_force_of_the_county_switches(busy):
    for by in (officer(Role.MONITOR_CENTER), clerk()):
        with pytest.raises(Refused):
            propose("R01", county=busy, mode="off", valid_from=ON, reason="停", by=by, today=ON)


def test_the_form_says_what_is_missing(busy, browser):
    answer = browser(officer()).post(reverse("monitoring:switch_rule", kwargs={"code": "R01"}), {"mode": "off", "valid_from": f"{ON}"})
    assert answer.status_code == 422 and "请写明理由" in answer.content.decode()
    assert not RuleSwitch.objects.exists()


def test_a_rule_that_only_counts_is_left_out_of_assess(busy):
    switched(busy)
    assert not any("R01" in row["alerts"] for row in assess(busy, ON))
