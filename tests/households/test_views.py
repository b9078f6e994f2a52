from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import ReadingLog
from accounts.roles import Role
from casework.choices import EventKind
from casework.timeline import record
from households.facts import refresh_facts
from households.models import Housing, RefusedApplication, RegisterClaim
from tests.accounts.factories import PositionFactory
from tests.households.factories import HouseholdFactory, MemberFactory, income, months_before, settlement, wages

TABS = ("detail", "members", "incomes", "spending", "records", "registers", "trail")


@pytest.fixture
def clerk(client, town):
    position = PositionFactory(region=town)
    client.force_login(position.user)
    return client


@pytest.fixture
def home(county, on):
    """Two counted members and one in prison; wages, an excluded pension, a superseded row, a settlement, a C-grade house."""
    household = HouseholdFactory(
        household_no="990101100201-0037", head_name="周桂兰", size=2, monthly_wage="800", category="dibao_margin", has_monitoring_tag=True
    )
    head = household.members.order_by("pk").first().person
    MemberFactory(household=household, relation="20", status="in_prison", status_since=date(2025, 3, 1))
    for month in months_before(on):
        income(household, head, "transfer", "200", month, item="残疾补贴")
    income(household, head, "business", "5000", date(2026, 2, 1), item="养羊", source="declared", superseded_at="2026-03-01T00:00:00Z")
    settlement(household, head, "7332.50", date(2026, 3, 2))
    Housing.objects.create(household=household, grade="C", appraised_on=date(2026, 2, 20), received_on=date(2026, 2, 21))
    RegisterClaim.objects.create(
        household=household, person=head, register="dibao_margin", category="dibao_margin", received_on=date(2026, 1, 1)
    )
    record(EventKind.REGISTERED, household=household, by="马兰（台账管理员）", on=date(2024, 1, 1))
    for sheet in ("members", "incomes"):
        record(EventKind.IMPORTED, household=household, by="马兰（台账管理员）", on=date(2026, 6, 1), detail={"sheet": sheet, "new": 1})
    refresh_facts(None, county=county, on=on)
    return household


def text_of(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture(autouse=True)
def fixed_day(settings, on):
    settings.FIXED_TODAY = on


# The list


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"甲", "乙", "丙"}),
        ("?village=990101100202", {"丙"}),
        ("?category=dibao", {"甲"}),
        ("?category=none", {"乙", "丙"}),
        ("?category=any", {"甲"}),
        ("?tag=1", {"乙"}),
        ("?tag=0", {"甲", "丙"}),
        ("?kind=tuopin", {"丙"}),
        ("?category=dibao&tag=1", set()),
        ("?category=nonsense&town=12", {"甲", "乙", "丙"}),
    ],
)
def test_filters_stand_in_the_address(query, expected, clerk, county):
    HouseholdFactory(head_name="甲", category="dibao")
    HouseholdFactory(head_name="乙", has_monitoring_tag=True)
    HouseholdFactory(head_name="丙", household_kind="tuopin", village_code_="990101100202")
    page = clerk.get(reverse("households:list") + query)
    assert {row.head_name for row in page.context["page"].object_list} == expected


def test_a_name_in_the_list_means_any_member(clerk, county):
    household = HouseholdFactory(head_name="甲", size=2)
    HouseholdFactory(head_name="乙")
    person = household.members.order_by("-pk").first().person
    person.name = "欧阳春花"
    person.save()
    page = clerk.get(reverse("households:list"), {"name": "欧阳"})
    assert [row.head_name for row in page.context["page"].object_list] == ["甲"]


def test_a_county_position_chooses_a_town_and_then_a_village_of_it(client, county):
    client.force_login(PositionFactory(region=county, role=Role.TASKFORCE).user)
    HouseholdFactory(head_name="甲")
    HouseholdFactory(head_name="丁", village_code_="990101101201")
    page = client.get(reverse("households:list"), {"town": "990101101"})
    assert [row.head_name for row in page.context["page"].object_list] == ["丁"]
    assert {code for code, _ in page.context["filter"].form.fields["village"].choices if code} == {"990101101201", "990101101202"}
    moved = client.get(reverse("households:list"), {"town": "990101101", "village": "990101100201"})
    assert [row.head_name for row in moved.context["page"].object_list] == ["丁"]


def test_each_chip_takes_its_own_condition_away(clerk, county):
    HouseholdFactory(category="dibao", has_monitoring_tag=True)
    page = clerk.get(reverse("households:list"), {"category": "dibao", "tag": "1", "page": "1"})
    chips = {chip.label: chip.url for chip in page.context["chips"]}
    assert chips == {"类别": "?tag=1", "监测标识": "?category=dibao"}


