"""How registers print what the model holds: labels, 是 and 否, days as text, a person by name and number."""

from __future__ import annotations

from datetime import date
from typing import Any

from registers.synthetic.model import Human, Row
from registers.synthetic.xlsx import Cell

Line = dict[str, Cell]
NATIONAL_WORDS = {"20": "之子", "22": "之子", "23": "之子", "30": "之女", "32": "之女", "33": "之女", "51": "之父", "52": "之母"}


def label(choices: Any, value: str) -> str:
    return str(choices(value).label) if value else ""


def yes(value: bool) -> str:
    return "是" if value else "否"


def day(value: date | None) -> str | None:
    """Days are text, as the departments' systems export them."""
    return value.isoformat() if value else None


def number_of(person: Human | None) -> str | None:
    return person.id_number if person else None


def who(row: Row) -> Line:
    return {"name": row["person"].name, "id_number": row["person"].id_number}
