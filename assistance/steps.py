"""The step buttons of a push: all that lead on from its state, each with its form, or with what stops it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.urls import reverse

from accounts.models import Position
from accounts.roles import Role
from assistance import referrals
from assistance.feedback import feed_back, owed_quarters
from assistance.forms import FeedBackForm, NoteForm, RefuseForm, VerifyForm, VersionForm
from assistance.models import Referral
from assistance.workflow import REFERRAL
from casework.buttons import StepButton, not_yours
from casework.workflow import Step

NEEDS_PAGE = frozenset({"measure"})


def form_for(code: str, referral: Referral, on: date, data: Any = None) -> forms.Form:
    """The form of a step, empty with the version the page shows, or filled with what was posted."""
    prefix: dict[str, Any] = {"initial": {"version": referral.version}, "auto_id": f"{code}_%s"}
    match code:
        case "receive" | "done":
            return VersionForm(data, **prefix)
        case "refuse":
            return RefuseForm(data, **prefix)
        case "withdraw":
            return NoteForm(data, **prefix)
        case "verify":
            return VerifyForm(data, is_refused=bool(referral.refusal), **prefix)
        case "feed_back":
            return FeedBackForm(data, referral=referral, quarters=owed_quarters(referral, on), **prefix)
        case _:
            raise ValueError(code)


# Code of the step → the verb, fed with the cleaned form.
TAKE: dict[str, Callable[..., Any]] = {
    "receive": referrals.receive,
    "refuse": referrals.refuse,
    "withdraw": referrals.withdraw,
    "done": referrals.done,
    "verify": referrals.verify,
    "feed_back": feed_back,
}


def stops(step: Step, referral: Referral, by: Position, on: date) -> list[str]:
    """What keeps this position from this step, in words."""
    if others := not_yours(step, by):
        return others
    if Role.DEPT_STAFF in step.roles and by.office.dept != referral.dept:
        return [f"由{referral.get_dept_display()}办理"]
    if step.code == "feed_back" and not owed_quarters(referral, on):
        return ["现在没有要反馈的季度"]
    return []


def step_buttons(referral: Referral, by: Position, on: date, refused: dict[str, forms.Form] | None = None) -> list[StepButton]:
    """The page's buttons; `refused` are forms that came back with errors and keep what was typed."""
    buttons = []
    for step in REFERRAL.leaving(referral.state):
        needs_page = step.code in NEEDS_PAGE
        url = (
            reverse("assistance:measure", args=[referral.pk])
            if needs_page
            else reverse("assistance:referral_step", args=[referral.pk, step.code])
        )
        button = StepButton(
            step.code, step.label, url, step.solid, blocked=stops(step, referral, by, on), needs_page=needs_page and step.solid
        )
        button.note = f"之后：{REFERRAL.labels[step.target]}"
        if not button.blocked and not needs_page:
            button.form = (refused or {}).get(step.code) or form_for(step.code, referral, on)
        buttons.append(button)
    return buttons


def may_feed_back_meanwhile(referral: Referral, by: Position, on: date) -> bool:
    """Whether 正在帮扶 may be fed back now: owed, worked on, and this reader's department."""
    mine = by.has(Role.DEPT_STAFF) and by.office.dept == referral.dept
    last = referral.state in ("done", "refused")
    return mine and not last and referral.state != "pushed" and bool(owed_quarters(referral, on))
