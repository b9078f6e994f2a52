"""The county's 专班 sees which registers are late, the department finds its own on its desk; on both screens and on paper."""

from __future__ import annotations

from datetime import date

import pytest

from accounts.models import Region
from accounts.roles import Role
from tests.accounts.factories import PositionFactory
from tests.registers.books import family, number_of, person_row, take
from tests.stories.conftest import OpenPage, axe, fits, printed, shot

pytestmark = pytest.mark.browser
LATER = date(2026, 7, 17)
VISIT = person_row(visit_kind="住院", settled_on="2026-05-20", total=100, compliant_self_pay=50, settlement_no="A1")


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_what_is_late(browser_page: OpenPage, transactional_db: None, county: Region, settings, phone: bool) -> None:
    settings.FIXED_TODAY = LATER
    family()
    stranger = VISIT | {"id_number": number_of("19900101", 41), "name": "生人"}
    batch = take("medical", VISIT, VISIT | {"name": "张三", "settlement_no": "A2"}, stranger)
    take("vehicles", person_row(plate="禾A12345", kind="小型轿车"), on=LATER)
    page = browser_page(PositionFactory(region=county, role=Role.TASKFORCE), phone=phone)
    page.goto("/")
    page.get_by_role("link", name="1种迟送").click()
    page.get_by_role("heading", name="数据新鲜度").wait_for()
    assert "2026年7月15日起" in page.inner_text("main") and "超期3日" in page.inner_text("main")
    axe(page)
    fits(page)
    if not phone:
        shot(page, "freshness")
        assert "医保自付费用" in printed(page, "freshness")
    page.get_by_role("link", name="医保自付费用").click()
    page.get_by_role("heading", name="数据新鲜度：医保自付费用").wait_for()
    fits(page)
    if not phone:
        shot(page, "freshness-towns")
    page.goto(f"/registers/{batch.pk}/?show=aside")
    assert "等人在册" in page.inner_text("main") and "生人" not in page.inner_text("main")
    axe(page)
    fits(page)
    if not phone:
        shot(page, "aside")
    office = browser_page(PositionFactory(region=county, role=Role.DEPT_STAFF, dept="YB"), phone=phone)
    office.goto("/")
    office.get_by_text("送下一期数据").first.wait_for()
    axe(office)
    if not phone:
        shot(office, "freshness-desk")
