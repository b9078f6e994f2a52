"""The stage of the registers' story: a town nobody has imported yet, two of its households known from the window, one telephone checked at the door."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
from django.urls import reverse
from playwright.sync_api import FilePayload, Page

from households.checked import mark_checked
from households.models import Household
from registers.models import Batch
from tests.registers.books import saved
from tests.stories import windows
from tests.stories.one_window_world import FIRST_DAY, family
from tests.stories.windows import Windows, press, words

TODAY = date(2026, 6, 15)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COUNTS = ("总行数", "新增", "变更", "相同", "与核实值冲突", "拒收", "重复", "有提醒")


def looked_at(page: Page, name: str) -> None:
    windows.looked_at(page, name, story="registers")


@dataclass
class Town(Windows):
    """Who brings the registers, what was known before, and the batches by name as they come."""

    known: Household  # its telephone was checked at the door
    same: Household
    files: dict[str, bytes] = field(default_factory=dict)
    batches: dict[str, int] = field(default_factory=dict)

    def admin(self, address: str = "") -> Page:
        return self.at("baiyang", address)

    def batch(self, name: str) -> Page:
        """The page of that batch, as the administrator sees it."""
        return self.admin(reverse("registers:batch", args=[self.batches[name]]))

    def send(self, name: str, file_name: str, sheet: str = "") -> Page:
        """Upload a file as the form asks for it; returns the page that answers."""
        page = self.admin(reverse("registers:upload") + (f"?sheet={sheet}" if sheet else ""))
        mime = "text/csv" if file_name.endswith(".csv") else XLSX
        page.locator("main input[type=file]").set_input_files(FilePayload(name=file_name, mimeType=mime, buffer=self.files[name]))
        press(page, "上传")
        self.batches[name] = Batch.objects.latest("pk").pk
        return page

    def enter(self, name: str) -> Page:
        """Confirm the preview; the worker of the tests has written it when the page answers."""
        page = self.batch(name)
        press(page, "入库", exact=True)
        assert "已入库" in words(page), words(page)
        return page


def known_before() -> tuple[Household, Household]:
    """Two households of the village as the window registered them in winter."""
    known = family("陈守田", (("李秋兰", "10", 44, "2"),), age=46, phone="13800001357", household_kind="tuopin")
    same = family("赵有才", (), age=42, phone="13800002468")
    mark_checked(known, ["phone"], source="visit", by="罗成", on=FIRST_DAY)
    return known, same


def counts(page: Page) -> dict[str, int]:
    """The tally of a batch's page, as printed."""
    found = {}
    for text in page.locator("nav.tally a").all_inner_texts():
        number, label = re.match(r"\s*([\d,]+)\s*(\S+)", text).groups()  # type: ignore[union-attr]
        found[next((name for name in COUNTS if label.startswith(name)), label)] = int(number.replace(",", ""))
    return found


def downloaded(page: Page, link: Any) -> bytes:
    """What a link or a button hands out."""
    with page.expect_download() as download:
        link.click()
    return Path(download.value.path()).read_bytes()


def workbook(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(content))


def rejects_of(page: Page, purpose: str) -> bytes:
    """The rejected rows, with the purpose that stays in the reading log."""
    form = page.locator("form[aria-label=下载拒收行]")
    form.get_by_label("用途").fill(purpose)
    return downloaded(page, form.get_by_role("button"))


def mended(content: bytes, right: Sequence[tuple[str, str, Any]]) -> bytes:
    """The rejected workbook with what the town answered: in whose row, under which heading, what is right. Reasons and marks stay as they are."""
    book = workbook(content)
    tab = book.active
    assert tab is not None and tab.max_row == len(right) + 1, f"{tab.max_row if tab else 0} rows come back, {len(right)} are mended"
    head = {str(cell.value): cell.column for cell in tab[1]}
    rows = {str(tab.cell(row, head["姓名"]).value): row for row in range(2, tab.max_row + 1)}
    for name, heading, value in right:
        cell = tab.cell(rows[name], head[heading])
        assert cell.comment is not None and cell.fill.start_color.rgb == "FFFFF2CC", f"{heading} of {name} is not marked"
        cell.value = value
    return saved(book)
