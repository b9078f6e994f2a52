from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from casework.exceptions import StepRefused
from policies.models import ParameterMissing
from tests.accounts.factories import PositionFactory
from tests.households.factories import HouseholdFactory

TEMPLATES = Path(settings.BASE_DIR) / "templates"


@pytest.fixture
def clerk(client, town):
    position = PositionFactory(region=town)
    client.force_login(position.user)
    return position


def test_the_gallery_shows_every_component(client, clerk):
    page = client.get(reverse("gallery")).content.decode()
    source = (TEMPLATES / "gallery.html").read_text()
    # The table is a page's own: it needs rows; the household list shows it.
    names = {path.stem.replace("_", "-") for path in (TEMPLATES / "components").glob("*.html")} - {"table-page"}
    assert not {name for name in names if f"<c-{name}" not in source}
    assert page.count("<h1") == 1


def test_a_household_out_of_the_region_and_one_that_never_was_read_the_same(client, clerk, other_village):
    foreign = HouseholdFactory(village_code_=other_village.code)
    there = client.get(reverse("households:detail", args=[foreign.pk]))
    never = client.get(reverse("households:detail", args=[999_999]))
    assert there.status_code == never.status_code == 404
    assert "<h1>没有这一户，或不在您的辖区</h1>" in there.content.decode()
    without_token = re.compile(r'(name="csrfmiddlewaretoken" value|X-CSRFToken": )[^>]*')
    assert without_token.sub("", there.content.decode()) == without_token.sub("", never.content.decode())


def test_an_unknown_address_says_so(client, clerk):
    page = client.get("/nope/")
    assert page.status_code == 404 and "没有这一页" in page.content.decode()


def test_a_refused_page_names_the_roles_that_may(client, county):
    position = PositionFactory(region=county, role=Role.AUDIT_ADMIN)
    client.force_login(position.user)
    page = client.get(reverse("households:list"))
    assert page.status_code == 403
    text = page.content.decode()
    assert "镇一窗受理" in text and position.title in text


def test_a_stranger_is_sent_to_the_door(client, county):
    for name in ("gallery", "households:list", "api-docs"):
        assert client.get(reverse(name)).status_code == 302


def test_a_stale_form_is_answered_in_words(town):
    client = Client(enforce_csrf_checks=True)
    client.force_login(PositionFactory(region=town).user)
    page = client.post(reverse("households:search"), {"q": "周桂兰"})
    assert page.status_code == 403 and "没有提交" in page.content.decode()


def test_a_broken_page_says_when_and_nothing_else(client, clerk, monkeypatch):
    def break_it(*args, **kwargs):
        raise RuntimeError("secret 990101198001010011")

    monkeypatch.setattr("config.pages.ExampleForm", break_it)
    client.raise_request_exception = False
    page = client.get(reverse("gallery"))
    text = page.content.decode()
    assert page.status_code == 500 and "这一页没有打开" in text
    assert "secret" not in text and "990101198001010011" not in text


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (StepRefused("第二名核实人未签字（须2人以上）。"), "第二名核实人未签字"),
        (ParameterMissing("low_income_line", "青禾县", date(2027, 1, 1)), "请到“政策标准”补录"),
    ],
)
def test_a_refusal_no_view_answered_is_told_by_its_reason(error, words, client, clerk, monkeypatch):
    def refuse(*args, **kwargs):
        raise error

    monkeypatch.setattr("config.pages.ExampleForm", refuse)
    client.raise_request_exception = False
    page = client.get(reverse("gallery"))
    assert page.status_code == 409 and words in page.content.decode()


INLINE = re.compile(r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son(?:click|change|load|submit)=|javascript:", re.IGNORECASE)


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.relative_to(TEMPLATES).as_posix())
def test_no_template_holds_style_or_script_or_a_foreign_address(path):
    source = path.read_text()
    assert not INLINE.search(source)
    assert not re.search(r"(?:src|href|action)=[\"']?(?:https?:)?//", source)


def test_the_api_page_has_nothing_inline(client, clerk):
    page = client.get(reverse("api-docs"))
    assert page.status_code == 200 and not INLINE.search(page.content.decode())
    script = client.get(reverse("api-docs"), {"script": ""})
    assert script["content-type"].startswith("application/javascript")
    assert client.get(reverse("api-schema")).status_code == 200


def test_every_icon_that_is_used_is_in_the_sprite():
    known = set(re.findall(r'id="i-([\w-]+)"', (TEMPLATES / "_icons.html").read_text()))
    used = {
        name
        for path in TEMPLATES.rglob("*.html")
        for name in re.findall(r'#i-([a-z]+)"|<c-icon name="([a-z]+)"', path.read_text())
        for name in name
        if name
    }
    assert used <= known, used - known
