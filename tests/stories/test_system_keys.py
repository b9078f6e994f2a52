"""The 安全管理员 gives another system a key, the system sends a register with it, and the key is stopped; on both screens."""

from __future__ import annotations

import re

import pytest

from accounts.models import Region
from accounts.roles import Role
from tests.monitoring.factories import ON, officer
from tests.stories.conftest import OpenPage, axe, fits, shot

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_a_key_is_issued_used_and_stopped(browser_page: OpenPage, transactional_db: None, county: Region, settings, phone: bool) -> None:
    settings.FIXED_TODAY = ON
    importer = officer(Role.REGISTER_ADMIN)
    page = browser_page(officer(Role.SEC_ADMIN), phone=phone)
    page.goto("/registers/keys/")
    axe(page)
    fits(page)
    page.get_by_label("系统名称").fill("县医保信息平台")
    page.get_by_label("以谁的岗位送").select_option(str(importer.pk))
    page.get_by_label("医保自付费用").check()
    page.get_by_label("有效期至").fill("2026-12-31")
    page.get_by_role("button", name="发放密钥").click()
    page.get_by_role("heading", name="县医保信息平台的接口密钥").wait_for()
    key = re.search(r"bg_[\w-]{43}", page.inner_text("main"))
    assert key
    axe(page)
    fits(page)
    if not phone:
        shot(page, "key-issued")

    rows = {"rows": [{"name": "周守田", "visit_kind": "住院", "settled_on": "2026-05-20", "total": "12000", "compliant_self_pay": "4000"}]}
    headers = {"authorization": f"Bearer {key[0]}", "idempotency-key": "2026-06-15-001"}
    sent = page.request.post("/api/intake/medical/", data=rows, headers=headers)
    assert sent.status == 202 and sent.json()["state_name"] == "排队中"

    page.get_by_role("link", name="已交付，返回列表").click()
    row = page.get_by_role("row", name="县医保信息平台")
    assert "没用过" not in row.inner_text() and "可用" in row.inner_text()
    axe(page)
    fits(page)
    if not phone:
        shot(page, "keys")
    row.get_by_role("button", name="停用县医保信息平台的密钥").click()
    page.get_by_text("从现在起送不进来").wait_for()
    assert page.request.post("/api/intake/medical/", data=rows, headers=headers).status == 401
