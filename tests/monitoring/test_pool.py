"""The pool: people's clues beside the sweep's, colours, assignment by village, the pocket sheet of a household."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.roles import Role
from casework.exceptions import StepRefused
from casework.lights import light_for
from casework.models import WorkDay
from households.models import Disability, Household, Housing, Standing
from monitoring.choices import AlertSource, AlertState, Outcome
from monitoring.group_lists import Told, enter_list
from monitoring.models import Alert, GroupList
from tests.households.factories import HouseholdFactory
from tests.monitoring.factories import ON, AlertFactory, DataTaskFactory, alert_at, clerk, officer, worker
from tests.monitoring.test_pages import rows_of, text_of

pytestmark = pytest.mark.django_db
LIST = "/alerts/group-lists/new/"
WHY = "今年以来又有人反映他家困难"


# —— colours ——


def test_the_colour_filter_says_what_the_lights_say(browser, county):
    """From a week late to three weeks ahead, every day: the list of a colour is exactly the alerts with that light."""
    for day in range(-7, 21):
        AlertFactory(due_on=ON + timedelta(days=day))
    AlertFactory(due_on=None)
    calendar, client = WorkDay.objects.calendar(), browser(officer())
    for css in ("bad", "warn", "ok"):
        listed = {alert.due_on for alert in rows_of(client.get(f"/alerts/?light={css}"))}
        assert listed == {alert.due_on for alert in Alert.objects.all() if light_for(alert.due_on, ON, calendar).css == css}, css
    assert "颜色：红：已超期" in text_of(client.get("/alerts/?light=bad"))
    assert len(rows_of(client.get("/alerts/?light=pink"))) == 29


# —— assignment by village ——


def test_by_village_each_goes_to_its_own_worker_and_to_who_has_least(browser, county):
    busy, idle, next_door = worker(), worker(), worker("990101100202")
    AlertFactory(state=AlertState.ASSIGNED, assigned_to=busy)
    here, there = AlertFactory(), AlertFactory(household__village_code_="990101100202")
    nobody = AlertFactory(household__village_code_="990101101201")
    client = browser(officer())
    ticked = [f"{alert.pk}:{alert.version}" for alert in (here, there, nobody)]
    answer = client.post("/alerts/assign/", {"to": "village", "alert": ticked, "back": "/alerts/"}, follow=True)
    assert "已把2条线索分派给各村的信息员" in text_of(answer) and "没有在岗的村级信息员" in text_of(answer)
    assert [Alert.objects.get(pk=alert.pk).assigned_to for alert in (here, there, nobody)] == [idle, next_door, None]


def test_all_that_the_filter_found_and_no_other(browser, county):
    worker(), worker("990101100202")
    mine = [AlertFactory(rule="R02"), AlertFactory(rule="R02", household__village_code_="990101100202")]
    other = AlertFactory(rule="R07")
    outside = AlertFactory(rule="R02", household__village_code_="990101101201")
    answer = browser(clerk()).post("/alerts/assign/", {"all": "1", "back": "/alerts/?rule=R02"}, follow=True)
    assert "已把2条线索分派给各村的信息员" in text_of(answer)
    assert {alert.pk for alert in Alert.objects.filter(state=AlertState.ASSIGNED)} == {alert.pk for alert in mine}
    assert {alert.state for alert in Alert.objects.filter(pk__in=[other.pk, outside.pk])} == {AlertState.NEW}
    again = browser(clerk()).post("/alerts/assign/", {"all": "1", "back": "/alerts/?rule=R02"}, follow=True)
    assert "筛出的线索里没有待分派的" in text_of(again)


# —— clues from people ——


def test_what_was_closed_is_looked_into_again_once(browser, county):
    closed = alert_at(AlertState.CLOSED)
    gone = AlertFactory(rule="R10", severity=3)
    Alert.objects.filter(pk=gone.pk).update(state=AlertState.CLOSED, closed_on=ON, due_on=None)
    client = browser(clerk())
    page = client.get("/alerts/?state=closed")
    assert "勾选的转历史复查" in text_of(page)
    asked = {"alert": [closed.pk, gone.pk], "why": WHY, "back": "/alerts/?state=closed"}
    assert "请写明为什么复查" in text_of(client.post("/alerts/recheck/", {**asked, "why": "再看"}, follow=True))
    assert not Alert.objects.open().exists()
    assert "已转历史复查2条" in text_of(client.post("/alerts/recheck/", asked, follow=True))
    raised = Alert.objects.open().filter(source=AlertSource.HISTORY).order_by("pk")
    assert [(alert.state, alert.severity) for alert in raised] == [(AlertState.NEW, 2), (AlertState.NEW, 3)]
    assert f"结论“{Outcome.WATCH.label}”" in raised[0].reason and WHY in raised[0].reason and "当时自行关闭" in raised[1].reason
    assert "2条已在复查" in text_of(client.post("/alerts/recheck/", asked, follow=True))
    assert raised.count() == 2
    assert "请先勾选" in text_of(browser(clerk("990101101")).post("/alerts/recheck/", asked, follow=True)), "another town's are not there"


@pytest.mark.parametrize("role", [Role.COUNTY_CLERK, Role.MONITOR_CENTER])
def test_the_county_takes_what_comes_by_telephone(browser, county, role):
    household = HouseholdFactory()
    said = {"source": "self", "title": "来电申报：住院", "reason": "本人来电，丈夫住院二十天花了四万多", "severity": "2"}
    assert browser(officer(role)).post(f"/alerts/households/{household.pk}/hint/", said).status_code == 302
    assert Alert.objects.get().source == AlertSource.SELF


def filled(**changes: str) -> dict[str, str]:
    lines = {
        "l1-whose": "王小满", "l1-title": "房屋漏雨", "l1-reason": "正房后墙开裂，下雨天屋里接水",
        "l2-whose": "", "l2-title": "", "l2-reason": "",
    }  # fmt: skip
    return {"village": "990101100201", "group": "三组", "leader": "周满仓", "month": "2026-06-01", **lines, **changes}


def test_a_group_leaders_list_becomes_alerts_of_the_same_pool(browser, county):
    household = HouseholdFactory(head_name="王小满")
    client = browser(worker())
    assert client.post(LIST, filled()).status_code == 302
    alert = Alert.objects.get()
    assert (alert.household, alert.source, alert.state) == (household, AlertSource.GROUP, AlertState.NEW)
    assert "三组组长周满仓6月月报" in alert.reason
    page = client.get("/alerts/group-lists/")
    row = GroupList.objects.get()
    assert "2026年6月" in text_of(page) and client.get(f"/alerts/?list={row.pk}&state=all").context["page_obj"].paginator.count == 1
    answer = client.post(LIST, filled(group="四组"), follow=True)
    assert "新线索0条，1条已在办" in text_of(answer), "the same matter of the same household is one alert"
    assert "已经登记过" in text_of(client.post(LIST, filled()))


def test_a_month_without_news_is_told_too_and_silence_is_seen(browser, county):
    client = browser(clerk())
    before = text_of(client.get("/alerts/group-lists/"))
    assert "6月还没有月报的村：" in before and "柳上湾村" in before
    nothing = {"nothing": "on", "l1-whose": "", "l1-title": "", "l1-reason": ""}
    assert client.post(LIST, filled(**nothing)).status_code == 302
    after = text_of(client.get("/alerts/group-lists/"))
    assert "没有情况" in after and "柳上湾村、" not in after.split("还没有月报的村：")[-1].split("。")[0]
    assert not Alert.objects.exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"l1-whose": "没有这人"}, "第1行：柳上湾村没有户主叫“没有这人”的户"),
        ({"l1-whose": "赵同名"}, "第1行：柳上湾村不止一户户主叫“赵同名”"),
        ({"l1-reason": "漏雨"}, "第1行：请写明情况"),
        ({"l2-whose": "王小满"}, "请填事由"),
        ({"nothing": "on"}, "请去掉一样"),
        ({"l1-whose": "", "l1-title": "", "l1-reason": ""}, "请写至少一户"),
        ({"group": ""}, "村民组"),
        ({"month": "2026-07-01"}, "月份"),
        ({"village": "990101101201"}, "村"),
    ],
)
def test_a_refused_list_keeps_what_was_typed_and_writes_nothing(browser, county, changes, said):
    HouseholdFactory(head_name="王小满")
    for _ in range(2):
        HouseholdFactory(head_name="赵同名")
    answer = browser(worker()).post(LIST, filled(**changes))
    assert answer.status_code == 422 and said in text_of(answer) and "周满仓" in answer.content.decode()
    assert not Alert.objects.exists() and not GroupList.objects.exists()


def test_a_list_is_entered_by_who_lives_there(county):
    household = HouseholdFactory(head_name="王小满")
    line = Told(household.household_no, "房屋漏雨", "正房后墙开裂，下雨天屋里接水")
    village = household.village
    with pytest.raises(StepRefused, match="月报由"):
        enter_list(village, group="三组", leader="周", month=ON, lines=[line], by=officer(), on=ON)
    with pytest.raises(StepRefused, match="不在您的辖区"):
        enter_list(village, group="三组", leader="周", month=ON, lines=[line], by=worker("990101100202"), on=ON)
    with pytest.raises(StepRefused, match="不能提前"):
        enter_list(village, group="三组", leader="周", month=date(2026, 7, 1), lines=[line], by=worker(), on=ON)
    assert enter_list(village, group="三组", leader="周", month=ON, lines=[line], by=worker(), on=ON).row.month == date(2026, 6, 1)


# —— the pocket sheet ——


def appraised(household: Household, day: date) -> None:
    Housing.objects.create(household=household, person=household.members.first().person, grade="A", appraised_on=day, received_on=day)


def test_one_sheet_a_household_with_what_is_missing_and_what_is_stale(browser, county):
    """A year ago to the day is not stale, the day before is."""
    old, fresh = HouseholdFactory(size=2, head_name="老户", phone="13908881234"), HouseholdFactory(head_name="新户")
    appraised(old, date(2025, 6, 14))
    appraised(fresh, date(2025, 6, 15))
    Standing.objects.update_or_create(household=old, defaults={"last_visited_on": date(2024, 3, 1)})
    Disability.objects.create(
        household=old, person=old.members.first().person, kind="4", level=2, certificate="1", issued_on=date(2016, 6, 1),
        expires_on=ON - timedelta(days=1), received_on=ON,
    )  # fmt: skip
    for household in (old, fresh):
        AlertFactory(household=household, rule="R02")
    AlertFactory(household=old, rule="R07", title="住房不安全")
    DataTaskFactory(household=old, datum="近12个月收入", supplier="")
    page = browser(worker()).get(reverse("monitoring:visit_list") + "?per=household")
    first, second = page.context["pockets"]
    assert (first.line.household, len(first.residents), len(first.line.reasons)) == (old, 2, 2)
    assert first.line.missing == ["近12个月收入"] and len(first.stale) == 3
    assert first.stale[0].startswith("住房鉴定还是2025年6月的") and "残疾人证2026年已到期" in first.stale[-1]
    assert second.stale == [] and second.line.household == fresh
    assert "还不知道：近12个月收入" in text_of(page) and "13908881234" not in page.content.decode()


def test_as_many_questions_for_one_household_as_for_twelve(browser, county, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, address = browser(worker()), reverse("monitoring:visit_list") + "?per=household"
    AlertFactory()
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for _ in range(11):
        AlertFactory()
    with django_assert_num_queries(len(one)):
        client.get(address)
