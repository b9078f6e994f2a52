"""What stands behind the numbers of a screening's page, as conditions: the page counts by them and the lists narrow by them, so both say alike.

A run keeps no list of what it left alone; it is read off the alerts, the tasks and their events, for any run, however long ago.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from casework.choices import EventKind
from casework.models import Event
from monitoring.choices import AlertSource, AlertState, RunState
from monitoring.models import ScreeningRun

SELF_CLOSED = Q(state=AlertState.CLOSED, outcome="")
NOTHING = Q(pk__in=[])


def of_run(condition: Callable[[ScreeningRun], Q]) -> Callable[[str], Q]:
    """The condition of a filter whose value is a run's number; an unfinished or unknown one has no lists."""

    def asked(value: str) -> Q:
        run = ScreeningRun.objects.filter(pk=int(value), state=RunState.DONE).select_related("county").first()
        return condition(run) if run else NOTHING

    return asked


def span(run: ScreeningRun) -> tuple[datetime, datetime]:
    """From when to when it worked."""
    return run.started_at or run.asked_at, run.finished_at or run.asked_at


# alerts ------------------------------------------------------------------------------------------------------------------------------


def opened_by(run: ScreeningRun) -> Q:
    return Q(run=run)


def closed_by(run: ScreeningRun) -> Q:
    """Nobody had started on them: they closed by themselves."""
    return Q(ended_run=run) & SELF_CLOSED


def noted_by(run: ScreeningRun) -> Q:
    """Somebody was on the way: told that the rule holds no longer."""
    return Q(ended_run=run) & ~SELF_CLOSED


def held_by(run: ScreeningRun) -> Q:
    """Rule alerts raised before this run and still open after it: open today, or closed later by a step of people or by a later run."""
    later = Event.objects.filter(subject_type="alert", subject_id=OuterRef("pk"), kind=EventKind.STEP, at__gt=span(run)[1])
    same_day = Q(closed_on=run.on) & (Q(ended_run__gt=run.pk) & SELF_CLOSED | ~Q(outcome="") & Q(Exists(later)))
    still_open = Q(closed_on__isnull=True) | Q(closed_on__gt=run.on) | same_day
    before = Q(opened_at__lt=span(run)[1]) & (Q(run__isnull=True) | ~Q(run=run))
    return Q(source=AlertSource.RULE, county_code=run.county.code) & before & still_open


# data tasks --------------------------------------------------------------------------------------------------------------------------


def told_in(run: ScreeningRun, kind: EventKind) -> Q:
    """Where several runs share a day, the event of the task tells which one it was."""
    if not ScreeningRun.objects.filter(county=run.county_id, on=run.on, state=RunState.DONE).exclude(pk=run.pk).exists():
        return Q()
    return Q(Exists(Event.objects.filter(subject_type="datatask", subject_id=OuterRef("pk"), kind=kind, at__range=span(run))))


def asked_by(run: ScreeningRun) -> Q:
    return Q(county_code=run.county.code, opened_on=run.on) & told_in(run, EventKind.DATA_ASKED)


def supplied_by(run: ScreeningRun) -> Q:
    return Q(county_code=run.county.code, closed_on=run.on) & told_in(run, EventKind.DATA_SUPPLIED)


def left_by(run: ScreeningRun) -> Q:
    """Still unknown at the end of the run's day."""
    return Q(county_code=run.county.code, opened_on__lte=run.on) & (Q(closed_on__isnull=True) | Q(closed_on__gt=run.on))
