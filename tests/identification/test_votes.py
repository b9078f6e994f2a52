"""Who may vote, once, and what the votes come to (rulings D6): tables a policy officer can read."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.roles import Role
from casework.exceptions import StalePage, StepRefused
from identification.choices import ItemResult, KinRelation, MeetingState, RecusalGround
from identification.kin import declare
from identification.models import HomeVisit, JointReview, Recusal, ReviewItem, Vote
from identification.panels import leave
from identification.votes import Figures, Tally, tally, vote
from policies.models import Parameter
from tests.identification.factories_panels import ON, case, item_of, meeting, member, opened, opinion_of, people_of, table_of, voted

# name, members, recused, surveyors, present, agree → quorum, passed
COUNTS = [
    ("六人全到，四人同意", 6, 0, 0, 6, 4, True, True),
    ("六人到四人，正好三分之二", 6, 0, 0, 4, 3, True, True),
    ("六人到三人，不到三分之二", 6, 0, 0, 3, 3, False, True),
    ("七人到五人", 7, 0, 0, 5, 3, True, True),
    ("七人到四人，差一点", 7, 0, 0, 4, 4, False, True),
    ("三人到两人，正好三分之二", 3, 0, 0, 2, 2, True, True),
    ("三人到一人", 3, 0, 0, 1, 1, False, True),
    ("一人回避，五人到四人", 6, 1, 0, 4, 3, True, True),
    ("一人回避一人列席，四人到三人", 6, 1, 1, 3, 2, True, True),
    ("回避后五人到三人，不到", 6, 1, 0, 3, 3, False, True),
    ("四人到会两人同意，正好半数，不算", 4, 0, 0, 4, 2, True, False),
    ("五人到会三人同意", 5, 0, 0, 5, 3, True, True),
    ("五人到会两人同意", 5, 0, 0, 5, 2, True, False),
    ("没有人同意", 6, 0, 0, 6, 0, True, False),
    ("全部回避，没有人可表决", 3, 2, 1, 0, 0, False, False),
    ("一个人可表决，到了", 3, 1, 1, 1, 1, True, True),
]


@pytest.mark.parametrize(
    ("members", "recused", "surveyors", "present", "agree", "quorum", "passed"), [r[1:] for r in COUNTS], ids=[r[0] for r in COUNTS]
)
def test_quorum_and_majority(members, recused, surveyors, present, agree, quorum, passed):
    figures = Figures(members, recused, surveyors, present, agree, against=present - agree, abstain=0)
    assert (figures.has_quorum, figures.has_majority) == (quorum, passed)


@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 30), st.integers(1, 9), st.integers(1, 9))
def test_the_least_numbers_named_are_the_ones_that_decide(may_vote, present, agree, part, more):
    """`needed_present` and `needed_agree` are what the page says; they must be exactly the border of the exact comparison."""
    share = Fraction(part, part + more)
    figures = Figures(may_vote, 0, 0, present, agree, 0, 0, quorum=share, majority=share)
    assert figures.has_majority == (agree >= figures.needed_agree)
    assert figures.has_quorum == (may_vote > 0 and present >= figures.needed_present)


def test_a_tally_comes_back_as_it_was_kept():
    kept = Tally(Figures(6, 1, 1, 3, 2, 1, 0, quorum=Fraction(3, 5)))
    assert Tally.thawed(kept.frozen()) == kept


# From here on with people


@pytest.fixture
def ground(county):
    return county


@pytest.fixture
def item(db, ground) -> ReviewItem:
    one = case()
    return item_of(opened(one), one)


def test_everybody_votes_and_the_words_say_it(item):
    first, second, third, fourth = people_of(item.review)
    for person, choice, note in (
        (first, "agree", ""),
        (second, "agree", ""),
        (third, "against", "还有一处门面没有核"),
        (fourth, "abstain", ""),
    ):
        vote(item, choice=choice, note=note, by=person, on=ON)
    counted = tally(item)
    assert counted.words == "同意2，不同意1，弃权1"
    assert counted.conclusion == "同意2人，没有超过到会可表决4人的半数，未通过"
    assert [voter.who for voter in counted.voters if voter.is_host] == [first.user.name]


def test_the_silent_are_named(item):
    voted(item, "agree", "agree", "agree")
    fourth = people_of(item.review)[3]
    assert tally(item).missing == [f"{fourth.user.name}还没有表态"]


def test_a_failed_quorum_says_who_is_missing(ground):
    one = case()
    item = item_of(opened(one, absent=2), one)
    assert tally(item).missing == ["未达法定人数：可表决4人，到会2人，至少要3人。只能下次再议"]


def test_the_shares_are_parameters(item):
    Parameter.objects.filter(code="panel_majority").update(table=[{"numerator": 2, "denominator": 3}])
    voted(item, "agree", "agree", "agree", "against")
    assert tally(item).figures.has_majority
    Parameter.objects.filter(code="panel_majority").update(table=[{"numerator": 3, "denominator": 4}])
    assert not tally(item).figures.has_majority
    assert tally(item).conclusion == "同意3人，没有超过到会可表决4人的4分之3，未通过"


def test_voting_against_needs_a_reason(item):
    with pytest.raises(StepRefused, match="不同意要写明理由"):
        vote(item, choice="against", note=" ", by=people_of(item.review)[0], on=ON)


def test_a_vote_is_given_once(item):
    person = people_of(item.review)[0]
    first = vote(item, choice="agree", by=person, on=ON)
    assert vote(item, choice="agree", by=person, on=ON).pk == first.pk
    with pytest.raises(StepRefused, match="已经表过决：同意"):
        vote(item, choice="against", note="想了想不同意", by=person, on=ON)
    assert Vote.objects.count() == 1


@pytest.mark.parametrize("role", [Role.TOWN_CLERK, Role.TOWN_PANEL, Role.TASKFORCE])
def test_who_was_not_called_does_not_vote(item, role):
    with pytest.raises(StepRefused, match="不是这次会议的成员"):
        vote(item, choice="agree", by=member(role, "990101" if role is Role.TASKFORCE else "990101100"), on=ON)


def test_a_surveyor_of_the_case_sits_in_without_a_vote(ground):
    people = table_of()
    one = case()
    HomeVisit.objects.filter(application=one).update(second_surveyor=member(user=people[2].user, title="调查员"))
    item = item_of(opened(one, members=people), one)
    with pytest.raises(StepRefused, match="您是这一件的调查人，列席"):
        vote(item, choice="agree", by=people[2], on=ON)
    assert (tally(item).figures.surveyors, tally(item).figures.may_vote) == (1, 3)


def test_a_relative_does_not_vote(ground):
    people = table_of()
    one = case()
    declare(people[2], one.household.members.first().person, KinRelation.COUSIN, by=member(Role.TOWN_CLERK), on=ON)
    item = item_of(opened(one, members=people), one)
    with pytest.raises(StepRefused, match="您须回避"):
        vote(item, choice="agree", by=people[2], on=ON)
    assert tally(item).figures.may_vote == 3


def test_a_relative_declared_while_the_meeting_sits_does_not_vote_either(item):
    third = people_of(item.review)[2]
    declare(third, item.application.household.members.first().person, KinRelation.COUSIN, by=member(Role.TOWN_CLERK), on=ON)
    with pytest.raises(StepRefused, match="须回避"):
        vote(item, choice="agree", by=third, on=ON)


def test_a_surveyor_who_is_kin_too_is_counted_once(ground):
    people = table_of()
    one = case()
    HomeVisit.objects.filter(application=one).update(first_surveyor=people[2])
    item = item_of(opened(one, members=people), one)
    Recusal.objects.create(item=item, position=people[2], ground=RecusalGround.OWN_WORD, note="也是亲戚")
    assert tally(item).figures.may_vote == 3


def test_who_did_not_sign_in_or_left_does_not_vote(ground):
    one = case()
    review = opened(one, absent=1)
    item = item_of(review, one)
    _, _, third, fourth = people_of(review)
    with pytest.raises(StepRefused, match="还没有签到"):
        vote(item, choice="agree", by=fourth, on=ON)
    leave(review, member=third, by=third, on=ON)
    with pytest.raises(StepRefused, match="已离会"):
        vote(item, choice="agree", by=third, on=ON)


def test_nobody_votes_before_the_meeting_or_after_it(ground):
    one = case()
    review = meeting(one)
    with pytest.raises(StepRefused, match="会议还没有开始"):
        vote(item_of(review, one), choice="agree", by=people_of(review)[0], on=ON)
    JointReview.objects.filter(pk=review.pk).update(state=MeetingState.CLOSED)
    with pytest.raises(StepRefused, match="会议已经结束"):
        vote(item_of(review, one), choice="agree", by=people_of(review)[0], on=ON)


def test_nobody_votes_on_what_is_decided(item):
    people = people_of(item.review)
    ReviewItem.objects.filter(pk=item.pk).update(result=ItemResult.DEFERRED, decided_at="2026-06-15T10:00Z", decided_by=people[0])
    with pytest.raises(StalePage, match="已宣布“下次再议”"):
        vote(item, choice="agree", by=people[1], on=ON)


def test_nobody_votes_on_an_opinion_that_was_replaced(item):
    opinion_of(item.application, member(Role.TOWN_CLERK), category="dibao_margin")
    with pytest.raises(StepRefused, match="初审意见已经换过"):
        vote(item, choice="agree", by=people_of(item.review)[0], on=ON)
