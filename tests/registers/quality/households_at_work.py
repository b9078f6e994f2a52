"""Households of the supervision's tests: tagged or cleared, with measures of other systems and of our own departments."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

from accounts.models import Position, Region
from accounts.roles import Role
from assistance.models import Measure
from households.models import Household, PastMeasure, Person
from tests.accounts.factories import PositionFactory
from tests.households.factories import HouseholdFactory, MemberFactory, PersonFactory
from tests.registers.quality.asking import ON


def household(*labour: str, tag: bool = True, risks: tuple[str, ...] = (), **standing: Any) -> Household:
    """One member per word of labour; `standing` as columns of the household's marks."""
    home = HouseholdFactory(
        size=0, has_monitoring_tag=tag, risks=list(risks), **{f"standing__{name}": value for name, value in standing.items()}
    )
    for number, word in enumerate(labour):
        MemberFactory(household=home, relation="02" if number == 0 else "20", person=PersonFactory(labour=word))
    return home


def tagged(*labour: str, identified_on: date | None = date(2025, 1, 10), risks: tuple[str, ...] = ("01",)) -> Household:
    return household(*labour, risks=risks, identified_on=identified_on)


def cleared(
    *labour: str, identified_on: date | None = date(2025, 1, 10), cleared_on: date = date(2026, 1, 10), mode: str = "helped"
) -> Household:  # fmt: skip
    return household(*labour, tag=False, identified_on=identified_on, cleared_on=cleared_on, clearance_mode=mode)


def theirs(
    home: Household, kind: str, started_on: date | None, *, item: str = "帮扶", status: str = "done", ended_on: date | None = None, person: Person | None = None
) -> PastMeasure:  # fmt: skip
    """A measure another system tells of."""
    who = person or getattr(home.members.first(), "person", None) or PersonFactory()
    return PastMeasure.objects.create(
        household=home, person=who, received_on=ON, kind=kind, item=item, started_on=started_on, ended_on=ended_on, status=status
    )


def recorder() -> Position:
    found = Position.objects.first()
    return found or PositionFactory(region=Region.objects.get(code="990101"), role=Role.TASKFORCE)


def ours(home: Household, kind: str, carried_out_on: date, title: str = "帮扶") -> Measure:
    """A measure a department recorded here."""
    return Measure.objects.create(
        household=home, kind=kind, dept="MZ", title=title, carried_out_on=carried_out_on, evidence="发放批次1", recorded_on=max(ON, carried_out_on),
        recorded_by=recorder(), form_key=uuid4(),
    )  # fmt: skip


def register_received() -> None:
    """The county's register of measures has come: from now on its silence means none."""
    theirs(household("none", tag=False), "social", date(2020, 1, 1))
