"""Two clerks press 受理 on the same application: one accepts it, the other is told so; one receipt, one means check, one step."""

from __future__ import annotations

from functools import partial

import pytest

from casework.models import Event
from households.models import ChangedHousehold, HouseholdFacts, MemberFacts, Standing
from identification import intake
from identification.choices import ApplicationState, LetterKind
from identification.models import Application, Letter, MeansCheck, Paper
from tests.identification.factories_intake import clerk, submitted
from tests.races.sessions import rounds, steps_taken

pytestmark = pytest.mark.django_db(transaction=True)
TOUCHED = (Application, Letter, MeansCheck, Event, Standing, HouseholdFacts, MemberFacts, ChangedHousehold)


def test_of_two_clerks_one_accepts(county, on):
    case, clerks = submitted(), (clerk(), clerk())
    seen = Application.objects.get(pk=case.pk).version
    with rounds(200, *TOUCHED) as together:
        for number, pair in together:
            version = seen if number % 2 else None  # from the page, and from the API without one
            outcome = pair.race(*(partial(intake.accept, case, by=by, on=on, version=version) for by in clerks))
            assert len(outcome.won) == 1 and "调查核实中" in outcome.reason
            now = Application.objects.get(pk=case.pk)
            assert (now.state, now.accepted_by_id, now.version) == (ApplicationState.UNDER_INQUIRY, outcome.won[0].accepted_by_id, seen + 1)
            assert Letter.objects.filter(application=case, kind=LetterKind.RECEIPT).count() == 1
            assert MeansCheck.objects.filter(application=case).count() == 1
            assert steps_taken(case, "accept") == 1


def test_one_accepts_while_the_other_sends_back(county, on):
    case, first, second = submitted(), clerk(), clerk()
    results = set()
    with rounds(30, *TOUCHED, Paper) as together:
        for _, pair in together:
            outcome = pair.race(
                partial(intake.accept, case, by=first, on=on), partial(intake.return_once, case, papers=["wages"], by=second, on=on)
            )
            assert len(outcome.won) == 1 and outcome.reason.startswith("已经是“")
            results.add(Application.objects.get(pk=case.pk).state)
            assert Letter.objects.count() == 1 and steps_taken(case, "accept") + steps_taken(case, "return") == 1
    assert results <= {ApplicationState.UNDER_INQUIRY, ApplicationState.RETURNED}
