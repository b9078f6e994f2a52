"""公示: how long, when it may go on, who took it down, what an objection does."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import transaction

from accounts.roles import Role
from casework.choices import EventKind
from casework.exceptions import StalePage, StepRefused
from casework.models import Event
from households.models import Member
from identification import notices
from identification.choices import ApplicationState, NoticeKind, PauseReason
from identification.models import Application, BoardPhoto, ClockPause, Objection, PublicNotice
from identification.notice_words import notice_days, words_of
from identification.steps import take
from policies.models import Parameter, ParameterMissing
from tests.households.factories import HouseholdFactory
from tests.identification.factories_notices import (
    ON,
    board,
    clerk,
    fresh,
    hung,
    objected,
    opinion_of,
    person_at,
    proposed,
    related,
    settled,
    taskforce,
    worker,
)

pytestmark = pytest.mark.django_db
TAG = {"has_monitoring_tag": True, "monitoring_kind": "marginal"}


@pytest.fixture(autouse=True)
def ground(county):
    return county


def pauses(case: Application) -> list[tuple[str, date, date | None]]:
    return list(ClockPause.objects.filter(application=case).values_list("reason", "started_on", "ended_on"))


def chosen(code: str, value: str) -> None:
    Parameter.objects.filter(code=code).update(choice=value)


# How many days

DAYS = [
    ("低保", {"category": "dibao"}, 7),
    ("特困", {"category": "tekun", "monthly_amount": None}, 7),
    ("低保边缘", {"category": "dibao_margin", "monthly_amount": None}, 0),
    ("低保边缘，监测对象", {"category": "dibao_margin", "monthly_amount": None, **TAG}, 5),
    ("其他困难，监测对象", {"category": "other_hardship", "monthly_amount": None, **TAG}, 5),
    ("低保，监测对象，取最长", {"category": "dibao", **TAG}, 7),
    ("刚性支出", {"category": "rigid_expenditure", "monthly_amount": None}, 0),
    ("什么都不符合", {"category": "", "monthly_amount": None}, 0),
    ("低保边缘户里一人单人保", {"category": "dibao_margin", "modes": {1: ("dibao", "single")}}, 7),
    ("低保户里一人特困", {"category": "dibao", "modes": {1: ("tekun", "")}}, 7),
]


@pytest.mark.parametrize(("name", "opinion", "days"), DAYS, ids=[row[0] for row in DAYS])
def test_the_longest_of_what_is_decided(name, opinion, days):
    case = proposed(**opinion)
    assert notice_days(case.opinions.get(is_current=True), ON) == days


def test_the_days_are_the_county_s_numbers():
    case = proposed(category="dibao_margin", monthly_amount=None)
    Parameter.objects.filter(code="notice_days_other").update(number=3)
    assert notice_days(case.opinions.get(), ON) == 3
    Parameter.objects.filter(code="notice_days_other").delete()
    with pytest.raises(ParameterMissing):
        notice_days(case.opinions.get(), ON)


# Posted on, what, ends on, earliest confirmation: the day after posting is day 1, weekends and festivals count
ENDS = [
    ("16日贴7天", date(2026, 6, 16), {}, date(2026, 6, 23), date(2026, 6, 24)),
    ("周五贴，跨周末", date(2026, 6, 12), {}, date(2026, 6, 19), date(2026, 6, 20)),
    ("跨月底", date(2026, 6, 26), {}, date(2026, 7, 3), date(2026, 7, 4)),
    ("跨二月底", date(2026, 2, 24), {}, date(2026, 3, 3), date(2026, 3, 4)),
    ("跨年", date(2025, 12, 28), {}, date(2026, 1, 4), date(2026, 1, 5)),
    ("监测对象5天", date(2026, 6, 16), {"category": "dibao_margin", "monthly_amount": None, **TAG}, date(2026, 6, 21), date(2026, 6, 22)),
    ("跨国庆", date(2026, 9, 29), {}, date(2026, 10, 6), date(2026, 10, 7)),
]


@pytest.mark.parametrize(("name", "posted", "opinion", "ends", "earliest"), ENDS, ids=[row[0] for row in ENDS])
def test_ends_and_earliest_confirmation(name, posted, opinion, ends, earliest):
    notice = hung(on=posted, **opinion)
    case = fresh(notice.application)
    assert notice.ends_on == ends and notice.days == (ends - posted).days and case.state == ApplicationState.NOTICE
    with pytest.raises(StepRefused, match=f"最早{earliest:%-m月%-d日}"):
        notices.over(case, by=case.accepted_by, on=ends, version=case.version)
    assert notices.over(case, by=case.accepted_by, on=earliest, version=case.version).state == ApplicationState.PANEL
    notice.refresh_from_db()
    assert (notice.removed_on, notice.removed_reason) == (earliest, "公示期满")


# Posting


def test_what_hangs_is_frozen():
    household = HouseholdFactory(size=3, head_name="陈守田")
    head = household.members.order_by("pk").first()
    head.person.name = "陈守田"
    head.person.save()
    notice = hung(household, **TAG)
    assert (notice.masked_name, notice.people, notice.amount) == ("陈*田", 3, Decimal(405))
    assert notice.category_text == "最低生活保障对象、防返贫监测对象（边缘易致贫户）"
    assert "县民政局 0999-0000456" in notice.complaint_phone and notice.notice_no == "柳溪救助公示〔2026〕1号"
    head.person.name = "改名"
    head.person.save()
    opinion_of(notice.application, monthly_amount=Decimal(300))
    notice.refresh_from_db()
    assert (notice.masked_name, notice.amount) == ("陈*田", Decimal(405))


def test_who_is_not_helped_is_not_published():
    case = proposed(category="dibao_margin", monthly_amount=Decimal(400), modes={1: ("dibao", "single")})
    assert words_of(case.opinions.get(is_current=True), ON).category_text == "最低生活保障对象（单人保）"


def test_numbers_run_by_town_and_year():
    first, second = hung(), hung()
    elsewhere = hung(HouseholdFactory(size=1, village_code_="990101101201"))
    before = hung(on=date(2025, 12, 30))
    assert [n.notice_no for n in (first, second, elsewhere, before)] == [
        "柳溪救助公示〔2026〕1号", "柳溪救助公示〔2026〕2号", "石桥救助公示〔2026〕1号", "柳溪救助公示〔2025〕1号"
    ]  # fmt: skip


def test_without_days_there_is_no_notice_and_the_case_goes_on():
    case = proposed(category="dibao_margin", monthly_amount=None)
    with pytest.raises(StepRefused, match="不用公示"):
        notices.post(case, by=case.accepted_by, on=ON, version=case.version)
    assert notices.to_panel(case, by=case.accepted_by, on=ON, version=case.version).state == ApplicationState.PANEL
    assert notices.covers(case) == "" and not PublicNotice.objects.exists()


def test_what_needs_a_notice_cannot_go_round_it():
    case = proposed()
    with pytest.raises(StepRefused, match="要公示7天"):
        notices.to_panel(case, by=case.accepted_by, on=ON, version=case.version)
    assert fresh(case).state == ApplicationState.PROPOSED


def test_posted_twice_hangs_once():
    case = proposed()
    notices.post(case, by=case.accepted_by, on=ON, version=case.version)
    for version in (case.version, None, fresh(case).version):
        with pytest.raises(StalePage):
            notices.post(case, by=case.accepted_by, on=ON, version=version)
    assert PublicNotice.objects.count() == 1 and Event.objects.filter(kind=EventKind.NOTICE_POSTED).count() == 1


@pytest.mark.parametrize("who", [worker, taskforce])
def test_only_the_window_posts(who):
    case = proposed()
    with pytest.raises(StepRefused, match="由镇一窗受理办理"):
        notices.post(case, by=who(), on=ON, version=case.version)


def test_kin_do_not_post_nor_send_on_nor_photograph_nor_settle():
    household = HouseholdFactory(size=2)
    case = proposed(household)
    by = clerk()
    related(by, household)
    case = fresh(case)
    with pytest.raises(StepRefused, match="须回避"):
        notices.post(case, by=by, on=ON, version=case.version)
    notice = notices.post(case, by=case.accepted_by, on=ON, version=case.version)
    with pytest.raises(StepRefused, match="须回避"):
        notices.add_photo(notice, board(), taken_on=ON, by=by, on=ON)
    objection = objected(notice)
    with pytest.raises(StepRefused, match="须回避"):
        settled(objection, by=by)


# The photo


def test_over_needs_a_photo_of_the_board():
    notice = hung(photo=False)
    case, after = fresh(notice.application), notice.ends_on + timedelta(days=1)
    with pytest.raises(StepRefused, match="还没有公示栏照片"):
        notices.over(case, by=case.accepted_by, on=after, version=case.version)
    notices.add_photo(notice, board(), taken_on=ON + timedelta(days=2), by=worker(), on=after)
    assert notices.over(case, by=case.accepted_by, on=after, version=case.version).state == ApplicationState.PANEL


@pytest.mark.parametrize("offset", [-1, 8])
def test_a_photo_is_of_a_day_of_the_notice(offset):
    notice = hung(photo=False)
    with pytest.raises(StepRefused, match="公示期间拍"):
        notices.add_photo(notice, board(), taken_on=ON + timedelta(days=offset), by=worker(), on=ON + timedelta(days=9))
    assert not BoardPhoto.objects.exists()


def test_a_photo_is_sealed_and_kept_once():
    notice = hung(photo=False)
    by = worker()
    first = notices.add_photo(notice, board(), taken_on=ON, by=by, on=ON)
    assert notices.add_photo(notice, board(), taken_on=ON, by=by, on=ON) == first
    assert notices.add_photo(notice, board(b"x"), taken_on=ON, by=by, on=ON) != first
    with open(first.file.path, "rb") as sealed:
        assert b"PNG" not in sealed.read()
    with pytest.raises(StepRefused, match="由镇一窗受理或村级信息员上传"):
        notices.add_photo(notice, board(b"y"), taken_on=ON, by=taskforce(), on=ON)


# The clock


def test_a_notice_counts_by_default():
    case = fresh(hung().application)
    assert pauses(case) == [] and case.paused_since is None


def test_where_the_county_stops_the_clock_it_runs_again_after_the_last_day():
    chosen("notice_pauses_clock", "ON")
    notice = hung(on=date(2026, 6, 16))
    case = fresh(notice.application)
    assert pauses(case) == [(PauseReason.NOTICE, date(2026, 6, 16), None)]
    due = case.due_on
    late = date(2026, 6, 26)  # three days after the end: the clerk's delay is the clerk's
    taken = fresh(notices.over(case, by=case.accepted_by, on=late, version=case.version))
    assert pauses(taken) == [(PauseReason.NOTICE, date(2026, 6, 16), date(2026, 6, 23))] and taken.paused_since is None
    assert taken.due_on > due


def test_the_nightly_removal_starts_the_clock_too():
    chosen("notice_pauses_clock", "ON")
    case = hung(on=date(2026, 6, 16)).application
    assert notices.remove_ended(date(2026, 6, 24)) == 1
    assert pauses(case) == [(PauseReason.NOTICE, date(2026, 6, 16), date(2026, 6, 23))]


# Objections


def test_objection_stops_the_clock_and_takes_the_notice_down():
    notice = hung()
    objection = objected(notice, on=ON + timedelta(days=2))
    notice.refresh_from_db()
    case = fresh(notice.application)
    assert case.state == ApplicationState.OBJECTED and case.paused_since == ON + timedelta(days=2)
    assert (notice.removed_on, notice.removed_reason) == (ON + timedelta(days=2), "有异议，停止公示")
    assert pauses(case) == [(PauseReason.OBJECTED, ON + timedelta(days=2), None)]
    objection.refresh_from_db()
    assert str(objection.raised_by_name) == "***" and objection.raised_by_name.reveal() == "周大海"


def test_objection_settled_then_inquired_and_posted_anew():
    objection = objected(on=ON + timedelta(days=2))
    before = fresh(objection.notice.application).due_on
    case = settled(objection, on=ON + timedelta(days=9))
    assert case.state == ApplicationState.UNDER_INQUIRY and case.needs_community_review and case.paused_since is None
    assert pauses(case) == [(PauseReason.OBJECTED, ON + timedelta(days=2), ON + timedelta(days=9))]
    assert case.due_on > before
    later = ON + timedelta(days=10)
    opinion_of(case, on=later)  # the same result: still a new notice
    case = take(case, "propose", by=case.accepted_by, on=later, version=None)
    with pytest.raises(StepRefused, match="无异议的公示"):
        notices.to_panel(case, by=case.accepted_by, on=later, version=case.version)
    second = notices.post(case, by=case.accepted_by, on=later, version=case.version, photo=board(b"2"))
    assert PublicNotice.objects.filter(application=case).count() == 2 and second.ends_on == later + timedelta(days=7)
    case = fresh(case)
    notices.over(case, by=case.accepted_by, on=second.ends_on + timedelta(days=1), version=case.version)
    assert notices.covers(case) == ""


def test_an_objection_not_upheld_asks_for_no_villagers_meeting():
    assert not settled(objected(), is_upheld=False).needs_community_review


def test_two_people_object():
    notice = hung()
    first = objected(notice)
    second = objected(notice, content="他儿子去年买了一辆货车，在跑运输。", raised_by_name="")
    assert first != second and Objection.objects.filter(notice=notice).count() == 2
    assert len(pauses(notice.application)) == 1
    case = settled(first, is_upheld=False)
    assert case.state == ApplicationState.OBJECTED and case.paused_since is not None
    case = settled(second, is_upheld=True)
    assert case.state == ApplicationState.UNDER_INQUIRY and case.needs_community_review


def test_the_same_objection_twice_is_one():
    notice, by = hung(), worker()
    assert objected(notice, by=by) == objected(notice, by=by)
    assert Objection.objects.count() == 1 and Event.objects.filter(kind=EventKind.OBJECTION).count() == 1


def test_who_wrote_it_down_does_not_settle_it():
    by = clerk()
    objection = objected(by=by)
    with pytest.raises(StepRefused, match="不由谁核实"):
        settled(objection, by=by)
    with pytest.raises(StepRefused, match="不由谁核实"):
        settled(objection, by=clerk(user=by.user, title="柳溪镇兼职"))
    assert settled(objection).state == ApplicationState.UNDER_INQUIRY


def test_settled_twice_is_told():
    objection = objected()
    settled(objection)
    with pytest.raises(StalePage):
        settled(objection)


@pytest.mark.parametrize(("content", "words"), [("", "写明异议内容"), ("不同意", "10个字以上")])
def test_an_objection_says_something(content, words):
    with pytest.raises(StepRefused, match=words):
        objected(content=content)


def test_neither_objector_nor_objection_stand_in_the_chain():
    objection = objected(content="他家在县城有一套房子出租，问13955556666的周大海。")
    settled(objection)
    assert "13955556666" not in Objection.objects.get().content
    told = " ".join(event.sentence for event in Event.objects.filter(household_id=objection.notice.application.household_id))
    for secret in ("周大海", "13955556666", "县城", "不动产"):
        assert secret not in told


def test_an_objection_during_the_pause_of_the_notice_opens_its_own():
    chosen("notice_pauses_clock", "ON")
    notice = hung()
    objected(notice, on=ON + timedelta(days=3))
    assert pauses(notice.application) == [
        (PauseReason.NOTICE, ON, ON + timedelta(days=3)), (PauseReason.OBJECTED, ON + timedelta(days=3), None)
    ]  # fmt: skip


def test_an_objection_after_the_last_day_is_still_taken_until_the_case_moves_on():
    notice = hung()
    notices.remove_ended(ON + timedelta(days=8))
    objected(notice, on=ON + timedelta(days=8))
    assert fresh(notice.application).state == ApplicationState.OBJECTED
    moved = hung()
    case = fresh(moved.application)
    notices.over(case, by=case.accepted_by, on=ON + timedelta(days=8), version=case.version)
    with pytest.raises(StalePage):
        objected(moved, on=ON + timedelta(days=8))


# Coming down


def test_removal_by_itself_is_done_once():
    kept, ended = hung(on=ON), hung(on=ON - timedelta(days=8))
    assert notices.remove_ended(ON) == 1
    assert notices.remove_ended(ON) == 0
    ended.refresh_from_db(), kept.refresh_from_db()
    assert (ended.removed_on, ended.removed_by) == (ON, "公示到期（自动）") and kept.removed_on is None
    assert Event.objects.filter(kind=EventKind.NOTICE_REMOVED).count() == 1
    case = fresh(ended.application)
    assert case.state == ApplicationState.NOTICE  # the clerk still sends it on
    notices.over(case, by=case.accepted_by, on=ON, version=case.version)
    assert Event.objects.filter(kind=EventKind.NOTICE_REMOVED).count() == 1 and notices.covers(case) == ""


def test_on_its_last_day_it_hangs():
    notice = hung(on=ON)
    assert notices.remove_ended(notice.ends_on) == 0
    assert list(PublicNotice.objects.hanging(notice.ends_on)) == [notice]
    assert not PublicNotice.objects.hanging(notice.ends_on + timedelta(days=1)).exists()


def test_a_case_that_ends_takes_its_notice_along():
    notice = hung()
    case = take(fresh(notice.application), "terminate", by=notice.posted_by, on=ON, version=None, changes={"closed_reason": "申请人撤回"})
    assert notices.remove_ended(ON) == 1
    notice.refresh_from_db()
    assert notice.removed_reason == "申请已办结" and not case.is_open
    other = hung()
    assert (
        notices.take_down(other.application, by=other.posted_by, on=ON) == 1
        and notices.take_down(other.application, by=other.posted_by, on=ON) == 0
    )


# What the panel asks


CHANGES = [
    ("一样", {}, ""),
    ("金额变了", {"monthly_amount": Decimal(300)}, "公示的保障金额是405元，现在是300元"),
    ("类别变了", {"category": "tekun", "monthly_amount": None}, "公示的是“最低生活保障对象”，现在是“特困人员”"),
    ("加了监测标识", TAG, "现在是“最低生活保障对象、防返贫监测对象"),
    ("变成不用公示的", {"category": "rigid_expenditure", "monthly_amount": None}, ""),
    ("一人改成特困", {"modes": {1: ("tekun", "")}}, "现在是“特困人员、最低生活保障对象”"),
]


@pytest.mark.parametrize(("name", "opinion", "words"), CHANGES, ids=[row[0] for row in CHANGES])
def test_a_changed_result_needs_a_new_notice(name, opinion, words):
    notice = hung(on=ON - timedelta(days=8))
    case = fresh(notice.application)
    case = notices.over(case, by=case.accepted_by, on=ON, version=case.version)
    opinion_of(case, on=ON, **opinion)
    said = notices.covers(fresh(case))
    assert (words in said) if words else said == ""


def test_who_left_the_household_changes_the_number_of_people():
    notice = hung(on=ON - timedelta(days=8))
    case = fresh(notice.application)
    case = notices.over(case, by=case.accepted_by, on=ON, version=case.version)
    Member.objects.filter(pk=case.household.members.order_by("pk").last().pk).update(left_on=ON)
    opinion_of(case, on=ON)
    assert "公示的家庭人口是2人，现在是1人" in notices.covers(case)


def test_a_hanging_or_objected_notice_does_not_cover():
    notice = hung()
    assert "没有公示期满" in notices.covers(fresh(notice.application))
    objected(notice)
    assert "没有公示期满" in notices.covers(fresh(notice.application))


def test_the_same_result_after_the_panel_s_question_needs_no_second_notice():
    from tests.identification.factories_notices import at_panel, person_at

    case = at_panel()
    head = person_at("990101100", "town_head")
    case = take(case, "reinquire", by=head, on=ON, version=None)
    opinion_of(case)
    case = take(case, "propose", by=case.accepted_by, on=ON, version=None)
    assert notices.to_panel(case, by=case.accepted_by, on=ON, version=case.version).state == ApplicationState.PANEL


def test_refused_verbs_leave_nothing_behind():
    case = proposed()
    Parameter.objects.filter(code="complaint_phones").delete()
    with pytest.raises(ParameterMissing), transaction.atomic():
        notices.post(case, by=case.accepted_by, on=ON, version=case.version)
    assert fresh(case).state == ApplicationState.PROPOSED and not PublicNotice.objects.filter(kind=NoticeKind.FIRST).exists()


def test_in_a_window_of_one_clerk_the_town_s_head_settles():
    by = clerk()
    objection = objected(by=by)
    with pytest.raises(StepRefused, match="由镇一窗受理、镇级专班组长办理"):
        settled(objection, by=worker())
    assert settled(objection, by=person_at("990101100", Role.TOWN_HEAD)).state == ApplicationState.UNDER_INQUIRY
