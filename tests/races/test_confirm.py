"""The town's head and the convener announce at the same moment: one determination, one letter, one notice, one step; the other is told who was first."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest

from casework.models import Event
from households.models import AppliedParameters, ChangedHousehold, Household, HouseholdFacts, Member, MemberFacts, Standing
from identification import notices, opinions
from identification.choices import ApplicationState, LetterKind, NoticeKind
from identification.deciding import confirm, supplement
from identification.models import Application, Determination, DeterminationLine, JointReview, Letter, PublicNotice, ReviewItem
from tests.identification.factories_notices import board
from tests.identification.factories_opinion import family, proposed, ready, registers_received
from tests.identification.factories_panels import item_of, opened, people_of, voted
from tests.races.sessions import rounds, steps_taken

pytestmark = pytest.mark.django_db(transaction=True)
TOUCHED = (
    Application, AppliedParameters, ReviewItem, JointReview, Determination, DeterminationLine, Letter, PublicNotice, Event, Household, Member, Standing, HouseholdFacts,
    MemberFacts, ChangedHousehold,
)  # fmt: skip
SERVED = date(2026, 6, 23)


@pytest.fixture
def item(county, on) -> ReviewItem:
    """低保 by the criteria, published for its days, everybody agreed."""
    registers_received()
    opinion = proposed(ready(family("5000")))
    notices.post(opinion.application, by=opinion.made_by, on=on, version=None, photo=board())
    waiting = notices.over(Application.objects.get(pk=opinion.application_id), by=opinion.made_by, on=SERVED, version=None)
    return voted(item_of(opened(waiting, on=SERVED), waiting), on=SERVED)


@pytest.mark.parametrize("times, is_whole", [(200, False), (30, True)], ids=["two hundred times", "criteria asked again each time"])
def test_of_head_and_host_one_confirms(item, monkeypatch, times, is_whole):
    """The two hundred take the criteria's answer (nothing changed) as given: computing it is most of the second and no part of the race."""
    if not is_whole:
        monkeypatch.setattr(opinions, "differences", lambda application: [])
    host, head, *_ = people_of(item.review)
    case = item.application
    seen = Application.objects.get(pk=case.pk).version
    with rounds(times, *TOUCHED) as together:
        for number, pair in together:
            version = seen if number % 2 else None
            outcome = pair.race(*(partial(confirm, item, by=by, on=SERVED, version=version) for by in (host, head)))
            assert len(outcome.won) == 1 and "已宣布这一件“确认”" in outcome.reason
            assert Determination.objects.filter(application=case, is_current=True).count() == Determination.objects.count() == 1
            assert Letter.objects.filter(application=case, kind=LetterKind.CONFIRMED).count() == 1
            assert PublicNotice.objects.filter(application=case, kind=NoticeKind.LONG_TERM).count() == 1
            assert steps_taken(case, "confirm") == 1
            assert Household.objects.get(pk=case.household_id).category == "dibao"


def test_one_confirms_while_the_other_asks_for_more(item):
    host, head, *_ = people_of(item.review)
    case = item.application
    with rounds(30, *TOUCHED) as together:
        for _, pair in together:
            outcome = pair.race(
                partial(confirm, item, by=host, on=SERVED),
                partial(supplement, item, note="查到四月有工资，请核实后重新提出。", by=head, on=SERVED),
            )
            assert len(outcome.won) == 1 and "已宣布这一件" in outcome.reason
            state = Application.objects.get(pk=case.pk).state
            assert state in (ApplicationState.CONFIRMED, ApplicationState.UNDER_INQUIRY)
            assert Determination.objects.count() == Letter.objects.count() == (state == ApplicationState.CONFIRMED)
            assert Standing.objects.get(household=case.household_id).has_open_case == (state == ApplicationState.UNDER_INQUIRY)
