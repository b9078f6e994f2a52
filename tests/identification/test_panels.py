"""Calling a meeting, its agenda, who was there, who stands aside."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from accounts.models import Region
from accounts.roles import Role
from casework.exceptions import StalePage, StepRefused
from identification.choices import ApplicationState, KinRelation, MeetingState, RecusalGround
from identification.kin import declare
from identification.models import Attendance, JointReview, Recusal, ReviewItem
from identification.panels import add, call, leave, open_, ready_for, recuse, remove, sign_in
from identification.votes import tally
from tests.identification.factories_panels import ON, case, item_of, meeting, member, opened, people_of, table_of, voted

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ground(county):
    return county


def call_by(by, **changes):
    people = changes.pop("members", None) or table_of()
    known = {
        "held_on": ON, "place": "镇政府二楼会议室", "host": people[0], "members": people, "recorder": member(Role.TOWN_CLERK), "on": ON
    }  # fmt: skip
    return call(Region.objects.get(code="990101100"), by=by, **{**known, **changes})


@pytest.mark.parametrize("role", [Role.TOWN_HEAD, Role.TOWN_PANEL, Role.TOWN_CLERK])
def test_the_town_calls_its_meeting(role):
    review = call_by(member(role))
    assert (review.year, review.number, review.state) == (2026, 1, MeetingState.PLANNED)
    assert review.attendances.count() == 4 and not review.attendances.filter(is_present=True).exists()


@pytest.mark.parametrize("role", [Role.TOWN_SURVEYOR, Role.TASKFORCE, Role.VILLAGE_WORKER, Role.INSPECTOR])
def test_nobody_else_calls_it(role):
    code = {Role.TASKFORCE: "990101", Role.INSPECTOR: "990101", Role.VILLAGE_WORKER: "990101100201"}.get(role, "990101100")
    with pytest.raises(StepRefused, match="由本镇的召集人"):
        call_by(member(role, code))


def test_the_next_town_calls_its_own():
    with pytest.raises(StepRefused, match="由本镇的召集人"):
        call_by(member(Role.TOWN_HEAD, "990101101"))


# name, changes, what the refusal says
REFUSED = [
    ("日期已过", {"held_on": ON - timedelta(days=1)}, "早于今天"),
    ("没有地点", {"place": " "}, "会议地点"),
    ("两个人开不成", {"members": "two"}, "至少3人"),
    ("别镇的成员", {"members": "stranger"}, "不是本镇"),
    ("召集人不在名单", {"host": "outside"}, "要在参会成员里"),
    ("记录人是别镇的", {"recorder": "other_town"}, "记录人"),
    ("同一人两个岗位", {"members": "twice"}, "同一个人"),
    ("调查员不是成员", {"members": "surveyor"}, "不是本镇联审联批小组"),
]


@pytest.mark.parametrize(("changes", "says"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_what_stops_a_call(changes, says):
    people = table_of()
    made = {
        "two": lambda: people[:2],
        "stranger": lambda: [*people, member(code="990101101")],
        "twice": lambda: [*people, member(user=people[2].user, title="农业农村办")],
        "surveyor": lambda: [*people, member(Role.TOWN_SURVEYOR)],
        "outside": lambda: member(),
        "other_town": lambda: member(Role.TOWN_CLERK, "990101101"),
    }
    asked = {name: made[value]() if value in made else value for name, value in changes.items()}
    with pytest.raises(StepRefused, match=says):
        call_by(people[0], **{"members": people, "host": people[0], **asked})


def test_a_village_cadre_of_the_panel_is_a_member_and_sees_the_meeting_he_was_called_to():
    cadre = member(code="990101100201")
    stranger = member(code="990101100202")
    review = call_by(member(Role.TOWN_CLERK), members=[*table_of(), cadre])
    assert JointReview.objects.visible_to(cadre).get() == review
    assert not JointReview.objects.visible_to(stranger).exists()


def test_one_meeting_at_a_time_and_numbers_run_within_the_year():
    first = call_by(member(Role.TOWN_CLERK))
    with pytest.raises(StepRefused, match="第1次会议还没有结束"):
        call_by(member(Role.TOWN_CLERK))
    JointReview.objects.filter(pk=first.pk).update(state=MeetingState.CLOSED)
    assert call_by(member(Role.TOWN_CLERK)).number == 2
    JointReview.objects.update(state=MeetingState.CLOSED)
    assert call_by(member(Role.TOWN_CLERK), held_on=date(2027, 1, 5)).number == 1


# Agenda


def test_ready_cases_are_those_that_wait_for_the_panel_and_stand_on_no_agenda(town):
    waiting, listed = case(), case()
    other = case()
    other.state = ApplicationState.NOTICE
    other.save()
    meeting(listed)
    assert list(ready_for(town)) == [waiting]


def test_a_case_is_listed_once_with_its_current_opinion():
    one = case()
    review = meeting(one)
    again = add(review, one, by=review.recorder, on=ON)
    assert again.pk == ReviewItem.objects.get().pk
    assert again.opinion == one.opinions.get(is_current=True)


def test_a_case_before_the_panel_cannot_be_listed():
    one = case()
    one.state = ApplicationState.NOTICE
    one.save()
    review = meeting()
    with pytest.raises(StepRefused, match="到“待联审联批”才能列入议程"):
        add(review, one, by=review.recorder, on=ON)


def test_taken_off_the_agenda_the_rest_moves_up():
    one, two, three = case(), case(), case()
    review = meeting(one, two, three)
    remove(item_of(review, one), by=review.recorder, on=ON)
    assert list(review.items.order_by("order").values_list("order", "application")) == [(1, two.pk), (2, three.pk)]


def test_once_open_the_agenda_stands():
    one, late = case(), case()
    review = opened(one)
    with pytest.raises(StepRefused, match="议程已定"):
        add(review, late, by=review.recorder, on=ON)
    with pytest.raises(StepRefused, match="不能撤出议程"):
        remove(item_of(review, one), by=review.recorder, on=ON)


def test_a_member_who_does_not_lead_draws_up_no_agenda():
    review = meeting()
    with pytest.raises(StepRefused, match="由召集人"):
        add(review, case(), by=people_of(review)[2], on=ON)


# Attendance


def test_a_member_signs_himself_in_and_the_recorder_ticks_the_others():
    review = meeting(case())
    _, _, third, fourth = people_of(review)
    sign_in(review, member=third, by=third, on=ON)
    sign_in(review, member=fourth, by=review.recorder, on=ON)
    rows = {row.position: row.signed_by for row in Attendance.objects.filter(review=review, is_present=True)}
    assert rows == {third: third, fourth: review.recorder}


def test_one_member_does_not_sign_for_another():
    review = meeting(case())
    _, _, third, fourth = people_of(review)
    with pytest.raises(StepRefused, match="由召集人"):
        sign_in(review, member=third, by=fourth, on=ON)


def test_nobody_signs_in_before_the_day():
    review = meeting(case())
    JointReview.objects.filter(pk=review.pk).update(held_on=ON + timedelta(days=1))
    with pytest.raises(StepRefused, match="当天签到"):
        sign_in(review, member=review.host, by=review.host, on=ON)
    with pytest.raises(StepRefused, match="到那天才能开会"):
        open_(review, by=review.host, on=ON)


def test_who_left_early_is_not_present_any_more_but_his_vote_stays():
    one = case()
    review = opened(one)
    _, _, third, fourth = people_of(review)
    item = voted(item_of(review, one), "-", "-", "agree")
    for gone in (third, fourth):
        leave(review, member=gone, by=review.recorder, on=ON)
    figures = tally(item).figures
    assert (figures.present, figures.agree, figures.silent) == (3, 1, 2)
    sign_in(review, member=fourth, by=fourth, on=ON)
    assert tally(item).figures.present == 4


def test_a_tick_made_by_mistake_is_taken_back_before_the_meeting_opens():
    review = meeting(case())
    sign_in(review, member=review.host, by=review.recorder, on=ON)
    row = leave(review, member=review.host, by=review.recorder, on=ON)
    assert (row.is_present, row.signed_at, row.signed_by) == (False, None, None)


# Opening


def test_an_empty_agenda_or_an_empty_room_opens_nothing():
    review = meeting()
    with pytest.raises(StepRefused, match="议程上还没有办件"):
        open_(review, by=review.host, on=ON)
    add(review, case(), by=review.recorder, on=ON)
    with pytest.raises(StepRefused, match="还没有人签到"):
        open_(review, by=review.host, on=ON)


def test_an_old_page_opens_nothing():
    review = meeting(case())
    sign_in(review, member=review.host, by=review.host, on=ON)
    with pytest.raises(StalePage, match="刚才有人改过"):
        open_(review, by=review.host, on=ON, version=review.version)


def test_opened_twice_the_second_is_told():
    review = opened(case())
    with pytest.raises(StalePage, match="开会中"):
        open_(review, by=review.host, on=ON)


# Standing aside


def test_a_declared_relative_stands_aside_when_listed_and_when_declared_before_the_opening():
    one = case()
    person = one.household.members.first().person
    people = table_of()
    clerk = member(Role.TOWN_CLERK)
    declare(people[2], person, KinRelation.COUSIN, by=clerk, on=ON)
    review = meeting(one, members=people)
    assert list(Recusal.objects.values_list("position", "ground")) == [(people[2].pk, RecusalGround.DECLARED)]
    declare(people[3], person, KinRelation.SIBLING, by=clerk, on=ON)
    for someone in people:
        sign_in(review, member=someone, by=someone, on=ON)
    open_(review, by=review.host, on=ON)
    assert set(Recusal.objects.values_list("position", flat=True)) == {people[2].pk, people[3].pk}


def test_a_member_stands_aside_on_his_own_word():
    one = case()
    review = opened(one)
    item, third = item_of(review, one), people_of(review)[2]
    with pytest.raises(StepRefused, match="为什么回避"):
        recuse(item, note="", by=third, on=ON)
    recusal = recuse(item, note="申请人是我的姐夫", by=third, on=ON)
    assert recusal.ground == RecusalGround.OWN_WORD
    assert recuse(item, note="再按一次", by=third, on=ON).pk == recusal.pk
    assert tally(item).figures.may_vote == 3


def test_after_voting_nobody_stands_aside():
    one = case()
    review = opened(one)
    item = voted(item_of(review, one), "agree")
    with pytest.raises(StepRefused, match="已经表过决"):
        recuse(item, note="想起来是亲戚", by=people_of(review)[0], on=ON)


def test_who_was_not_called_has_nothing_to_stand_aside_from():
    one = case()
    review = opened(one)
    with pytest.raises(StepRefused, match="不是这次会议的成员"):
        recuse(item_of(review, one), note="我是亲戚", by=member(), on=ON)
