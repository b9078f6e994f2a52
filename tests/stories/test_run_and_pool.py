"""The morning after: what the night changed, how well the rules hit, who is sent, and the sheet that goes into the pocket; on both screens."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from accounts.choices import Dept
from accounts.models import Region
from accounts.roles import Role
from households.journal import mark_changed
from households.models import Housing, Income
from monitoring.choices import Outcome
from monitoring.runs import screen
from tests.households.factories import HouseholdFactory
from tests.monitoring.factories import ON, DataTaskFactory, officer, worker
from tests.monitoring.test_precision import concluded
from tests.stories.conftest import OpenPage, axe, fits, printed, shot

pytestmark = pytest.mark.browser


def test_the_morning_after_a_run(browser_page: OpenPage, transactional_db: None, county: Region, settings) -> None:
    settings.FIXED_TODAY = ON
    worker()
    poor, better = (
        HouseholdFactory(head_name="周守田", size=2, monthly_wage="300"),
        HouseholdFactory(head_name="李转好", monthly_wage="300"),
    )
    screen(county, on=ON - timedelta(days=1))
    Income.objects.filter(household=better).update(amount=30000)
    HouseholdFactory(head_name="新困难", monthly_wage="300")
    mark_changed([better.pk])
    screen(county, on=ON)
    concluded(Outcome.APPLY, household=poor, took=2)
    concluded(Outcome.FALSE, household__head_name="陈有误", took=4)
    Housing.objects.create(household=poor, person=poor.members.first().person, grade="A", appraised_on=date(2023, 5, 1), received_on=ON)
    DataTaskFactory(household=poor, datum="近12个月收入", supplier="")

    page = browser_page(officer(Role.TASKFORCE))
    page.goto("/runs/")
    page.get_by_role("link", name="2026年6月15日").click()
    page.locator("#difference").get_by_role("link", name="1户").first.click()
    assert "新困难户" in page.inner_text("main") and "李转好户" not in page.inner_text("main")
    for address, name in (
        ("/runs/", "runs"), (page.url, "run-difference"), ("/rules-precision/", "precision"), ("/rules/", "rules"), ("/rules/R02/", "rule"),
        ("/alerts/", "pool"), ("/alerts/?state=closed", "pool-closed"), ("/alerts/group-lists/", "group-lists"), ("/alerts/platform-file/", "platform-file"),
    ):  # fmt: skip
        page.goto(address)
        axe(page)
        fits(page)
        shot(page, f"after-run-{name}")
    page.goto("/runs/")
    page.get_by_role("link", name="2026年6月15日").click()
    axe(page)
    fits(page)
    shot(page, "after-run-run")

    page.goto("/alerts/")
    page.get_by_label("核实人", exact=True).first.select_option("village")
    page.locator("input[name=alert]").first.check()
    page.get_by_role("button", name="分派", exact=True).click()
    assert "分派给各村的信息员" in page.inner_text("body")
    page.goto("/alerts/visit-list/?per=household")
    axe(page)
    fits(page)
    shot(page, "after-run-pocket")
    sheet = printed(page, "after-run-pocket")
    assert "还不知道：近12个月收入" in sheet and "住房鉴定还是2023年5月的" in sheet

    page = browser_page(officer(Role.DEPT_STAFF, dept=Dept.YB), phone=True)
    page.get_by_role("link", name="1条").click()
    assert "陈有误户" in page.inner_text("main")
    axe(page)
    fits(page)
    shot(page, "after-run-wrong-data")

    page = browser_page(worker(), phone=True)
    page.goto("/alerts/group-lists/new/")
    page.get_by_label("村民组", exact=True).fill("三组")
    page.get_by_label("组长", exact=True).fill("周满仓")
    page.locator("[name=l1-whose]").fill("新困难")
    page.locator("[name=l1-title]").fill("房屋漏雨")
    page.locator("[name=l1-reason]").fill("正房后墙开裂，下雨天屋里接水")
    axe(page)
    fits(page)
    shot(page, "after-run-new-list")
    page.get_by_role("button", name="登记月报").click()
    assert "新线索1条" in page.inner_text("body")

    page = browser_page(officer(Role.SYS_ADMIN))
    page.goto("/runs/hours/")
    page.locator("select[name=hour]").select_option("3")
    page.get_by_role("button", name="设定").click()
    assert "每天3时" in page.inner_text("main")
    axe(page)
    fits(page)
    shot(page, "after-run-hours")