def test_an_empty_list_says_which_condition_to_drop_and_how_many_remain(clerk, county):
    HouseholdFactory(category="dibao")
    text = text_of(clerk.get(reverse("households:list"), {"category": "dibao", "tag": "1"}))
    assert "没有符合条件的户。" in text and "去掉“监测标识：监测对象”有" in text and "1户" in text


def test_an_empty_region_says_what_comes_next(clerk, county):
    assert "还没有户档案" in text_of(clerk.get(reverse("households:list")))


def test_the_sums_are_over_everything_filtered_not_over_the_page(clerk, county, on):
    for _ in range(25):
        HouseholdFactory(size=2, category="dibao")
    refresh_facts(None, county=county, on=on)
    page = clerk.get(reverse("households:list"), {"size": "20"})
    assert len(page.context["page"].object_list) == 20
    assert page.context["sums"]["people"] == 50
    assert "合计25户" in text_of(page) and "计入50人" in text_of(page)


def test_each_number_of_the_sums_opens_a_list_of_exactly_so_many(clerk, county, on):
    HouseholdFactory(size=2, category="dibao", has_monitoring_tag=True)
    HouseholdFactory(size=2, category="tekun")
    HouseholdFactory(size=2)
    refresh_facts(None, county=county, on=on)
    page = text_of(clerk.get(reverse("households:list"), {"sort": "-no"}))
    for address, number in (("?sort=-no&amp;category=any", 2), ("?sort=-no&amp;tag=1", 1)):
        assert f'<a href="{address}">{number}户</a>' in page
        opened = clerk.get(reverse("households:list") + address.replace("&amp;", "&"))
        assert len(opened.context["page"].object_list) == number
        # Where the filter is already in force the number is this very list.
        assert f'<a href="{address}">' not in text_of(opened)


def test_the_list_asks_the_same_number_of_questions_for_one_row_and_for_fifty(clerk, county, on, django_assert_num_queries):
    HouseholdFactory()
    refresh_facts(None, county=county, on=on)
    clerk.get(reverse("households:list"))
    with CaptureQueriesContext(connection) as once:
        clerk.get(reverse("households:list"))
    assert len(once) <= LIST_QUERIES
    for _ in range(49):
        HouseholdFactory()
    refresh_facts(None, county=county, on=on)
    with django_assert_num_queries(len(once)):
        clerk.get(reverse("households:list"))


def test_htmx_gets_the_list_alone(clerk, county):
    HouseholdFactory()
    text = text_of(clerk.get(reverse("households:list"), headers={"HX-Request": "true"}))
    assert "<html" not in text and "户编号" in text


# The household


def test_the_page_shows_the_full_sum_the_chain_and_the_facts(clerk, home):
    text = text_of(clerk.get(reverse("households:detail", args=[home.pk])))
    assert "算账表" in text and "9,600.00" in text  # twelve months of 800
    assert "残疾补贴" in text and "三、不计入" in text
    assert "必要就业成本" in text and "7,332.50" in text
    assert "登记建档" in text and "当天导入2张台账" in text
    assert "C级" in text and 'role="img"' in text
    assert reverse("monitoring:household_panel", args=[home.pk]) in text


def test_the_other_reading_of_income_stands_in_the_address(clerk, home):
    text = text_of(clerk.get(reverse("households:detail", args=[home.pk]), {"view": "monitoring"}))
    assert "农业口径" in text


def test_a_household_no_screening_has_seen_says_so(clerk, county):
    household = HouseholdFactory()
    for tab in TABS:
        text = text_of(clerk.get(reverse(f"households:{tab}", args=[household.pk])))
        if tab in {"detail", "incomes", "spending"}:
            assert "还没有算过账" in text


def test_a_household_of_nobody_can_be_opened(clerk, county, on):
    household = HouseholdFactory(size=0)
    refresh_facts(None, county=county, on=on)
    for tab in TABS:
        assert clerk.get(reverse(f"households:{tab}", args=[household.pk])).status_code == 200


def test_members_show_masked_numbers_ages_and_why_somebody_is_not_counted(clerk, home):
    text = text_of(clerk.get(reverse("households:members", args=[home.pk])))
    assert "列3人，计入2人" in text and "服刑，2025年3月起" in text and "46岁" in text
    for member in home.members.all():
        number = member.person.id_number.reveal()
        assert number not in text and str(member.person.id_number) in text


def test_every_income_row_stands_with_its_fate(clerk, home):
    page = clerk.get(reverse("households:incomes", args=[home.pk]))
    groups = {group.title: group for group in page.context["groups"]}
    assert len(groups["工资性收入"].lines) == 12 and groups["工资性收入"].total == 9600
    assert groups["转移净收入"].total == 0 and groups["转移净收入"].uncounted == 12
    assert [line.is_superseded for line in groups["经营净收入"].lines] == [True]
    text = text_of(page)
    assert "已被更可靠来源取代" in text and 'class="old"' in text and "不计入：" in text


