"""What every browser story needs: people's windows that stay open from day to day, and hands to fill, press and look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings as django_settings
from playwright.sync_api import Locator, Page, ViewportSize

from tests.stories.conftest import DESK, PHONE, OpenPage, axe, fits


def looked_at(page: Page, name: str, *, story: str = "one-window") -> None:
    """One h1, no serious axe finding, nothing sticks out at either size, and both pictures are kept to be looked at."""
    assert page.locator("h1").count() == 1, page.url
    axe(page)
    own = page.viewport_size or DESK
    for size in (DESK, PHONE):
        page.set_viewport_size(ViewportSize(width=size["width"], height=size["height"]))
        fits(page)
        target = Path(django_settings.VAR_DIR, "shots", f"{story}-{name}-{size['width']}.png")
        target.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=target, full_page=True)
    page.set_viewport_size(ViewportSize(width=own["width"], height=own["height"]))


def words(page: Page) -> str:
    """What the page says, without the breaks of its layout."""
    return page.locator("main").inner_text()


def press(page: Page, name: str, *, within: str = "main", exact: bool = False) -> None:
    """The button of this name, and the page that follows."""
    button = page.locator(within).get_by_role("button", name=name, exact=exact).first
    with page.expect_navigation():
        button.click()


def follow(page: Page, name: str, *, within: str = "main") -> None:
    """The link of this name, and its page."""
    with page.expect_navigation():
        page.locator(within).get_by_role("link", name=name).first.click()


def put(field: Locator, values: Sequence[str]) -> None:
    """One input as its kind is filled: ticked, chosen or typed."""
    kind = field.first.evaluate("one => one.tagName + ':' + one.type")
    if kind in ("INPUT:radio", "INPUT:checkbox"):
        for box in field.all():
            if box.get_attribute("value") in values:
                box.check()
    elif kind.startswith("SELECT"):
        field.first.select_option(values[0])
    elif kind != "INPUT:hidden":
        field.first.fill(values[0])


def fill(page: Page, said: Mapping[str, Any], within: str = "main") -> int:
    """Every named input the page shows; returns how many there were."""
    found = 0
    for name, value in said.items():
        field = page.locator(f"{within} [name='{name}']")
        if field.count():
            put(field, [str(one) for one in value] if isinstance(value, (list, tuple)) else [str(value)])
            found += 1
    return found


@dataclass(kw_only=True)
class Windows:
    """Who is where. A person's window stays open from day to day, as at a desk."""

    open_page: OpenPage
    settings: Any
    folder: Path
    windows: dict[tuple[str, bool], Page] = field(default_factory=dict)

    def day(self, month: int, day: int) -> date:
        """The morning of that day of 2026."""
        self.settings.FIXED_TODAY = date(2026, month, day)
        return date(2026, month, day)

    def at(self, username: str, address: str = "", *, phone: bool = False) -> Page:
        """That person's window, at this address."""
        if (username, phone) not in self.windows:
            self.windows[username, phone] = self.open_page(username, phone=phone)
        page = self.windows[username, phone]
        if address:
            response = page.goto(address)
            assert response is not None and response.status == 200, f"{username} at {address}: {response.status if response else None}"
        return page
