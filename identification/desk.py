"""What applications put on the desk, by the very querysets of their list."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import Position
from accounts.roles import CASE_ROLES
from casework.desk import DeskFact
from casework.inbox import Todo, TodoSlices, TodoSource
from identification.case_filters import PAUSED, cases_url
from identification.case_wording import BUTTONS, CaseRow, family, rows_for_list, waiting_for, with_opinion
from identification.choices import FINAL_STATES, ApplicationState
from identification.models import Application
from identification.workflow import APPLICATION, whose_turn

# States whose next step is done on a page of its own: the desk's button leads there when it is the reader's turn.
PAGES = {ApplicationState.DRAFT: "identification:form", ApplicationState.RETURNED: "identification:papers"}


def cases_for(position: Position, on: date, is_mine: bool) -> QuerySet[Application]:
    """Open applications: where it is this position's turn, or all of its region."""
    cases = waiting_for(position, on) if is_mine else Application.objects.visible_to(position).open()
    return cases.order_by("due_on", "pk")


def case_todos(cases: Iterable[Any], position: Position, on: date) -> list[Todo]:
    if isinstance(cases, QuerySet):
        cases = with_opinion(cases.for_list())  # type: ignore[attr-defined]
    return [case_todo(row) for row in rows_for_list(cases, position, on)]


def case_todo(row: CaseRow) -> Todo:
    case, turn = row.application, row.turn
    page = PAGES.get(case.state, "identification:application") if turn.is_mine else "identification:application"
    proposed = f"拟{row.title}·" if row.title else ""
    return Todo(
        due_on=case.due_on,
        household=family(case, case.size),
        place=case.household.village.name,
        what=f"{turn.step}：{proposed}{case.state_label}",
        ground=f"办件号{case.application_no}",
        blocked_by=row.awaits or ("" if turn.is_mine else f"等{turn.who}"),
        action=BUTTONS[case.state] if turn.is_mine and not row.awaits else "看办件",
        url=reverse(page, args=[case.pk]),
        is_mine=turn.is_mine,
        is_paused=case.paused_since is not None,
        household_url=reverse("households:detail", args=[case.household_id]),
    )


def desk_url(is_mine: bool, due: str) -> str:
    return cases_url(who="mine" if is_mine else "", due=due)


SLICES = TodoSlices(cases_for, case_todos, desk_url, paused=PAUSED)
APPLICATIONS = TodoSource(
    code="applications",
    title="办件",
    rows=lambda position, on, limit: case_todos(cases_for(position, on, True)[:limit], position, on),
    count=lambda position, on: cases_for(position, on, True).count(),
    list_url=lambda position: desk_url(True, ""),
    slices=SLICES,
    roles=frozenset(role for state in APPLICATION.open_states for role in whose_turn(state)),
    readers=CASE_ROLES,
)


def finished_today(position: Position, on: date) -> DeskFact | None:
    """今天: cases finished today in this region."""
    if not position.has(*CASE_ROLES):
        return None
    number = Application.objects.visible_to(position).filter(closed_on=on, state__in=FINAL_STATES).count()
    return DeskFact("今天办结申请", f"{number}件", cases_url(closed_on=f"{on:%Y-%m-%d}") if number else "")
