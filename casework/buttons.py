"""The step buttons of a case: all rows of its table that lead on from here, each with its form, or with what stops it."""

from __future__ import annotations

from dataclasses import dataclass, field

from django import forms

from accounts.models import Position
from accounts.roles import Role
from casework.workflow import Step


@dataclass
class StepButton:
    """One row of the table as the page shows it. `form` is what the step asks; `blocked` why it cannot be taken now, `mends` where that is mended.

    `needs_page`: the step is done on a page of its own at `url`.
    """

    code: str
    label: str
    url: str
    solid: bool
    note: str = ""
    form: forms.Form | None = None
    blocked: list[str] = field(default_factory=list)
    needs_page: bool = False
    mends: list[tuple[str, str]] = field(default_factory=list)  # words and address

    @property
    def asks(self) -> bool:
        """Whether there is anything to fill in beside the version."""
        return self.form is not None and any(not bound.is_hidden for bound in self.form)


def not_yours(step: Step, by: Position) -> list[str]:
    """Who takes this step, where it is not this position."""
    return [] if by.has(*step.roles) else [f"由{'、'.join(Role(role).label for role in step.roles)}办理"]
