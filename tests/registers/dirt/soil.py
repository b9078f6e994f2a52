"""From a clean register a dirty file: cells as clerks write them, in the layouts they use. What was done to which cell is kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any

from registers import parsing
from registers.parsing import Money
from registers.sheets import SHEETS, Column, Sheet
from registers.synthetic.cells import SAME, Written
from registers.synthetic.habits import written
from tests.registers.dirt.layouts import Body, Line, Spot, lay_out

# Cells that need each other: sums that must add up, two days of which one is needed, two ways to name one household. Where one is left empty, any of them may be named.
OWNER = {"household_no", "id_number"}
TOGETHER = {
    "medical": {"total", "basic_paid", "serious_paid", "aid_paid", "other_paid", "self_pay", "compliant_self_pay"},
    "incomes": OWNER,
    "spending": OWNER,
    "assets": OWNER,
    "real_estate": {"registered_on", "signed_on"},
    "salaries_tax": {"wage", "pension", "housing_fund", "taxed_income", "is_state_paid"},
    "payments": {"month", "paid_on", "status", "failure"},
    "jobs": {"is_working", "started_on", "ended_on"},
    "disasters": {"house_loss", "crop_loss", "loss"},
    "obligors": {"is_none", "obligor_name", "relation"},
}


@dataclass
class Sown:
    """A dirty file, what every row means, and which cells have no one reading. Rows are numbered as Excel numbers them, tab by tab."""

    content: bytes
    file_name: str
    rows: dict[Spot, Line]  # → the clean line it means
    unclear: dict[Spot, set[str]]  # → column codes that may be refused
    habits: list[tuple[Spot, str, Any]] = field(default_factory=list)


def clean_lines(sheet: Sheet, lines: list[Line]) -> list[Line]:
    """The lines of the synthetic county as the sheet itself prints them."""
    result = []
    for line in lines:
        values = {code: parsing.taken(sheet.by_code[code].parse(cell)) for code, cell in line.items() if not parsing.is_blank(plain(cell))}
        result.append({code: sheet.by_code[code].show(value) for code, value in values.items()})
    return result


def plain(cell: Any) -> Any:
    """A cell of the generator's own writer as Excel gives it back."""
    return str(cell) if type(cell).__mro__[1] is int and not isinstance(cell, bool) else cell


def sow(rng: Random, code: str, lines: list[Line], *, dirt: float) -> Sown:
    """A file of these clean lines with about `dirt` of the cells written as clerks write them, in one of the layouts they use."""
    sheet = SHEETS[code]
    columns = [column for column in sheet.columns if column in sheet.wanted or any(column.code in line for line in lines)]
    rng.shuffle(columns)
    wan = {column.code for column in columns if _may_be_wan(column, lines) and rng.random() < 0.3}
    bodies, told = [], []
    for line in lines:
        body = Body(dict(line), dict(line), set())
        for column in columns:
            cell = line.get(column.code)
            if column.code in wan and cell is not None:
                body.cells[column.code] = rng.choice((float(cell / 10000), f"{(cell / 10000).normalize():f}"))
            elif cell is not None and rng.random() < dirt and (habit := _dirty(rng, column, cell)):
                body.cells[column.code] = habit.cell
                body.meant[column.code] = body.meant[column.code] if habit.meant is SAME else habit.meant
                told.append((len(bodies), column.code, habit.cell))
                if not habit.is_clear:
                    body.unclear.add(column.code)
                elif habit.meant is None and column.code in TOGETHER.get(code, ()):
                    body.unclear |= TOGETHER[code]
        bodies.append(body)
    sheaf = lay_out(rng, sheet, columns, [_heading(rng, column, column.code in wan) for column in columns], bodies)
    return Sown(
        sheaf.content, sheaf.file_name, sheaf.rows, sheaf.unclear, [(sheaf.spots[index], column, cell) for index, column, cell in told]
    )


def _may_be_wan(column: Column, lines: list[Line]) -> bool:
    return isinstance(column.parse, Money) and any(line.get(column.code) for line in lines)


def _dirty(rng: Random, column: Column, cell: Any) -> Written | None:
    return written(rng, column, parsing.taken(column.parse(cell)))


def _heading(rng: Random, column: Column, in_wan: bool) -> str:
    """The column by one of its true names, with a star, blanks or a unit."""
    title = rng.choice(column.headings)
    if isinstance(column.parse, Money):
        bare = title.replace("（元）", "")
        return f"{bare}（万元）" if in_wan else rng.choice((title, bare, f"{bare}(元)"))
    return rng.choice((title, f"*{title}", f" {title} ", title.replace("号", "号 "), f"{title}："))
