"""The desk, the chain, the pages: each sees its own, the numbers agree, a department sees no household."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Position
from accounts.roles import Role
from assistance import referrals
from assistance.chain import push_links
from assistance.choices import NeedKind, NeedState, ReferralState
from assistance.desk import SOURCES, feedback_owed, reminded
from assistance.models import Measure, Need, Referral
from assistance.recount import recount_push_deadlines
from assistance.reminders import remind
from casework.chain import LinkKind
from casework.models import Event, WorkDay, WorkDayQuerySet
from tests.assistance.factories_assistance import ON, clerk, family, need, officer, pushed, referral_at, staff, worker
from tests.assistance.test_workbook import book, helping

S = ReferralState


@pytest.fixture(autouse=True)
def today(settings, county) -> None:
    settings.FIXED_TODAY = ON


def browser(position: Position) -> Client:
    client = Client()
    client.force_login(position.user)
    return client


def counts(position: Position) -> dict[str, int]:
    return {source.code: source.count(position, ON) for source in SOURCES if source.count(position, ON)}


def test_each_finds_on_the_desk_what_waits_for_him() -> None:
    need(answered=None)
    need(kind=NeedKind.WATER)
    for state in S:
        referral_at(state, pushed_on=date(2026, 5, 6))
    mine = {
        "clerk": (clerk(), {"needs": 1, "to_verify": 1}),
        "worker": (worker(), {"needs": 1, "to_verify": 1}),
        "taskforce": (officer(), {"needs": 2}),  # the one confirmed, and the one that came back with the withdrawn push
        "department": (staff(), {"to_receive": 1, "helping": 2, "to_feed_back": 2}),
        "other department": (staff("SW"), {}),
        "other town": (clerk("990101101"), {}),
        "inspector": (officer(Role.INSPECTOR), {}),
    }
    for who, (position, expected) in mine.items():
        assert counts(position) == expected, who


def test_the_list_behind_each_heap_has_as_many_rows() -> None:
    for state in S:
        referral_at(state, pushed_on=date(2026, 5, 6))
    need(answered=None)
    for position in (staff(), clerk(), officer()):
        client = browser(position)
        for source in SOURCES:
            for is_mine in (True, False):
                url = source.slices.url(is_mine, "")
                answer = client.get(url)
                if answer.status_code == 403:  # needs are no department's page
                    assert position.has(Role.DEPT_STAFF) and source.code == "needs"
                    continue
                assert answer.context["page_obj"].paginator.count == source.slices.queryset(position, ON, is_mine).count(), url


def test_a_department_reads_what_it_owes_and_who_reminded_it() -> None:
    referral_at(S.HELPING, pushed_on=date(2026, 5, 6))
    remind(date(2026, 6, 10))
    owed, asked = feedback_owed(staff(), ON), reminded(staff(), ON)
    assert owed and owed.value == "1件" and asked and asked.value == "6月10日催办1件"
    assert feedback_owed(officer(), ON) is None and reminded(staff("SW"), ON) is None


def test_the_chain_says_whose_turn_since_when_until_when() -> None:
    household = family()
    pushed(household, on=date(2026, 5, 6))
    need(household, kind=NeedKind.WATER, answered=None, words="水质浑浊不能喝")
    late, noted = push_links(household, officer(), ON)
    assert late.kind == LinkKind.GAP and late.text == "等住建局签收，5月6日起待签收，应于5月9日前" and late.url, (
        "the 9th is a made-up Saturday"
    )
    assert noted.kind == LinkKind.SOON and "村里或窗口问群众是否需要" in noted.text
    assert push_links(household, staff(), ON)[0].url.endswith("/") is False, "no link where the reader may not go by this way"


def test_no_page_of_a_department_leads_to_a_household() -> None:
    household = family(phone="13707772345", address="上湾村三组7号")
    referral = referral_at(S.HELPING, household, pushed_on=date(2026, 5, 6))
    client = browser(staff())
    for url in ("/", "/help/pushes/", "/help/pushes/working/", "/help/feedback/", "/help/ledger/", f"/help/pushes/{referral.pk}/"):
        page = client.get(url).content.decode()
        assert "/households/" not in page and "7号" not in page and "13707772345" not in page, url
    assert client.get(reverse("households:detail", args=[household.pk])).status_code == 403
    assert browser(staff("SW")).get(f"/help/pushes/{referral.pk}/").status_code == 404


UNMASK = [(S.PUSHED, 404), (S.RECEIVED, 200), (S.HELPING, 200), (S.FED_BACK, 200), (S.REFUSED, 404), (S.WITHDRAWN, 404), (S.VERIFIED, 404)]


@pytest.mark.parametrize(("state", "status"), UNMASK)
def test_a_department_sees_a_whole_number_only_by_way_of_the_push(state, status) -> None:
    household = family()
    person = household.members.get().person
    referral = referral_at(state, household, person=person)
    asked = {"field": "referral.id_number", "pk": referral.pk, "purpose": "contact", "words": "上门测量房屋"}
    answer = browser(staff()).post(reverse("accounts:unmask"), asked)
    assert answer.status_code == status
    if status == 200:
        assert person.id_number.reveal() in answer.content.decode()
        assert Event.objects.filter(kind="unmasked", household_id=household.pk).count() == 1
    assert browser(staff("SW")).post(reverse("accounts:unmask"), asked).status_code == 404
    direct = {**asked, "field": "person.id_number", "pk": person.pk}
    assert browser(staff()).post(reverse("accounts:unmask"), direct).status_code == 404


def test_push_in_bulk_after_a_preview_that_writes_nothing() -> None:
    one, two = need(), need(kind=NeedKind.WATER, words="水质浑浊不能喝")
    client = browser(officer())
    ticked = {"need": [f"{one.pk}:{one.version}", f"{two.pk}:{two.version}"], f"dept_{two.pk}": "NY"}
    preview = client.post(reverse("assistance:push"), ticked)
    assert preview.status_code == 200 and "水质浑浊不能喝" in preview.content.decode() and not Referral.objects.exists()
    assert client.post(reverse("assistance:push"), {**ticked, "do": "push"}).status_code == 302
    assert sorted(Referral.objects.values_list("dept", flat=True)) == ["NY", "ZJ"]
    client.post(reverse("assistance:push"), {**ticked, "do": "push"})
    assert Referral.objects.count() == 2, "the same form again pushes nothing"


def test_signing_in_bulk_leaves_others_alone() -> None:
    mine, theirs = [pushed(), pushed()], pushed(kind=NeedKind.WATER, words="水质浑浊不能喝")
    browser(staff()).post(reverse("assistance:receive_many"), {"referral": [f"{one.pk}:0" for one in (*mine, theirs)]})
    assert set(Referral.objects.filter(state=S.RECEIVED)) == set(mine)


def test_a_stale_page_keeps_what_was_typed() -> None:
    referral = pushed()
    stale = referral.version
    referrals.receive(referral, by=staff(), on=ON)
    page = browser(staff()).post(
        reverse("assistance:referral_step", args=[referral.pk, "refuse"]),
        {"version": stale, "reason": "not_eligible", "basis": "农村危房改造办法第五条"},
    )
    assert page.status_code == 409 and "您写的是：农村危房改造办法第五条" in page.content.decode()


def test_a_measure_that_does_not_fit_is_warned_of_first_then_taken() -> None:
    referral = referral_at(S.RECEIVED, family(risks=["01"]))
    client, url = browser(staff()), reverse("assistance:measure", args=[referral.pk])
    form = {
        "version": referral.version, "form_key": str(uuid4()), "kind": "housing", "carried_out_on": "2026-6-15", "amount": "12,000", "evidence": "验收表第9号"
    }  # fmt: skip
    page = client.post(url, form)
    assert page.status_code == 422 and "措施与风险不对应" in page.content.decode() and not Measure.objects.exists()
    assert client.post(url, {**form, "warned": "1"}).status_code == 302
    assert client.post(url, {**form, "warned": "1"}).status_code == 302, "the same form again"
    assert Measure.objects.get().amount == 12000


def test_a_sheet_is_uploaded_and_its_bad_rows_fetched() -> None:
    good = pushed(on=date(2026, 5, 6))
    from django.core.files.uploadedfile import SimpleUploadedFile

    client = browser(staff())
    content = book(helping(good.referral_no), helping("990101-T2026-77777"))
    page = client.post("/help/feedback/upload/?quarter=2026Q2", {"file": SimpleUploadedFile("反馈.xlsx", content)})
    assert page.status_code == 200 and len(page.context["taken"].done) == 1
    fetched = client.post("/help/feedback/rejects/", {"ticket": page.context["ticket"]})
    assert fetched.status_code == 200 and fetched.content[:2] == b"PK"
    assert client.post("/help/feedback/rejects/", {"ticket": page.context["ticket"] + "x"}).status_code == 409
    downloaded = client.get("/help/feedback/workbook/?quarter=2026Q2")
    assert downloaded.status_code == 200 and downloaded.content[:2] == b"PK"


def test_the_households_answer_on_the_page() -> None:
    asked = need(answered=None)
    client = browser(worker())
    url = reverse("assistance:need_answer", args=[asked.pk])
    refused = client.post(url, {"version": asked.version, "agrees": "no", "words": ""})
    assert refused.status_code == 409 and "怎么说" in refused.content.decode()
    assert client.post(url, {"version": asked.version, "agrees": "yes"}).status_code == 302
    assert Need.objects.get().state == NeedState.CONFIRMED
    stale = client.post(url, {"version": asked.version, "agrees": "no", "words": "又不要了吧"})
    assert stale.status_code == 409 and "您写的是：又不要了吧" in stale.content.decode()


def test_noting_a_need_from_the_matchers_button_and_twice() -> None:
    household = family()
    client, url = browser(clerk()), reverse("assistance:note_need", args=[household.pk])
    form = {"kind": "housing", "words": "正房西墙开裂漏雨", "source": "match"}
    assert client.post(url, form).status_code == 302
    again = client.post(url, form)
    assert again.status_code == 422 and "已经登记" in again.content.decode()
    assert Need.objects.get().source == "match"


def test_loading_a_year_moves_provisional_signatures_once() -> None:
    referral = pushed(on=date(2026, 12, 30))
    assert referral.due_is_provisional
    WorkDay.objects.bulk_create(
        WorkDay(day=day, is_working=day.weekday() < 5 and day > date(2027, 1, 3))
        for day in (date(2027, 1, 1) + timedelta(days=number) for number in range(365))
    )
    from django.core.cache import cache

    cache.delete(WorkDayQuerySet.CACHE_KEY)
    before = referral.due_on
    moved = recount_push_deadlines()
    referral.refresh_from_db()
    assert not referral.due_is_provisional and moved == (referral.due_on != before) and recount_push_deadlines() == 0


@pytest.mark.parametrize("url", ["/help/pushes/", "/help/needs/", "/help/push/", "/help/ledger/"])
def test_lists_cost_the_same_however_long(url, django_assert_max_num_queries) -> None:
    client = browser(officer())
    for _ in range(2):
        pushed()
        need()
    client.get(url)
    with django_assert_max_num_queries(40):
        client.get(url)
    for _ in range(6):
        pushed()
        need()
    with django_assert_max_num_queries(40):
        client.get(url)


@pytest.mark.parametrize("url", ["/help/feedback/workbook/?quarter=2026Q3"])
def test_the_sheet_costs_the_same_however_long(url, django_assert_max_num_queries) -> None:
    client = browser(staff())
    pushed()
    client.get(url)
    for _ in range(5):
        pushed()
    with django_assert_max_num_queries(16):
        client.get(url)


def test_words_of_the_address_that_mean_nothing_are_left_out() -> None:
    pushed()
    page = browser(officer()).get("/help/pushes/?quarter=2026Q9&column=owed&dept=XX&town=abc&household=%C2%B2&due=soon")
    assert page.status_code == 200 and page.context["page_obj"].paginator.count == 1
