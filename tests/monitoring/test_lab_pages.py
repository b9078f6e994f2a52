"""政策试算 on the screen: made, read, compared, taken out; names only for those whose duty is with the households."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Region
from accounts.roles import Role
from households.facts import refresh_facts
from monitoring.choices import RunState
from monitoring.lab import scenarios
from monitoring.lab.changes import Change
from monitoring.models import Scenario, ScenarioHousehold
from policies import actions
from tests.conftest import lay_county
from tests.households.factories import HouseholdFactory
from tests.identification.factories_opinion import family, registers_received
from tests.monitoring.factories import ON, clerk, officer
from tests.monitoring.test_pages import text_of

LAB = reverse("monitoring:lab")
NEW = reverse("monitoring:new_scenario")
LINE, STANDARD = "low_income_line.rural", "dibao_standard.rural"


@pytest.fixture(scope="module")
def busy(standing) -> Region:
    """One household each way: 9,000 a head, and two towns."""
    county = lay_county()
    registers_received()
    family("9000", head_name="周守田")
    family("9000", head_name="钱有根", village_code_="990101101201")
    family("5000", head_name="孙小满")
    refresh_facts(None, county=county, on=ON)
    return county


@pytest.fixture
def made(busy, django_capture_on_commit_callbacks) -> Scenario:
    """The line from 8,978 to 9,048."""
    with django_capture_on_commit_callbacks(execute=True):
        one = scenarios.ask(busy, name="提线", on=ON, changes=[Change("low_income_line", "rural", Decimal(9048))], by=officer())
    one.refresh_from_db()
    return one


def post(browser, changes: dict[str, str], **extra: str):
    return browser(officer()).post(NEW, {"name": "提线", "on": f"{ON}", **changes, **extra})


def test_the_task_force_tries_a_line_and_reads_who_it_brings(busy, browser, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        answer = post(browser, {LINE: "9048"})
    found = Scenario.objects.get()
    assert answer.url == reverse("monitoring:scenario", kwargs={"pk": found.pk})
    assert found.state == RunState.DONE and found.households == 4
    assert [(row.was, row.becomes) for row in found.changes.all()] == [("8,978元/人·年", "9,048元/人·年")]
    page = browser(officer()).get(answer.url).content.decode()
    assert "新增走访" in page and "R01" in page
    names = browser(officer()).get(reverse("monitoring:scenario_households", kwargs={"pk": found.pk})).content.decode()
    assert "周守田户" in names and "钱有根户" in names and "孙小满户" not in names


def test_a_trial_is_kept_town_by_town(made):
    visits = {row.town_code: (row.before, row.after, row.entered, row.left) for row in made.totals.filter(measure="visits")}
    assert visits == {"990101100": (1, 2, 1, 0), "990101101": (0, 1, 1, 0)}
    rule = made.totals.get(measure="rule:R01", town_code="990101101")
    assert (rule.before, rule.after, rule.entered) == (0, 1, 1)
    assert [(row.household.head_name, row.new_rules, row.is_new_visit) for row in made.moved.order_by("pk")] == [
        ("周守田", ["R01"], True),
        ("钱有根", ["R01"], True),
    ]


def test_money_and_categories_of_a_higher_standard(busy, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        one = scenarios.ask(busy, name="提标", on=ON, changes=[Change("dibao_standard", "rural", Decimal(9600))], by=officer())
    poor = one.moved.get(household__head_name="孙小满")
    assert (poor.was, poor.becomes, poor.becomes_amount) == ("dibao", "dibao", 384)  # (9,600 − 5,000) ÷ 12, rounded up once
    town = one.totals.get(measure="amount", town_code="990101100")
    assert town.after - town.before == poor.becomes_amount - poor.was_amount + sum(
        (row.becomes_amount or 0) - (row.was_amount or 0) for row in one.moved.filter(town_code="990101100").exclude(pk=poor.pk)
    )


def test_a_leader_reads_counts_and_no_names(made, browser):
    leader = officer(Role.COUNTY_LEADER)
    page = browser(leader).get(reverse("monitoring:scenario", kwargs={"pk": made.pk})).content.decode()
    assert "新增走访" in page and "households/" not in page.split('id="scenario"')[1].replace("/households/search", "")
    assert browser(leader).get(reverse("monitoring:scenario_households", kwargs={"pk": made.pk})).status_code == 403
    assert browser(leader).get(NEW).status_code == 403


def test_a_town_head_reads_names_of_the_own_town_only(made, browser):
    head = clerk(role=Role.TOWN_HEAD)
    rows = browser(head).get(reverse("monitoring:scenario_households", kwargs={"pk": made.pk}))
    assert [row.household.head_name for row in rows.context["page_obj"]] == ["周守田"]
    page = browser(head).get(reverse("monitoring:scenario", kwargs={"pk": made.pk})).content.decode()
    assert "place=990101100&" in page.replace("&amp;", "&") and "place=990101101" not in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "至少改一个数值"),
        ({LINE: "8978"}, "和现行数值一样"),
        ({LINE: "一千"}, "只填数字"),
        ({"rigid_ratio.unified": "60"}, "写成0.6"),
        ({"house_count_limit.unified": "1.5"}, "要填整数"),
        ({LINE: "9048", "on": "2036-01-01"}, "不能超过三年"),
        ({LINE: "9048", "name": ""}, "请起个名称"),
    ],
)
def test_what_cannot_be_tried_is_said(busy, browser, changes, words):
    answer = post(browser, {}, **changes)
    assert answer.status_code == 422 and words in answer.content.decode()
    assert not Scenario.objects.exists()


def test_filters_and_the_empty_list(made, browser):
    address = reverse("monitoring:scenario_households", kwargs={"pk": made.pk})
    page = browser(officer())
    assert page.get(f"{address}?move=visit").context["page_obj"].paginator.count == 2
    assert page.get(f"{address}?place=990101101&rule=R01").context["page_obj"].paginator.count == 1
    assert "没有符合条件的户" in page.get(f"{address}?move=left").content.decode()
    ScenarioHousehold.objects.all().delete()
    assert "没有一户有变化" in page.get(address).content.decode()


def test_two_trials_side_by_side(made, busy, browser, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        other = scenarios.ask(busy, name="再提", on=ON, changes=[Change("low_income_line", "rural", Decimal(12000))], by=officer())
    address = reverse("monitoring:compare_scenarios")
    page = browser(officer()).get(f"{address}?with={made.pk}&with={other.pk}").content.decode()
    assert "提线" in page and "再提" in page and "R01" in page
    assert "要选两次完成的试算" in browser(officer()).get(f"{address}?with={made.pk}").content.decode()


@pytest.mark.parametrize("name", ["scenario_totals_export", "scenario_households_export"])
def test_it_goes_out_as_a_workbook(made, browser, name):
    sent = browser(officer()).post(reverse(f"monitoring:{name}", kwargs={"pk": made.pk}), {"purpose": "报领导小组研究提标"})
    assert sent.status_code == 200 and "spreadsheetml" in sent.headers["Content-Type"]
    assert len(b"".join(sent.streaming_content)) > 2000


def test_the_number_of_queries_does_not_grow(made, busy, browser):
    page = browser(officer())

    def count(address: str) -> int:
        page.get(address)
        with CaptureQueriesContext(connection) as asked:
            page.get(address)
        return len(asked)

    one, names = reverse("monitoring:scenario", kwargs={"pk": made.pk}), reverse("monitoring:scenario_households", kwargs={"pk": made.pk})
    before = count(one), count(names), count(LAB)
    first = made.moved.first()
    for number in range(3):
        row = HouseholdFactory(head_name=f"又{number}")
        ScenarioHousehold.objects.create(
            scenario=made, household=row, county_code="990101", town_code="990101100", village_code=row.village_code
        )
        Scenario.objects.create(county=busy, name=f"又{number}", on=ON, asked_by=made.asked_by, state=RunState.DONE)
    assert first is not None
    assert (count(one), count(names), count(LAB)) == before


def test_a_missing_number_is_said_and_nothing_kept(busy, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        one = scenarios.ask(busy, name="前年", on=date(2020, 1, 1), changes=[], by=officer(), proposal=proposed(busy))
    one.refresh_from_db()
    assert one.state == RunState.FAILED and "没有" in one.error and not one.totals.exists()


def test_one_of_two_workers_counts(busy):
    one = scenarios.ask(busy, name="提线", on=ON, changes=[Change("low_income_line", "rural", Decimal(9048))], by=officer())
    assert scenarios.claim(one.pk) is not None and scenarios.carry_out(one.pk) is False
    Scenario.objects.filter(pk=one.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert scenarios.stale() == [one.pk] and scenarios.carry_out(one.pk) is True
    assert scenarios.carry_out(one.pk) is False and scenarios.stale() == []


def proposed(county: Region, **columns):
    return actions.propose(
        "low_income_line", region=county, area_type="rural", number=Decimal(9048), choice="", unit="元/人·年", valid_to=None, source="青专班〔2026〕3号",
        is_provisional=False, by=officer(), **{"valid_from": date(2026, 6, 20), **columns},
    )  # fmt: skip


def test_a_proposed_line_shows_its_workload_before_it_is_confirmed(busy, browser, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        row = proposed(busy)
    one = Scenario.objects.get(proposal=row)
    assert one.on == row.valid_from and one.state == RunState.DONE
    second = officer()
    page = browser(second).get(reverse("policies:parameter", kwargs={"code": row.code})).content.decode()
    panel = reverse("monitoring:proposal_panel", kwargs={"pk": row.pk})
    assert panel in page
    shown = browser(second).get(panel).content.decode()
    assert "复核后的工作量" in shown and "新增走访2户" in shown
    assert row not in type(row).objects.confirmed()
    actions.withdraw(row, by=second)
    assert not Scenario.objects.exists()


def test_a_number_nobody_is_judged_by_is_not_tried(busy, browser, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        row = actions.propose(
            "accept_days", region=busy, area_type="unified", number=Decimal(4), choice="", unit="工作日", valid_from=ON, valid_to=None,
            source="青专班〔2026〕3号", is_provisional=False, by=officer(),
        )  # fmt: skip
    assert not Scenario.objects.exists()
    assert browser(officer()).post(reverse("monitoring:try_proposal", kwargs={"pk": row.pk})).status_code == 404


def test_the_way_to_the_laboratory_is_there_for_whom_it_leads_somewhere(busy, browser):
    """From the menu's 政策, and from a parameter's page with that number first."""
    steers, leader, window = browser(officer()), browser(officer(Role.COUNTY_LEADER)), browser(clerk())
    for page in ("/policies/", "/policies/catalogue/", LAB):
        for reader in (steers, leader):
            assert f'href="{LAB}"' in reader.get(page).content.decode(), page
    assert f'href="{LAB}"' not in window.get("/policies/catalogue/").content.decode()
    address = f"{NEW}?code=low_income_line"
    assert address in steers.get("/policies/low_income_line/").content.decode()
    assert NEW not in leader.get("/policies/low_income_line/").content.decode()
    assert NEW not in steers.get("/policies/undo_days/").content.decode(), "nothing that a trial could move"
    form = steers.get(address).context["form"]
    title, rows = next(iter(form.groups))
    assert title == "要改的这一项" and {place.code for place, _ in rows} == {"low_income_line"} and "监测线" in form.initial["name"]
    assert [place.code for _, rows in form.groups for place, _ in rows].count("low_income_line") == len(rows), "each number once"
    assert steers.get(f"{NEW}?code=nothing").status_code == 200
    assert "还没有做过试算" in text_of(leader.get(LAB)) and "由县专班或监测中心试算" in text_of(leader.get(LAB))
