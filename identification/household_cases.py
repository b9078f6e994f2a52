"""What the household page shows of its applications: the open one, finished ones, determinations, letters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.models import Position
from households.models import Household
from identification.case_wording import CaseRow, rows_for_list, with_opinion
from identification.models import Application, Determination, Letter
from identification.workflow import DRAFTERS

LATEST = 20


@dataclass(frozen=True)
class HouseholdCases:
    """Rows of the panel; every kind is one query."""

    open: list[CaseRow]
    closed: list[Any]
    determinations: list[Determination]
    letters: list[Letter]
    may_apply: bool

    @classmethod
    def of(cls, household: Household, position: Position, on: date) -> HouseholdCases:
        visible = Application.objects.visible_to(position).filter(household=household)
        cases = list(with_opinion(visible.for_list()).order_by("-created_on", "-pk")[:LATEST])
        return cls(
            rows_for_list([case for case in cases if case.is_open], position, on),
            [case for case in cases if not case.is_open],
            list(Determination.objects.filter(household=household).order_by("-decided_on", "-pk")[:LATEST]),
            list(Letter.objects.filter(application__in=[case.pk for case in cases]).order_by("-pk")[:LATEST]),
            position.has(*DRAFTERS),
        )
