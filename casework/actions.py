"""Carrying a step out: the one way a case changes its state."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from django.db import transaction

from accounts.models import Position
from accounts.roles import Role
from casework.choices import EventKind
from casework.exceptions import StalePage, StepRefused
from casework.models import CaseBase, WorkDay
from casework.timeline import record
from casework.workflow import Count, Step, Workflow
from casework.working_days import DueDate
from policies.models import Numbers, Parameter

C = TypeVar("C", bound=CaseBase)


def due_after(workflow: Workflow, state: str, since: date, region_code: str, numbers: Numbers | None = None) -> DueDate | None:
    """When a thing that entered `state` on `since` must leave it; None when nothing limits it. Missing parameters raise."""
    within = workflow.within(state)
    if within is None:
        return None
    days = within.days
    if isinstance(days, str):
        days = int((numbers or Parameter.objects.numbers(since)).number(days, region_code))
    calendar = WorkDay.objects.calendar()
    return calendar.add(since, days) if within.count is Count.WORKING else calendar.add_calendar(since, days)


def check_can_advance(workflow: Workflow, case: CaseBase, code: str, by: Position | str) -> Step:
    """The step, or StepRefused with the reason: not in this state, or not this position's to take. Scheduled work (`by` a name) takes automatic steps only."""
    if not workflow.knows(code):
        raise StepRefused(f"没有“{code}”这一步。", "unknown_step")
    try:
        step = workflow.step(code, case.state)
    except KeyError:
        label = next(step.label for step in workflow.steps if step.code == code)
        raise StalePage(f"已经是“{workflow.labels[case.state]}”，不能再“{label}”。请看最新情况。") from None
    if step.automatic != isinstance(by, str):
        raise StepRefused(f"“{step.label}”{'到期自动办理，不用人按' if step.automatic else '要由人办理'}。", "automatic")
    if not isinstance(by, str) and not by.has(*step.roles):
        who = "、".join(Role(role).label for role in step.roles)
        raise StepRefused(f"“{step.label}”由{who}办理，您的岗位是{by.title}。", "wrong_role")
    return step


@transaction.atomic
def advance(
    workflow: Workflow,
    case: C,
    code: str,
    *,
    by: Position | str,
    on: date,
    version: int | None = None,
    note: str = "",
    household: Any,
    detail: Mapping[str, Any] | None = None,
    changes: Mapping[str, Any] | None = None,
) -> C:
    """Take one step: lock the row, check state, role and version, set state and due date, write the event.

    `version` is the one the page was shown with; another one means somebody was faster and raises StalePage.
    `changes` are the case's own columns this step sets, `due_on` among them where a clock of its own binds the case. Returns the fresh row.
    """
    locked = type(case)._default_manager.select_for_update(of=("self",)).get(pk=case.pk)
    if version is not None and locked.version != version:
        raise StalePage(f"刚才有人办过这一件，现在是“{workflow.labels[locked.state]}”。您填的内容没有保存，请看最新情况后再定。")
    step = check_can_advance(workflow, locked, code, by)
    due = due_after(workflow, step.target, on, locked.village_code)
    locked.state = step.target
    locked.state_since = on
    locked.due_on, locked.due_is_provisional = (due.on, due.is_provisional) if due else (None, False)
    locked.version += 1
    for name, value in (changes or {}).items():
        setattr(locked, name, value)
    locked.save()
    record(
        EventKind.STEP,
        household=household,
        by=by,
        on=on,
        subject=locked,
        detail={"step": step.code, "label": step.label, "to": step.target, "note": note, **(detail or {})},
    )
    return locked
