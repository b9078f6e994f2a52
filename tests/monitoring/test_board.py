"""The board: every number opens a list of exactly that many rows; charts say the same numbers."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse

from accounts.roles import Role
from casework.charts import Bar, BarChart, Part, Series
from monitoring.choices import AlertSource, AlertState
from monitoring.models import Alert
from tests.monitoring.factories import ON, AlertFactory, alert_at, clerk, officer

pytestmark = pytest.mark.django_db
NUMBER = re.compile(r'<a class="plain" href="(/alerts/[^"]*)">([\d,]+)</a>')


@pytest.fixture
def busy(county) -> None:
    """Alerts of several rules, sources, regions, states and deadlines."""
    for state in AlertState:
        alert_at(state)
    AlertFactory(due_on=ON - timedelta(days=4), severity=3, rule="R07")
    AlertFactory(household__village_code_="990101101201", rule="R01", due_on=ON - timedelta(days=1))
    AlertFactory(household__village_code_="990101101202", rule="", source=AlertSource.CADRE, title="漏雨")
    gone = AlertFactory(rule="R10")
    Alert.objects.filter(pk=gone.pk).update(state=AlertState.CLOSED, closed_on=ON, due_on=None, closed_reason="事实不再成立")


@pytest.mark.parametrize(
    ("role", "code"), [(Role.TASKFORCE, ""), (Role.INSPECTOR, ""), (Role.TOWN_HEAD, "990101100"), (Role.TASKFORCE, "?town=990101101")]
)
def test_every_number_opens_exactly_its_rows(busy, browser, role, code):
    client = browser(clerk(code, role) if code.isdigit() else officer(role))
    page = client.get(reverse("monitoring:board") + (code if code.startswith("?") else ""))
    links = [(unescape(url), int(number.replace(",", ""))) for url, number in NUMBER.findall(page.content.decode())]
    assert len(links) > 15
    for url, number in links:
        listed = client.get(url)
        assert listed.context["page_obj"].paginator.count == number, url


def test_the_sums_are_the_sums(busy, browser):
    board = browser(officer()).get(reverse("monitoring:board")).context["board"]
    open_alerts = Alert.objects.open().count()
    assert board.open_count == open_alerts == sum(line.total.count for line in board.region_lines)
    assert open_alerts == sum(line.total.count for line in board.rule_lines) == sum(line.total.count for line in board.state_lines)
    assert sum(line.total.count for line in board.outcome_lines) == Alert.objects.filter(state=AlertState.CLOSED).count()
    assert sum(bar.total for bar in board.region_chart.bars) == open_alerts


def test_a_town_head_sees_the_own_town_by_village(busy, browser):
    client = browser(clerk("990101101", Role.TOWN_HEAD))
    board = client.get(reverse("monitoring:board")).context["board"]
    assert [line.title for line in board.region_lines] == ["石上湾村", "石下湾村"] and board.open_count == 2
    assert client.get(reverse("monitoring:board") + "?town=990101100").status_code == 404


@pytest.mark.parametrize("role", [Role.VILLAGE_WORKER, Role.TOWN_CLERK, Role.DEPT_STAFF, Role.SYS_ADMIN])
def test_others_do_not_open_the_board(browser, role):
    assert browser(officer(role)).get(reverse("monitoring:board")).status_code == 403


def test_an_empty_board_says_why(browser):
    assert "还没有线索" in browser(officer()).get(reverse("monitoring:board")).content.decode()


@pytest.mark.parametrize("size", [1, 15])
def test_the_board_asks_a_fixed_number_of_questions(browser, django_assert_max_num_queries, size):
    for _ in range(size):
        AlertFactory()
    client = browser(officer())
    client.get(reverse("monitoring:board"))
    with django_assert_max_num_queries(18):
        client.get(reverse("monitoring:board"))


def test_charts_say_their_numbers_in_words():
    series = (Series("待分派", "b3", ()), Series("核实中", "b2", ()))
    chart = BarChart("各镇在办", series, [Bar("柳溪镇", [Part(series[0], 30), Part(series[1], 10)]), Bar("石桥镇", [Part(series[0], 1)])])
    assert chart.sentence == "各镇在办：柳溪镇40条；石桥镇1条"
    first, second = chart.drawn(643, 60)
    assert [part.count for part in first.parts] == [30, 10] and first.total == 40
    assert first.parts[-1].x + first.parts[-1].width <= 643 - 40
    assert first.parts[0].has_room and not second.parts[0].has_room
    assert BarChart("各镇在办", series, []).sentence == "各镇在办：没有"
