"""What monitoring puts on the desk: alerts and data tasks, by the very querysets of their lists."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import DateField, F, Q, QuerySet, Value
from django.urls import reverse

from accounts.models import Position
from accounts.roles import CASE_ROLES, Role
from casework.desk import DeskFact
from casework.inbox import Todo, TodoSlices, sliced
from monitoring.choices import AlertState, RunState
from monitoring.models import Alert, DataTask, ScreeningRun
from monitoring.wording import action_label, ground, next_step
from monitoring.workflow import ALERT, whose_turn

# Who supplies what no department holds: the people who go to the door; REGISTER_ADMIN sees to all of it.
FIELD_ROLES = (Role.TOWN_CLERK, Role.VILLAGE_WORKER)


def alerts_for(position: Position, on: date, is_mine: bool) -> QuerySet[Alert]:
    """Open alerts: where it is this position's turn, or all of its region."""
    alerts = Alert.objects.waiting_for(position) if is_mine else Alert.objects.visible_to(position).open()
    return alerts.order_by("due_on", "pk")


def alert_todos(alerts: Iterable[Any], position: Position, on: date) -> list[Todo]:
    if isinstance(alerts, QuerySet):
        alerts = alerts.for_list().annotate(size=F("household__facts__counted_members"))  # type: ignore[attr-defined]
    return [alert_todo(alert, position) for alert in alerts]


def alert_todo(alert: Any, position: Position) -> Todo:
    turn = next_step(alert, position)
    opens_form = alert.state == AlertState.VISITING and turn.is_mine
    return Todo(
        due_on=alert.due_on,
        household=family(alert.household.head_name, alert.size),
        place=alert.household.village.name,
        what=f"{turn.step}：{alert.title}",
        ground=ground(alert),
        blocked_by="" if turn.is_mine else f"等{turn.who}",
        action=action_label(alert, turn),
        url=reverse("monitoring:verify" if opens_form else "monitoring:alert", args=[alert.pk]),
        is_mine=turn.is_mine,
        household_url=reverse("households:detail", args=[alert.household_id]),
    )


def family(head_name: str, size: int | None) -> str:
    """孙满囤等3人; the number only where the facts know it."""
    if not size:
        return f"{head_name}户"
    return f"{head_name}等{size}人" if size > 1 else f"{head_name}1人"


def alerts_url(is_mine: bool, due: str) -> str:
    query = {name: value for name, value in (("who", "mine" if is_mine else ""), ("due", due)) if value}
    return reverse("monitoring:alerts") + (f"?{urlencode(query)}" if query else "")


def tasks_for(position: Position, on: date, is_mine: bool) -> QuerySet[DataTask]:
    """Open data tasks; mine are those my department, or for the town nobody else, can supply."""
    tasks = DataTask.objects.visible_to(position).open()
    if is_mine and not position.has(Role.DEPT_STAFF, Role.REGISTER_ADMIN):
        tasks = tasks.filter(supplier="") if position.has(*FIELD_ROLES) else tasks.none()
    return tasks.annotate(due_on=Value(None, DateField())).order_by("opened_on", "pk")


def task_todos(tasks: Iterable[Any], position: Position, on: date) -> list[Todo]:
    if isinstance(tasks, QuerySet):
        tasks = tasks.select_related("household__village", "person").defer("household__phone", "household__bank_account")
    reads_households = position.has(*CASE_ROLES)
    return [
        Todo(
            due_on=None,
            household=f"{task.household.head_name}户",
            place=task.household.village.name,
            what=f"补“{task.datum}”" + (f"：{task.person.name}" if task.person else ""),
            ground=f"{'、'.join(task.rules) or '各规则'}暂不能判断·{task.opened_on.month}月{task.opened_on.day}日提出",
            blocked_by="" if task.supplier == "" or not reads_households else f"等{task.get_supplier_display()}",
            action="看任务",
            url=f"{reverse('monitoring:data_tasks')}?{urlencode({'datum': task.datum, 'household': task.household_id})}",
            is_mine=True,
            household_url=reverse("households:detail", args=[task.household_id]) if reads_households else "",
        )
        for task in tasks
    ]


def tasks_url(is_mine: bool, due: str) -> str:
    return reverse("monitoring:data_tasks") + ("?who=mine" if is_mine else "")


TURNS = {role for state in ALERT.open_states for role in whose_turn(state)}
ALERTS = sliced("alerts", "线索", TodoSlices(alerts_for, alert_todos, alerts_url), roles=TURNS, readers=CASE_ROLES)
DATA_TASKS = sliced(
    "data_tasks", "数据任务", TodoSlices(tasks_for, task_todos, tasks_url),
    roles=(*FIELD_ROLES, Role.DEPT_STAFF, Role.REGISTER_ADMIN), readers=CASE_ROLES | {Role.DEPT_STAFF},
)  # fmt: skip


def last_screening(position: Position, on: date) -> DeskFact | None:
    """今天: when the county was last screened and what it opened here."""
    if not position.has(*CASE_ROLES):
        return None
    run = ScreeningRun.objects.filter(county__code=position.region.code[:6], state=RunState.DONE).order_by("-pk").first()
    if run is None:
        return DeskFact("夜间筛查", "还没有筛查过", "")
    opened = Alert.objects.visible_to(position).filter(run=run).count()
    url = f"{reverse('monitoring:alerts')}?{urlencode({'run': run.pk, 'state': 'all'})}"
    return DeskFact(f"{run.on:%-m月%-d日}筛查", f"新开线索{opened}条", url)


def closed_lately(position: Position, on: date) -> DeskFact | None:
    """今天: what was concluded today in this region."""
    if not position.has(*CASE_ROLES):
        return None
    closed = Alert.objects.visible_to(position).filter(Q(closed_on=on), state=AlertState.CLOSED).count()
    return DeskFact("今天办结", f"{closed}条", f"{reverse('monitoring:alerts')}?state=closed&closed_on={on:%Y-%m-%d}" if closed else "")
