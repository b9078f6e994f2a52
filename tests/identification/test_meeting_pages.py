"""The meeting's pages: what a convener, a member, the recorder and a reader see and do; nothing doubled, nothing typed lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import ReadingLog
from accounts.roles import Role
from identification import opinions
from identification.choices import ApplicationState, ItemResult, MeetingState
from identification.meeting_desk import MEETINGS
from identification.models import Application, Attendance, JointReview, ReviewItem, Vote
from tests.identification.factories_panels import ON, case, item_of, meeting, member, opened, people_of, table_of, voted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_day")]


@pytest.fixture(autouse=True)
def ground(county):
    return county


@pytest.fixture(autouse=True)
def same_sums(monkeypatch):
    monkeypatch.setattr(opinions, "differences", lambda application: [])


def page(browser, by, name, *args, **query) -> str:
    response = browser(by).get(reverse(f"identification:{name}", args=args), query)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def press(browser, by, name, *args, **data):
    return browser(by).post(reverse(f"identification:{name}", args=args), data)


# Calling and preparing


def test_the_window_calls_a_meeting_and_draws_up_its_agenda(browser):
    people, clerk, one = table_of(), member(Role.TOWN_CLERK), case()
    assert "召集会议" in page(browser, clerk, "meetings")
    assert f"{people[0].user.name}（" in page(browser, clerk, "call_meeting")
    answer = press(
        browser, clerk, "call_meeting", held_on="2026-6-15", place="镇政府二楼", host=people[0].pk, recorder=clerk.pk,
        members=[person.pk for person in people],
    )  # fmt: skip
    review = JointReview.objects.get()
    assert answer.status_code == 302 and answer["Location"] == reverse("identification:meeting", args=[review.pk])
    press(browser, clerk, "meeting_step", review.pk, "add", application=[one.pk])
    assert ReviewItem.objects.get().application == one
    shown = page(browser, clerk, "meeting", review.pk)
    assert "还没有人签到" in shown and f"{one.household.head_name}户" in shown
    press(browser, clerk, "meeting_step", review.pk, "remove", item=ReviewItem.objects.get().pk)
    assert not ReviewItem.objects.exists()


def test_a_refused_call_keeps_what_was_typed(browser):
    people, clerk = table_of(), member(Role.TOWN_CLERK)
    answer = press(
        browser, clerk, "call_meeting", held_on="2026-6-14", place="镇政府三楼小会议室", host=people[0].pk, recorder=clerk.pk,
        members=[person.pk for person in people],
    )  # fmt: skip
    assert answer.status_code == 409 and "早于今天" in answer.content.decode() and "镇政府三楼小会议室" in answer.content.decode()
    assert press(browser, clerk, "call_meeting", place="镇政府").status_code == 422


def test_signing_in_opening_and_closing(browser):
    review = meeting(case())
    host, head = people_of(review)[:2]
    press(browser, head, "meeting_step", review.pk, "sign")
    press(browser, review.recorder, "meeting_step", review.pk, "sign", member=host.pk)
    assert Attendance.objects.filter(is_present=True).count() == 2
    review.refresh_from_db()
    assert press(browser, host, "meeting_step", review.pk, "open", version=review.version).status_code == 302
    review.refresh_from_db()
    assert review.state == MeetingState.OPEN
    assert press(browser, host, "meeting_step", review.pk, "close", version=review.version).status_code == 302
    assert ReviewItem.objects.get().result == ItemResult.DEFERRED


def test_an_old_page_of_a_meeting_is_told_so(browser):
    review = meeting(case())
    press(browser, review.host, "meeting_step", review.pk, "sign")
    answer = press(browser, review.host, "meeting_step", review.pk, "open", version=review.version)
    assert answer.status_code == 409 and "刚才有人改过这次会议" in answer.content.decode()


@pytest.mark.parametrize(("code", "data"), [("add", {}), ("remove", {"item": "0"}), ("sign", {"member": "0"}), ("jump", {})])
def test_nonsense_is_answered_with_the_page(browser, code, data):
    review = meeting(case())
    assert press(browser, member(), "meeting_step", review.pk, code, **data).status_code == 409


# One case


def test_a_member_votes_from_his_own_sign_in(browser):
    one = case()
    item = item_of(opened(one), one)
    third = people_of(item.review)[2]
    shown = page(browser, third, "meeting_item", item.pk)
    assert "我的意见" in shown and f"由召集人{item.review.host.user.name}" in shown and "确认：低保" not in shown
    assert press(browser, third, "item_step", item.pk, "vote", choice="agree").status_code == 302
    assert Vote.objects.get().position == third
    assert "您已经表过决：同意" in page(browser, third, "meeting_item", item.pk)


def test_a_vote_against_without_reason_comes_back_with_the_choice(browser):
    one = case()
    item = item_of(opened(one), one)
    answer = press(browser, people_of(item.review)[2], "item_step", item.pk, "vote", choice="against")
    assert answer.status_code == 409 and "不同意要写明理由" in answer.content.decode()
    assert not Vote.objects.exists()


def test_who_stands_aside_sees_why_and_no_ballot(browser):
    one = case()
    item = item_of(opened(one), one)
    third = people_of(item.review)[2]
    assert press(browser, third, "item_step", item.pk, "recuse", note="申请人是我的姐夫").status_code == 302
    shown = page(browser, third, "meeting_item", item.pk)
    assert "本人申明：申请人是我的姐夫" in shown and "我的意见" not in shown


def test_a_failed_quorum_is_to_be_seen(browser):
    one = case()
    item = item_of(opened(one, absent=2), one)
    shown = page(browser, item.review.host, "meeting_item", item.pk)
    assert "未达法定人数" in shown and "可表决4人，到会2人，至少要3人" in shown
    assert press(browser, item.review.host, "item_step", item.pk, "confirm", version=one.version).status_code == 409
    assert press(browser, item.review.host, "item_step", item.pk, "defer", version=one.version).status_code == 302


def test_the_convener_confirms(browser):
    one = case()
    item = voted(item_of(opened(one), one))
    shown = page(browser, item.review.host, "meeting_item", item.pk)
    assert "确认：低保，每月405元" in shown and shown.count("btn--go") == 1
    assert press(browser, item.review.host, "item_step", item.pk, "confirm", version=one.version).status_code == 302
    assert Application.objects.get().state == ApplicationState.CONFIRMED
    assert "宣布" in page(browser, item.review.host, "meeting_item", item.pk)


def test_the_second_approver_reads_who_was_first(browser):
    one = case()
    item = voted(item_of(opened(one), one))
    head = people_of(item.review)[1]
    press(browser, item.review.host, "item_step", item.pk, "confirm", version=one.version)
    answer = press(browser, head, "item_step", item.pk, "confirm", version=one.version)
    assert answer.status_code == 409 and "已宣布这一件“确认”" in answer.content.decode()


def test_a_stale_rejection_gives_back_what_was_written(browser):
    one = case()
    item = voted(item_of(opened(one), one), "against", "against", "against", "against")
    press(browser, item.review.host, "item_step", item.pk, "defer", version=one.version, note="等核对结果")
    answer = press(
        browser, item.review.host, "item_step", item.pk, "reject", version=one.version, reason="名下有一处门面出租，收入超过标准。"
    )
    assert answer.status_code == 409 and "您写的是：名下有一处门面出租" in answer.content.decode()


def test_a_short_reason_comes_back_with_the_form_open(browser):
    one = case()
    item = voted(item_of(opened(one), one), "against", "against", "against", "against")
    answer = press(browser, item.review.host, "item_step", item.pk, "reject", version=one.version, reason="不够条件")
    assert answer.status_code == 409 and "10个字以上" in answer.content.decode() and "不够条件" in answer.content.decode()


def test_previous_next_and_the_large_view(browser):
    one, two, three = case(), case(), case()
    review = opened(one, two, three)
    shown = page(browser, review.host, "meeting_item", item_of(review, two).pk, large="1")
    assert 'class="projected"' in shown and 'data-key="left"' in shown and 'data-key="right"' in shown
    assert "?large=1" in shown


def test_the_polling_answers_only_what_is_new(browser):
    one = case()
    item = item_of(opened(one), one)
    url = reverse("identification:item_votes", args=[item.pk])
    host = browser(item.review.host)
    first = host.get(url)
    seen = first.content.decode().split("seen=")[1].split('"')[0]
    assert host.get(url, {"seen": seen}).status_code == 204
    voted(item, "agree")
    changed = host.get(url, {"seen": seen})
    assert changed.status_code == 200 and "表决有变化" in changed.content.decode()


def test_who_reads_a_case_is_noted(browser):
    one = case()
    item = item_of(opened(one), one)
    page(browser, item.review.host, "meeting_item", item.pk)
    assert ReadingLog.objects.filter(subject_id=one.household_id, subject__contains="联审联批").count() == 1


@pytest.mark.parametrize(
    ("name", "kind", "begins"), [("minutes", "print", b""), ("minutes_docx", "export", b"PK"), ("minutes_pdf", "export", b"%PDF")]
)
def test_who_takes_the_minutes_is_noted(browser, name, kind, begins):
    one = case()
    review = opened(one)
    answer = browser(review.recorder).get(reverse(f"identification:{name}", args=[review.pk]))
    assert answer.status_code == 200 and answer.content.lstrip().startswith(begins)
    log = ReadingLog.objects.get(subject__contains="纪要")
    assert (log.kind, log.row_count) == (kind, 1)


# Who may see


def test_the_next_town_sees_nothing_and_the_county_everything(browser):
    one = case()
    review = opened(one)
    item = item_of(review, one)
    stranger = member(Role.TOWN_HEAD, "990101101")
    for name, pk in (("meeting", review.pk), ("meeting_item", item.pk), ("item_votes", item.pk), ("minutes", review.pk)):
        assert browser(stranger).get(reverse(f"identification:{name}", args=[pk])).status_code == 404
    assert "柳溪镇" in page(browser, member(Role.TASKFORCE, "990101"), "meetings")


def test_a_village_cadre_reads_the_case_of_another_village_on_his_table(browser):
    cadre = member(code="990101100202")
    one = case()
    item = item_of(opened(one, members=[*table_of(), cadre]), one)
    assert one.household.head_name in page(browser, cadre, "meeting_item", item.pk)


# How much it asks


def test_statements_do_not_grow_with_cases_and_members(browser, django_assert_max_num_queries):
    review = opened(*(case() for _ in range(6)), members=table_of(9))
    item = review.items.order_by("order").first()
    voted(item)
    for name, pk, most in (
        ("meetings", (), 22),
        ("meeting", (review.pk,), 24),
        ("meeting_item", (item.pk,), 56),
        ("minutes", (review.pk,), 24),
    ):
        client = browser(review.host)
        with django_assert_max_num_queries(most):
            client.get(reverse(f"identification:{name}", args=pk))


# The desk


def todos(by):
    return [todo.what for todo in MEETINGS.rows(by, ON, 9)]


def test_the_desk_knows_a_meetings_whole_day():
    one, clerk = case(), member(Role.TOWN_CLERK)
    people = table_of()
    assert todos(clerk) == ["召集会议：1件待联审联批"]
    assert todos(people[1]) == ["召集会议：1件待联审联批"] and todos(people[2]) == []
    review = opened(one, members=people)
    assert todos(people[2]) == ["表决：还有1件等您表态"] and MEETINGS.count(people[2], ON) == 1
    item = voted(item_of(review, one))
    assert todos(people[2]) == [] and todos(people[0]) == ["宣布结论：1件已表决完"]
    ReviewItem.objects.filter(pk=item.pk).update(result="deferred", decided_at="2026-06-15T10:00Z", decided_by=people[0])
    assert todos(people[0]) == ["结束会议：都已议定"]


def test_a_planned_meeting_waits_for_who_leads_it_and_who_is_called():
    one = case()
    review = meeting(one)
    people = people_of(review)
    assert todos(review.host) == ["开会"] and todos(people[2]) == ["参加联审联批会议"]
    assert todos(member(Role.TOWN_HEAD, "990101101")) == [] and todos(member(Role.TASKFORCE, "990101")) == []
    JointReview.objects.update(held_on=ON + timedelta(days=2))
    assert MEETINGS.rows(review.host, ON, 9)[0].due_on == ON + timedelta(days=2)
