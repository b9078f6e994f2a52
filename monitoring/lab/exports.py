"""What goes out of a trial: its counts town by town, and the households behind them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.shortcuts import get_object_or_404

from accounts.requests import HouseRequest
from casework.export import Asked, Column, ListExport, conditions_of, where
from casework.xlsx_stream import Kind
from monitoring.lab.measures import KINDS, SHORT, Line
from monitoring.lab.moved_list import MovedFilter
from monitoring.lab.page import NAMED, READERS, ScenarioView
from monitoring.models import Scenario


@dataclass(frozen=True)
class TownCount:
    town: str
    kind: str
    line: Line


GROUPS = {
    "category": "类别",
    "kind": "标识",
    "rule": "线索",
    "unknown": "不能判断的规则",
    "visits": "走访",
    "amount": "补差",
    "listed": "类别",
}
TOTAL = (
    Column("镇街", lambda row: row.town, width=16),
    Column("分组", lambda row: row.kind, width=14),
    Column("项目", lambda row: row.line.label, width=36),
    Column("现行", lambda row: row.line.before, Kind.NUMBER),
    Column("试算", lambda row: row.line.after, Kind.NUMBER),
    Column("进入（新成立）", lambda row: row.line.entered, Kind.NUMBER),
    Column("退出（不再成立）", lambda row: row.line.left, Kind.NUMBER),
    Column("增减", lambda row: row.line.change, Kind.NUMBER),
)


def asked_scenario(request: HouseRequest, pk: int) -> Scenario:
    return get_object_or_404(Scenario.objects.visible_to(request.position).select_related("county", "proposal__region"), pk=pk)


def told(scenario: Scenario, view: ScenarioView) -> list[str]:
    """The day and what was changed, in the head of the sheet."""
    changes = [f"{title}{was}→{becomes}" for title, was, becomes in view.changes] or [scenario.name]
    return [f"试算日{scenario.on:%Y-%m-%d}", *changes]


def totals(request: HouseRequest, pk: int) -> Asked:
    scenario = asked_scenario(request, pk)
    view = ScenarioView(scenario, request.position)
    places = [("全县", view.county), *((town.name, town.sums) for town in view.towns)]
    rows = [
        TownCount(name, GROUPS[line.measure.partition(":")[0]], line)
        for name, sums in places
        for line in sorted(sums.lines.values(), key=lambda line: line.measure)
    ]
    return Asked(rows, TOTAL, told(scenario, view))


def word(words: dict[str, str]) -> Any:
    return lambda code: words.get(code, code)


HOUSEHOLD = (
    Column("户主", "household__head_name"),
    *where("household__"),
    Column("现有类别", "listed", shape=word(SHORT)),
    Column("现行标准测算", "was", shape=word(SHORT)),
    Column("试算", "becomes", shape=word(SHORT)),
    Column("现行标识测算", "was_kind", shape=word(KINDS)),
    Column("试算标识", "becomes_kind", shape=word(KINDS)),
    Column("新成立的线索", "new_rules", width=20, shape="、".join),
    Column("不再成立", "gone_rules", width=20, shape="、".join),
    Column("新增走访", "is_new_visit", shape=lambda is_new: "是" if is_new else ""),
    Column("现行补差（元/月）", "was_amount", Kind.NUMBER, 14),
    Column("试算补差（元/月）", "becomes_amount", Kind.NUMBER, 14),
    Column("户编号", "household__household_no", width=22),
)


def households(request: HouseRequest, pk: int) -> Asked:
    scenario = asked_scenario(request, pk)
    asked = MovedFilter.read(request.GET, request.position, request.today)
    return Asked(asked.rows(scenario), HOUSEHOLD, [*told(scenario, ScenarioView(scenario, request.position)), *conditions_of(asked.chips)])


TOTALS = ListExport("政策试算汇总", "monitoring:scenario", "行", READERS, totals)
HOUSEHOLDS = ListExport("政策试算变动户", "monitoring:scenario_households", "户", NAMED, households)
