"""Two windows of one department feed back the same push for the same quarter: one row, one step; the other is told what stands there."""

from __future__ import annotations

from functools import partial
from uuid import uuid4

import pytest

from assistance.choices import FeedbackResult, ReferralState
from assistance.feedback import feed_back
from assistance.measures import carry_out
from assistance.models import Feedback, Measure, Referral
from casework.models import Event
from households.models import ChangedHousehold, Standing
from tests.assistance.factories_assistance import referral_at, staff
from tests.races.sessions import rounds, steps_taken

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    "state, result",
    [(ReferralState.DONE, FeedbackResult.DONE), (ReferralState.HELPING, FeedbackResult.HELPING)],
    ids=["final", "meanwhile"],
)
def test_of_two_windows_one_feeds_back(county, on, state, result):
    windows = (staff("ZJ"), staff("ZJ"))
    referral = referral_at(state, by=windows[0])
    with rounds(200, Feedback, Referral, Event) as together:
        for number, pair in together:
            known = {"quarter": referral.first_quarter, "result": result, "on": on, "version": referral.version if number % 2 else None}
            outcome = pair.race(*(partial(feed_back, referral, words="房屋已加固，验收合格", by=by, **known) for by in windows))
            assert len(outcome.won) == 1 and "不用再报" in outcome.reason
            assert Feedback.objects.get(referral=referral).fed_back_by_id == outcome.won[0].fed_back_by_id
            assert steps_taken(referral, "feed_back") == (state == ReferralState.DONE)


def test_the_same_measure_sent_from_two_windows_is_one(county, on):
    windows = (staff("ZJ"), staff("ZJ"))
    referral = referral_at(ReferralState.RECEIVED, by=windows[0])
    with rounds(30, Measure, Referral, Event, Standing, ChangedHousehold) as together:
        for _, pair in together:
            form = {"kind": "housing", "carried_out_on": on, "evidence": "竣工验收表第12号", "form_key": uuid4(), "on": on}
            outcome = pair.race(*(partial(carry_out, referral, by=by, **form) for by in windows))
            assert len({row.pk for row in outcome.won}) == 1 and Measure.objects.count() == 1 and steps_taken(referral, "measure") == 1
