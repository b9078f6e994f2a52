"""政策匹配 on its page and in the household's panel: counts that equal the lists, values beside conditions, one action a person."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.urls import reverse

from accounts.choices import ReadingKind
from accounts.models import ReadingLog
from accounts.roles import CASE_ROLES, SEPARATED, Role
from assistance.models import Need
from households.facts import refresh_facts
from policies.models import Parameter
from tests.accounts.factories import PositionFactory
from tests.assistance.factories_policies import ON, PolicyFactory, family, monthly
from tests.households.factories import HouseholdFactory

HTMX = {"HTTP_HX_REQUEST": "true"}
MAY_NOTE = {Role.TOWN_CLERK, Role.TOWN_SURVEYOR, Role.VILLAGE_WORKER, Role.TASKFORCE}


@pytest.fixture(autouse=True)
def on_the_day(settings):
    settings.FIXED_TODAY = ON


@pytest.fixture
def household(county, catalogue):
    people = (
        {"name": "陈守田", "labour": "ordinary"},
        {"name": "周桂兰", "labour": "weak", "disability": ("4", 2), "birth": date(1972, 1, 1)},
    )
    household = family(*people, category="dibao", risks=["03"])
    refresh_facts([household.pk], county=county, on=ON)
    return household


def sign_in(client, region, role=Role.TOWN_CLERK, **columns):
    position = PositionFactory(region=region, role=role, **columns)
    client.force_login(position.user)
    return position


def page_of(client, household, name="matches", **headers) -> str:
    response = client.get(reverse(f"assistance:{name}", args=[household.pk]), **headers)
    assert response.status_code == 200
    return response.content.decode()


def part(page: str, name: str) -> str:
    return page.split(f'id="{name}"')[1].split("</section>")[0]


def test_the_counts_are_the_lengths_of_the_lists(client, household, town):
    sign_in(client, town)
    page = page_of(client, household)
    said = re.search(r"<span>符合(\d+)，差一项(\d+)，待核对(\d+)，不符合(\d+)</span>", page)
    assert said is not None
    fits, near, to_check, excluded = map(int, said.groups())
    assert part(page, "fits").count('<article class="match">') == fits > 0
    assert part(page, "nearly").count("</svg>差一项</span>") == near > 0
    assert part(page, "nearly").count("</svg>待核对</span>") == to_check > 0
    assert part(page, "excluded").count('<a class="row"') == excluded > 0


def test_the_panel_shows_the_first_and_says_how_many_more(client, household, town):
    sign_in(client, town)
    panel = page_of(client, household, "matches_panel", **HTMX)
    said = re.search(r"符合(\d+)，差一项(\d+)，待核对(\d+)，不符合(\d+)", panel)
    assert said is not None
    shown = panel.count('<article class="match">')
    assert shown == 6 and f"其余{sum(map(int, said.groups())) - shown}项及原因" in panel
    assert panel.lstrip().startswith("<section") and "<html" not in panel


def test_opened_by_itself_the_panel_is_the_whole_page(client, household, town):
    sign_in(client, town)
    assert "<h1>" in page_of(client, household, "matches_panel")


def test_each_condition_stands_with_its_mark_and_the_households_value(client, household, town):
    sign_in(client, town)
    page = page_of(client, household)
    assert re.search(r'<li class="y">.*?</svg>\s*残疾一级或二级（周桂兰：肢体残疾2级）</li>', page)
    assert re.search(r'<li class="q">.*?</svg>\s*需人工核对：有生产项目和还款能力', page)
    assert "对应本户因残" in page and "120至140元/人·月" in page and "金额为示例" in page


def test_what_comes_by_itself_asks_for_no_need(client, household, town):
    sign_in(client, town)
    fits = {
        re.search(r"catalogue/([\w-]+)/", article)[1]: article for article in part(page_of(client, household), "fits").split("<article")[1:]
    }
    assert "随认定发放，不用登记" in fits["ZC-01"] and "<form" not in fits["ZC-01"]
    assert "免申即享，不用登记" in fits["ZC-17"] and "<form" not in fits["ZC-17"]
    assert "登记需求：周桂兰" in fits["ZC-10"]


def test_the_button_notes_the_need_and_then_says_so(client, household, town):
    sign_in(client, town)
    article = next(one for one in page_of(client, household).split("<article")[1:] if "catalogue/ZC-10/" in one)
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', article)) | {"csrfmiddlewaretoken": ""}
    url = reverse("assistance:note_need", args=[household.pk])
    assert f'action="{url}"' in article
    assert client.post(url, fields).status_code == 302
    need = Need.objects.get()
    assert (need.policy.code, need.person.name, need.source, need.kind) == ("ZC-10", "周桂兰", "match", "care")
    article = next(one for one in page_of(client, household).split("<article")[1:] if "catalogue/ZC-10/" in one)
    assert "6月15日已登记需求" in article and "<form" not in article


@pytest.mark.parametrize("role", sorted(CASE_ROLES))
def test_only_who_may_note_needs_is_offered_the_button(client, household, county, role):
    sign_in(client, county, role)
    assert ("登记需求" in page_of(client, household)) is (role in MAY_NOTE)


@pytest.mark.parametrize("role", [Role.DEPT_STAFF, Role.CITIZEN, *SEPARATED])
def test_who_reads_no_household_reads_no_matches(client, household, county, role):
    sign_in(client, county, role)
    for name in ("matches", "matches_panel"):
        assert client.get(reverse(f"assistance:{name}", args=[household.pk])).status_code == 403


def test_next_door_the_household_does_not_exist(client, household, other_village):
    sign_in(client, other_village, Role.VILLAGE_WORKER)
    assert client.get(reverse("assistance:matches", args=[household.pk])).status_code == 404


def test_reading_is_logged_and_nothing_else_written(client, household, town):
    sign_in(client, town)
    page_of(client, household)
    (log,) = ReadingLog.objects.filter(kind=ReadingKind.READ)
    assert log.subject.endswith("政策匹配") and log.subject_id == household.pk
    assert not Need.objects.exists()


def test_a_household_never_screened_says_so(client, county, town):
    sign_in(client, town)
    household = HouseholdFactory(size=1)
    assert "还没有算过账" in page_of(client, household)
    assert "还没有算过账" in page_of(client, household, "matches_panel", **HTMX)


def test_the_beaten_one_of_an_exclusive_group_says_by_what(client, county, town):
    sign_in(client, town)
    PolicyFactory(code="T-1", short_name="高的", exclusive_group="补贴", **monthly("100"))
    PolicyFactory(code="T-2", exclusive_group="补贴", **monthly("90"))
    household = family({})
    refresh_facts([household.pk], county=county, on=ON)
    assert "就高不就低：本户已取高的（100元/人·月）" in part(page_of(client, household), "excluded")


def test_a_missing_number_of_the_law_is_said_by_name(client, household, town):
    sign_in(client, town)
    Parameter.objects.filter(code="loan_age_to").delete()
    for name, headers in (("matches", {}), ("matches_panel", HTMX)):
        assert "柳上湾村（农村） 没有“小额信贷年龄止”，请到“政策标准”补录" in page_of(client, household, name, **headers)


def test_the_household_page_fetches_the_panel(client, household, town):
    sign_in(client, town)
    page = client.get(reverse("households:detail", args=[household.pk])).content.decode()
    assert f'hx-get="{reverse("assistance:matches_panel", args=[household.pk])}"' in page
    assert f'href="{reverse("assistance:matches", args=[household.pk])}"' in page


@pytest.mark.parametrize("people", [1, 8])
def test_queries_are_the_same_for_one_and_for_eight(client, county, catalogue, town, people, django_assert_max_num_queries):
    sign_in(client, town)
    household = family(*({"disability": ("4", 2)} for _ in range(people)), category="dibao")
    refresh_facts([household.pk], county=county, on=ON)
    page_of(client, household, "matches_panel", **HTMX)
    with django_assert_max_num_queries(15):
        page_of(client, household, "matches_panel", **HTMX)
