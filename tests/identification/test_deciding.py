"""What a meeting makes of a case: who announces, what stops it, what is left behind; two at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection, connections

from accounts.roles import Role
from casework.exceptions import StalePage, StepRefused
from casework.models import Event
from households.models import Household, Standing
from identification import deciding, opinions
from identification.choices import ApplicationState, CountyCheckKind, ItemResult, KinRelation, LetterKind, MeetingState, NoticeKind
from identification.deciding import close, confirm, defer, reject, send_to_county, supplement
from identification.kin import declare
from identification.models import Application, CountyCheck, Determination, HomeVisit, Letter, Opinion, PublicNotice, ReviewItem
from identification.suggestions import other_category
from policies.models import Parameter
from tests.households.factories import HouseholdFactory
from tests.identification.factories_panels import ON, case, item_of, member, notice_of, opened, opinion_of, people_of, table_of, voted

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ground(county):
    return county


@pytest.fixture(autouse=True)
def same_sums(monkeypatch):
    """Cases here are put before the panel by hand; that the criteria are asked again is a test of its own."""
    monkeypatch.setattr(opinions, "differences", lambda application: [])


def agreed(**opinion) -> ReviewItem:
    """A case everybody present agreed on."""
    one = case(**opinion)
    return voted(item_of(opened(one), one))


def fresh(item: ReviewItem) -> ReviewItem:
    return ReviewItem.objects.select_related("application__household", "decided_by").get(pk=item.pk)


# Confirming


def test_a_confirmation_leaves_everything_behind():
    item = agreed(monthly_amount=Decimal(405))
    determination = confirm(item, by=item.review.host, on=ON, version=item.application.version)
    item = fresh(item)
    assert (item.result, item.decided_by, item.application.state) == (ItemResult.CONFIRMED, item.review.host, ApplicationState.CONFIRMED)
    assert item.tally["figures"]["agree"] == 4 and len(item.tally["rows"]) == 4
    assert determination.start_on == date(2026, 7, 1) and determination.confirmed_by == item.review.host
    assert Letter.objects.get().kind == LetterKind.CONFIRMED
    assert PublicNotice.objects.get(kind=NoticeKind.LONG_TERM).amount == Decimal(405)
    assert Household.objects.get().category == "dibao"
    assert not Standing.objects.get().has_open_case
    kinds = list(Event.objects.order_by("pk").values_list("kind", flat=True))
    assert [kind for kind in kinds if kind in {"voted", "step", "determined", "letter", "notice_posted"}] == [
        "voted", "step", "determined", "letter", "notice_posted"
    ]  # fmt: skip
    assert Event.objects.get(kind="voted").sentence.endswith("同意4，不同意0，弃权0，确认")


def test_what_is_not_dibao_is_not_published_for_long():
    item = agreed(category="dibao_margin", monthly_amount=None)
    confirm(item, by=item.review.host, on=ON)
    assert not PublicNotice.objects.filter(kind=NoticeKind.LONG_TERM).exists()


def test_the_towns_head_may_announce_too():
    item = agreed()
    confirm(item, by=people_of(item.review)[1], on=ON)
    assert fresh(item).result == ItemResult.CONFIRMED


@pytest.mark.parametrize("role", [Role.TOWN_PANEL, Role.TOWN_CLERK, Role.TOWN_SURVEYOR, Role.TASKFORCE, Role.INSPECTOR])
def test_nobody_else_does_at_town_level(role):
    item = agreed()
    stranger = member(role, "990101" if role in {Role.TASKFORCE, Role.INSPECTOR} else "990101100")
    with pytest.raises(StepRefused, match="由召集人"):
        confirm(item, by=stranger, on=ON)
    assert not Determination.objects.exists()


def test_the_head_of_the_next_town_does_not():
    item = agreed()
    with pytest.raises(StepRefused, match="由召集人"):
        confirm(item, by=member(Role.TOWN_HEAD, "990101101"), on=ON)


def county_decides() -> None:
    Parameter.objects.filter(code="confirm_level").update(choice="COUNTY")


def test_at_county_level_the_taskforce_confirms_after_the_towns_vote():
    county_decides()
    item = agreed()
    with pytest.raises(StepRefused, match="由县专班审核确认"):
        confirm(item, by=item.review.host, on=ON)
    close(item.review, by=item.review.host, on=ON)
    assert fresh(item).result == "", "the vote is whole: it waits for the county"
    confirm(fresh(item), by=member(Role.TASKFORCE, "990101"), on=ON)
    assert fresh(item).application.state == ApplicationState.CONFIRMED


def test_a_taskforce_of_another_county_does_not(ground):
    county_decides()
    from tests.accounts.factories import RegionFactory

    RegionFactory(code="990201", name="邻水县")
    item = agreed()
    with pytest.raises(StepRefused, match="由县专班审核确认"):
        confirm(item, by=member(Role.TASKFORCE, "990201"), on=ON)


# Who made it does not approve it


def test_a_surveyor_of_the_case_does_not_confirm_it():
    people = table_of()
    one = case()
    HomeVisit.objects.filter(application=one).update(first_surveyor=people[0])
    item = voted(item_of(opened(one, members=people), one), "-", "agree", "agree", "agree")
    with pytest.raises(StepRefused, match="您是这一件的调查人，不能审核确认"):
        confirm(item, by=people[0], on=ON)


def test_who_made_the_opinion_does_not_confirm_it_from_another_post():
    people = table_of()
    one = case()
    Opinion.objects.filter(application=one).update(made_by=member(Role.TOWN_CLERK, user=people[0].user, title="镇一窗受理"))
    item = voted(item_of(opened(one, members=people), one))
    with pytest.raises(StepRefused, match="初审意见是您提出的"):
        confirm(item, by=people[0], on=ON)


def test_a_relative_does_not_confirm():
    people = table_of()
    one = case()
    declare(people[0], one.household.members.first().person, KinRelation.SIBLING, by=member(Role.TOWN_CLERK), on=ON)
    item = voted(item_of(opened(one, members=people), one), "-", "agree", "agree", "agree")
    with pytest.raises(StepRefused, match="须回避"):
        confirm(item, by=people[0], on=ON)


# What the case lacks


def lacking(make: Callable[[], ReviewItem]) -> str:
    item = make()
    with pytest.raises(StepRefused) as refusal:
        confirm(item, by=item.review.host, on=ON)
    assert not Determination.objects.exists() and not fresh(item).result
    return refusal.value.reason


def test_without_a_quorum_nothing_is_confirmed():
    def make() -> ReviewItem:
        one = case()
        return voted(item_of(opened(one, absent=2), one), "agree", "agree")

    assert "未达法定人数：可表决4人，到会2人，至少要3人" in lacking(make)


def test_while_somebody_is_silent_nothing_is_confirmed():
    def make() -> ReviewItem:
        one = case()
        return voted(item_of(opened(one), one), "agree", "agree", "agree")

    assert "还没有表态" in lacking(make)


def test_exactly_half_is_not_more_than_half():
    def make() -> ReviewItem:
        one = case()
        return voted(item_of(opened(one), one), "agree", "agree", "against", "abstain")

    assert "没有超过到会可表决4人的半数" in lacking(make)


def test_a_notice_that_never_hung_stops_it():
    def make() -> ReviewItem:
        item = agreed()
        PublicNotice.objects.all().delete()
        return fresh(item)

    assert "公示" in lacking(make)


def test_an_opinion_other_than_the_published_one_stops_it():
    """The amount rose after the notice: a changed result needs a new notice (rulings D3)."""

    def make() -> ReviewItem:
        one = case()
        opinion_of(one, member(Role.TOWN_CLERK), monthly_amount=Decimal(612))
        return voted(item_of(opened(one), one))

    assert "公示的保障金额是405元，现在是612元" in lacking(make)


def test_an_opinion_replaced_after_the_agenda_stops_it():
    def make() -> ReviewItem:
        item = agreed()
        again = opinion_of(item.application, member(Role.TOWN_CLERK))
        notice_of(again, member(Role.TOWN_CLERK), posted_on=ON - timedelta(days=9))
        return fresh(item)

    assert "初审意见在列入议程以后换过" in lacking(make)


def test_criteria_that_read_otherwise_now_stop_it(monkeypatch):
    monkeypatch.setattr(opinions, "differences", lambda application: ["建议类别由“低保”变为“低保边缘”"])
    assert "按现在的情况重新核算，与初审意见不同：建议类别由“低保”变为“低保边缘”" in lacking(agreed)


def test_a_case_of_a_relative_on_staff_goes_to_the_county_first():
    def make() -> ReviewItem:
        one = case()
        Application.objects.filter(pk=one.pk).update(has_relative_on_staff=True)
        return voted(item_of(opened(one), one))

    assert "先送县级抽查（近亲属备案）" in lacking(make)


def test_a_county_check_that_came_to_something_else_stops_it():
    def make() -> ReviewItem:
        item = agreed()
        CountyCheck.objects.create(
            application=item.application, kind="sampled", asked_on=ON, asked_by="x", due_on=ON, finished_on=ON,
            finished_by=member(Role.TASKFORCE, "990101"), result="differs", findings="家里另有一处门面出租。",
        )  # fmt: skip
        return fresh(item)

    assert "县级抽查与镇里意见不一致" in lacking(make)


def test_an_existing_tag_is_not_taken_away_by_a_confirmation():
    def make() -> ReviewItem:
        household = HouseholdFactory(size=1, category="dibao", has_monitoring_tag=True, monitoring_kind="unstable", monthly_wage="300")
        one = case(household=household)
        return voted(item_of(opened(one), one))

    assert "取消要走风险消除" in lacking(make)


def test_an_opinion_that_nobody_qualifies_is_not_confirmed():
    assert "只能议“不予确认”" in lacking(lambda: agreed(category="", monthly_amount=None))


def test_a_meeting_that_is_over_confirms_nothing():
    item = agreed()
    close(item.review, by=item.review.host, on=ON)
    assert fresh(item).result == ItemResult.DEFERRED
    with pytest.raises(StalePage, match="下次再议"):
        confirm(fresh(item), by=item.review.host, on=ON)


def test_an_old_page_confirms_nothing():
    item = agreed()
    with pytest.raises(StalePage, match="刚才有人办过"):
        confirm(item, by=item.review.host, on=ON, version=item.application.version + 1)


def test_the_second_is_told_who_was_first():
    item = agreed()
    confirm(item, by=item.review.host, on=ON, version=item.application.version)
    with pytest.raises(StalePage, match="已宣布这一件“确认”"):
        confirm(item, by=people_of(item.review)[1], on=ON, version=item.application.version)
    assert Determination.objects.count() == 1


# The other conclusions

REASON = "核对发现申请人名下有一处门面出租，收入超过标准。"


def test_a_rejection_after_a_failed_vote():
    one = case()
    item = voted(item_of(opened(one), one), "agree", "against", "against", "abstain")
    application = reject(item, reason=REASON, by=item.review.host, on=ON, version=one.version)
    assert application.state == ApplicationState.REJECTED
    standing = Standing.objects.get()
    assert (standing.refused_on, standing.refused_category, standing.has_open_case) == (ON, "dibao", False)
    assert Letter.objects.get().kind == LetterKind.REJECTED
    assert not Determination.objects.exists() and Household.objects.get().category == ""


def test_a_rejection_needs_its_reason_and_a_whole_vote():
    one = case()
    item = item_of(opened(one), one)
    with pytest.raises(StepRefused, match="不予确认的理由"):
        reject(item, reason="不行", by=item.review.host, on=ON)
    with pytest.raises(StepRefused, match="还没有表态"):
        reject(item, reason=REASON, by=item.review.host, on=ON)
    voted(item)
    with pytest.raises(StepRefused, match="表决已通过"):
        reject(item, reason=REASON, by=item.review.host, on=ON)


def test_an_opinion_that_says_no_is_rejected_when_it_passes():
    item = agreed(category="", monthly_amount=None)
    reject(item, reason=REASON, by=item.review.host, on=ON)
    assert Standing.objects.get().refused_category == "dibao"


def test_an_opinion_that_says_no_and_does_not_pass_is_not_rejected():
    one = case(category="", monthly_amount=None)
    item = voted(item_of(opened(one), one), "against", "against", "against", "agree")
    with pytest.raises(StepRefused, match="没有超过"):
        reject(item, reason=REASON, by=item.review.host, on=ON)


def answers(**by_category: bool | None) -> list[dict]:
    return [
        {"code": f"{category}_income", "title": "收入", "clause": "第八条", "category": category, "scope": "户", "is_single": False, "member_id": None,
         "member": "", "answer": answer, "because": "", "change": "", "missing": []}
        for category, answer in by_category.items()
    ]  # fmt: skip


# answers of the household's criteria, what was put forward, what else it surely meets
OTHERS = [
    ({"dibao": False, "dibao_margin": True, "rigid_expenditure": False}, "dibao", "dibao_margin"),
    ({"dibao": True, "dibao_margin": False}, "dibao", None),
    ({"dibao": None, "dibao_margin": None}, "dibao", None),
    ({"dibao": False, "dibao_margin": False, "rigid_expenditure": True}, "dibao_margin", "rigid_expenditure"),
]


@pytest.mark.parametrize(("given", "put_forward", "other"), OTHERS)
def test_what_else_a_refused_household_surely_meets(given, put_forward, other):
    opinion = Opinion(category=put_forward, snapshot={"criteria": answers(**given)})
    assert other_category(opinion) == other


def test_the_letter_names_the_category_it_can_be_given_without_a_new_application():
    one = case()
    opinion = one.opinions.get()
    opinion.snapshot = {**opinion.snapshot, "criteria": answers(dibao=False, dibao_margin=True)}
    opinion.save()
    item = voted(item_of(opened(one), one), "against", "against", "against", "against")
    reject(item, reason=REASON, by=item.review.host, on=ON)
    assert "符合最低生活保障边缘家庭成员的条件，您已同意直接转入" in str(Letter.objects.get().content)


def test_a_supplement_goes_back_to_the_inquiry_even_without_a_quorum():
    one = case()
    item = item_of(opened(one, absent=2), one)
    application = supplement(item, note="门面的租金没有核实，请补充调查。", by=item.review.host, on=ON, version=one.version)
    assert application.state == ApplicationState.UNDER_INQUIRY
    assert fresh(item).result == ItemResult.SUPPLEMENT


def test_a_failed_quorum_is_put_off_and_free_for_the_next_agenda(town):
    one = case()
    item = item_of(opened(one, absent=2), one)
    defer(item, note="", by=item.review.recorder, on=ON)
    item = fresh(item)
    assert item.result_note.startswith("未达法定人数") and item.application.state == ApplicationState.PANEL
    close(item.review, by=item.review.host, on=ON)
    assert item_of(opened(one), one).result == ""


def test_putting_off_without_reason_is_refused():
    item = agreed()
    with pytest.raises(StepRefused, match="为什么下次再议"):
        defer(item, note="", by=item.review.host, on=ON)


def test_to_the_county_by_rule_or_as_a_complex_case():
    first, second = case(), case()
    Application.objects.filter(pk=first.pk).update(has_relative_on_staff=True)
    review = opened(first, second)
    host = review.host
    assert send_to_county(item_of(review, first), by=host, on=ON).kind == CountyCheckKind.RELATIVE
    check = send_to_county(item_of(review, second), note="父子分户，收入难以分清，请县里一事一议。", by=host, on=ON)
    assert check.kind == CountyCheckKind.SPECIAL
    assert {item.application.state for item in ReviewItem.objects.all()} == {ApplicationState.COUNTY_CHECK}


def test_the_end_of_the_meeting_puts_off_what_is_left():
    first, second = case(), case()
    review = opened(first, second)
    confirm(voted(item_of(review, first)), by=review.host, on=ON)
    closed = close(review, by=review.recorder, on=ON)
    assert (closed.state, closed.closed_on) == (MeetingState.CLOSED, ON)
    assert fresh(item_of(review, second)).result == ItemResult.DEFERRED
    with pytest.raises(StalePage):
        close(review, by=review.recorder, on=ON)


def test_stops_name_every_reason_at_once():
    one = case()
    item = item_of(opened(one, absent=2), one)
    PublicNotice.objects.all().delete()
    from identification.votes import tally

    assert len(deciding.stops(item, "confirm", item.review.host, ON, tally(item))) == 2


# Two at once, on the real database


@pytest.mark.django_db(transaction=True)
def test_two_approvers_at_once_one_wins_and_the_other_is_told():
    item = agreed()
    head = people_of(item.review)[1]
    version, told, barrier = item.application.version, [], threading.Barrier(2)

    def press(by) -> None:
        try:
            barrier.wait(timeout=10)
            confirm(
                ReviewItem.objects.select_related("review__town", "application__household").get(pk=item.pk), by=by, on=ON, version=version
            )
            told.append("won")
        except StalePage as stale:
            told.append(stale.reason)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press, args=(by,)) for by in (item.review.host, head)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(word == "won" for word in told) == [False, True]
    assert "已宣布这一件“确认”" in next(word for word in told if word != "won")
    assert Determination.objects.count() == 1 and Letter.objects.count() == 1
    assert connection.vendor == "postgresql"
