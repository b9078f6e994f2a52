"""精准度看板: what became of the alerts of each rule and in each place. Every number carries the address of exactly its rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Aggregate, Count, F, FloatField, Func, IntegerField, TextField

from accounts.choices import RegionLevel
from accounts.models import Position
from casework.working_days import add_months
from monitoring.board import Cell, level_within, regions_within
from monitoring.choices import AlertSource
from monitoring.filters import alerts_url
from monitoring.judged import CHECKED, CONCLUDED, CONFIRMED
from monitoring.models import Alert, AlertQuerySet, Verification
from monitoring.rules import RULES

MONTHS = 12  # looked back on where the address names no day


class Median(Aggregate):
    """The middle one of whole days."""

    name = "Median"
    template = "percentile_cont(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


class Days(Func):
    """Calendar days from one date to another."""

    template = "(%(expressions)s)"
    arg_joiner = " - "
    output_field = IntegerField()


class Pair(Func):
    """Two columns as one value, to count them together."""

    template = "(%(expressions)s)"
    output_field = TextField()


@dataclass(frozen=True)
class Figures:
    """What became of a heap of alerts. `days`: calendar days from opening to conclusion, the middle one; `visits`: a household on a day, whatever number of alerts."""

    opened: int = 0
    checked: int = 0
    concluded: int = 0
    confirmed: int = 0
    days: float | None = None
    visits: int = 0

    @property
    def share(self) -> int | None:
        """精准度: confirmed of those concluded, whole per cent; None while nobody has concluded."""
        return round(100 * self.confirmed / self.concluded) if self.concluded else None

    @property
    def visits_each(self) -> Decimal | None:
        """Visits for one confirmation; None while there is none."""
        return round(Decimal(self.visits) / self.confirmed, 1) if self.confirmed else None

    @property
    def half_days(self) -> str:
        return "" if self.days is None else f"{self.days:g}"


@dataclass(frozen=True)
class PrecisionLine:
    """One rule or one place; the cells link to their rows, `url` looks into it."""

    title: str
    figures: Figures
    opened: Cell
    checked: Cell
    concluded: Cell
    confirmed: Cell
    url: str = ""
    rule: str = ""


@dataclass(frozen=True)
class Precision:
    position: Position
    on: date
    rule: str = ""
    town: str = ""
    asked_since: date | None = None

    @cached_property
    def since(self) -> date:
        return self.asked_since or add_months(self.on, -MONTHS)

    @property
    def alerts(self) -> AlertQuerySet:
        alerts = Alert.objects.visible_to(self.position).filter(source=AlertSource.RULE, opened_on__gte=self.since)
        alerts = alerts.filter(rule=self.rule) if self.rule else alerts
        return alerts.filter(town_code=self.town) if self.town else alerts

    def by(self, column: str) -> dict[str, Figures]:
        """Two statements whatever the number of alerts."""
        heaps = self.alerts.order_by().values_list(column).annotate(
            opened=Count("pk"), checked=Count("pk", filter=CHECKED), concluded=Count("pk", filter=CONCLUDED), confirmed=Count("pk", filter=CONFIRMED),
            days=Median(Days(F("closed_on"), F("opened_on")), filter=CONCLUDED),
        )  # fmt: skip
        visits = Verification.objects.filter(alert__in=self.alerts.order_by().values("pk")).order_by().values_list(f"alert__{column}")
        counted = dict(visits.annotate(visits=Count(Pair("household", "visited_on"), distinct=True)))
        return {
            key: Figures(opened, checked, concluded, confirmed, days, counted.get(key, 0))
            for key, opened, checked, concluded, confirmed, days in heaps
        }

    def link(self, **query: Any) -> str:
        kept = {"source": AlertSource.RULE.value, "rule": self.rule, "town": self.town, "since": f"{self.since:%Y-%m-%d}", "state": "all"}
        return alerts_url(**{**kept, **query})

    def line(self, title: str, figures: Figures, url: str = "", **at: str) -> PrecisionLine:
        return PrecisionLine(
            title, figures, Cell(figures.opened, self.link(**at)), Cell(figures.checked, self.link(**at, judged="checked")),
            Cell(figures.concluded, self.link(**at, judged="concluded")), Cell(figures.confirmed, self.link(**at, judged="confirmed")), url, at.get("rule", ""),
        )  # fmt: skip

    @property
    def query(self) -> dict[str, str]:
        return {"rule": self.rule, "town": self.town, "since": f"{self.since:%Y-%m-%d}"}

    def here(self, **changes: str) -> str:
        """This page, looking elsewhere."""
        query = self.query | changes
        return "?" + "&".join(f"{name}={value}" for name, value in query.items() if value)

    # —— rules ——
    @cached_property
    def rule_lines(self) -> list[PrecisionLine]:
        """The most often opened first."""
        lines = [
            self.line(f"{code} {RULES[code].title}" if code in RULES else code, figures, self.here(rule=code), rule=code)
            for code, figures in self.by("rule").items()
        ]
        return sorted(lines, key=lambda line: (-line.figures.opened, line.rule))

    # —— places ——
    @property
    def level(self) -> RegionLevel:
        return level_within(self.position, self.town)

    @cached_property
    def place_lines(self) -> list[PrecisionLine]:
        name = "village" if self.level == RegionLevel.VILLAGE else "town"
        known = self.by(f"{name}_code")
        return [
            self.line(
                region.name, known.get(region.code, Figures()), self.here(town=region.code) if name == "town" else "", **{name: region.code}
            )
            for region in regions_within(self.position, self.town)
        ]

    @cached_property
    def total(self) -> PrecisionLine:
        return self.line("合计", self.by("source").get(AlertSource.RULE.value, Figures()))


def precision_of_rules(position: Position, on: date) -> dict[str, PrecisionLine]:
    """For the pages of rules: the last twelve months of the reader's region."""
    return {line.rule: line for line in Precision(position, on).rule_lines}
