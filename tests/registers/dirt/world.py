"""The clean county the dirt falls on, and what of a register has landed, cell by cell, in words that two imports share."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models, transaction

from accounts.fields import BlindIndexField, SealedField
from accounts.models import Office, Region, User
from households.models import Household, Person
from registers.models import Batch
from registers.sheets import SHEETS
from registers.synthetic.county import make
from registers.synthetic.written import ROWS
from tests.ground import lay_ground
from tests.registers.books import problems, register, take
from tests.registers.dirt.soil import Line, clean_lines

HOMES = 2  # of every sheet; rows are drawn from what all these households have
# Not what a row says: keys, clocks, the batch, and what is worked out anew from the evidence.
UNSAID = {"id", "batch", "batch_id", "superseded_at", "created_at", "updated_at", "initials", "password", "date_joined"}
# What the register itself calls a figure: another word for the kind is another truth here, not a habit (tests/registers/quality/test_rules.py).
UNSAID |= {"is_receipts"}


@cache
def lines_of() -> dict[str, list[Line]]:
    """Clean lines by sheet of the households chosen: every sheet that is asked for speaks of some of them."""
    county = make(200, 7, 0)
    written = {code: ROWS[code](county) for code in SHEETS if code in ROWS}
    wanted: dict[str, None] = {}
    of_person = {line["id_number"]: line["household_no"] for line in written["members"]}
    for lines in written.values():
        named = (line["household_no"] if "household_no" in line else of_person.get(line.get("id_number")) for line in lines)
        wanted |= dict.fromkeys(list(dict.fromkeys(filter(None, named)))[:HOMES])
    homes = set(wanted)
    people = {line["id_number"] for line in written["members"] if line["household_no"] in homes}
    result: dict[str, list[Line]] = {}
    for code, lines in written.items():
        sheet = SHEETS[code]
        if "household_no" in sheet.by_code and code != "monitored":
            chosen = [line for line in lines if line["household_no"] in homes]
        elif "id_number" in sheet.by_code:
            chosen = [line for line in lines if line["id_number"] in people]
        elif code == "regions":
            chosen = [line for line in lines if is_village(line)]
        else:
            chosen = lines
        result[code] = clean_lines(sheet, chosen)
    return result


def is_village(line: Line) -> bool:
    return len(line["code"]) == 12


def lay_towns() -> None:
    """The county and its towns alone, with parameters."""
    county = ROWS["regions"](make(200, 7, 0))
    assert problems(take("regions", register("regions", *(line for line in county if not is_village(line))))) == []
    lay_ground(Region.objects.get(code="990101"))


def lay_regions() -> None:
    """Regions and parameters."""
    lay_towns()
    assert problems(import_clean("regions", lines_of()["regions"])) == []


def lay_people() -> None:
    """The chosen households with their members, imported clean."""
    for code in ("households", "members"):
        assert problems(import_clean(code, lines_of()[code])) == []


def ground(code: str) -> None:
    """What must stand before this register comes in."""
    if code == "members":
        assert problems(import_clean("households", lines_of()["households"])) == []
    if code == "users":
        assert problems(import_clean("offices", lines_of()["offices"])) == []


def excel(line: Line) -> Line:
    return {code: float(cell) if type(cell).__name__ == "Decimal" else cell for code, cell in line.items()}


@contextmanager
def undone():
    """What happens inside never was."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def landed(code: str) -> list[tuple[Any, ...]]:
    """Every row of the register's models as it stands, sealed cells in plain text, rows of other tables by their own names."""
    rows = []
    for label in SHEETS[code].lands_on:
        model = apps.get_model(label)
        columns = [f for f in model._meta.concrete_fields if f.name not in UNSAID and not isinstance(f, BlindIndexField)]
        for row in model._base_manager.select_related(*(f.name for f in columns if isinstance(f, models.ForeignKey))):
            rows.append((label, *((f.name, _said(getattr(row, f.name), f)) for f in columns)))
    return sorted(rows, key=repr)


def _said(value: Any, f: models.Field[Any, Any]) -> Any:
    if isinstance(value, Person):
        return value.id_number.reveal()
    if isinstance(value, Household):
        return value.household_no
    if isinstance(value, Region | Office):
        return value.code
    if isinstance(value, User):
        return value.username
    if isinstance(f, SealedField):
        return value.reveal() if value else value
    return tuple(value) if isinstance(value, list) else value


def import_clean(code: str, lines: Iterable[Line]) -> Batch:
    return take(code, register(code, *map(excel, lines)))
