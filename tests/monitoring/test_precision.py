"""精准度看板: what became of the alerts of each rule and place, by exactly the rows its numbers open; and what comes back to a department."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.urls import reverse

from accounts.choices import Dept
from accounts.roles import Role
from casework.exceptions import StepRefused
from monitoring.actions import close, escalate
from monitoring.choices import AlertSource, AlertState, Outcome
from monitoring.models import Alert
from monitoring.owners import OWNERS, SUMMED, registers_of_dept, registers_of_rule
from monitoring.precision import Figures, Precision
from monitoring.rules import RULES
from monitoring.rules.values import DATA
from monitoring.sources import SOURCES
from tests.households.factories import HouseholdFactory
from tests.monitoring.factories import ON, AlertFactory, alert_at, clerk, officer, visit, worker
from tests.monitoring.test_pages import text_of

pytestmark = pytest.mark.django_db
NUMBER = re.compile(r'<a class="plain" href="(/alerts/[^"]*)">([\d,]+)</a>')
BECAUSE = "医院说费用已二次报销，自付不到三千元"


def concluded(outcome: Outcome, *, opened: date = ON - timedelta(days=10), took: int = 4, wrong: str = "", **columns) -> Alert:
    """An alert visited and closed with this outcome, `took` days after it was opened."""
    alert = alert_at(AlertState.VISITING, opened_on=opened, **columns)
    day = opened + timedelta(days=took)
    visit(
        alert,
        alert.assigned_to,
        accompanied_by=worker(alert.village_code),
        visited_on=day,
        outcome=outcome,
        outcome_reason=BECAUSE,
        wrong_register=wrong,
    )
    return close(Alert.objects.get(pk=alert.pk), by=clerk(alert.town_code), on=day)


@pytest.fixture
def judged(county) -> None:
    """R02: five opened, four visited (two of one household on one day), four concluded, two confirmed after 2 and 8 days. R07: one, nobody went."""
    house = HouseholdFactory()
    concluded(Outcome.APPLY, household=house, took=2)
    concluded(Outcome.NONE, household=house, took=2, rule="R04")
    concluded(Outcome.WATCH, took=8)
    concluded(Outcome.FALSE, took=4, household__village_code_="990101101201")
    AlertFactory()
    AlertFactory(rule="R07")
    AlertFactory(source=AlertSource.CADRE, rule="", title="漏雨")
    gone = AlertFactory(rule="R10")
    Alert.objects.filter(pk=gone.pk).update(state=AlertState.CLOSED, closed_on=ON, due_on=None)
    AlertFactory(opened_on=ON - timedelta(days=400))


def test_what_became_of_each_rule(judged):
    lines = {line.rule: line.figures for line in Precision(officer(), ON).rule_lines}
    assert lines["R02"] == Figures(opened=4, checked=3, concluded=3, confirmed=2, days=4.0, visits=3)
    assert (lines["R02"].share, lines["R02"].visits_each) == (67, 1.5)
    assert lines["R04"] == Figures(1, 1, 1, 0, 2.0, 1) and (lines["R04"].share, lines["R04"].visits_each) == (0, None)
    assert lines["R07"] == Figures(opened=1) and lines["R07"].share is None
    assert lines["R10"] == Figures(opened=1), "what closed by itself was concluded by nobody"
    total = Precision(officer(), ON).total.figures
    assert (total.opened, total.checked, total.confirmed, total.visits) == (7, 4, 2, 3), (
        "two alerts of one household on one day are one visit"
    )


@pytest.mark.parametrize(
    ("role", "code", "query"),
    [
        (Role.TASKFORCE, "", ""),
        (Role.TASKFORCE, "", "?rule=R02"),
        (Role.INSPECTOR, "", "?town=990101101"),
        (Role.TOWN_HEAD, "990101100", ""),
    ],
)
def test_every_number_opens_exactly_its_rows(judged, browser, role, code, query):
    client = browser(clerk(code, role) if code else officer(role))
    page = client.get(reverse("monitoring:precision") + query)
    links = {(unescape(url), int(number)) for url, number in NUMBER.findall(page.content.decode()) if "judged" in url or "%" not in number}
    assert len(links) > 3
    shown = page.context["shown"]
    cells = [
        cell
        for line in (*shown.rule_lines, *shown.place_lines, shown.total)
        for cell in (line.opened, line.checked, line.concluded, line.confirmed)
    ]
    for cell in cells:
        assert client.get(cell.url).context["page_obj"].paginator.count == cell.count, cell.url


def test_the_rules_pages_show_it_too(judged, browser):
    client = browser(officer())
    listed, one = text_of(client.get("/rules/")), text_of(client.get("/rules/R02/"))
    assert "67%" in listed and "精准度67%" in one and "属实2条" in one and "中间天数4天" in one


@pytest.mark.parametrize("size", [1, 12])
def test_a_fixed_number_of_questions(browser, county, size, django_assert_max_num_queries):
    for _ in range(size):
        AlertFactory()
    client = browser(officer())
    client.get("/rules-precision/")
    with django_assert_max_num_queries(22):
        client.get("/rules-precision/")


def test_an_empty_board_says_why_and_others_do_not_open_it(county, browser):
    assert "没有规则提出的线索" in text_of(browser(officer()).get("/rules-precision/"))
    assert browser(clerk()).get("/rules-precision/").status_code == 403


# —— what comes back to a department ——


def test_every_register_of_a_department_has_an_owner_and_the_words_agree():
    sent = {source.register for sources in SOURCES.values() for source in sources if source.received}
    assert sent | set(SUMMED.values()) == set(OWNERS)
    for name, sources in SOURCES.items():
        if name in DATA and DATA[name].supplier and len(sources) == 1 and sources[0].received:
            assert OWNERS[sources[0].register] in {DATA[name].supplier, Dept.RS}, name
    assert registers_of_rule("R02") == ("医保结算",) and registers_of_rule("") == () and registers_of_rule("R01") == ()
    assert {OWNERS[name] for rule in RULES for name in registers_of_rule(rule)} <= set(Dept)


def test_what_was_wrong_stands_on_the_departments_desk(judged, browser):
    """R02 stands on one register: 数据错误 means it. The department sees its own, in the words of who went; another department nothing."""
    yb, zj = officer(Role.DEPT_STAFF, dept=Dept.YB), officer(Role.DEPT_STAFF, dept=Dept.ZJ)
    client = browser(yb)
    page = client.get("/data-tasks/wrong/")
    [line] = page.context["lines"]
    assert (line.register, line.owner, line.outcome, line.households, line.alerts.count) == ("医保结算", "医保局", "数据错误", 1, 1)
    assert client.get(line.alerts.url).context["page_obj"].paginator.count == line.alerts.count
    assert BECAUSE in text_of(page) and "/households/" not in page.content.decode()
    assert "核实不符的数据1条" in text_of(client.get("/"))
    other = browser(zj)
    assert "没有核实不符的数据" in text_of(other.get("/data-tasks/wrong/")) and "核实不符" not in text_of(other.get("/"))
    assert browser(officer()).get("/data-tasks/wrong/").context["page_obj"].paginator.count == 1
    assert browser(clerk("990101100", Role.TOWN_HEAD)).get("/data-tasks/wrong/").context["page_obj"].paginator.count == 0


def test_no_risk_may_say_that_the_data_were_wrong_and_of_several_one_is_chosen(county):
    concluded(Outcome.NONE, wrong="医保结算")
    assert Alert.objects.wrong_data(officer(Role.DEPT_STAFF, dept=Dept.YB)).count() == 1
    code = next(code for code in RULES if len(registers_of_rule(code)) > 1)
    alert = alert_at(AlertState.VISITING, rule=code)
    asked = {"outcome": Outcome.FALSE, "outcome_reason": BECAUSE}
    with pytest.raises(StepRefused, match="请选哪一份数据"):
        visit(alert, alert.assigned_to, **asked)
    with pytest.raises(StepRefused, match="没有用到"):
        visit(alert, alert.assigned_to, **asked, wrong_register="不在的")
    register = registers_of_rule(code)[-1]
    visit(alert, alert.assigned_to, **asked, wrong_register=register)
    close(Alert.objects.get(pk=alert.pk), by=clerk(), on=ON)
    assert register in registers_of_dept(OWNERS[register])
    assert Alert.objects.wrong_data(officer(Role.DEPT_STAFF, dept=OWNERS[register])).filter(rule=code).count() == 1


def test_the_county_concluding_otherwise_means_the_only_register(county):
    alert = alert_at(AlertState.TOWN_DECIDED)
    alert = escalate(alert, by=clerk(), on=ON, note="镇里难以判断")
    close(alert, by=officer(), on=ON, outcome=Outcome.FALSE, note="医保局核对，确系重复上传")
    assert Alert.objects.get(pk=alert.pk).wrong_register == "医保结算"


def test_the_form_offers_the_registers_of_the_rule(browser, county):
    alert = alert_at(AlertState.VISITING)
    page = browser(alert.assigned_to).get(f"/alerts/{alert.pk}/verify/")
    assert "医保结算（医保局）" in text_of(page)
    other = alert_at(AlertState.VISITING, rule="", source=AlertSource.CADRE)
    assert "哪一份部门数据" not in text_of(browser(other.assigned_to).get(f"/alerts/{other.pk}/verify/"))
