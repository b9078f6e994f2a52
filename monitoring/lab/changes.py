"""What a trial changes, and which rows of parameters stand for it while it counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.models import Region
from households.applied import AMOUNTS, COUNTS, COUNTY_WIDE, LINES, RATIOS
from policies.categories import AreaType
from policies.models import Numbers, Parameter
from policies.parameters import DEFINITIONS, Kind, Unit
from policies.wording import choice_label, plain_number

EXCLUDED = "excluded_income"
# Every number that facts, rules and criteria read; tables only come by a file, but one item of the exclusions may be tried (`EXCLUDED`).
TRIABLE = tuple(code for code in (*LINES, *AMOUNTS, *RATIOS, *COUNTS, *COUNTY_WIDE) if DEFINITIONS[code].kind is not Kind.TABLE)


@dataclass(frozen=True)
class Change:
    """One number moved for the whole county. `number` in the unit of the row in force, `choice` an option; for EXCLUDED the item that would count.

    A town that has published its own row keeps it, as it would if the county published this one.
    """

    code: str
    area_type: str = AreaType.UNIFIED
    number: Decimal | None = None
    choice: str = ""

    @property
    def title(self) -> str:
        area = f"（{AreaType(self.area_type).label}）" if DEFINITIONS[self.code].by_area else ""
        return DEFINITIONS[self.code].title + area


def rows_for(changes: Iterable[Change], numbers: Numbers, county: Region) -> list[Parameter]:
    """The rows the county would have, unsaved. Raises ParameterMissing where there is no row yet to move."""
    rows: list[Parameter] = []
    counted = [change.choice for change in changes if change.code == EXCLUDED]
    if counted:
        rows.append(
            row_of(Change(EXCLUDED), numbers, county, [row for row in numbers.table(EXCLUDED, county) if row["item"] not in counted])
        )
    return rows + [row_of(change, numbers, county) for change in changes if change.code != EXCLUDED]


def row_of(change: Change, numbers: Numbers, county: Region, table: list[dict[str, object]] | None = None) -> Parameter:
    now = numbers.row(change.code, county, change.area_type)
    return Parameter(
        code=change.code, region=county, area_type=change.area_type, number=change.number, choice=change.choice, table=table, unit=now.unit,
        valid_from=numbers.on, source="政策试算",
    )  # fmt: skip


def now_and_then(change: Change, numbers: Numbers, county: Region) -> tuple[str, str]:
    """How the number reads in force, and moved."""
    now = numbers.row(change.code, county, change.area_type)
    if change.code == EXCLUDED:
        titles = {str(row["item"]): str(row.get("title") or row["item"]) for row in now.table or []}
        return "不计入收入", f"{titles.get(change.choice, change.choice)}计入收入"
    if now.number is None:
        return choice_label(now.choice), choice_label(change.choice)
    unit = "" if now.unit == Unit.RATIO else now.unit
    return plain_number(now.number) + unit, plain_number(change.number or Decimal(0)) + unit


def in_effect_on(row: Parameter, today: date) -> date:
    """The day a proposed row is tried for: today, or its start if that is still to come."""
    return max(today, row.valid_from)
