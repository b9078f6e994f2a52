"""The alerts list, one alert, steps by page, hints, rules, data tasks: who sees what, and what a refusal says."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse

from accounts.roles import Role
from households.choices import HouseholdKind
from monitoring.choices import AlertSource, AlertState, Outcome
from monitoring.models import Alert
from monitoring.rule_page import word_for
from monitoring.rules import RULES
from monitoring.runs import screen
from tests.households.factories import HouseholdFactory, settlement
from tests.monitoring.factories import ON, AlertFactory, DataTaskFactory, alert_at, clerk, officer, worker

pytestmark = pytest.mark.django_db
ALERTS = "/alerts/"


def text_of(response) -> str:
    return unescape(re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", response.content.decode())))


def rows_of(response) -> list[Alert]:
    return [row.alert for row in response.context["rows"]]


def test_the_list_is_sorted_by_deadline_and_counts_its_tabs(browser):
    late = AlertFactory(due_on=ON - timedelta(days=3), household__head_name="甲家")
    today = AlertFactory(due_on=ON, household__head_name="乙家")
    later = AlertFactory(due_on=ON + timedelta(days=20), household__head_name="丙家")
    client = browser(clerk())
    page = client.get(ALERTS)
    assert rows_of(page) == [late, today, later]
    assert [(tab.title, tab.count) for tab in page.context["tabs"]] == [
        ("全部", 3), ("已超期", 1), ("今日到期", 1), ("本周到期", 0), ("以后", 1)
    ]  # fmt: skip
    for tab in page.context["tabs"]:
        assert len(rows_of(client.get(ALERTS + tab.url))) == tab.count


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("rule=R01", ["甲"]),
        ("source=cadre", ["乙"]),
        ("class=risk", ["甲"]),
        ("severity=3", ["甲"]),
        ("village=990101100202", ["乙"]),
        ("town=990101101", []),
        ("state=new", ["甲", "乙"]),
        ("state=closed", ["丙"]),
        ("state=all", ["甲", "乙", "丙"]),
        ("outcome=watch", ["丙"]),
        ("assigned=none", ["甲", "乙"]),
        ("state=nonsense&severity=abc", ["甲", "乙"]),
    ],
)
def test_filters_stand_in_the_address(browser, query, expected):
    AlertFactory(household__head_name="甲", rule="R01", severity=3)
    AlertFactory(household__head_name="乙", household__village_code_="990101100202", source=AlertSource.CADRE, rule="", title="漏雨")
    alert_at(AlertState.CLOSED, household__head_name="丙", rule="R07")
    page = browser(clerk()).get(f"{ALERTS}?{query}")
    assert sorted(alert.household.head_name for alert in rows_of(page)) == sorted(expected)


def test_an_empty_list_says_why_and_what_else(browser):
    AlertFactory()
    page = browser(clerk()).get(f"{ALERTS}?rule=R01")
    assert "没有符合条件的线索" in text_of(page) and "去掉“规则：R01家庭收入低于监测线”" in text_of(page)
    assert "现在没有在办的线索" in text_of(browser(clerk("990101101")).get(ALERTS))


def test_the_other_town_is_not_there(browser):
    alert = AlertFactory()
    stranger = browser(clerk("990101101"))
    assert rows_of(stranger.get(ALERTS)) == []
    for url in (
        reverse("monitoring:alert", args=[alert.pk]),
        reverse("monitoring:household_panel", args=[alert.household_id]),
        reverse("monitoring:hint", args=[alert.household_id]),
    ):
        assert stranger.get(url).status_code == 404
    assert stranger.post(reverse("monitoring:step", args=[alert.pk, "return"]), {"version": 0, "note": "不在本镇"}).status_code == 404


@pytest.mark.parametrize("role", [Role.DEPT_STAFF, Role.SYS_ADMIN, Role.SEC_ADMIN, Role.AUDIT_ADMIN, Role.CITIZEN])
def test_people_without_case_duty_do_not_open_the_list(browser, role):
    assert browser(officer(role)).get(ALERTS).status_code == 403


@pytest.mark.parametrize("size", [1, 12])
def test_the_list_asks_a_fixed_number_of_questions(browser, django_assert_max_num_queries, size):
    for _ in range(size):
        AlertFactory()
    client = browser(clerk())
    client.get(ALERTS)
    with django_assert_max_num_queries(LIST_QUERIES):
        client.get(ALERTS)


def test_the_alert_says_why_and_what_to_ask(browser, county):
    """Given a real finding of the screening, then its page shows the compared value, the number of the law with its source, and the sheet."""
    household = HouseholdFactory(household_kind=HouseholdKind.TUOPIN, monthly_wage="5000")
    settlement(household, household.members.get().person, "4860", ON - timedelta(days=20))
    screen(county, on=ON, is_full=True)
    alert = Alert.objects.get(rule="R02")
    page = browser(clerk()).get(reverse("monitoring:alert", args=[alert.pk]))
    said = text_of(page)
    assert "4,860.00元" in said and "4,000元" in said and page.context["case"].thresholds[0].source in page.content.decode()
    assert RULES["R02"].ask in said and "90天内" in said and "自行关闭" in said
    assert "轮到您：分派核实人" in said


def test_an_alert_about_income_shows_the_sheet_of_its_day(browser, county):
    HouseholdFactory(monthly_wage="500")
    screen(county, on=ON, is_full=True)
    page = browser(clerk()).get(reverse("monitoring:alert", args=[Alert.objects.get(rule="R01").pk]))
    assert "当时的算账表" in text_of(page) and "6,000.00" in text_of(page)


def test_stopped_buttons_say_what_stops_them(browser):
    alert = alert_at(AlertState.ASSIGNED)
    page = browser(clerk()).get(reverse("monitoring:alert", args=[alert.pk]))
    start, again = page.context["steps"]
    assert start.blocked == ["由村级信息员办理"] and not again.blocked
    other = browser(worker()).get(reverse("monitoring:alert", args=[alert.pk]))
    assert "已分派给" in other.context["steps"][0].blocked[0]


def test_without_a_worker_in_the_village_nobody_can_be_sent(browser):
    alert = AlertFactory()
    page = browser(clerk()).get(reverse("monitoring:alert", args=[alert.pk]))
    assert "没有在岗的村级信息员" in page.context["steps"][0].blocked[0]


def test_steps_by_page(browser):
    alert, to = AlertFactory(), worker()
    town, village, step = browser(clerk()), browser(to), "monitoring:step"
    detail = reverse("monitoring:alert", args=[alert.pk])
    answer = town.post(reverse(step, args=[alert.pk, "assign"]), {"version": 0, "to": to.pk})
    assert answer.status_code == 302 and "已分派核实人" in text_of(town.get(detail))
    answer = village.post(reverse(step, args=[alert.pk, "start"]), {"version": 1})
    assert answer.url == reverse("monitoring:verify", args=[alert.pk])


def test_a_refused_step_keeps_what_was_typed(browser):
    alert = alert_at(AlertState.ESCALATED)
    url = reverse("monitoring:step", args=[alert.pk, "close"])
    answer = browser(officer()).post(url, {"version": alert.version, "outcome": "none", "note": "没有事"})
    assert answer.status_code == 409 and "要写明理由" in text_of(answer)
    assert "没有事" in answer.content.decode() and 'value="none" selected' in answer.content.decode()


def test_an_empty_reason_comes_back_with_the_field_marked(browser):
    alert = AlertFactory()
    answer = browser(clerk()).post(reverse("monitoring:step", args=[alert.pk, "return"]), {"version": 0, "note": ""})
    assert answer.status_code == 422 and "没有办理" in text_of(answer)


def test_a_stale_page_answers_with_the_latest_and_what_was_written(browser):
    alert = AlertFactory()
    town, to = browser(clerk()), worker()
    town.post(reverse("monitoring:step", args=[alert.pk, "assign"]), {"version": 0, "to": to.pk})
    answer = town.post(reverse("monitoring:step", args=[alert.pk, "return"]), {"version": 0, "note": "不在本镇范围"})
    assert answer.status_code == 409 and "刚才有人办过" in text_of(answer) and "不在本镇范围" in text_of(answer)


def test_the_wrong_role_is_told_who_may(browser):
    alert = AlertFactory()
    url = reverse("monitoring:step", args=[alert.pk, "return"])
    answer = browser(officer()).post(url, {"version": 0, "note": "请镇里自己办"})
    assert answer.status_code == 409 and "由镇一窗受理办理" in text_of(answer)
    assert browser(officer(Role.INSPECTOR)).post(url, {"version": 0, "note": "x"}).status_code == 403


def test_an_unknown_step_is_refused(browser):
    assert browser(clerk()).post(reverse("monitoring:step", args=[AlertFactory().pk, "fly"]), {"version": 0}).status_code == 409


def test_bulk_assignment_by_page(browser):
    first, second, elsewhere = AlertFactory(), AlertFactory(), AlertFactory(household__village_code_="990101100202")
    outside = AlertFactory(household__village_code_="990101101201")
    to = worker()
    ticked = [f"{alert.pk}:0" for alert in (first, second, elsewhere, outside)]
    answer = browser(clerk()).post(reverse("monitoring:assign"), {"alert": ticked, "to": to.pk, "back": "/alerts/?due=later"}, follow=True)
    assert answer.redirect_chain == [("/alerts/?due=later", 302)]
    assert "已把2条线索分派给" in text_of(answer) and "没有分派" in text_of(answer)
    assert set(Alert.objects.filter(assigned_to=to)) == {first, second}
    outside.refresh_from_db()
    assert outside.state == AlertState.NEW


@pytest.mark.parametrize("back", ["https://evil.example/alerts/", "//evil.example", "/accounts/sign-out/"])
def test_bulk_assignment_never_leads_elsewhere(browser, back):
    answer = browser(clerk()).post(reverse("monitoring:assign"), {"back": back})
    assert answer.url == ALERTS


def test_a_hint_by_page_twice_is_one_alert(browser):
    household = HouseholdFactory()
    client, url = browser(worker()), reverse("monitoring:hint", args=[household.pk])
    hint = {"source": "cadre", "title": "正房漏雨", "reason": "六月十四日大雨后漏雨两处", "severity": "2"}
    assert client.post(url, hint, follow=True).status_code == 200
    assert "没有重复登记" in text_of(client.post(url, hint, follow=True))
    assert Alert.objects.filter(household=household).count() == 1
    short = client.post(url, {**hint, "reason": "漏雨"})
    assert short.status_code == 422 and "正房漏雨" in short.content.decode()


def test_the_panel_tells_whose_turn_it_is_since_when(browser):
    alert = alert_at(AlertState.ASSIGNED)
    DataTaskFactory(household=alert.household)
    panel = browser(clerk()).get(reverse("monitoring:household_panel", args=[alert.household_id]), headers={"HX-Request": "true"})
    said = text_of(panel)
    assert "接下来" in said and "6月15日起已分派" in said and str(alert.assigned_to.user.name) in said
    assert "住房鉴定等级，住建局补" in said and "登记线索" in said and "<html" not in panel.content.decode()


def test_rules_say_their_numbers_and_open_exactly_their_alerts(browser):
    AlertFactory(rule="R02")
    AlertFactory(rule="R02")
    AlertFactory(rule="R02", household__village_code_="990101101201")
    client = browser(clerk())
    page = client.get(reverse("monitoring:rules"))
    view = next(view for view in page.context["rules"] if view.rule.code == "R02")
    assert view.open_count == 2 == len(rows_of(client.get(view.alerts_url)))
    for code in RULES:
        assert client.get(reverse("monitoring:rule", args=[code])).status_code == 200
    assert client.get(reverse("monitoring:rule", args=["R99"])).status_code == 404
    assert "8,978" in text_of(client.get(reverse("monitoring:rule", args=["R01"]))).replace("8978", "8,978")


def test_every_rule_reads_in_words():
    """No placeholder of a rule's sentence shows as code."""
    for rule in RULES.values():
        assert all(re.search("[一-龥]", word_for(name)) for name in rule.placeholders), rule.code


def test_departments_see_their_own_data_tasks(browser):
    ours, theirs = DataTaskFactory(), DataTaskFactory(supplier="SW", datum="饮水四项指标")
    page = browser(officer(Role.DEPT_STAFF, dept="ZJ")).get(reverse("monitoring:data_tasks"))
    assert list(page.context["page_obj"]) == [ours]
    assert "/households/" not in page.content.decode()
    everything = browser(officer(Role.REGISTER_ADMIN))
    assert set(everything.get(reverse("monitoring:data_tasks")).context["page_obj"]) == {ours, theirs}
    filtered = everything.get(reverse("monitoring:data_tasks") + "?supplier=SW&datum=饮水四项指标")
    assert list(filtered.context["page_obj"]) == [theirs]
    assert "没有符合条件的数据任务" in text_of(everything.get(reverse("monitoring:data_tasks") + "?supplier=SW&datum=学籍"))


def test_closed_alerts_show_their_conclusion(browser):
    alert = alert_at(AlertState.CLOSED)
    page = browser(officer()).get(reverse("monitoring:alert", args=[alert.pk]))
    assert f"结论：{Outcome.WATCH.label}" in text_of(page) and not page.context["steps"]


LIST_QUERIES = 13  # the menu asks all sources of the desk in one statement
