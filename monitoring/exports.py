"""What goes out of the room of monitoring: alerts and data tasks as filtered."""

from __future__ import annotations

from datetime import date

from accounts.choices import Dept
from accounts.requests import HouseRequest
from accounts.roles import CASE_ROLES, Role
from casework.due import DueGroup
from casework.export import Asked, Column, ListExport, conditions_of, label_of, where
from casework.lights import light_for
from casework.models import WorkDay
from casework.xlsx_stream import Kind
from households.choices import HouseholdKind
from households.sums import rounded_down
from monitoring.choices import AlertSource, AlertState, Outcome
from monitoring.filters import AlertFilter
from monitoring.near import NearFilter
from monitoring.task_filters import TaskFilter
from monitoring.wording import SEVERITY, VILLAGE_SUPPLIES
from monitoring.workflow import ALERT

state_word = label_of(AlertState.choices)


def next_word(state: str) -> str:
    """The step awaited, by the table."""
    return next((step.label for step in ALERT.leaving(state) if step.solid), "")


def alert_columns(on: date) -> tuple[Column, ...]:
    calendar = WorkDay.objects.calendar()
    return (
        Column("期限", "due_on", Kind.DATE),
        Column("期限（工作日）", ("due_on", "closed_on"), width=14, shape=lambda due, closed: "" if closed else light_for(due, on, calendar).text),
        Column("户主", "household__head_name"),
        Column("成员", "person__name"),
        *where("household__"),
        Column("事由", "title", width=30),
        Column("来源", "source", shape=label_of(AlertSource.choices)),
        Column("规则", "rule", width=8),
        Column("程度", "severity", width=8, shape=lambda severity: SEVERITY.get(severity, "")),
        Column("提出日期", "opened_on", Kind.DATE),
        Column("状态", "state", shape=state_word),
        Column("接下来", "state", shape=next_word),
        Column("核实人", "assigned_to__user__name"),
        Column("结论", "outcome", shape=label_of(Outcome.choices)),
        Column("办结日期", "closed_on", Kind.DATE),
        Column("户编号", "household__household_no", width=22),
        Column("说明", "reason", width=60),
    )  # fmt: skip


def alerts(request: HouseRequest) -> Asked:
    asked = AlertFilter.read(request.GET, request.position, request.today)
    part = "已办结" if asked.is_closed else DueGroup(asked.due).label if asked.due else ""
    return Asked(asked.alerts(), alert_columns(request.today), conditions_of(asked.chips), part)


TASK = (
    Column("缺的数据", "datum", width=20),
    Column("户主", "household__head_name"),
    Column("成员", "person__name"),
    *where("household__"),
    Column("不能判断的规则", "rules", width=24, shape="、".join),
    Column("谁能补", "supplier", shape=lambda code: Dept(code).label if code in Dept.values else VILLAGE_SUPPLIES),
    Column("提出日期", "opened_on", Kind.DATE),
    Column("户编号", "household__household_no", width=22),
)


def data_tasks(request: HouseRequest) -> Asked:
    asked = TaskFilter.read(request.GET, request.position, request.today)
    return Asked(asked.tasks(), TASK, conditions_of(asked.chips))


NEAR = (
    Column("户主", "household__head_name"),
    *where("household__"),
    Column("户类型", "household_kind", shape=label_of(HouseholdKind.choices)),
    Column("计算收入的人口", "income_members", Kind.NUMBER, 8),
    Column("人均收入（元/年）", "per_head", Kind.NUMBER, 16, rounded_down),
    Column("监测线（元/年）", "parameters__low_income_line", Kind.NUMBER, 16),
    Column("高出（元/年）", "above", Kind.NUMBER, 16, rounded_down),
    Column("12个月自付医疗（元）", "self_pay_window", Kind.NUMBER, 18),
    Column("户编号", "household__household_no", width=22),
)


def near(request: HouseRequest) -> Asked:
    asked = NearFilter.read(request.GET, request.position, request.today)
    return Asked(asked.rows(), NEAR, conditions_of(asked.chips))


READERS = tuple(sorted(CASE_ROLES))
EXPORTS = {
    "alerts": ListExport("线索清单", "monitoring:alerts", "条", READERS, alerts),
    "near": ListExport("略高于监测线的户", "monitoring:near", "户", READERS, near),
    "data_tasks": ListExport("数据任务清单", "monitoring:data_tasks", "条", (*READERS, Role.DEPT_STAFF), data_tasks),
}
