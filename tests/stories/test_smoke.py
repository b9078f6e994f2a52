"""The door: it opens, says what is wrong, lets the right person in; on both screens, with no serious axe finding and no request leaving the house."""

from __future__ import annotations

import pytest

from accounts.models import Region
from accounts.roles import Role
from tests.accounts.factories import PositionFactory
from tests.stories.conftest import OpenPage, axe, fits, shot, sign_in

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_the_door_opens_and_lets_the_right_person_in(browser_page: OpenPage, transactional_db: None, town: Region, phone: bool) -> None:
    clerk = PositionFactory(region=town, role=Role.TOWN_CLERK, user__username="lin", user__name="林晓雯")
    page = browser_page(phone=phone)
    assert page.get_by_role("heading", level=1).inner_text() == "登录"
    axe(page)
    fits(page)
    shot(page, f"sign-in{'-from-phone' if phone else ''}")

    sign_in(page, "lin", "not-the-word")
    assert page.get_by_text("账号或口令不对").first.is_visible()
    axe(page)

    desk = browser_page(clerk, phone=phone)
    assert desk.locator("h1").count() == 1
    assert "sign-in" not in desk.url
    axe(desk)
    fits(desk)
