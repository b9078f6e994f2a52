from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import RequestFactory
from django.urls import resolve, reverse

from accounts.roles import Role
from config.navigation import MENU, MENU_LIMIT, PERSONAL, items_for, page_frame
from tests.accounts.factories import PositionFactory


@pytest.mark.parametrize("item", MENU, ids=lambda item: item.url_name)
def test_every_entry_leads_somewhere_and_only_where_its_roles_may_go(item):
    """A menu entry that answers 403 would be a button without effect."""
    view = resolve(reverse(item.url_name)).func
    guard = getattr(view, "roles", frozenset())
    assert not guard or set(item.roles) <= guard, sorted(set(item.roles) - guard)


@pytest.mark.parametrize(("title", "url_name"), PERSONAL)
def test_every_personal_link_leads_somewhere(title, url_name):
    assert reverse(url_name)


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.CITIZEN}])
def test_everybody_has_between_one_and_eight_entries(role, county):
    entries = items_for(PositionFactory.build(roles=[role], region=county, user=None, office=None))
    assert 1 <= len(entries) <= MENU_LIMIT


@pytest.mark.parametrize(
    ("role", "pages"),
    [
        (Role.SYS_ADMIN, ["accounts:people", "monitoring:hours"]),  # when work runs by itself, and nothing of what it found
        (Role.SEC_ADMIN, ["accounts:positions", "registers:keys", "casework:whole_exports"]),
        (Role.AUDIT_ADMIN, ["accounts:reading_log"]),
    ],
)
def test_separated_duties_see_no_business_page(county, role, pages):
    entries = items_for(PositionFactory.build(roles=[role], region=county, user=None, office=None))
    assert [entry.url_name for entry in entries] == pages


def frame_of(position, on, path="/households/"):
    request = RequestFactory().get(path)
    request.position, request.today = position, on
    return page_frame(request)["frame"]


def test_the_frame_names_the_county_the_person_and_the_page(county, town, on):
    frame = frame_of(PositionFactory(region=town, user__name="林晓雯"), on)
    assert (frame.county, frame.person) == ("青禾县", "林晓雯")
    assert [link.title for link in frame.nav if link.is_current] == ["家庭"]
    assert frame.printed_at.startswith("2026年6月15日")


@pytest.mark.parametrize(
    ("path", "entry"),
    [
        ("/lab/", "政策"), ("/lab/7/", "政策"), ("/policies/catalogue/", "政策"), ("/lab/households/7/", "家庭"), ("/households/7/", "家庭"),
        ("/runs/7/", "筛查"), ("/rules/", None),
    ],
)  # fmt: skip
def test_every_page_belongs_to_one_entry(county, on, path, entry):
    """The laboratory is one of the three pages of policies (policies/_tabs.html)."""
    nav = frame_of(PositionFactory(region=county, role=Role.TASKFORCE), on, path).nav
    assert [link.title for link in nav if link.is_current] == ([entry] if entry else [])


def test_the_menu_costs_one_query_and_nothing_until_asked(county, town, on, django_assert_max_num_queries):
    position = PositionFactory(region=town)
    frame_of(position, on)
    cache.clear()
    with django_assert_max_num_queries(1):
        page_frame(RequestFactory().get("/"))
    frame = frame_of(position, on)
    assert frame.county
    again = frame_of(position, on)
    with django_assert_max_num_queries(1):
        assert again.nav


def test_the_fixed_day_of_the_demo_stands_in_the_head(client, county, town, settings, on):
    settings.FIXED_TODAY = on
    client.force_login(PositionFactory(region=town).user)
    assert "演示日2026年6月15日" in client.get(reverse("households:list")).content.decode()
