"""What this room puts on the desk: needs to answer or to push, and pushes to sign for, work on, feed back or verify, by the querysets of their lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.db.models import DateField, Q, QuerySet, Value
from django.urls import reverse

from accounts.models import Position
from accounts.roles import CASE_ROLES, Role
from assistance.choices import NeedState, ReferralState
from assistance.feedback import current_quarter, last_due_quarter, owed
from assistance.filters import referrals_url
from assistance.ledger import cell
from assistance.models import Need, Referral
from assistance.needs import ANSWERERS
from assistance.presenters import about, rows_for_list
from assistance.reminders import last_reminder
from assistance.workflow import whose_turn
from casework.desk import DeskFact
from casework.inbox import Todo, TodoSlices, sliced


def needs_for(position: Position, on: date, is_mine: bool) -> QuerySet[Need]:
    """Needs whose household has not answered (town, village) or that the county has to push; of the whole office, both."""
    mine = Q(pk__in=[])
    if position.has(*ANSWERERS):
        mine |= Q(state=NeedState.NOTED)
    if position.has(Role.TASKFORCE):
        mine |= Q(state=NeedState.CONFIRMED)
    waiting = mine if is_mine else Q(state__in=[NeedState.NOTED, NeedState.CONFIRMED])
    return Need.objects.visible_to(position).filter(waiting).annotate(due_on=Value(None, DateField())).order_by("noted_on", "pk")


def need_todos(needs: Iterable[Any], position: Position, on: date) -> list[Todo]:
    if isinstance(needs, QuerySet):
        needs = needs.select_related("household__village", "person").defer("household__phone", "household__bank_account")
    return [need_todo(need, position) for need in needs]


def need_todo(need: Need, position: Position) -> Todo:
    to_push = need.state == NeedState.CONFIRMED
    is_mine = position.has(Role.TASKFORCE) if to_push else position.has(*ANSWERERS)
    return Todo(
        due_on=None,
        household=about(need),
        place=need.household.village.name,
        what=f"{'推送部门' if to_push else '问群众是否需要'}：{need.get_kind_display()}",
        ground=f"{need.get_source_display()}·{need.noted_on.month}月{need.noted_on.day}日登记",
        blocked_by="" if is_mine else ("等县专班" if to_push else "等村级信息员、镇一窗受理"),
        action=("推送" if to_push else "记录") if is_mine else "看需求",
        url=reverse("assistance:push") if to_push and is_mine else f"{reverse('assistance:needs')}?household={need.household_id}",
        is_mine=is_mine,
        household_url=reverse("households:detail", args=[need.household_id]),
    )


READERS = CASE_ROLES | {Role.DEPT_STAFF}


def needs_url(is_mine: bool, due: str) -> str:
    return reverse("assistance:needs") + ("?who=mine" if is_mine else "")


def pushes_in(*states: ReferralState) -> Callable[[Position, date, bool], QuerySet[Referral]]:
    """Pushes in these states: those waiting for this position, or all it may see."""

    def ask(position: Position, on: date, is_mine: bool) -> QuerySet[Referral]:
        wanted = [state for state in states if not is_mine or whose_turn(state) & set(position.roles)]
        return Referral.objects.visible_to(position).filter(state__in=wanted).order_by("due_on", "pk")  # nobody's turn: no query

    return ask


def push_todos(referrals: Iterable[Any], position: Position, on: date) -> list[Todo]:
    if isinstance(referrals, QuerySet):
        referrals = referrals.for_list()  # type: ignore[attr-defined]
    reads_households = position.has(*CASE_ROLES)
    return [
        Todo(
            due_on=row.referral.due_on,
            household=row.about,
            place=row.referral.household.village.name,
            what=f"{row.turn.step}：{row.referral.need.get_kind_display()}",
            ground=f"{row.referral.get_dept_display()}·{row.referral.pushed_on.month}月{row.referral.pushed_on.day}日推送",
            blocked_by="" if row.turn.is_mine else f"等{row.turn.who}",
            action=row.button,
            url=reverse("assistance:referral", args=[row.referral.pk]),
            is_mine=row.turn.is_mine,
            household_url=reverse("households:detail", args=[row.referral.household_id]) if reads_households else "",
        )
        for row in rows_for_list(referrals, position, on)
    ]


def list_of(state: str) -> Callable[[bool, str], str]:
    return lambda is_mine, due: referrals_url(state=state, who="mine" if is_mine else "", due=due)


def turns(*states: ReferralState) -> set[Role]:
    return {role for state in states for role in whose_turn(state)}


S = ReferralState
SOURCES = (
    sliced("needs", "需求", TodoSlices(needs_for, need_todos, needs_url), roles=(*ANSWERERS, Role.TASKFORCE), readers=READERS),
    sliced("to_receive", "待签收", TodoSlices(pushes_in(S.PUSHED), push_todos, list_of("pushed")), roles=turns(S.PUSHED), readers=READERS),
    sliced(
        "helping",
        "办理中",
        TodoSlices(pushes_in(S.RECEIVED, S.HELPING), push_todos, list_of("working")),
        roles=turns(S.RECEIVED, S.HELPING),
        readers=READERS,
    ),
    sliced(
        "to_feed_back",
        "待反馈",
        TodoSlices(pushes_in(S.DONE, S.REFUSED), push_todos, list_of("settled")),
        roles=turns(S.DONE, S.REFUSED),
        readers=READERS,
    ),
    sliced(
        "to_verify",
        "待核实到位",
        TodoSlices(pushes_in(S.FED_BACK), push_todos, list_of("fed_back")),
        roles=turns(S.FED_BACK),
        readers=READERS,
    ),
)


def feedback_owed(position: Position, on: date) -> DeskFact | None:
    """今天: what a department owes for the running quarter."""
    if not position.has(Role.DEPT_STAFF):
        return None
    quarter = current_quarter(on)
    number = owed(quarter, on).visible_to(position).count()
    return DeskFact("本季未反馈", f"{number}件", f"{reverse('assistance:feedback')}?quarter={quarter.code}" if number else "")


def silent_pushes(position: Position, on: date) -> DeskFact | None:
    """今天, for those who supervise: pushes answered in neither of the last two quarters due (rulings C6)."""
    if not position.has(Role.TASKFORCE, Role.INSPECTOR):
        return None
    quarter = last_due_quarter(on, position.region.code[:6])
    number = cell(quarter, "silent", position, on).count()
    return DeskFact("连续两季未答", f"{number}件", referrals_url(quarter=quarter.code, column="silent") if number else "")


def reminded(position: Position, on: date) -> DeskFact | None:
    """今天: the latest reminder the department got."""
    if not position.has(Role.DEPT_STAFF) or not position.office.dept:
        return None
    last = last_reminder(position.office.dept, position.region.code[:6], on)
    if last is None:
        return None
    url = f"{reverse('assistance:feedback')}?quarter={last.quarter}"
    return DeskFact("催办", f"{last.sent_on.month}月{last.sent_on.day}日催办{last.owed}件", url)
