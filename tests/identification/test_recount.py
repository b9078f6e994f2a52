"""Open deadlines move when a year of work days is loaded, once, and leave an event each."""

from __future__ import annotations

from datetime import date
from io import StringIO

import pytest
from django.core.cache import cache
from django.core.management import call_command

from casework.choices import EventKind
from casework.models import Event, WorkDay, WorkDayQuerySet
from casework.recount import RECOUNTS
from identification.choices import ApplicationState as S
from identification.models import Application
from identification.recount import recount_case_deadlines
from identification.steps import total_due
from tests.identification.factories_cases import case_at

pytestmark = pytest.mark.django_db


def late_in_the_year(state: S = S.UNDER_INQUIRY) -> Application:
    case = case_at(state, on=date(2026, 12, 28))
    case.refresh_from_db()
    assert case.due_is_provisional
    return case


def load_2027() -> None:
    """As the command would: every weekday of 2027 worked, but the first week off."""
    days = (date(2027, 1, 1).toordinal() + number for number in range(365))
    rows = [date.fromordinal(day) for day in days]
    WorkDay.objects.bulk_create(WorkDay(day=day, is_working=day.weekday() < 5 and day > date(2027, 1, 8)) for day in rows)
    cache.delete(WorkDayQuerySet.CACHE_KEY)


def test_it_is_registered(county):
    assert recount_case_deadlines in RECOUNTS


def test_a_provisional_deadline_moves_once_and_says_so(county):
    case = late_in_the_year()
    load_2027()
    assert recount_case_deadlines() == 1
    moved = Application.objects.get(pk=case.pk)
    assert moved.due_on == total_due(case, case.accepted_on).on > case.due_on and not moved.due_is_provisional
    event = Event.objects.get(kind=EventKind.DUE_MOVED, subject_id=case.pk)
    assert case.application_no in event.sentence and f"{moved.due_on:%Y-%m-%d}" in event.sentence
    assert recount_case_deadlines() == 0
    assert Event.objects.filter(kind=EventKind.DUE_MOVED).count() == 1


def test_before_acceptance_the_steps_own_limit_moves(county):
    case = case_at(S.SUBMITTED, on=date(2026, 12, 31))
    assert case.due_is_provisional
    load_2027()
    assert recount_case_deadlines() == 1
    assert Application.objects.get(pk=case.pk).due_on == date(2027, 1, 12)


def test_what_lies_inside_loaded_years_or_is_finished_stays(county):
    inside, ended = case_at(S.UNDER_INQUIRY), case_at(S.TERMINATED, head="丙家")
    call_command("load_workdays", stdout=StringIO(), years=[2026])
    assert recount_case_deadlines() == 0
    assert Application.objects.get(pk=inside.pk).due_on == inside.due_on
    assert Application.objects.get(pk=ended.pk).due_on is None
