"""Other things two people do at once: opening a draft, objecting, signing, letters of one series, an agenda, a need."""

from __future__ import annotations

from functools import partial

import pytest

from assistance.models import Need
from assistance.needs import note_need
from casework.models import Event
from households.models import ChangedHousehold, Standing
from identification import intake, kin
from identification.choices import ApplicationState, LetterKind
from identification.home_visits import sign
from identification.kin import declare
from identification.letters import issue
from identification.models import Application, ClockPause, HomeVisit, KinDeclaration, Letter, Objection, PublicNotice, VisitSignature
from identification.objections import object_
from tests.assistance.factories_assistance import family as helped_family
from tests.identification.factories_inquiry import recorded
from tests.identification.factories_intake import accepted, clerk, family, submitted
from tests.identification.factories_notices import hung, worker
from tests.races.sessions import rounds, steps_taken
from tests.races.test_accept import TOUCHED as BY_ACCEPTING

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 30


def test_one_household_gets_one_draft(county, on):
    household, clerks = family(), (clerk(), clerk())
    with rounds(TIMES, Application, Event) as together:
        for _, pair in together:
            outcome = pair.race(*(partial(intake.open_draft, household, by=by, on=on) for by in clerks))
            assert len(outcome.won) == 1 and "一户同时只办一件" in outcome.reason
            assert Application.objects.get().created_by_id == outcome.won[0].created_by_id


def test_one_alert_becomes_one_draft(county, on):
    household, clerks = family(), (clerk(), clerk())
    with rounds(TIMES, Application, Event) as together:
        for _, pair in together:
            from_alert = {"origin_type": "alert", "origin_id": 7, "channel": "alert"}
            outcome = pair.race(*(partial(intake.open_draft, household, by=by, on=on, **from_alert) for by in clerks))
            assert {one.pk for one in outcome.won} == {Application.objects.get().pk} and not outcome.refused


def test_two_households_of_one_town_get_two_numbers(county, on):
    households, clerks = (family(), family()), (clerk(), clerk())
    with rounds(TIMES, Application, Event) as together:
        for _, pair in together:
            outcome = pair.race(*(partial(intake.open_draft, one, by=by, on=on) for one, by in zip(households, clerks, strict=True)))
            assert sorted(one.application_no[-4:] for one in outcome.won) == ["0001", "0002"]


@pytest.mark.parametrize("is_same", [False, True], ids=["two objections", "one sent twice"])
def test_two_objections_stop_the_clock_once(county, on, is_same):
    case = hung().application
    workers = (worker(),) * 2 if is_same else (worker(), worker())
    said = ["他家在县城有一套房子出租，每月收租金。", "他家大儿子去年在外地买了房，收入不低。"]
    with rounds(TIMES, Application, Objection, PublicNotice, ClockPause, Event, Standing, ChangedHousehold) as together:
        for _, pair in together:
            words = (said[0], said[0]) if is_same else said
            outcome = pair.race(*(partial(object_, case, content=text, by=by, on=on) for by, text in zip(workers, words, strict=True)))
            assert len({row.pk for row in outcome.won}) == Objection.objects.count() == (1 if is_same else 2)
            assert ClockPause.objects.filter(application=case, ended_on__isnull=True).count() == 1
            assert steps_taken(case, "object") == 1 and Application.objects.get(pk=case.pk).state == ApplicationState.OBJECTED


def test_two_surveyors_sign_at_once_and_the_visit_is_complete(county, on):
    visit = recorded()
    with rounds(TIMES, HomeVisit, VisitSignature, Event, Standing, ChangedHousehold) as together:
        for _, pair in together:
            outcome = pair.race(*(partial(sign, visit, by=by, on=on) for by in (visit.first_surveyor, visit.second_surveyor)))
            assert len(outcome.won) == 2 and VisitSignature.objects.filter(visit=visit, visit_version=visit.version).count() == 2
            assert HomeVisit.objects.get(pk=visit.pk).completed_on == on
            ended = [event for event in Event.objects.filter(kind="home_visited") if event.detail["what"] == "两人签字，调查完成"]
            assert len(ended) == 1


def test_letters_of_one_series_are_numbered_one_after_the_other(county, on):
    people = 4
    cases = [accepted(family(head_name=f"张家{number}")) for number in range(people)]
    by = clerk()
    with rounds(TIMES, Letter, Event, people=people) as together:
        for _, crowd in together:
            outcome = crowd.race(*(partial(issue, case, LetterKind.RECEIPT, by=by, on=on) for case in cases))
            numbers = sorted(letter.number.split("〕")[1] for letter in outcome.won)
            assert numbers == [f"{number:04d}号" for number in range(people + 1, 2 * people + 1)]


def test_two_receipts_of_one_town_at_once(county, on):
    cases, clerks = [submitted(family(head_name=f"李家{number}")) for number in range(2)], (clerk(), clerk())

    with rounds(TIMES, *BY_ACCEPTING) as together:
        for _, pair in together:
            pair.race(*(partial(intake.accept, case, by=by, on=on) for case, by in zip(cases, clerks, strict=True)))
            numbers = sorted(Letter.objects.filter(kind=LetterKind.RECEIPT).values_list("number", flat=True))
            assert [number.split("〕")[1] for number in numbers] == ["0001号", "0002号"]


def test_one_relative_declared_by_two_is_one_declaration(county, on):
    household, by, position = family(), clerk(), clerk()
    person = household.members.get().person
    with rounds(TIMES, KinDeclaration, Event) as together:
        for _, pair in together:
            pair.race(*(partial(declare, position, person, "sibling", by=by, on=on),) * 2)
            assert KinDeclaration.objects.count() == 1 and kin.conflict(position, household)


def test_the_same_need_noted_by_two_is_one(county, on):
    household, clerks = helped_family(), (clerk(), clerk())
    said = {"kind": "housing", "words": "正房西墙开裂漏雨", "source": "visit", "on": on}
    with rounds(TIMES, Need, Event) as together:
        for _, pair in together:
            outcome = pair.race(*(partial(note_need, household, by=by, **said) for by in clerks))
            assert len(outcome.won) == 1 and "已经登记" in outcome.reason and Need.objects.count() == 1
