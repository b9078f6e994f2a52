"""A conclusion keeps the same facts silent, and the pages say until when and why; a month goes up only without faults of severity 3, or with a reason."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.models import Region
from accounts.roles import Role
from households.models import Household, Standing
from monitoring.models import Alert
from monitoring.runs import screen
from registers.quality.run import check_quality
from tests.households.factories import HouseholdFactory
from tests.monitoring.factories import ON, officer
from tests.monitoring.test_episodes import concluded
from tests.stories.conftest import OpenPage, axe, fits, shot

pytestmark = pytest.mark.browser


def silent_household(county: Region) -> tuple[Household, Alert]:
    home = HouseholdFactory(head_name="周守田", size=2, monthly_wage="1000")
    screen(county, on=ON)
    alert = concluded(home)
    screen(county, on=ON + timedelta(days=1), is_full=True)
    return home, alert


def test_silence_and_submission(browser_page: OpenPage, transactional_db: None, county: Region, settings) -> None:
    settings.FIXED_TODAY = ON + timedelta(days=1)
    home, alert = silent_household(county)
    cleared = HouseholdFactory(head_name="林秋生")
    Standing.objects.filter(household=cleared).update(identified_on="2026-04-01", cleared_on="2026-04-20", clearance_mode="helped")
    check_quality(county, on=ON)
    page = browser_page(officer(Role.TASKFORCE))
    for name, address in (("silent-household", f"/alerts/households/{home.pk}/"), ("silent-alert", f"/alerts/{alert.pk}/")):
        page.goto(address)
        page.get_by_text("静默至2026年9月12日").first.wait_for()
        axe(page)
        fits(page)
        shot(page, name)
    page.goto("/registers/reports/?month=2026-05")
    page.get_by_role("link", name="上报").click()
    page.get_by_role("link", name="识别后很快就按帮扶消除").wait_for()
    axe(page)
    fits(page)
    shot(page, "submit-refused")
    page.get_by_label("为什么带着这些问题上报").fill("正在办理回退，六月二十日前办结")
    page.get_by_role("button", name="带着问题上报").click()
    page.get_by_text("带着1项3级问题").wait_for()
    axe(page)
    fits(page)
    shot(page, "submitted")
