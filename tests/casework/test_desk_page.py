"""The desk: heaps by deadline, mine and the office's, each number opening exactly its rows; honest when there is nothing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from accounts.models import Position
from accounts.roles import Role
from casework.desk import Desk
from casework.due import DueGroup, due_q, end_of_week, group_of
from monitoring.choices import AlertState
from monitoring.models import Alert
from tests.monitoring.factories import ON, AlertFactory, DataTaskFactory, alert_at, clerk, officer, worker
from tests.monitoring.test_pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def the_day(settings, county) -> None:
    settings.FIXED_TODAY = ON


def desk_of(position: Position, query: str = ""):
    client = Client()
    client.force_login(position.user, backend="django.contrib.auth.backends.ModelBackend")
    return client.get("/" + query), client


def counts(page) -> dict[str, int]:
    return {tab.title: tab.count for tab in page.context["tabs"]}


def test_heaps_by_deadline(county):
    for days in (-2, 0, 2, 6, 7, 30):
        AlertFactory(due_on=ON + timedelta(days=days))
    page, _ = desk_of(clerk())
    assert counts(page) == {"全部": 6, "已超期": 1, "今日到期": 1, "本周到期": 2, "以后": 2}
    assert [heap.group for heap in page.context["heaps"]] == [DueGroup.OVERDUE, DueGroup.TODAY, DueGroup.WEEK, DueGroup.LATER]


@pytest.mark.parametrize("days", range(-8, 16))
def test_the_two_ways_to_a_heap_agree(county, days):
    """A due date is put on one heap by hand and by the database alike; this week ends on Sunday."""
    alert = AlertFactory(due_on=ON + timedelta(days=days))
    group = group_of(alert.due_on, ON)
    assert [g for g in DueGroup if Alert.objects.filter(due_q(g, ON)).exists()] == [group]
    assert end_of_week(date(2026, 6, 21)) == date(2026, 6, 21)


def test_mine_is_what_waits_for_me_the_town_has_the_rest(county):
    for state in AlertState:
        alert_at(state)
    page, _ = desk_of(clerk())
    assert [(segment.title, segment.count) for segment in page.context["segments"]] == [("我的", 2), ("全镇", 6)]
    village, _ = desk_of(Alert.objects.get(state=AlertState.VISITING).assigned_to)
    assert [(segment.title, segment.count) for segment in village.context["segments"]] == [("我的", 1), ("全村", 6)]
    county_page, _ = desk_of(officer())
    assert [(segment.title, segment.count) for segment in county_page.context["segments"]] == [("我的", 2), ("全县", 6)]


def test_rows_open_the_thing_to_do(county):
    alert = alert_at(AlertState.VISITING)
    page, client = desk_of(alert.assigned_to)
    [row] = page.context["heaps"][0].rows
    assert row.todo.url == f"/alerts/{alert.pk}/verify/" and client.get(row.todo.url).status_code == 200
    assert client.get(row.todo.household_url).status_code == 200
    office, _ = desk_of(clerk(), "?who=office")
    assert "等" in office.context["heaps"][0].rows[0].todo.blocked_by


def test_every_number_of_the_desk_opens_that_many_rows(county):
    for days in (-3, -2, -1, 0, 1, 2, 3, 20, 30, 40, 50, 60, 70, 80):
        AlertFactory(due_on=ON + timedelta(days=days))
    position = clerk()
    page, client = desk_of(position)
    for tab in page.context["tabs"]:
        shown = client.get("/" + tab.url)
        assert sum(heap.count for heap in shown.context["heaps"]) == tab.count
    later = next(heap for heap in page.context["heaps"] if heap.group is DueGroup.LATER)
    assert later.hidden == later.count - 6 and f"展开其余{later.hidden}件" in text_of(page)
    desk = Desk.of(position, ON, is_mine=True)
    for part in desk.slices:
        for group, count in part.counts.items():
            if count:
                listed = client.get(part.source.slices.url(True, group.value))
                assert listed.context["page_obj"].paginator.count == count


def test_departments_see_their_data_tasks(county):
    DataTaskFactory()
    DataTaskFactory(supplier="SW")
    page, client = desk_of(officer(Role.DEPT_STAFF, dept="ZJ"))
    assert counts(page)["不限期"] == 1 and "补“住房鉴定等级”" in text_of(page)
    [row] = page.context["heaps"][0].rows
    assert client.get(row.todo.url).context["page_obj"].paginator.count == 1


def test_the_fortnight_marks_days_off_and_made_up(county):
    """In 2026 the Dragon Boat holiday falls on 19 to 21 June."""
    AlertFactory(due_on=date(2026, 6, 18))
    page, _ = desk_of(clerk())
    days = {day.on: day for day in page.context["desk"].fortnight()}
    assert days[date(2026, 6, 18)].count == 1
    assert days[date(2026, 6, 19)].mark == "休"


@pytest.mark.parametrize("role", [Role.SYS_ADMIN, Role.SEC_ADMIN, Role.AUDIT_ADMIN])
def test_stewards_get_an_honest_empty_desk_with_ways_on(county, role):
    AlertFactory()
    page, _ = desk_of(officer(role))
    assert page.status_code == 200 and "这个岗位没有待办" in text_of(page) and "张家" not in text_of(page)


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.SYS_ADMIN, Role.SEC_ADMIN, Role.AUDIT_ADMIN)])
def test_every_role_has_a_desk(county, role):
    page, _ = desk_of(officer(role))
    assert page.status_code == 200 and "现在没有等您办的事" in text_of(page)


def test_strangers_sign_in_first(county):
    assert Client().get("/").status_code == 302


@pytest.mark.parametrize("size", [1, 12])
def test_the_desk_asks_a_fixed_number_of_questions(county, django_assert_max_num_queries, size):
    for number in range(size):
        AlertFactory(due_on=ON + timedelta(days=number))
        DataTaskFactory(supplier="")
    _, client = desk_of(clerk())
    # All heaps of mine and the whole office's at once, the fortnight at once; the rows of each heap shown, a source at a time.
    with django_assert_max_num_queries(28):
        client.get("/")
    assert worker().pk
