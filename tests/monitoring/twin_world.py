"""A random county's people and households as plain data. Money is integer 分."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from tests.monitoring import twin_family as family
from tests.monitoring import twin_registers as registers
from tests.monitoring.twin_events import (
    ON,
    Disaster,
)

START, END, START_BEFORE = date(2025, 6, 1), date(2026, 6, 1), date(2024, 6, 1)
NEW_YEAR = date(2026, 1, 1)
LINE = {"rural": 897800, "urban": 1197600}
DIBAO = {"rural": 598500, "urban": 798000}
EXCLUDED = {"低保金", "基础养老金", "残疾补贴"}
MONTHS = [date(2024, 5, 1), date(2024, 6, 1), date(2025, 5, 1), date(2025, 6, 1), date(2025, 12, 1), date(2026, 5, 1), date(2026, 6, 1)]
MEDICAL_DAYS = [
    date(2025, 5, 31), date(2025, 6, 1), date(2025, 6, 15), date(2025, 6, 16), date(2025, 12, 31), date(2026, 1, 1), date(2026, 5, 31), ON, date(2026, 6, 16),
]  # fmt: skip
BIRTHS = [
    date(1950, 2, 28), date(1980, 5, 1), date(2008, 6, 15), date(2008, 6, 16), date(2010, 6, 15), date(2010, 6, 16), date(2016, 2, 29),
    date(2020, 6, 15), date(2020, 6, 16), date(1966, 5, 1), date(1966, 4, 30), date(1946, 6, 16), None,
]  # fmt: skip
STATUSES = ["present"] * 6 + ["away_working", "studying", "dead", "in_prison", "missing", "lives_apart", "enlisted", "in_care_home"]


@dataclass
class P:
    """A person in a household."""

    birth: date | None
    status: str = "present"
    since: date | None = None
    until: date | None = None
    relation: str = "20"
    category: str = ""
    incomes: list[tuple[str, str, date, int]] = field(default_factory=list)  # kind, item, month, 分
    settlements: list[tuple[date, int, str]] = field(default_factory=list)  # day, self-pay 分, visit kind
    disability: tuple[str, int, date, date, bool] | None = None  # kind, level, issued, received, cancelled
    attendance: str | None = None
    insurance: list[tuple[str, str]] = field(default_factory=list)
    died_on: date | None = None
    death_received: date | None = None
    claim: tuple[date | None, date] | None = None  # on the register of 低保: since, received
    illnesses: list[tuple[bool, date | None, date]] = field(default_factory=list)  # serious, diagnosed, received
    labour: str = "ordinary"
    life: family.Life = field(default_factory=family.Life)
    own: registers.Own = field(default_factory=registers.Own)


@dataclass
class H:
    """A household."""

    area: str
    kind: str
    relocated: bool
    category: str
    tag: bool
    open_case: bool
    refused_on: date | None
    exited_on: date | None
    visited_on: date | None
    people: list[P]
    grade: str | None
    water: tuple[str, str, str, str] | None
    cars: list[tuple[str, int | None, bool]]  # kind, value 分, livelihood
    told: registers.Told = field(default_factory=registers.Told)
    disasters: list[Disaster] = field(default_factory=list)
    registered_on: date = date(2024, 1, 1)
