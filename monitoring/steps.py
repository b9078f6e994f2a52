"""The step buttons of an alert: all that lead on from its state, each with its form, or with what stops it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.urls import reverse

from accounts.models import Position
from casework.buttons import StepButton, not_yours
from casework.workflow import Step
from monitoring import actions
from monitoring.choices import AlertState
from monitoring.forms import AssignForm, CloseForm, NoteForm, StartForm
from monitoring.models import Alert
from monitoring.people import workers_for
from monitoring.workflow import ALERT


def form_for(code: str, alert: Alert, by: Position, on: date, data: Any = None) -> forms.Form:
    """The form of a step, empty with the version the page shows, or filled with what was posted."""
    prefix: dict[str, Any] = {"initial": {"version": alert.version}, "auto_id": f"{code}_%s"}
    match code:
        case "assign":
            workers = workers_for(by, on).filter(region__code__startswith=alert.village_code)
            return AssignForm(data, workers=workers, **prefix)
        case "return" | "send_back" | "escalate":
            return NoteForm(data, **prefix)
        case "close":
            last = alert.verifications.order_by("pk").last()
            return CloseForm(data, may_choose=alert.state != AlertState.TOWN_DECIDED, concluded=last.outcome if last else "", **prefix)
        case "start":
            return StartForm(data, **prefix)
        case _:
            raise ValueError(code)


# Code of the step → the verb, fed with the cleaned form.
TAKE: dict[str, Callable[..., Alert]] = {
    "assign": actions.assign,
    "return": actions.return_to_county,
    "start": actions.start,
    "close": actions.close,
    "send_back": actions.send_back,
    "escalate": actions.escalate,
}


def stops(step: Step, alert: Alert, by: Position) -> list[str]:
    """What keeps this position from this step, in words."""
    if others := not_yours(step, by):
        return others
    if step.code in ("start", "verify") and alert.assigned_to_id not in (None, by.pk):
        return [f"已分派给{alert.assigned_to}；要换人，请镇一窗受理改派"]
    return []


def step_buttons(alert: Alert, by: Position, on: date, refused: dict[str, forms.Form] | None = None) -> list[StepButton]:
    """The page's buttons; `refused` are forms that came back with errors and keep what was typed."""
    buttons = []
    for step in ALERT.leaving(alert.state):
        url = (
            reverse("monitoring:verify", args=[alert.pk])
            if step.code == "verify"
            else reverse("monitoring:step", args=[alert.pk, step.code])
        )
        button = StepButton(step.code, step.label, url, step.solid, blocked=stops(step, alert, by), needs_page=step.code == "verify")
        button.note = f"之后：{ALERT.labels[step.target]}"
        if not button.blocked and not button.needs_page:
            button.form = (refused or {}).get(step.code) or form_for(step.code, alert, by, on)
            if step.code == "assign" and not button.form.fields["to"].queryset.exists():  # type: ignore[attr-defined]
                button.form, button.blocked = None, [f"{alert.household.village.name}没有在岗的村级信息员，请系统管理员先设岗位"]
        buttons.append(button)
    return buttons


def available_steps(alert: Alert, by: Position) -> list[str]:
    """Codes of the steps this position may take now: the API's answer."""
    return [step.code for step in ALERT.open_to(alert.state, by.roles) if not stops(step, alert, by)]
