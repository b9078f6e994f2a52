"""受理与办件: filters in the address, tabs that count what they open, the state of each row, a fixed number of queries."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import CASE_ROLES, Role
from identification.choices import ApplicationState as S
from identification.models import Application
from identification.steps import stop_clock
from tests.conftest import lay_county
from tests.identification.factories_cases import ON, case_at, person
from tests.monitoring.test_pages import text_of

pytestmark = pytest.mark.django_db
CASES = "/cases/"


def rows_of(page) -> list[str]:
    return [row.application.household.head_name for row in page.context["rows"]]


def due(case: Application, days: int) -> Application:
    Application.objects.filter(pk=case.pk).update(due_on=ON + timedelta(days=days))
    return case


@pytest.fixture(scope="module")
def four(standing):
    """Overdue, today, stopped, and finished; all in 柳溪镇上湾村 but the last's neighbour in 石桥镇."""
    lay_county()
    clerk = person(Role.TOWN_CLERK)
    due(case_at(S.UNDER_INQUIRY, head="甲大山"), -3)
    due(case_at(S.SUBMITTED, head="乙小河"), 0)
    stopped = case_at(S.UNDER_INQUIRY, head="丙长林")
    stop_clock(stopped, "paper", by=clerk, on=ON)
    case_at(S.TERMINATED, head="丁家宝")
    case_at(S.PROPOSED, head="戊石桥", town="990101101")
    return clerk


def test_the_tabs_count_exactly_what_they_open(browser, four):
    client = browser(four)
    page = client.get(CASES)
    assert rows_of(page) == ["甲大山", "乙小河", "丙长林"]
    counts = {tab.title: tab.count for tab in page.context["tabs"]}
    assert counts == {"全部": 3, "已超期": 1, "今日到期": 1, "本周到期": 0, "以后": 0, "停钟": 1}
    for tab in page.context["tabs"]:
        assert len(rows_of(client.get(CASES + tab.url))) == tab.count


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["甲大山", "乙小河", "丙长林", "戊石桥"]),
        ("town=990101101", ["戊石桥"]),
        ("village=990101100201", ["甲大山", "乙小河", "丙长林"]),
        ("state=submitted", ["乙小河"]),
        ("state=closed", ["丁家宝"]),
        ("state=all", ["甲大山", "乙小河", "丙长林", "丁家宝", "戊石桥"]),
        ("category=dibao", ["戊石桥"]),
        ("category=tag", []),
        ("category=none", ["甲大山", "乙小河", "丙长林"]),
        ("channel=window", ["甲大山", "乙小河", "丙长林", "戊石桥"]),
        ("due=paused", ["丙长林"]),
        ("closed_on=2026-06-15", ["丁家宝"]),
        ("state=nonsense&category=gold&due=never", ["甲大山", "乙小河", "丙长林", "戊石桥"]),
    ],
)
def test_filters_stand_in_the_address(browser, four, query, expected):
    assert sorted(rows_of(browser(person(Role.TASKFORCE)).get(f"{CASES}?{query}"))) == sorted(expected)


@pytest.mark.parametrize("typed", ["name", "initials"])
def test_a_name_means_anybody_of_the_household(browser, four, typed):
    case = Application.objects.get(household__head_name="乙小河")
    other = case.household.members.order_by("-pk").first().person
    value = other.name if typed == "name" else other.initials
    found = rows_of(browser(four).get(CASES, {"name": value}))
    assert "乙小河" in found


def test_mine_is_where_it_is_my_turn(browser, four):
    assert rows_of(browser(four).get(CASES + "?who=mine")) == ["甲大山", "乙小河", "丙长林"]
    assert rows_of(browser(person(Role.TOWN_PANEL)).get(CASES + "?who=mine")) == []


def test_the_county_confirms_only_where_the_parameter_says_so(browser, county):
    case_at(S.PANEL)
    assert rows_of(browser(person(Role.TOWN_HEAD)).get(CASES + "?who=mine")) == ["陈守田"]
    assert rows_of(browser(person(Role.TASKFORCE)).get(CASES + "?who=mine")) == []


def test_an_empty_list_says_why_and_what_else(browser, four):
    page = text_of(browser(four).get(CASES + "?category=tekun"))
    assert "没有符合条件的办件" in page and "去掉“类别：特困人员”" in page
    Application.objects.filter(town_code="990101101").update(state=S.TERMINATED, closed_on=ON, due_on=None)
    assert "石桥镇现在没有在办的申请" in text_of(browser(person(Role.TOWN_CLERK, "990101101")).get(CASES))


def test_one_solid_button_for_who_may_and_none_for_others(browser, four):
    for role in CASE_ROLES:
        page = browser(person(role)).get(CASES).content.decode()
        may = role in (Role.TOWN_CLERK, Role.VILLAGE_WORKER, Role.COUNTY_CLERK)
        assert page.count("btn--go") == (1 if may else 0), role
        assert (reverse("identification:apply") in page) == may


def test_the_list_asks_a_fixed_number_of_questions(browser, county):
    case_at(S.UNDER_INQUIRY, head="第一家")
    client = browser(person(Role.TOWN_CLERK))
    before = len(rows_of(client.get(CASES)))
    with CaptureQueriesContext(connection) as one:
        client.get(CASES)
    for number in range(4):
        case_at(S.PROPOSED if number % 2 else S.SUBMITTED, head=f"又一家{number}")
    with CaptureQueriesContext(connection) as many:
        assert len(rows_of(client.get(CASES))) == before + 4
    assert len(many) == len(one)
