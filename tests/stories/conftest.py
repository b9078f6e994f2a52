"""Tools of the browser stories: people who sign in, a window that lets no request leave the house, axe, pictures and printed sheets.

`browser_page()` opens the sign-in page; `browser_page("ma.lan")` signs that person in; `browser_page(position, phone=True)` gives an
account of the test a password first and opens a phone.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

from accounts.models import Position

# Playwright's own loop runs in the test's thread; the ORM is used there between clicks, never inside a callback.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

DESK = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
PASSWORD = "shi-yong-kou-ling-1"
SERIOUS = {"serious", "critical"}

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium; a machine without one fails here and says what to install."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert chromium, "The stories need Chromium: apt-get install chromium, or CHROMIUM=/path/to/it."
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield running
        running.close()


class Watch:
    """Notes what a page must never do: ask another host, break the content security policy, throw in a script."""

    def __init__(self, host: str) -> None:
        self.host = host
        self.complaints: list[str] = []

    def over(self, context: BrowserContext) -> None:
        context.on("request", self.request)
        context.on("weberror", lambda error: self.complaints.append(f"script error: {error.error}"))
        context.on("console", lambda message: self.console(message.text))

    def request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https", "ws", "wss"} and address.netloc != self.host:
            self.complaints.append(f"left the house: {request.method} {request.url}")

    def console(self, text: str) -> None:
        if "Content Security Policy" in text:
            self.complaints.append(f"policy broken: {text}")


@pytest.fixture
def browser_page(browser: Browser, live_server) -> Iterator[OpenPage]:
    """Opens a window of its own for a person; the test fails at its end when any window did what `Watch` forbids."""
    watch = Watch(urlsplit(live_server.url).netloc)
    contexts: list[BrowserContext] = []

    def open_page(who: Position | str | None = None, *, phone: bool = False, password: str = PASSWORD) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport=PHONE if phone else DESK,
            has_touch=phone,
            is_mobile=phone,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        watch.over(context)
        page = context.new_page()
        if isinstance(who, Position):
            who.user.set_password(password)
            who.user.must_change_password = False
            who.user.save()
            who = who.user.username
        page.goto("/")
        if who:
            sign_in(page, who, password)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not watch.complaints, "\n".join(watch.complaints)


def sign_in(page: Page, username: str, password: str = PASSWORD) -> None:
    """From wherever the page stands: the sign-in form, filled and sent."""
    page.goto("/accounts/sign-in/")
    page.get_by_label("账号").fill(username)
    page.get_by_label("口令").fill(password)
    page.get_by_role("button", name="登录").click()
    page.wait_for_load_state()


def axe(page: Page) -> None:
    """Fails on any serious or critical finding, naming the rule, the place and the remedy."""
    findings = [found for found in Axe().run(page).response["violations"] if found["impact"] in SERIOUS]
    assert not findings, f"{page.url}\n" + "\n".join(
        f"{found['impact']} {found['id']}: {found['help']} at {[node['target'] for node in found['nodes']][:5]}" for found in findings
    )


def fits(page: Page) -> None:
    """Nothing but a table's own scroller may be wider than the window."""
    wide, window = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide <= window, f"{page.url} is {wide}px wide in a window of {window}px"


def shot(page: Page, name: str) -> None:
    """The whole page at 1366×768 and at 390×844 under var/shots, to be looked at beside the examples; the window keeps its size."""
    folder = Path(settings.VAR_DIR) / "shots"
    folder.mkdir(parents=True, exist_ok=True)
    before = page.viewport_size or DESK
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        page.screenshot(path=folder / f"{name}-{size['width']}.png", full_page=True)
    page.set_viewport_size(before)


def printed(page: Page, name: str) -> str:
    """What the page's A4 sheet says; the sheet itself is kept under var/shots."""
    target = Path(settings.VAR_DIR) / "shots" / f"{name}.pdf"
    target.parent.mkdir(parents=True, exist_ok=True)
    page.pdf(path=target, format="A4", print_background=True)
    return subprocess.run(["pdftotext", "-layout", str(target), "-"], capture_output=True, text=True, check=True).stdout
