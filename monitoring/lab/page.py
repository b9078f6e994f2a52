"""A trial ready to be read: by category, rule and town, and side by side with another."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from accounts.models import Position, Region
from accounts.roles import Role
from casework.lights import Light
from monitoring.choices import RunState
from monitoring.lab.changes import Change
from monitoring.lab.measures import AMOUNT, Line, Sums, summed
from monitoring.lab.scenarios import MAKERS
from monitoring.models import Scenario
from monitoring.rules import RULES
from monitoring.run_page import LIGHTS

# Who steers reads the counts of every town; names only where the duty is with the households themselves.
READERS = tuple(sorted({*MAKERS, Role.COUNTY_LEADER, Role.INSPECTOR, Role.TOWN_HEAD}))
NAMED = (*MAKERS, Role.TOWN_HEAD)


@dataclass(frozen=True)
class TownLine:
    code: str
    name: str
    sums: Sums
    is_named: bool  # the reader may open the names behind the counts


@dataclass(frozen=True)
class ScenarioView:
    scenario: Scenario
    position: Position

    @property
    def light(self) -> Light:
        css, icon = LIGHTS[RunState(self.scenario.state)]
        return Light(css, icon, self.scenario.get_state_display(), 0)

    @property
    def is_working(self) -> bool:
        return self.scenario.state in (RunState.QUEUED, RunState.RUNNING)

    @property
    def is_done(self) -> bool:
        return self.scenario.state == RunState.DONE

    @property
    def seconds(self) -> float | None:
        scenario = self.scenario
        if scenario.started_at is None or scenario.finished_at is None:
            return None
        return round((scenario.finished_at - scenario.started_at).total_seconds(), 1)

    @property
    def is_named(self) -> bool:
        return self.position.has(*NAMED)

    @cached_property
    def changes(self) -> list[tuple[str, str, str]]:
        """Title, how it was and how it is tried; of a proposed number the row itself."""
        return [(Change(row.code, row.area_type).title, row.was, row.becomes) for row in self.scenario.changes.all()]

    @cached_property
    def _sums(self) -> tuple[Sums, dict[str, Sums]]:
        return summed(self.scenario.totals.all())

    @property
    def county(self) -> Sums:
        return self._sums[0]

    @cached_property
    def towns(self) -> list[TownLine]:
        by_code = self._sums[1]
        names = dict(Region.objects.filter(code__in=by_code).values_list("code", "name"))
        mine = self.position.region.code
        return [
            TownLine(code, names.get(code, code), by_code[code], self.is_named and code.startswith(mine[:9])) for code in sorted(by_code)
        ]


@dataclass(frozen=True)
class Beside:
    """One thing counted by two trials."""

    label: str
    one: Line
    other: Line

    @property
    def difference(self) -> int:
        return self.other.after - self.one.after

    @property
    def is_money(self) -> bool:
        """A sum of 元: nobody enters or leaves it."""
        return self.one.measure == AMOUNT

    @property
    def is_told(self) -> bool:
        return any((self.one.before, self.one.after, self.other.before, self.other.after))


@dataclass(frozen=True)
class Comparison:
    one: ScenarioView
    other: ScenarioView

    @property
    def is_of_one_day(self) -> bool:
        return self.one.scenario.on == self.other.scenario.on

    def beside(self, measures: list[str]) -> list[Beside]:
        pairs = [(self.one.county.line(measure), self.other.county.line(measure)) for measure in measures]
        return [found for found in (Beside(one.label, one, other) for one, other in pairs) if found.is_told]

    @cached_property
    def sums(self) -> list[Beside]:
        kinds = [line.measure for line in (*self.one.county.kinds, *self.other.county.kinds)]
        categories = [line.measure for line in self.one.county.categories]
        return self.beside(["listed", *categories, *dict.fromkeys(kinds), "visits", "amount"])

    @cached_property
    def rules(self) -> list[Beside]:
        """Rules that either trial changes."""
        found = self.beside([f"rule:{code}" for code in RULES])
        return [pair for pair in found if any((pair.one.entered, pair.one.left, pair.other.entered, pair.other.left))]

    @property
    def views(self) -> tuple[ScenarioView, ScenarioView]:
        return self.one, self.other

    @property
    def tables(self) -> list[tuple[str, list[Beside]]]:
        return [("类别、标识、走访和补差", self.sums), ("有变化的规则", self.rules)]

    @cached_property
    def towns(self) -> list[tuple[str, tuple[Sums, ...]]]:
        towns = [{town.code: town for town in view.towns} for view in self.views]
        names = {code: town.name for found in towns for code, town in found.items()}
        return [(names[code], tuple(found[code].sums if code in found else Sums() for found in towns)) for code in sorted(names)]
