"""Screening runs on pages: who may start one, what it shows, and that its numbers open their lists."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.roles import Role
from households.choices import HouseholdKind
from monitoring.choices import RunStage, RunState
from monitoring.models import ScreeningRun
from monitoring.run_page import stages_of
from monitoring.runs import screen
from tests.households.factories import HouseholdFactory
from tests.monitoring.factories import ON, clerk, officer
from tests.monitoring.test_pages import text_of

pytestmark = pytest.mark.django_db
START = "/runs/start/"


def test_a_run_shows_its_counts_and_opens_what_it_opened(browser, county):
    HouseholdFactory(monthly_wage="300")
    HouseholdFactory(monthly_wage="400", household_kind=HouseholdKind.TUOPIN)
    run = screen(county, on=ON, is_full=True)
    client = browser(officer())
    page = client.get(reverse("monitoring:run", args=[run.pk]))
    rule = next(rule for rule in page.context["view"].rules if rule.code == "R01")
    assert rule.opened == 2 == client.get(rule.opened_url).context["page_obj"].paginator.count
    assert run.opened == client.get(page.context["view"].opened_url).context["page_obj"].paginator.count
    assert "完成" in text_of(page) and "hx-get" not in page.content.decode()
    listed = client.get(reverse("monitoring:runs"))
    assert "6月15日" in text_of(listed)


def test_a_working_run_asks_again_and_reads_without_scripts(browser, county):
    run = ScreeningRun.objects.create(county=county, on=ON, state=RunState.RUNNING, stage=RunStage.RULES, asked_by="夜间筛查（自动）")
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
