"""What the inquiry puts on the desk and into the chain: means checks to answer or to tell, visits to make and to sign."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from accounts.models import Position
from accounts.roles import CASE_ROLES, Role
from casework.chain import LinkKind, MissingLink
from casework.inbox import Todo, TodoSlices, sliced
from households.models import Household
from identification.choices import ApplicationState
from identification.inquiry_presenters import (
    check_turn,
    open_checks,
    open_visits,
    visit_row,
    visits_for_list,
    waiting_checks,
    waiting_visits,
)
from identification.models import HomeVisit, MeansCheck

# Who opens the lists; nobody else is told of them.
CHECK_READERS = (Role.VERIFY_CENTER, Role.TOWN_CLERK, Role.TASKFORCE, Role.INSPECTOR)
VISIT_READERS = (Role.TOWN_SURVEYOR, Role.TOWN_CLERK, Role.TOWN_HEAD, Role.TASKFORCE, Role.INSPECTOR)


def checks_for(position: Position, on: date, is_mine: bool) -> Any:
    if not position.has(*((Role.VERIFY_CENTER, Role.TOWN_CLERK) if is_mine else CHECK_READERS)):
        return MeansCheck.objects.none()
    return (waiting_checks(position) if is_mine else open_checks(position)).order_by("due_on", "pk")


def check_todos(checks: Iterable[Any], position: Position, on: date) -> list[Todo]:
    todos = []
    for check in checks:
        step, who = check_turn(check)
        is_mine = position.has(Role.TOWN_CLERK if check.finished_on else Role.VERIFY_CENTER)
        todos.append(Todo(
            due_on=check.due_on, household=str(check.application.household), place=check.application.household.village.name,
            what=f"{step}：经济状况核对", ground=f"{check.asked_on.month}月{check.asked_on.day}日提请·办件号{check.application.application_no}",
            blocked_by="" if is_mine else f"等{who}", action=("告知" if check.finished_on else "核对") if is_mine else "查看",
            url=reverse("identification:means_check", args=[check.pk]), is_mine=is_mine,
            household_url=reverse("households:detail", args=[check.application.household_id]),
        ))  # fmt: skip
    return todos


def visits_for(position: Position, on: date, is_mine: bool) -> Any:
    if not position.has(*((Role.TOWN_SURVEYOR,) if is_mine else VISIT_READERS)):
        return HomeVisit.objects.none()
    return (waiting_visits(position) if is_mine else open_visits(position)).order_by("due_on", "pk")


def visit_todos(visits: Iterable[Any], position: Position, on: date) -> list[Todo]:
    todos = []
    for visit in visits:
        row = visit_row(visit, position, None)
        todos.append(Todo(
            due_on=visit.due_on, household=str(visit.application.household), place=visit.application.household.village.name,
            what=f"{row.step}：入户调查", ground=f"{row.who}·办件号{visit.application.application_no}",
            blocked_by="" if row.is_mine else f"等{row.who}", action=row.step if row.is_mine else "查看",
            url=reverse("identification:home_visit", args=[visit.pk]), is_mine=row.is_mine,
            household_url=reverse("households:detail", args=[visit.application.household_id]),
        ))  # fmt: skip
    return todos


def list_url(name: str, is_mine: bool, due: str) -> str:
    query = {key: value for key, value in (("who", "mine" if is_mine else ""), ("due", due)) if value}
    return reverse(name) + (f"?{urlencode(query)}" if query else "")


MEANS_CHECKS = sliced(
    "means_checks",
    "核对",
    TodoSlices(checks_for, check_todos, lambda is_mine, due: list_url("identification:means_checks", is_mine, due)),
    roles=(Role.VERIFY_CENTER, Role.TOWN_CLERK),
    readers=CHECK_READERS,
)
HOME_VISITS = sliced(
    "home_visits",
    "入户调查",
    TodoSlices(visits_for, visit_todos, lambda is_mine, due: list_url("identification:home_visits", is_mine, due)),
    roles=(Role.TOWN_SURVEYOR,),
    readers=VISIT_READERS,
)


def missing_links(household: Household, position: Position, on: date) -> list[MissingLink]:
    """What the inquiry of this household's case waits for: two statements."""
    if not position.has(*CASE_ROLES):
        return []
    case = {"application__household": household, "application__state": ApplicationState.UNDER_INQUIRY}
    links = []
    for check in MeansCheck.objects.visible_to(position).filter(**case, finished_on__isnull=True):
        text = f"等{Role.VERIFY_CENTER.label}，{md(check.asked_on)}提请，应{md(check.due_on)}前核完"
        links.append(link(check.due_on, on, "核对结果", text, position, CHECK_READERS, "看核对", "identification:means_check", check.pk))
    for visit in visits_for_list(position).filter(**case, completed_on__isnull=True):
        row = visit_row(visit, position, None)
        text = f"等{row.who}{row.step}，{md(visit.planned_on)}安排，应{md(visit.due_on)}前完成"
        links.append(link(visit.due_on, on, "入户调查", text, position, CASE_ROLES, "看入户", "identification:home_visit", visit.pk))
    return links


def link(
    due_on: date, on: date, title: str, text: str, position: Position, readers: Iterable[Role], action: str, name: str, pk: int
) -> MissingLink:
    kind = LinkKind.GAP if due_on < on else LinkKind.SOON
    may_go = position.has(*readers)
    return MissingLink(kind, title, text, due_on, action if may_go else "", reverse(name, args=[pk]) if may_go else "")


def md(day: date) -> str:
    return f"{day.month}月{day.day}日"
