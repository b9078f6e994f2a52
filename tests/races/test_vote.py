"""Votes at one moment: a member's two windows make one vote, two members' votes both count, and a result ends the voting."""

from __future__ import annotations

from functools import partial

import pytest

from casework.models import Event
from identification.choices import VoteChoice
from identification.deciding import defer
from identification.models import JointReview, ReviewItem, Vote
from identification.votes import tally, vote
from tests.identification.factories_panels import case, item_of, opened, people_of
from tests.races.sessions import rounds

pytestmark = pytest.mark.django_db(transaction=True)
AGREE, AGAINST = VoteChoice.AGREE, VoteChoice.AGAINST


@pytest.fixture
def item(county) -> ReviewItem:
    waiting = case()
    return item_of(opened(waiting), waiting)


def test_two_windows_of_one_member_are_one_vote(item, on):
    member = people_of(item.review)[1]
    with rounds(200, Vote) as together:
        for number, pair in together:
            second = (AGREE, "") if number % 2 else (AGAINST, "收入没有说清楚")
            outcome = pair.race(
                partial(vote, item, choice=AGREE, by=member, on=on), partial(vote, item, choice=second[0], note=second[1], by=member, on=on)
            )
            if second[0] == AGREE:  # the same vote sent twice
                assert len({given.pk for given in outcome.won}) == 1 and not outcome.refused
            else:
                assert len(outcome.won) == 1 and outcome.reason.startswith("您已经表过决")
            figures = tally(item_of(item.review, item.application)).figures
            assert Vote.objects.filter(item=item).count() == figures.agree + figures.against == 1


def test_two_members_at_once_both_count(item, on):
    _, second, third, *_ = people_of(item.review)
    with rounds(200, Vote) as together:
        for _, pair in together:
            outcome = pair.race(*(partial(vote, item, choice=AGREE, by=by, on=on) for by in (second, third)))
            assert len(outcome.won) == 2
            figures = tally(item_of(item.review, item.application)).figures
            assert (figures.agree, figures.silent) == (2, 2)


def test_a_vote_and_the_result_at_once(item, on):
    """The vote is in before the result, or it is refused: the frozen count says the same as the votes."""
    host, member, *_ = people_of(item.review)
    with rounds(30, Vote, ReviewItem, JointReview, Event) as together:
        for _, pair in together:
            outcome = pair.race(
                partial(vote, item, choice=AGREE, by=member, on=on), partial(defer, item, note="还有一份材料没有到", by=host, on=on)
            )
            assert all("没有计入" in refusal.reason for refusal in outcome.refused)
            kept = item_of(item.review, item.application).tally["figures"]
            assert kept["agree"] == Vote.objects.filter(item=item).count() == len(outcome.won) - 1
