"""Screening runs on pages: who may start one, what it shows, and that its numbers open their lists."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.roles import Role
from households.choices import HouseholdKind
from households.journal import mark_changed
from households.models import Income
from monitoring.actions import assign, close, start
from monitoring.board import Cell
from monitoring.choices import AlertState, Outcome, RunStage, RunState
from monitoring.models import Alert, ScreeningRun
from monitoring.run_page import stages_of
from monitoring.runs import screen
from tests.households.factories import HouseholdFactory
from tests.monitoring.factories import ON, AlertFactory, clerk, officer, visit, worker
from tests.monitoring.test_pages import text_of

pytestmark = pytest.mark.django_db
START = "/runs/start/"


def test_a_run_shows_its_counts_and_opens_what_it_opened(browser, county):
    HouseholdFactory(monthly_wage="300")
    HouseholdFactory(monthly_wage="400", household_kind=HouseholdKind.TUOPIN)
    run = screen(county, on=ON, is_full=True)
    client = browser(officer())
    page = client.get(reverse("monitoring:run", args=[run.pk]))
    rule = next(rule for rule in page.context["numbers"].rules if rule.code == "R01")
    assert rule.opened.count == 2 == length(client, rule.opened)
    assert run.opened == page.context["numbers"].totals[0][1].count
    assert "完成" in text_of(page) and "hx-get" not in page.content.decode()
    listed = client.get(reverse("monitoring:runs"))
    assert "6月15日" in text_of(listed)


def length(client, cell) -> int:
    return client.get(cell.url).context["page_obj"].paginator.count


def all_cells(page) -> list[Cell]:
    numbers = page.context["numbers"]
    return [cell for _, cell, _ in numbers.totals] + [
        cell for rule in numbers.rules for cell in (rule.opened, rule.held, rule.closed, rule.unsaid)
    ]


def of_rule(page, code: str):
    return next(rule for rule in page.context["numbers"].rules if rule.code == code)


def test_every_number_opens_exactly_its_rows_also_of_earlier_runs(browser, county):
    """Three runs, two of them of one day; between them one recovers by itself, one is on somebody's way, one is concluded by people."""
    homes = {name: HouseholdFactory(monthly_wage="300", head_name=name) for name in ("常守", "转好", "已去", "办结")}
    unknown = HouseholdFactory(head_name="不详", monthly_wage="300")
    Income.objects.filter(household=unknown).delete()
    first = screen(county, on=ON - timedelta(days=1), is_full=True)
    Alert.objects.filter(household=homes["已去"], rule="R01").update(state=AlertState.VISITING)
    for name in ("转好", "已去"):
        Income.objects.filter(household=homes[name]).update(amount=30000)
    mark_changed([homes["转好"].pk, homes["已去"].pk])
    second = screen(county, on=ON)
    visited = concluded_by_people(Alert.objects.get(household=homes["办结"], rule="R01"))
    third = screen(county, on=ON)
    client = browser(officer())
    pages = {run.pk: client.get(reverse("monitoring:run", args=[run.pk])) for run in (first, second, third)}
    for page in pages.values():
        for cell in all_cells(page):
            assert length(client, cell) == cell.count, cell.url
    r01 = {run: of_rule(pages[run.pk], "R01") for run in (first, second, third)}
    assert (r01[first].opened.count, r01[first].held.count, r01[first].closed.count) == (4, 0, 0)
    assert (r01[second].opened.count, r01[second].held.count, r01[second].closed.count) == (0, 3, 1), (
        "concluded after it: it still stood then"
    )
    assert (r01[third].held.count, r01[third].closed.count) == (2, 0) and visited.closed_on == ON
    assert {title: cell.count for title, cell, _ in pages[second.pk].context["numbers"].totals}["附注"] == second.noted == 1
    assert (
        first.data_tasks_opened == {title: cell.count for title, cell, _ in pages[first.pk].context["numbers"].totals}["新开数据任务"] > 0
    )
    assert any(rule.unsaid.count for rule in pages[first.pk].context["numbers"].rules)
    for line in client.get("/runs/").context["lines"]:
        assert length(client, line.opened) == line.opened.count and length(client, line.closed) == line.closed.count
    assert length(client, Cell(0, "/alerts/?held=999999&state=all")) == 0 == length(client, Cell(0, "/data-tasks/?left=999999"))


def concluded_by_people(alert: Alert) -> Alert:
    alert = start(assign(alert, to=(going := worker(alert.village_code)), by=clerk(alert.town_code), on=ON), by=going, on=ON)
    visit(alert, going, accompanied_by=worker(alert.village_code), outcome=Outcome.WATCH)
    return close(Alert.objects.get(pk=alert.pk), by=clerk(alert.town_code), on=ON)


