"""The task force tries a higher line, reads who it brings, and puts two trials side by side; on both screens and on paper."""

from __future__ import annotations

from decimal import Decimal

import pytest

from accounts.models import Region
from accounts.roles import Role
from households.facts import refresh_facts
from monitoring.lab import scenarios
from monitoring.lab.changes import Change
from monitoring.models import Scenario
from monitoring.switches import confirm, propose
from tests.households.factories import HouseholdFactory, wages
from tests.identification.factories_opinion import family, registers_received
from tests.monitoring.factories import ON, clerk, officer
from tests.policies.factories import ParameterFactory
from tests.stories.conftest import OpenPage, axe, fits, printed, shot

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_a_line_is_tried(browser_page: OpenPage, transactional_db: None, county: Region, settings, phone: bool) -> None:
    settings.FIXED_TODAY = ON
    registers_received()
    family("9000", head_name="周守田")
    family("9000", head_name="钱有根", village_code_="990101101201")
    family("5000", head_name="孙小满")
    refresh_facts(None, county=county, on=ON)
    by = officer()
    scenarios.ask(county, name="低保标准提到9,600元", on=ON, changes=[Change("dibao_standard", "rural", Decimal(9600))], by=by)
    page = browser_page(by, phone=phone)
    page.goto("/lab/")
    axe(page)
    fits(page)
    page.get_by_role("link", name="新试算").click()
    page.get_by_label("名称").fill("监测线提到9,048元")
    page.get_by_label("低收入人口监测线（农村）").fill("9048")
    axe(page)
    fits(page)
    if not phone:
        shot(page, "lab-new")
    page.get_by_role("button", name="试算", exact=True).click()
    page.get_by_role("heading", name="监测线提到9,048元").wait_for()
    page.get_by_text("新增走访").first.wait_for()
    axe(page)
    fits(page)
    if not phone:
        shot(page, "lab-scenario")
        assert "政策试算：监测线提到9,048元" in printed(page, "lab-scenario")
    page.get_by_role("link", name="变动户名单").click()
    assert "周守田户" in page.inner_text("main") and "钱有根户" in page.inner_text("main")
    axe(page)
    fits(page)
    if not phone:
        shot(page, "lab-households")
    page.goto("/lab/")
    for box in page.get_by_role("checkbox").all():
        box.check()
    if not phone:
        shot(page, "lab")
    page.get_by_role("button", name="对比选中的两次").click()
    page.get_by_role("heading", name="试算对比").wait_for()
    axe(page)
    fits(page)
    if not phone:
        shot(page, "lab-compare")
    assert Scenario.objects.count() == 2


def test_a_proposed_line_shows_its_workload(browser_page: OpenPage, transactional_db: None, county: Region, settings) -> None:
    settings.FIXED_TODAY = ON
    registers_received()
    family("9000", head_name="周守田")
    refresh_facts(None, county=county, on=ON)
    ParameterFactory(
        code="low_income_line",
        region=county,
        area_type="rural",
        number=Decimal(9048),
        valid_from=ON,
        confirmed_at=None,
        proposed_by=officer(),
    )
    page = browser_page(officer(Role.TASKFORCE))
    page.goto("/policies/low_income_line/")
    page.get_by_text("复核后的工作量").wait_for()
    axe(page)
    fits(page)
    shot(page, "lab-proposal")


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_one_household_if_the_earner_loses_work(
    browser_page: OpenPage, transactional_db: None, county: Region, settings, phone: bool
) -> None:
    settings.FIXED_TODAY = ON
    registers_received()
    household = family(None, size=2, head_name="郑大力")
    wages(household, household.members.order_by("pk")[0].person, "2000")
    refresh_facts(None, county=county, on=ON)
    page = browser_page(clerk(), phone=phone)
    page.goto(f"/households/{household.pk}/")
    page.get_by_role("link", name="如果……会怎样").click()
    axe(page)
    fits(page)
    page.get_by_label("失去工作").check()
    page.get_by_role("button", name="算一算").click()
    page.get_by_text("新成立").first.wait_for()
    assert "低保" in page.inner_text("main")
    axe(page)
    fits(page)
    if not phone:
        shot(page, "what-if")


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_a_rule_is_counted_before_it_is_switched_on(
    browser_page: OpenPage, transactional_db: None, county: Region, settings, phone: bool
) -> None:
    settings.FIXED_TODAY = ON
    for village in ("990101100201", "990101101201"):
        HouseholdFactory(monthly_wage="300", village_code_=village)
    refresh_facts(None, county=county, on=ON)
    confirm(propose("R01", county=county, mode="shadow", valid_from=ON, reason="先看工作量", by=officer(), today=ON), by=officer())
    page = browser_page(officer(), phone=phone)
    page.goto("/rules/")
    assert "只计数" in page.inner_text("main")
    axe(page)
    fits(page)
    page.goto("/rules/R01/")
    page.get_by_text("提出改动").click()
    page.get_by_role("radio", name="启用").check()
    page.get_by_label("起始日").fill("2026-06-16")
    page.get_by_label("理由").fill("试计数两周，各镇接得住")
    page.get_by_role("button", name="提出", exact=True).click()
    page.get_by_text("待复核").first.wait_for()
    assert "提出人不能自己复核" in page.inner_text("main")
    axe(page)
    fits(page)
    if not phone:
        shot(page, "rule-shadow")
