"""Two of the 专班 approve the same merge: one does; and an approval meets a withdrawal."""

from __future__ import annotations

from functools import partial

import pytest

from accounts.roles import Role
from casework.models import Event
from households.merging_people import approve, propose, withdraw
from households.models import (
    ChangedHousehold,
    HouseholdFacts,
    Member,
    MemberFacts,
    MergeMove,
    MergeState,
    Person,
    PersonMerge,
    SuspectedPair,
)
from tests.accounts.factories import PositionFactory
from tests.households.test_merging_people import WHY, home_of_person, two
from tests.races.sessions import rounds

pytestmark = pytest.mark.django_db(transaction=True)
TOUCHED = (MergeMove, PersonMerge, SuspectedPair, MemberFacts, HouseholdFacts, Member, Event, ChangedHousehold)


def test_of_two_approvals_one_merges(county, on):
    keep, gone, pair = two(county, on)
    clerk, officers = (
        PositionFactory(region=county, role=Role.REGISTER_ADMIN),
        [PositionFactory(region=county, role=Role.TASKFORCE) for _ in range(2)],
    )
    merge = propose(pair, keep=keep, home=home_of_person(keep), reason=WHY, by=clerk, on=on)
    with rounds(20, *TOUCHED) as together:
        for number, pair_of_sessions in together:
            other = partial(withdraw, merge, by=clerk) if number % 2 else partial(approve, merge, by=officers[1], on=on)
            outcome = pair_of_sessions.race(partial(approve, merge, by=officers[0], on=on), other)
            assert len(outcome.won) == 1 and "请看最新情况" in outcome.reason
            state = PersonMerge.objects.get().state
            assert (state == MergeState.DONE) == (Person.objects.get(pk=gone.pk).merged_into_id == keep.pk)
            assert Event.objects.filter(kind="people_merged").count() == (2 if state == MergeState.DONE else 0)
            assert Member.objects.living().filter(person__in=[keep, gone]).count() == (1 if state == MergeState.DONE else 2)
            Person.objects.filter(pk=gone.pk).update(merged_into=None)
