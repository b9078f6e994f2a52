"""A town clerk looks at who is just above the line and at what one datum would let a rule say; on both screens."""

from __future__ import annotations

from datetime import date

import pytest

from accounts.models import Region
from households.choices import IncomeKind
from households.facts import refresh_facts
from tests.households.factories import HouseholdFactory, income
from tests.monitoring.factories import ON, DataTaskFactory, clerk
from tests.stories.conftest import OpenPage, axe, fits, shot

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_near_the_line(browser_page: OpenPage, transactional_db: None, county: Region, settings, phone: bool) -> None:
    settings.FIXED_TODAY = ON
    near = HouseholdFactory(head_name="周守田", size=2)
    income(near, near.members.order_by("pk")[0].person, IncomeKind.TRANSFER, "18000", date(2026, 3, 1), item="赡养费")
    refresh_facts([near.pk], county=county, on=ON)
    DataTaskFactory(household=near, rules=["R07"])
    page = browser_page(clerk(), phone=phone)
    page.goto("/alerts/")
    page.get_by_role("link", name="略高于监测线").click()
    page.get_by_role("heading", name="略高于监测线").wait_for()
    assert "9,000.00" in page.inner_text("main") and "22.00" in page.inner_text("main")
    axe(page)
    fits(page)
    if not phone:
        shot(page, "near-line")
    page.goto("/data-tasks/")
    page.get_by_role("link", name="只差这一项").click()
    assert "住房鉴定等级" in page.inner_text("main")
    axe(page)
    fits(page)
    if not phone:
        shot(page, "data-tasks")
