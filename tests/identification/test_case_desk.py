"""The desk: applications by heap, mine and the office's, with what they wait for; counts and lists agree."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.roles import Role
from casework.due import DueGroup
from identification.choices import OPEN_STATES
from identification.choices import ApplicationState as S
from identification.desk import APPLICATIONS, case_todos, cases_for, finished_today
from identification.models import Application
from identification.steps import stop_clock
from tests.identification.factories_cases import ON, case_at, person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("state", "role", "action"),
    [
        (S.DRAFT, Role.TOWN_CLERK, "填申请表"),
        (S.SUBMITTED, Role.TOWN_CLERK, "受理"),
        (S.RETURNED, Role.TOWN_CLERK, "补正"),
        (S.UNDER_INQUIRY, Role.TOWN_CLERK, "看办件"),  # the inquiry is not done
        (S.PROPOSED, Role.TOWN_CLERK, "张贴公示"),
        (S.NOTICE, Role.TOWN_CLERK, "看办件"),  # still hanging
        (S.OBJECTED, Role.TOWN_CLERK, "核实异议"),
        (S.PANEL, Role.TOWN_HEAD, "联审联批"),
        (S.COUNTY_CHECK, Role.TASKFORCE, "记录抽查"),
    ],
)
def test_every_open_state_lies_on_the_desk_of_whose_turn_it_is(county, state, role, action):
    case_at(state)
    [todo] = APPLICATIONS.rows(person(role), ON, 10)
    assert (todo.action, todo.is_mine) == (action, True)
    assert APPLICATIONS.count(person(role), ON) == 1


@pytest.mark.parametrize("state", OPEN_STATES)
def test_who_only_reads_has_none_of_his_own_and_all_of_the_offices(county, state):
    case_at(state)
    inspector = person(Role.INSPECTOR)
    assert APPLICATIONS.count(inspector, ON) == 0
    [todo] = case_todos(cases_for(inspector, ON, False), inspector, ON)
    assert not todo.is_mine and todo.blocked_by


def test_a_village_worker_has_only_what_he_wrote_himself(county):
    case = case_at(S.DRAFT)
    worker = person(Role.VILLAGE_WORKER)
    assert APPLICATIONS.count(worker, ON) == 0
    Application.objects.filter(pk=case.pk).update(created_by=worker)
    assert APPLICATIONS.count(worker, ON) == 1


def test_a_stopped_clock_lies_on_a_heap_of_its_own_and_on_no_other(browser):
    case = case_at(S.UNDER_INQUIRY)
    clerk = person(Role.TOWN_CLERK)
    stop_clock(case, "paper", by=clerk, on=ON)
    Application.objects.filter(pk=case.pk).update(due_on=ON - timedelta(days=2))
    page = browser(clerk).get("/?who=mine")
    tabs = {tab.title: tab.count for tab in page.context["tabs"]}
    assert tabs["停钟"] == 1 and tabs["已超期"] == 0


@pytest.mark.parametrize("group", [DueGroup.LATER, DueGroup.TODAY])
def test_the_desks_link_opens_exactly_its_rows(browser, county, group):
    case = case_at(S.SUBMITTED)
    Application.objects.filter(pk=case.pk).update(due_on=ON + timedelta(days=30 if group is DueGroup.LATER else 0))
    page = browser(person(Role.TOWN_CLERK)).get(APPLICATIONS.slices.url(True, group.value))
    assert len(page.context["rows"]) == 1


def test_what_was_finished_today_opens_its_list(browser):
    case_at(S.TERMINATED)
    clerk = person(Role.TOWN_CLERK)
    fact = finished_today(clerk, ON)
    assert fact.value == "1件" and len(browser(clerk).get(fact.url).context["rows"]) == 1
