"""Two of the county's 专班 push one need at the same moment: one push with one number, the other is told; two needs get two numbers."""

from __future__ import annotations

from functools import partial

import pytest

from assistance.choices import NeedKind, NeedState
from assistance.models import Need, Referral
from assistance.referrals import push, receive, withdraw
from casework.models import Event
from tests.assistance.factories_assistance import family, need, officer, pushed, staff
from tests.races.sessions import rounds, steps_taken

pytestmark = pytest.mark.django_db(transaction=True)
TOUCHED = (Need, Referral, Event)


def test_of_two_officers_one_pushes(county, on):
    asked, officers = need(), (officer(), officer())
    with rounds(200, *TOUCHED) as together:
        for number, pair in together:
            version = asked.version if number % 2 else None
            outcome = pair.race(*(partial(push, asked, by=by, on=on, version=version) for by in officers))
            assert len(outcome.won) == 1 and "现在是“已推送”" in outcome.reason
            referral = Referral.objects.get(need=asked)
            assert referral.pushed_by_id == outcome.won[0].pushed_by_id and steps_taken(referral, "push") == 1
            assert Need.objects.get(pk=asked.pk).state == NeedState.PUSHED


def test_two_needs_pushed_at_once_get_two_numbers(county, on):
    household = family()
    asked, officers = (need(household), need(household, kind=NeedKind.WATER)), (officer(), officer())
    with rounds(30, *TOUCHED) as together:
        for _, pair in together:
            outcome = pair.race(*(partial(push, one, by=by, on=on) for one, by in zip(asked, officers, strict=True)))
            assert sorted(one.referral_no[-5:] for one in outcome.won) == ["00001", "00002"]


def test_the_department_signs_while_the_county_withdraws(county, on):
    referral, dept, by = pushed(), staff("ZJ"), officer()
    with rounds(30, *TOUCHED) as together:
        for _, pair in together:
            outcome = pair.race(partial(receive, referral, by=dept, on=on), partial(withdraw, referral, note="应推送水务局", by=by, on=on))
            assert len(outcome.won) == 1 and outcome.reason.startswith("已经是“")
            assert steps_taken(referral, "receive") + steps_taken(referral, "withdraw") == 1
            assert Need.objects.filter(state__in=[NeedState.CONFIRMED, NeedState.PUSHED]).count() == 1