def test_a_working_run_asks_again_and_reads_without_scripts(browser, county):
    run = ScreeningRun.objects.create(
        county=county, on=ON, state=RunState.RUNNING, stage=RunStage.RULES, stage_done=RunStage.FACTS, asked_by="夜间筛查（自动）"
    )
    client = browser(officer())
    whole, part = client.get(f"/runs/{run.pk}/"), client.get(f"/runs/{run.pk}/", headers={"HX-Request": "true"})
    assert 'hx-trigger="every 2s"' in part.content.decode() and "<html" not in part.content.decode()
    assert "看最新进度" in text_of(whole) and "可以关掉页面" in text_of(whole)
    assert [stage.css for stage in stages_of(run)] == ["done", "now", ""]


def test_a_failed_run_says_what_to_mend(browser, county):
    run = ScreeningRun.objects.create(
        county=county, on=ON, state=RunState.FAILED, stage=RunStage.FACTS, asked_by="x", error="2026-06-15 起 青禾县 没有“低保标准”"
    )
    assert "没有“低保标准”" in text_of(browser(officer()).get(f"/runs/{run.pk}/"))
    assert stages_of(run)[0].css == "back"


@pytest.mark.parametrize("role", [Role.TASKFORCE, Role.MONITOR_CENTER, Role.REGISTER_ADMIN])
def test_those_allowed_start_one(browser, county, role, django_capture_on_commit_callbacks):
    HouseholdFactory(monthly_wage="300")
    with django_capture_on_commit_callbacks(execute=True):
        answer = browser(officer(role)).post(START, {"full": "1"})
    run = ScreeningRun.objects.get()
    assert answer.url == reverse("monitoring:run", args=[run.pk])
    assert (run.state, run.is_full, run.on) == (RunState.DONE, True, ON)


def test_a_second_click_is_told_that_one_is_under_way(browser, county):
    client = browser(officer())
    client.post(START)
    assert "没有发起筛查：本县已有一次筛查" in text_of(client.post(START, follow=True))
    assert ScreeningRun.objects.count() == 1


@pytest.mark.parametrize("role", [Role.TOWN_CLERK, Role.VILLAGE_WORKER, Role.INSPECTOR, Role.SYS_ADMIN])
def test_others_neither_see_nor_start_runs(browser, county, role):
    client = browser(clerk(role=role) if role == Role.TOWN_CLERK else officer(role))
    assert client.get("/runs/").status_code == 403 and client.post(START).status_code == 403
    assert client.get(START).status_code in (403, 405)


def test_the_difference_from_the_run_before_by_name(browser, county):
    """Every number of it opens exactly its households."""
    stays, recovers = HouseholdFactory(monthly_wage="300", head_name="常守"), HouseholdFactory(monthly_wage="300", head_name="转好")
    visited = HouseholdFactory(monthly_wage="300", head_name="已去")
    screen(county, on=ON - timedelta(days=1))
    Alert.objects.filter(household=visited).update(state=AlertState.VISITING)
    for household in (recovers, visited):
        Income.objects.filter(household=household).update(amount=30000)
    fallen = HouseholdFactory(monthly_wage="300", head_name="新困")
    mark_changed([recovers.pk, visited.pk])
    run = screen(county, on=ON)
    client = browser(officer())
    page = client.get(reverse("monitoring:run", args=[run.pk]))
    difference = page.context["difference"]
    assert "上一次是2026年6月14日筛查" in text_of(page)
    line = next(line for line in difference.rules if line.code == "R01")
    assert [h.head_name for h in line.hit.names] == ["新困"] and [h.head_name for h in line.ended.names] == ["转好", "已去"]
    numbers = [difference.hit, difference.ended, *(side for one in difference.rules for side in (one.hit, one.ended) if side.count)]
    assert len(numbers) > 3
    for number in numbers:
        assert client.get(number.url).context["page_obj"].paginator.count == number.count, number.url
    ended = text_of(client.get(difference.ended.url))
    assert "不再低于监测线" in ended and "入户核实中" in ended and stays.head_name not in ended and fallen.head_name not in ended
    assert client.get(f"/alerts/?ended={run.pk}&state=all").context["page_obj"].paginator.count == run.closed + run.noted
    assert "这次筛查没有新命中的户" in text_of(client.get(f"/runs/{screen(county, on=ON).pk}/difference/"))
    assert browser(clerk()).get(difference.hit.url).status_code == 403


def test_a_household_hit_by_two_members_is_named_once(browser, county):
    household = HouseholdFactory(head_name="两人", size=2)
    run = screen(county, on=ON)
    for member in household.members.all():
        AlertFactory(household=household, person=member.person, rule="R09", run=run)
    difference = browser(officer()).get(reverse("monitoring:run", args=[run.pk])).context["difference"]
    line = next(line for line in difference.rules if line.code == "R09")
    assert (line.hit.count, [home.head_name for home in line.hit.names]) == (1, ["两人"])


@pytest.mark.parametrize("size", [1, 12])
def test_the_page_of_a_run_asks_a_fixed_number_of_questions(browser, county, size, django_assert_max_num_queries):
    for _ in range(size):
        HouseholdFactory(monthly_wage="300")
    run = screen(county, on=ON)
    client = browser(officer())
    for address in (f"/runs/{run.pk}/", f"/runs/{run.pk}/difference/"):
        client.get(address)
        with django_assert_max_num_queries(26):
            client.get(address)