def test_spending_shows_every_settlement(clerk, home):
    text = text_of(clerk.get(reverse("households:spending", args=[home.pk])))
    assert "2026年3月2日" in text and "7,332.50" in text


def test_records_and_registers_say_what_others_said(clerk, home):
    assert "2026年2月20日" in text_of(clerk.get(reverse("households:records", args=[home.pk])))
    assert "低保边缘台账" in text_of(clerk.get(reverse("households:registers", args=[home.pk])))


def test_a_refused_application_says_its_category_in_the_words_of_the_form(clerk, home):
    RefusedApplication.objects.create(household=home, category="dibao", refused_on=date(2026, 1, 29), received_on=date(2026, 2, 1))
    page = text_of(clerk.get(reverse("households:registers", args=[home.pk])))
    assert "<td>最低生活保障对象</td>" in page and "<td>dibao</td>" not in page


def test_the_trail_is_whole_and_goes_on(clerk, home, monkeypatch):
    monkeypatch.setattr("households.views.TRAIL_PAGE", 2)
    url = reverse("households:trail", args=[home.pk])
    first = clerk.get(url)
    second = clerk.get(url, {"before": first.context["more"]})
    assert [len(first.context["events"]), len(second.context["events"])] == [2, 1]
    assert second.context["more"] is None


def test_previous_and_next_keep_the_lists_conditions_and_order(clerk, county):
    rows = [HouseholdFactory(household_no=f"990101-{n}", category="dibao" if n != 2 else "") for n in (1, 2, 3)]
    plain = clerk.get(reverse("households:detail", args=[rows[0].pk]))
    assert plain.context["next_url"] == reverse("households:detail", args=[rows[1].pk])
    assert plain.context["previous_url"] == ""
    kept = clerk.get(reverse("households:detail", args=[rows[0].pk]), {"category": "dibao"})
    assert kept.context["next_url"] == reverse("households:detail", args=[rows[2].pk]) + "?category=dibao"
    turned = clerk.get(reverse("households:members", args=[rows[0].pk]), {"category": "dibao", "sort": "-no"})
    assert turned.context["previous_url"].startswith(reverse("households:members", args=[rows[2].pk]))


@pytest.mark.parametrize("tab", TABS)
def test_looking_is_logged_and_nothing_else_is_written(tab, clerk, home, django_assert_max_num_queries):
    with django_assert_max_num_queries(40) as queries:
        clerk.get(reverse(f"households:{tab}", args=[home.pk]))
    written = [query["sql"] for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert [sql for sql in written if "accounts_readinglog" not in sql and "django_session" not in sql] == []
    line = ReadingLog.objects.get(kind="read")
    assert line.subject_id == home.pk and home.household_no in line.subject


@pytest.mark.parametrize("tab", TABS)
def test_a_household_page_asks_a_fixed_number_of_questions(tab, clerk, home, county, on, django_assert_num_queries):
    url = reverse(f"households:{tab}", args=[home.pk])
    clerk.get(url)
    with CaptureQueriesContext(connection) as once:
        clerk.get(url)
    assert len(once) <= PAGE_QUERIES[tab]
    for _ in range(4):
        member = MemberFactory(household=home, relation="20")
        wages(home, member.person, "100")
        settlement(home, member.person, "10", date(2026, 1, 5))
    refresh_facts(None, county=county, on=on)
    with django_assert_num_queries(len(once)):
        clerk.get(url)


@pytest.mark.parametrize("tab", TABS)
def test_another_towns_household_is_not_there(tab, clerk, county, other_village):
    household = HouseholdFactory(village_code_=other_village.code)
    assert clerk.get(reverse(f"households:{tab}", args=[household.pk])).status_code == 404
    assert not ReadingLog.objects.filter(kind="read").exists()


@pytest.mark.parametrize("role", [Role.DEPT_STAFF, Role.SYS_ADMIN, Role.AUDIT_ADMIN, Role.CITIZEN])
def test_positions_without_case_duty_may_not_look(role, client, county, home):
    client.force_login(PositionFactory(region=county, role=role).user)
    for url in (reverse("households:list"), reverse("households:search"), reverse("households:detail", args=[home.pk])):
        assert client.get(url).status_code == 403


# session, user, position and the session kept alive (three statements) stand in every number.
# The menu asks all sources of the desk in one statement; the rest is the page's own.
MENU_QUERIES = 1
LIST_QUERIES = MENU_QUERIES + 10
OWN_QUERIES = {"detail": 25, "members": 13, "incomes": 14, "spending": 15, "records": 21, "registers": 15, "trail": 13}
PAGE_QUERIES = {tab: MENU_QUERIES + number for tab, number in OWN_QUERIES.items()}
