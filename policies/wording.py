"""How a parameter reads on a page: value with its unit, the same line in the other unit, choices and table columns in words."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from policies.categories import AreaType
from policies.models import Parameter
from policies.parameters import YEARLY, Definition, Kind, Unit, monthly, yearly

CHOICES = {
    "HOUSEHOLD": "按户合计",
    "PERSON": "按人",
    "INPATIENT": "只算住院",
    "ALL": "住院和门诊",
    "CANNOT_SAY": "走访记录还没有录全，不能判断",
    "OVERDUE": "算逾期未走访",
    "FULL_MONTHS_12": "此前12个整月",
    "ROLLING_YEAR": "往前推一年（到日）",
    "FULL_MONTHS_6": "此前6个整月",
    "ON": "是",
    "OFF": "否",
    "YES": "计入",
    "NO": "不计入",
    "TOWN": "乡镇（街道）",
    "COUNTY": "县级",
}
COLUMNS = {
    "source": "来源",
    "item": "项目代号",
    "title": "项目",
    "valid_from": "起",
    "valid_to": "止",
    "is_provisional": "暂沿用",
    "age": "年龄",
    "purpose": "用途",
    "numerator": "分子",
    "denominator": "分母",
    "day": "日",
    "office": "受理单位",
    "phone": "电话",
    "sheet": "台账代号",
    "months": "间隔（月）",
}
CELLS = {"means_check": "经济状况核对", "department": "部门数据", "visit": "走访", "declared": "本人自报", True: "暂沿用"}


def choice_label(choice: str) -> str:
    return CHOICES.get(choice, choice)


def plain_number(value: Decimal, places: int = 4) -> str:
    """11,976 or 0.6: thousands apart, at most `places` decimals, no idle zeros."""
    rounded = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    whole, _, rest = f"{rounded:,f}".partition(".")
    rest = rest.rstrip("0")
    return f"{whole}.{rest}" if rest else whole


def is_line(definition: Definition) -> bool:
    """Published per year or per month, and shown in both."""
    return definition.units == YEARLY


@dataclass(frozen=True)
class Reading:
    """One row of a parameter as the page reads it."""

    row: Parameter
    value: str  # as published: 998元/人·月
    other: str  # the other unit of a line: 11,976元/人·年; empty for anything else
    area: str  # empty where the parameter knows no area
    table: tuple[tuple[str, ...], ...] = ()
    columns: tuple[str, ...] = ()

    @property
    def is_provisional(self) -> bool:
        """Carried over as a whole, or in one entry of its table (rulings B15)."""
        return self.row.is_provisional or any(entry.get("is_provisional") for entry in self.row.table or [])


def reading(row: Parameter) -> Reading:
    definition: Definition = row.definition
    area = AreaType(row.area_type).label if definition.by_area else ""
    if definition.kind is Kind.CHOICE:
        return Reading(row, choice_label(row.choice), "", area)
    if definition.kind is Kind.TABLE:
        rows = row.table or []
        names = [name for name in definition.columns if any(entry.get(name) for entry in rows)]
        cells = tuple(tuple(_cell(entry.get(name)) for name in names) for entry in rows)
        columns = tuple(COLUMNS.get(name, name) for name in names)
        return Reading(row, f"{len(rows)}项", "", area, cells, columns)
    number = row.number or Decimal(0)
    unit = "" if row.unit == Unit.RATIO else row.unit
    return Reading(row, plain_number(number) + unit, _other_unit(number, row.unit) if is_line(definition) else "", area)


def _cell(value: Any) -> str:
    return CELLS.get(value, "" if value is None else str(value))


def _other_unit(number: Decimal, unit: str) -> str:
    if unit == Unit.YUAN_PER_MONTH:
        return plain_number(yearly(number, unit)) + Unit.YUAN_PER_YEAR
    return plain_number(monthly(number, unit), 2) + Unit.YUAN_PER_MONTH
