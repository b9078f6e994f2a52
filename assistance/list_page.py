"""What stands around the rows of the list of pushes and of the ledger: tabs by deadline and the options of each filter."""

from __future__ import annotations

from datetime import date

from accounts.choices import Dept, RegionLevel
from accounts.list_filters import Select
from accounts.models import Position, Region
from accounts.roles import Role
from assistance.choices import NeedKind
from assistance.filters import CATEGORIES, STATES, ReferralFilter
from assistance.ledger import COLUMN_TITLES
from assistance.quarters import Quarter

QUARTERS_OFFERED = 6


def towns_of(position: Position) -> list[tuple[str, str]]:
    inside = Region.objects.under(position.region).filter(level=RegionLevel.TOWN).order_by("code")
    return list(inside.values_list("code", "name"))


def quarters_for(on: date, asked: Quarter | None = None) -> list[tuple[str, str]]:
    """The running quarter, the next (pushes of the third month) and those before; the one asked for always among them."""
    quarter = Quarter.of(on).next
    found = [quarter]
    while len(found) < QUARTERS_OFFERED:
        quarter = quarter.previous
        found.append(quarter)
    if asked and asked not in found:
        found.append(asked)
    return [(one.code, one.label) for one in found]


def labels(choices: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(str(value), str(label)) for value, label in choices]


def selects(asked: ReferralFilter) -> list[Select]:
    """The selects of 加条件; a department's staff choose neither department nor the household's category."""
    is_dept = asked.position.has(Role.DEPT_STAFF)
    known = [
        ("quarter", "季度", quarters_for(asked.on, asked.quarter)),
        ("column", "台账", labels(list(COLUMN_TITLES.items())) if asked.quarter else []),
        ("dept", "部门", [] if is_dept else labels(list(Dept.choices))),
        ("state", "状态", labels(list(STATES.items()))),
        ("kind", "需求", labels(list(NeedKind.choices))),
        ("category", "类别", [] if is_dept else labels(list(CATEGORIES.items()))),
        ("town", "镇街", towns_of(asked.position)),
    ]
    values = {**asked.values, "quarter": asked.quarter.code if asked.quarter else "", "column": asked.column}
    return [Select(name, label, options, values.get(name, "")) for name, label, options in known if len(options) > 1]


def hidden(asked: ReferralFilter, shown: list[Select]) -> list[tuple[str, str]]:
    """Conditions of the address that have no select here: they stay when the form is sent."""
    names = {select.name for select in shown}
    return [(name, value) for name, value in asked.query.items() if name not in names]
