"""The pages of 政策标准, by role."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.roles import Role
from policies.categories import AreaType
from policies.models import Parameter
from tests.accounts.factories import PositionFactory
from tests.policies.factories import ParameterFactory

LIST = reverse("policies:parameters")
PAGE = reverse("policies:parameter", args=["low_income_line"])
PROPOSE = reverse("policies:propose") + "?code=low_income_line"
FORM = {"region": "", "area_type": "rural", "number": "9,500", "unit": "元/人·年", "valid_from": "2026.7.1", "source": "青民发〔2026〕12号"}


@pytest.fixture
def taskforce(county, client):
    position = PositionFactory(region=county, role=Role.TASKFORCE)
    client.force_login(position.user)
    return position


@pytest.fixture(autouse=True)
def demo_day(settings, on):
    settings.FIXED_TODAY = on


def test_the_list_shows_every_parameter_with_both_units_source_and_what_is_provisional(client, taskforce, django_assert_max_num_queries):
    client.get(LIST)
    with django_assert_max_num_queries(16):
        page = client.get(LIST).content.decode()
    for text in ("8,978元/人·年", "748.17元/人·月", "998元/人·月", "11,976元/人·年", "示例：2025年标准沿用", "暂沿用", "此前12个整月"):
        assert text in page
    assert "3项暂沿用" in page


def test_heaps_and_search_stay_in_the_address(client, taskforce):
    Parameter.objects.filter(code="elderly_age").delete()
    missing = client.get(LIST, {"heap": "missing"}).content.decode()
    assert "老年人年龄" in missing and "没有数值" in missing and "低收入人口监测线" not in missing
    assert "没有名称含“彩票”的参数" in client.get(LIST, {"q": "彩票"}).content.decode()
    assert client.get(LIST, {"heap": "nonsense"}).status_code == 200


def test_the_page_of_one_parameter_keeps_its_whole_history(client, taskforce):
    page = client.get(PAGE).content.decode()
    assert page.count("8,978元/人·年") >= 2 and "现行" in page and "已被取代" in page and "随文件审定" in page
    assert client.get(reverse("policies:parameter", args=["nothing"])).status_code == 404
    table = client.get(reverse("policies:parameter", args=["excluded_income"])).content.decode()
    assert "优待抚恤金" in table and "提出新数值" not in table


def test_propose_and_confirm_by_two_people(client, taskforce, county):
    response = client.post(PROPOSE, {**FORM, "region": county.pk})
    assert response.url == PAGE
    row = Parameter.objects.awaiting().get()
    assert (row.number, row.valid_from, row.proposed_by) == (9500, date(2026, 7, 1), taskforce)
    own = client.get(PAGE).content.decode()
    assert "提出人不能自己复核" in own and 'aria-disabled="true"' in own
    refused = client.post(reverse("policies:confirm", args=[row.pk]), follow=True)
    assert "提出人不能自己复核" in refused.content.decode()
    client.force_login(PositionFactory(region=county, role=Role.TASKFORCE).user)
    done = client.post(reverse("policies:confirm", args=[row.pk]), follow=True).content.decode()
    assert "2026年7月1日起的筛查按新标准计算" in done and "未到起始日" in done
    assert not Parameter.objects.awaiting().exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"number": "1.2万"}, "请写成完整数字12,000"),
        ({"number": "-5"}, "不能小于0"),
        ({"number": "约九千"}, "只填数字"),
        ({"valid_from": "明年"}, "日期写成2026-6-15这样"),
        ({"source": ""}, "文件名称与文号"),
        ({"valid_from": "2026-1-1"}, "同一起始日已有这个参数"),
    ],
)
def test_a_refused_proposal_keeps_what_was_typed(client, taskforce, county, changes, said):
    response = client.post(PROPOSE, {**FORM, "region": county.pk, **changes})
    page = response.content.decode()
    assert response.status_code == 200 and said in page and "没有提交" in page
    assert f'value="{(FORM | changes)["number"]}"' in page
    assert not Parameter.objects.awaiting().exists()


def test_a_ratio_is_not_a_percentage(client, taskforce, county):
    url = reverse("policies:propose") + "?code=rigid_ratio"
    page = client.post(url, {"region": county.pk, "number": "60", "valid_from": "2026-7-1", "source": "文件"}).content.decode()
    assert "60%写成0.6" in page


def test_others_read_and_cannot_propose(client, county, town):
    clerk = PositionFactory(region=town, role=Role.TOWN_CLERK)
    client.force_login(clerk.user)
    row = ParameterFactory(region=county, area_type=AreaType.RURAL, valid_from=date(2026, 8, 1), confirmed_at=None, proposed_by=clerk)
    page = client.get(PAGE).content.decode()
    assert "待复核" in page and "提出新数值" not in page and reverse("policies:confirm", args=[row.pk]) not in page
    assert client.get(PROPOSE).status_code == 403


def test_a_row_can_be_withdrawn(client, taskforce, county):
    client.post(PROPOSE, {**FORM, "region": county.pk})
    row = Parameter.objects.awaiting().get()
    client.post(reverse("policies:withdraw", args=[row.pk]))
    assert not Parameter.objects.awaiting().exists()
