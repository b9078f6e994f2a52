"""One step of an application, with the clock that binds it: every verb of this room takes its step here.

After acceptance the total of 15 working days binds, pauses left out (rulings D1); before it the step's own limit.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from accounts.logs import redact
from accounts.models import Position
from casework.actions import advance
from casework.choices import EventKind
from casework.clock import Span, due_with_pauses, working_days_paused
from casework.exceptions import StepRefused
from casework.models import WorkDay
from casework.timeline import record
from casework.working_days import DueDate
from households.journal import mark_changed
from households.models import Household, HouseholdFacts, Standing
from identification.choices import FINAL_STATES, RUNNING_STATES, PauseReason
from identification.models import Application, ClockPause
from identification.workflow import APPLICATION
from policies.models import Parameter

MARKS = {PauseReason.OBJECTED: "停", PauseReason.PAPER: "停", PauseReason.NOTICE: "示"}
REASON_LENGTH = 10


def locked(application: Application) -> Application:
    """The row as it is now, held until the transaction ends: what is checked is what the step will change."""
    rows: QuerySet[Application] = Application.objects.select_for_update(of=("self",)).select_related(
        "household__village", "created_by__user"
    )
    return rows.get(pk=application.pk)


def spans(application: Application) -> list[Span]:
    """The pauses of a case as the pure clock reads them."""
    return [
        Span(row.started_on, row.ended_on, MARKS[PauseReason(row.reason)], row.get_reason_display())
        for row in ClockPause.objects.filter(application=application)
    ]


def total_due(application: Application, accepted_on: date) -> DueDate:
    """The last day of the total clock; the number of days is the one in force on the day of acceptance. Raises ParameterMissing."""
    days = int(Parameter.objects.numbers(accepted_on).number("unified_sla_days", application.village_code))
    return due_with_pauses(WorkDay.objects.calendar(), accepted_on, days, spans(application))


@transaction.atomic
def take(
    application: Application, code: str, *, by: Position | str, on: date, version: int | None, note: str = "",
    detail: Mapping[str, Any] | None = None, changes: Mapping[str, Any] | None = None,
) -> Application:  # fmt: skip
    """Take one step of the table. Sets the total deadline once accepted, closes the case in a final state and keeps `has_open_case`.

    Raises StepRefused, StalePage, ParameterMissing.
    """
    columns = dict(changes or {})
    step = APPLICATION.step(code, application.state) if (code, application.state) in STEPS else None
    accepted_on = columns.get("accepted_on", application.accepted_on)
    if step and step.target in RUNNING_STATES and accepted_on:
        due = total_due(application, accepted_on)
        columns |= {"due_on": due.on, "due_is_provisional": due.is_provisional}
    if step and step.target in FINAL_STATES:
        columns |= {"closed_on": on, "due_on": None, "due_is_provisional": False, "paused_since": None}
    taken = advance(
        APPLICATION,
        application,
        code,
        by=by,
        on=on,
        version=version,
        note=note,
        household=application.household,
        detail=detail,
        changes=columns,
    )
    remember_open_case(taken)
    return taken


STEPS = {(step.code, step.source) for step in APPLICATION.steps}


@transaction.atomic
def remember_open_case(application: Application) -> None:
    """`Standing.has_open_case`: handed in and not closed; the screening is told (rulings A8)."""
    is_open = application.is_open and application.submitted_on is not None
    differs = Standing.objects.filter(household=application.household_id).exclude(has_open_case=is_open)
    if differs.exists():
        # The household before its facts and its journal, as the one form lands: a sum tried in the same moment waits instead of crossing.
        Household.objects.select_for_update(no_key=True, of=("self",)).only("pk").get(pk=application.household_id)
        differs.update(has_open_case=is_open)
        HouseholdFacts.objects.filter(household=application.household_id).update(has_open_case=is_open)  # a copied column, like category
        mark_changed([application.household_id])


@transaction.atomic
def stop_clock(application: Application, reason: PauseReason, *, by: Position | str, on: date, note: str = "") -> ClockPause:
    """停钟 with its ledger row. One pause at a time; a second one while one runs is refused."""
    if ClockPause.objects.filter(application=application, ended_on__isnull=True).exists():
        raise StepRefused("时钟已经停着，不用再停。", "already_paused")
    pause = ClockPause.objects.create(application=application, reason=reason, started_on=on, started_by=str(by), note=note[:200])
    Application.objects.filter(pk=application.pk).update(paused_since=on)
    application.paused_since = on
    record(
        EventKind.CLOCK_STOPPED, household=application.household, by=by, on=on, subject=application,
        detail={"reason": pause.get_reason_display() + (f"，{note}" if note else "")},
    )  # fmt: skip
    return pause


@transaction.atomic
def start_clock(application: Application, *, by: Position | str, on: date) -> Application:
    """恢复计时: ends the open pause and moves the deadline by what it took. Nothing open: nothing happens."""
    pause = ClockPause.objects.select_for_update().filter(application=application, ended_on__isnull=True).first()
    if pause is None:
        return application
    pause.ended_on, pause.ended_by = on, str(by)
    pause.save(update_fields=["ended_on", "ended_by"])
    assert application.accepted_on is not None
    due = total_due(application, application.accepted_on)
    Application.objects.filter(pk=application.pk).update(paused_since=None, due_on=due.on, due_is_provisional=due.is_provisional)
    application.paused_since, application.due_on, application.due_is_provisional = None, due.on, due.is_provisional
    days = working_days_paused(WorkDay.objects.calendar(), on, [Span(pause.started_on, pause.ended_on)])
    record(
        EventKind.CLOCK_STARTED, household=application.household, by=by, on=on, subject=application,
        detail={"days": days, "due_on": due.on.isoformat()},
    )  # fmt: skip
    return application


def check_words(text: str, what: str, length: int = REASON_LENGTH) -> str:
    """The text without its blanks and without numbers of persons, or StepRefused asking for more of it."""
    words = redact(text.strip())
    if len(words) < length:
        raise StepRefused(f"要写明{what}（{length}个字以上）。", "words_missing")
    return words
