"""A trial: the county before and after, side by side in one transaction that may only read."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from accounts.models import Region
from households.models import FactsBasis
from households.received import registers
from households.tried import TriedNumbers, tried_numbers, with_rows
from monitoring.lab.side import STORED, Side
from monitoring.rules import AlertRule
from monitoring.sweep import WORK_MEM, rules_for, settle
from monitoring.switches import resting
from policies.models import Numbers, Parameter

SQL = Path(__file__).with_name("sql")
PART = 5_000


@dataclass(frozen=True)
class Total:
    """How many there are of one thing in one town, before and after, and how many came in and went out. `amount` counts 元 a month."""

    town_code: str
    measure: str
    before: int
    after: int
    entered: int
    left: int


@dataclass(frozen=True)
class Moved:
    """One household for which something differs. `state` is a category, "", cannot_say or only_missing; amounts are 元 a month."""

    household_id: int
    town_code: str
    village_code: str
    listed: str
    was: str
    becomes: str
    was_kind: str
    becomes_kind: str
    was_amount: int | None
    becomes_amount: int | None
    new_rules: list[str]
    gone_rules: list[str]
    is_new_visit: bool


@dataclass
class Trial:
    """What came of it. `facts_from`: the day the county's facts were made from their evidence; None: made for this trial."""

    households: int = 0
    facts_from: Any = None
    totals: list[Total] = field(default_factory=list)
    moved: list[Moved] = field(default_factory=list)


def try_out(
    county: Region, numbers: Numbers, rows: list[Parameter], *, more: tuple[AlertRule, ...] = (), rules: tuple[AlertRule, ...] | None = None
) -> Trial:
    """The county on `numbers.on` with the numbers in force, and with `rows` before them and the rules of `more` asked too.

    Reads only: the transaction is turned read only once its temporary tables stand, and is rolled back. Raises ParameterMissing.
    """
    before = tried_numbers(county, numbers)
    after = tried_numbers(county, with_rows(numbers, rows), before) if rows else before
    asked = rules_for(registers(county, numbers.on), resting(county.code, numbers.on))[0] if rules is None else rules
    return side_by_side(before, after, asked, (*asked, *(rule for rule in more if rule not in asked)))


def side_by_side(before: TriedNumbers, after: TriedNumbers, asked: tuple[AlertRule, ...], then: tuple[AlertRule, ...]) -> Trial:
    sides = Side("lab_before", before, asked), Side("lab_after", after, then)
    with transaction.atomic(), connection.cursor() as cursor:
        settle(WORK_MEM)
        for side in sides:
            for text in side.make_tables():
                cursor.execute(text)
        cursor.execute("SET TRANSACTION READ ONLY")
        laid = sides[0].lay_facts()
        for side, here in zip(sides, (laid, sides[1].lay_facts(laid)), strict=True):
            side.find(here)
            side.judge(here)
        trial = read(cursor)
        basis = FactsBasis.objects.filter(county_code=before.numbers.county.code).first()
        trial.facts_from = basis.made_on if basis and laid.extent is STORED else None
        transaction.set_rollback(True)
    return trial


def read(cursor: Any) -> Trial:
    """The difference of the two sides: sums by town, and the households that moved."""
    trial = Trial()
    cursor.execute("SELECT count(*) FROM lab_after_judged")
    [(trial.households,)] = cursor.fetchall()
    for name in ("categories", "hits"):
        cursor.execute((SQL / f"{name}.sql").read_text())
        trial.totals += [Total(town, measure, *(int(number or 0) for number in counts)) for town, measure, *counts in cursor.fetchall()]
    cursor.execute((SQL / "moved.sql").read_text())
    while part := cursor.fetchmany(PART):
        trial.moved += [Moved(*row) for row in part]
    return trial
