"""曾用名: an administrator tells once what an old village is called today, and every later import of the county knows it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Region, RegionAlias
from accounts.roles import Role
from households.models import Household
from tests.accounts import factories as people
from tests.registers.books import household_row, problems, take

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(county) -> tuple[Client, object]:
    position = people.PositionFactory(region=county, roles=[Role.REGISTER_ADMIN])
    client = Client()
    client.force_login(position.user)
    return client, position


def add(client: Client, name: str, region: Region, query: str = ""):
    return client.post(reverse("registers:former_names") + query, {"name": name, "region": region.pk})


def test_a_refused_village_is_named_once_and_then_known(admin, village):
    client, position = admin
    refused = take("households", household_row(region_code="新桃源村"), by=position)
    assert "没有这个村" in problems(refused)[0][2] and "曾用名" in problems(refused)[0][2]
    page = client.get(reverse("registers:batch", kwargs={"pk": refused.pk})).content.decode()
    link = f"{reverse('registers:former_names')}?name=%E6%96%B0%E6%A1%83%E6%BA%90%E6%9D%91&amp;batch={refused.pk}"
    assert link in page
    asked = client.get(link.replace("&amp;", "&")).content.decode()
    assert 'value="新桃源村"' in asked and village.name in asked
    answer = add(client, "新桃源村", village, f"?batch={refused.pk}")
    assert answer.url == reverse("registers:batch", kwargs={"pk": refused.pk})
    assert take("households", household_row(region_code="新桃源村"), by=position).new_rows == 1
    assert Household.objects.get().village == village


def test_an_old_town_s_name_stands_for_its_villages_too(admin, town, village):
    client, position = admin
    assert add(client, "老城关街道办事处", town).status_code == 302
    for number, written in enumerate(
        (f"老城关街道{village.name}", f"老城关街道办{village.name}村民委员会", f"贵州省青禾县老城关街道{village.name}")
    ):
        assert take("households", household_row(f"T{number}", region_code=written), by=position).new_rows == 1, written


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "请写曾用名"),
        ("石上湾村", "是石桥镇石上湾村现在的名称"),
        ("石上湾村民委员会", "现在的名称"),
        ("老湾村", "已经登记过"),
        ("老湾村3组", "不写数字"),
    ],
)
def test_names_that_are_refused(admin, village, name, words):
    client, _ = admin
    add(client, "老湾村", village)
    answer = add(client, name, village)
    assert answer.status_code == 422 and words in answer.content.decode()
    assert RegionAlias.objects.count() == 1


def test_a_name_of_another_village_is_taken_from_it_first(admin, village):
    client, _ = admin
    sister = Region.objects.get(code="990101100202")
    add(client, "老湾村", village)
    assert "已登记为柳溪镇柳上湾村的曾用名，先在下面去掉" in add(client, "老湾村", sister).content.decode()
    alias = RegionAlias.objects.get()
    assert client.post(reverse("registers:remove_former_name", kwargs={"pk": alias.pk})).status_code == 302
    assert add(client, "老湾村", sister).status_code == 302
    assert RegionAlias.objects.get().region == sister


def test_another_county_s_names_are_neither_seen_nor_used_nor_removed(admin, village):
    client, position = admin
    abroad = people.RegionFactory(code="990202", name="远山县", level="county")
    town = people.RegionFactory(code="990202100", name="远镇", level="town", parent=abroad)
    far = people.RegionFactory(code="990202100201", name="远村", level="village", parent=town)
    alias = RegionAlias.objects.create(name="旧远村", within=town, region=far)
    page = client.get(reverse("registers:former_names")).content.decode()
    assert "旧远村" not in page and "远镇远村" not in page
    assert client.post(reverse("registers:remove_former_name", kwargs={"pk": alias.pk})).status_code == 404
    assert add(client, "某村", far).status_code == 422
    batch = take("households", household_row(region_code="旧远村"), household_row("H2", region_code="远村"), by=position)
    assert batch.rejected_rows == 2


def test_the_list_is_searched_and_pages_do_not_ask_by_row(admin, village, django_assert_max_num_queries):
    client, _ = admin
    for number in "一二三四五六七八九":
        add(client, f"老{number}村", village)
    client.get(reverse("registers:former_names"))  # the answers to the additions are shown once
    assert "老三村" not in client.get(reverse("registers:former_names"), {"q": "老四"}).content.decode()
    with django_assert_max_num_queries(14):
        assert client.get(reverse("registers:former_names")).content.decode().count("去掉曾用名") == 9
