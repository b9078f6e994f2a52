"""Applications as the window makes them: every one walks the real steps."""

from __future__ import annotations

from datetime import date
from typing import Any

from accounts.models import Position, Region
from accounts.roles import Role
from households.choices import CareLevel, Health, JobStatus, Labour
from households.models import Household, Person
from identification import authorisations, intake, one_form
from identification.drafts import save_form
from identification.models import Application
from identification.one_form.words import EDUCATIONS, ETHNICITIES
from tests.accounts.factories import PositionFactory
from tests.households.factories import HouseholdFactory

ON = date(2026, 6, 15)
# What a family usually answers where it is asked.
USUAL = {
    "address": "二组12号", "phone": "13900001111", "risks": ["01"], "ethnicity": ETHNICITIES[0][0], "education": EDUCATIONS[-2][0],
    "school_status": "not", "marital": "20", "health": Health.HEALTHY, "labour": Labour.ORDINARY, "job_status": JobStatus.FARMING,
    "care_level": CareLevel.SELF, "disease": "胃癌", "difficulty": "去年十月住院，家里停工照护，欠债八千元。", "needs": ["medical", "living"],
}  # fmt: skip


def clerk(town: Region | str = "990101100") -> Position:
    """一窗受理 of a town."""
    return PositionFactory(region=town if isinstance(town, Region) else Region.objects.get(code=town), role=Role.TOWN_CLERK)


def worker(village: str = "990101100201") -> Position:
    return PositionFactory(region=Region.objects.get(code=village), role=Role.VILLAGE_WORKER)


def family(**columns: Any) -> Household:
    """One grown-up head of whom little is known."""
    return HouseholdFactory(**{"size": 1, "head_name": "陈守田", **columns})


def answers(household: Household, on: date = ON, **typed: Any) -> dict[str, list[str]]:
    """Everything the form still lacks, answered in the usual way; `typed` replaces answers by input name with `__` for `-`."""
    written: dict[str, list[str]] = {}
    for name in one_form.missing(one_form.prefill(household, on), {}, on):
        usual = "none" if name.endswith("-said") else USUAL.get(name.split("-")[-1])
        assert usual is not None, f"no usual answer for {name}"
        written[name] = list(usual) if isinstance(usual, list) else [str(usual)]
    for name, value in typed.items():
        written[name.replace("__", "-")] = list(value) if isinstance(value, list) else [str(value)]
    return written


def money(kind: str, *lines: tuple[Person | None, str, Any]) -> dict[str, Any]:
    """What is typed for one kind of money: who, item, yearly amount."""
    typed: dict[str, Any] = {f"{kind}-said": ["some"]}
    for number, (who, item, amount) in enumerate(lines):
        typed |= {
            f"{kind}-{number}-who": [str(who.pk) if who else ""],
            f"{kind}-{number}-item": [item],
            f"{kind}-{number}-amount": [str(amount)],
        }
    return typed


def signed(application: Application, by: Position, on: date = ON) -> Application:
    """Everybody who must has signed everything."""
    for kind, people in authorisations.must_sign(application, on).items():
        authorisations.sign(application, kind, signers=people, by=by, on=on)
    return application


def draft(household: Household | None = None, by: Position | None = None, on: date = ON, **kwargs: Any) -> Application:
    """A draft with nothing typed."""
    return intake.open_draft(household or family(), by=by or clerk(), on=on, **kwargs)


def filled(
    household: Household | None = None, by: Position | None = None, on: date = ON, typed: dict[str, Any] | None = None, **kwargs: Any
) -> Application:
    """A draft with the whole form typed and everything signed."""
    by = by or clerk()
    application = draft(household, by, on, **kwargs)
    application = save_form(application, answers(application.household, on) | (typed or {}), by=by, on=on)
    return signed(application, by, on)


def submitted(household: Household | None = None, by: Position | None = None, on: date = ON, **kwargs: Any) -> Application:
    by = by or clerk()
    return intake.submit(filled(household, by, on, **kwargs), by=by, on=on)


def accepted(household: Household | None = None, by: Position | None = None, on: date = ON, **kwargs: Any) -> Application:
    by = by or clerk()
    return intake.accept(submitted(household, by, on, **kwargs), by=by, on=on)
