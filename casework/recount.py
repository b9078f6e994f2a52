"""Open deadlines are counted again when a year of work days is loaded (rulings D2): the same walk for every kind of case. Rooms register theirs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import transaction

from accounts.today import today
from casework.actions import due_after
from casework.choices import EventKind
from casework.models import CaseBase
from casework.timeline import record
from casework.workflow import Workflow
from casework.working_days import DueDate
from policies.models import Numbers, Parameter

WORK_CALENDAR = "工作日表（自动）"
RECOUNTS: list[Callable[[], int]] = []


def recount_open_deadlines() -> int:
    """How many open deadlines moved; each move left an event."""
    return sum(recount() for recount in RECOUNTS)


class StepLimits:
    """The limit of the step a case stands in; the law's numbers are read once for each day a step began."""

    def __init__(self, workflow: Workflow) -> None:
        self.workflow = workflow
        self.numbers: dict[date, Numbers] = {}

    def __call__(self, case: Any) -> DueDate | None:
        since = case.state_since
        if since not in self.numbers:
            self.numbers[since] = Parameter.objects.numbers(since)
        return due_after(self.workflow, case.state, since, case.village_code, self.numbers[since])


@transaction.atomic
def recount_deadlines(model: type[CaseBase], due_of: Callable[[Any], DueDate | None], called: Callable[[Any], str]) -> int:
    """How many provisional deadlines moved; each move leaves an event. A deadline inside loaded years cannot move. Idempotent."""
    moved = 0
    waiting: Any = model._default_manager.all()
    provisional = waiting.open().filter(due_is_provisional=True).select_related("household").select_for_update(of=("self",))
    for case in provisional.order_by("pk"):
        due = due_of(case)
        if due is None or (due.on == case.due_on and due.is_provisional):
            continue
        old = case.due_on
        case.due_on, case.due_is_provisional = due.on, due.is_provisional
        case.save(update_fields=["due_on", "due_is_provisional"])
        if due.on != old:
            moved += 1
            detail = {"what": called(case), "old": f"{old:%Y-%m-%d}", "new": f"{due.on:%Y-%m-%d}"}
            record(EventKind.DUE_MOVED, household=case.household, by=WORK_CALENDAR, on=today(), subject=case, detail=detail)
    return moved
