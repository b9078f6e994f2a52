"""重复人员 on the page: the queue with its filters, two side by side, proposed at one desk and approved at another, laid back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Position
from accounts.roles import Role
from households.duplicates import find_pairs
from households.merging_people import approve, propose
from households.models import MergeState, Person, PersonMerge, SuspectedPair
from tests.accounts.factories import PositionFactory
from tests.households.factories import HouseholdFactory, MemberFactory, PersonFactory, income, settlement
from tests.households.test_duplicates import number
from tests.households.test_merging_people import BACK, WHY, home_of_person, two

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def the_day(settings: Any) -> None:
    settings.FIXED_TODAY = date(2026, 6, 15)


def at_desk(position: Position) -> Client:
    client = Client()
    client.force_login(position.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def admin(county: Any) -> Client:
    return at_desk(PositionFactory(region=county, role=Role.REGISTER_ADMIN))


@pytest.fixture
def taskforce(county: Any) -> Client:
    return at_desk(PositionFactory(region=county, role=Role.TASKFORCE))


def text(response: Any) -> str:
    return response.content.decode()


def url(pair: SuspectedPair) -> str:
    return reverse("households:duplicate", args=[pair.pk])


def test_the_queue_and_its_filters(county, on, admin):
    _, _, pair = two(county, on)
    page = reverse("households:duplicates")
    assert "欧阳守田与欧阳守田" in text(admin.get(page)) and "同名同出生日期" in text(admin.get(page))
    for query, found in (
        ("ground=one_digit", False),
        ("ground=name_and_birth", True),
        ("town=990101100", True),
        ("town=990101101", False),
        ("state=same", False),
        ("state=all", True),
    ):
        assert (f'href="{url(pair)}"' in text(admin.get(f"{page}?{query}"))) == found, query
    assert "去掉“相似之处：证件号码只差一位”" in text(admin.get(f"{page}?ground=one_digit"))
    assert "去判断" in text(admin.get(reverse("casework:desk")))


def test_the_differing_place_is_marked_and_no_digit_more_is_told(county, on, admin):
    people = [PersonFactory(name="欧阳守田", birth=date(1971, 3, 9), id_number=number(serial=serial)) for serial in ("301", "311")]
    for person in people:
        MemberFactory(household=HouseholdFactory(size=0), person=person)
    birth = [PersonFactory(name="方宁", birth=day, id_number=number(day, area="990319")) for day in (date(1971, 3, 9), date(1971, 3, 19))]
    for person in birth:
        MemberFactory(household=HouseholdFactory(size=0), person=person)
    find_pairs(county, on=on)
    visible, hidden = (text(admin.get(url(SuspectedPair.objects.get(person_a=one[0])))) for one in (people, birth))
    assert '<mark title="第16位不同">' in visible
    assert '990319******<mark title="第13位不同">*</mark>' in hidden
    for page in (visible, hidden):
        assert "19710309" not in page and "19710319" not in page


def test_proposed_at_one_desk_and_approved_at_another(county, on, admin, taskforce):
    keep, gone, pair = two(county, on)
    income(home_of_person(gone), gone, "wage", "1000", date(2026, 5, 1))
    choice = {"keep": keep.pk, "home": home_of_person(keep).pk}
    assert "提出合并</button>" not in text(admin.get(url(pair)))
    preview = admin.get(url(pair), choice)
    assert (
        "合并会怎样" in text(preview) and "另一台账所列，不再计入这一户" in text(preview) and '<th scope="row">收入</th>' in text(preview)
    )
    seen = preview.context["plan"].seen
    assert admin.post(url(pair), {"verb": "propose", "reason": WHY, **choice}).status_code == 409  # without having looked
    refused = admin.post(url(pair), {"verb": "propose", "reason": "同", "seen": seen, **choice})
    assert refused.status_code == 409 and "6个字以上" in text(refused)
    assert admin.post(url(pair), {"verb": "propose", "reason": WHY, "seen": seen, **choice}).status_code == 302
    assert "合并由县专班批准" in text(admin.get(url(pair))) and "批准合并</button>" not in text(admin.get(url(pair)))
    assert "去批准" in text(taskforce.get(reverse("casework:desk")))
    assert admin.post(url(pair), {"verb": "approve", "seen": seen}).status_code == 409
    shown = taskforce.get(url(pair)).context["plan"].seen
    assert taskforce.post(url(pair), {"verb": "approve", "seen": shown}).status_code == 302
    assert Person.objects.get(pk=gone.pk).merged_into_id == keep.pk
    assert taskforce.post(url(pair), {"verb": "approve", "seen": shown}).status_code == 409  # the second window
    done = taskforce.get(url(pair))
    assert "撤销合并</button>" in text(done) and "已并入" in text(done)
    assert taskforce.post(url(pair), {"verb": "undo", "reason": BACK}).status_code == 302
    assert PersonMerge.objects.get().state == MergeState.UNDONE and "以前的合并" in text(admin.get(url(pair)))


def test_turned_down_and_withdrawn(county, on, admin, taskforce):
    keep, _, pair = two(county, on)
    choice = {"keep": keep.pk, "home": home_of_person(keep).pk}
    for verb, desk, said in (("turn_down", taskforce, "县专班不同意"), ("withdraw", admin, "已撤回")):
        seen = admin.get(url(pair), choice).context["plan"].seen
        admin.post(url(pair), {"verb": "propose", "reason": WHY, "seen": seen, **choice})
        assert desk.post(url(pair), {"verb": verb, "reason": "照片不同，请再核对。"}).status_code == 302
        assert said in text(admin.get(url(pair)))


def test_what_stops_laying_back_is_listed(county, on, admin, taskforce):
    keep, _, pair = two(county, on)
    by = PositionFactory(region=county, role=Role.REGISTER_ADMIN)
    merge = propose(pair, keep=keep, home=home_of_person(keep), reason=WHY, by=by, on=on)
    approve(merge, by=PositionFactory(region=county, role=Role.TASKFORCE), on=on)
    settlement(home_of_person(keep), keep, "300", date(2026, 6, 1))
    page = text(taskforce.get(url(pair)))
    assert "医疗结算合并后又有1条" in page and "撤销合并</button>" not in page


def test_different_is_said_once_for_ever(county, on, admin):
    _, _, pair = two(county, on)
    assert admin.post(url(pair), {"verb": "different", "reason": "两人是堂兄弟，户口簿已核对。"}).status_code == 302
    assert "堂兄弟" in text(admin.get(url(pair)))
    assert admin.post(url(pair), {"verb": "different", "reason": "两人是堂兄弟，户口簿已核对。"}).status_code == 409
    assert admin.post(url(pair), {"verb": "jump"}).status_code == 404


def test_pages_read_little(county, on, admin, django_assert_max_num_queries):
    for index in range(8):
        for _ in range(2):
            MemberFactory(household=HouseholdFactory(size=0), person=PersonFactory(name=f"欧阳守{index}", birth=date(1960 + index, 1, 1)))
    find_pairs(county, on=on)
    with django_assert_max_num_queries(22):
        admin.get(reverse("households:duplicates"))
