from __future__ import annotations

import pytest
from django.db import connection
from django.urls import reverse

from accounts.logs import is_personal
from accounts.models import ReadingLog
from households.models import Person
from households.names import grams, initials
from households.search import persons_named, search
from tests.accounts.factories import PositionFactory
from tests.households.factories import HouseholdFactory, MemberFactory, PersonFactory


def register(household, name, **columns):
    person = PersonFactory(name=name, initials=initials(name), **columns)
    return MemberFactory(household=household, person=person)


@pytest.fixture
def clerk(town):
    return PositionFactory(region=town)


@pytest.fixture
def home(county):
    household = HouseholdFactory(household_no="990101100201-0037", head_name="周桂兰", size=0, phone="13912345678")
    register(household, "周桂兰", phone="13800001111")
    register(household, "陈立强")
    return household


def names(found):
    return [member.person.name for member in found.members]


@pytest.mark.parametrize("text", ["周桂兰", "桂兰", "周桂", " 周 桂 兰 "])
def test_a_name_is_found_by_any_two_characters_in_a_row(text, clerk, home):
    assert names(search(text, clerk)) == ["周桂兰"]


def test_characters_that_do_not_stand_together_find_nobody(clerk, home):
    found = search("周兰", clerk)
    assert not found.members and "周兰" in found.reason


@pytest.mark.parametrize(
    "name", ["周桂兰", "单", "欧阳春花", "阿卜杜拉·买买提", "Li雷", "𠮷田", "王 五", "王\u3000五", "周周周", "古·丽", "·", ""]
)
def test_the_database_makes_the_same_pieces_of_a_name(name, county):
    with connection.cursor() as cursor:
        cursor.execute("SELECT households_pieces(%s)", [name])
        (pieces,) = cursor.fetchone()
    assert set(pieces) == grams(name)


def test_pieces_are_looked_up_in_their_index(county):
    register(HouseholdFactory(size=0), "周桂兰")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "Bitmap Index Scan on person_by_pieces" in persons_named("桂兰").explain()


def test_one_character_is_too_little(clerk, home):
    assert "两个字" in search("周", clerk).reason


@pytest.mark.parametrize("text", ["ZGL", "zg", "zgl"])
def test_initials_find(text, clerk, home):
    assert names(search(text, clerk)) == ["周桂兰"]


@pytest.mark.parametrize("text", ["990101100201-0037", "990101100201-00"])
def test_the_household_number_finds_its_head_even_by_its_beginning(text, clerk, home):
    assert search(text, clerk).household_ids == {home.pk}


def test_the_id_number_is_found_by_its_index_however_it_is_written(clerk, home):
    person = home.members.first().person
    number = person.id_number.reveal()
    for text in (number, number.lower(), f" {number[:6]} {number[6:]} "):
        assert names(search(text, clerk)) == ["周桂兰"]


def test_a_wrong_check_digit_is_told_and_not_guessed(clerk, home):
    number = home.members.first().person.id_number.reveal()
    wrong = number[:17] + ("1" if number[17] != "1" else "2")
    assert "校验" in search(wrong, clerk).reason


@pytest.mark.parametrize("text", ["13800001111", "139-1234-5678"])
def test_the_telephone_of_a_person_or_a_household_finds(text, clerk, home):
    assert search(text, clerk).household_ids == {home.pk}


@pytest.mark.parametrize("text", ["周桂兰", "ZGL", "990101100201-0037", "13800001111"])
def test_other_towns_find_nothing(text, home, other_village):
    assert not search(text, PositionFactory(region=other_village)).members


def test_nonsense_is_answered_with_what_can_be_asked(clerk, county):
    assert "户编号" in search("%&", clerk).reason
    assert "请输入" in search("", clerk).reason


def test_what_looks_like_somebodys_number():
    assert is_personal("990101196405010029") and is_personal("99010119640501002x") and is_personal("138 0000 1111")
    assert not is_personal("990101100201-0037") and not is_personal("周桂兰")


@pytest.fixture
def page(client, clerk):
    client.force_login(clerk.user)
    return client


def test_a_number_in_the_address_is_sent_away_without_it(page, home):
    number = home.members.first().person.id_number.reveal()
    answer = page.get(reverse("households:search"), {"q": number})
    assert answer.status_code == 302 and answer["location"] == reverse("households:search")
    assert "不能写在地址里" in page.get(answer["location"]).content.decode()


def test_a_posted_number_opens_the_household_and_stands_nowhere(page, home):
    number = home.members.first().person.id_number.reveal()
    answer = page.post(reverse("households:search"), {"q": number})
    assert answer.status_code == 302 and answer["location"] == reverse("households:detail", args=[home.pk])
    assert not ReadingLog.objects.filter(subject__contains=number).exists()


def test_a_posted_number_nobody_has_is_not_repeated_on_the_page(page, home):
    answer = page.post(reverse("households:search"), {"q": "13711112222"})
    assert answer.status_code == 200
    assert "13711112222" not in answer.content.decode() and "没有登记这个电话" in answer.content.decode()


def test_a_posted_name_becomes_an_address_that_can_be_sent(page, home):
    answer = page.post(reverse("households:search"), {"q": "周桂"})
    assert answer.status_code == 302 and "q=" in answer["location"]


def test_several_households_are_listed_with_masked_numbers(page, home, village):
    other = HouseholdFactory(size=0)
    number = Person.objects.get(pk=register(other, "周桂花").person_id).id_number.reveal()
    text = page.get(reverse("households:search"), {"q": "周桂"}).content.decode()
    assert "周桂兰" in text and "周桂花" in text
    assert number not in text and f"{number[:6]}********{number[-4:]}" in text


def test_searching_costs_a_fixed_number_of_queries(page, home, django_assert_num_queries):
    for _ in range(5):
        register(HouseholdFactory(size=0), "周桂花")
    url = reverse("households:search")
    page.get(url, {"q": "周桂"})
    with django_assert_num_queries(SEARCH_QUERIES):
        page.get(url, {"q": "周桂"})


# session, user, position, the search, all counts of the menu at once, and the session kept alive (three statements).
SEARCH_QUERIES = 8
