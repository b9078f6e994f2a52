"""总览: alerts by rule, by region and state, and closings by outcome. Every number carries the address of exactly its rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Count, Q

from accounts.choices import RegionLevel
from accounts.models import Position, Region
from casework.charts import Bar, BarChart, Part, Series
from casework.due import DueGroup, due_q
from monitoring.choices import OPEN_STATES, AlertSource, AlertState, Outcome
from monitoring.filters import SELF_CLOSED, alerts_url
from monitoring.models import Alert
from monitoring.rules import RULES

# The states as a reader of the board thinks of them: who is at it.
STAGES = (
    Series("待分派", "b3", (AlertState.NEW,)),
    Series("村里核实中", "b2", (AlertState.ASSIGNED, AlertState.VISITING)),
    Series("待镇审定", "b1", (AlertState.TOWN_DECIDED,)),
    Series("在县里", "b0", (AlertState.RETURNED, AlertState.ESCALATED)),
)


@dataclass(frozen=True)
class Cell:
    """A number and the list behind it; zero opens nothing."""

    count: int
    url: str


@dataclass(frozen=True)
class Line:
    """One row of a table of the board."""

    title: str
    cells: list[Cell]
    total: Cell
    late: Cell
    note: str = ""
    url: str = ""


def level_within(position: Position, town: str) -> RegionLevel:
    """Rows of a board are the towns of a county, or the villages of a town."""
    is_town = position.region.level in (RegionLevel.TOWN, RegionLevel.VILLAGE, RegionLevel.GRID)
    return RegionLevel.VILLAGE if is_town or town else RegionLevel.TOWN


def regions_within(position: Position, town: str) -> list[Region]:
    """The rows of a board: of the reader's region, or of the town looked into."""
    above = Region.objects.filter(code=town).first() if town else position.region
    return list(Region.objects.under(above).filter(level=level_within(position, town)).order_by("code")) if above else []


@dataclass(frozen=True)
class Board:
    position: Position
    on: date
    town: str = ""  # a county's reader looking into one town

    @cached_property
    def level(self) -> RegionLevel:
        return level_within(self.position, self.town)

    @property
    def scope(self) -> dict[str, str]:
        """What every link of this board must repeat."""
        return {"town": self.town} if self.town else {}

    @property
    def alerts(self) -> Any:
        alerts = Alert.objects.visible_to(self.position)
        return alerts.filter(town_code=self.town) if self.town else alerts

    @cached_property
    def regions(self) -> list[Region]:
        return regions_within(self.position, self.town)

    @cached_property
    def late_q(self) -> Q:
        return due_q(DueGroup.OVERDUE, self.on)

    def link(self, **query: Any) -> str:
        return alerts_url(**{**self.scope, **query})

    # —— regions × states ——
    @cached_property
    def matrix(self) -> dict[tuple[str, str], tuple[int, int]]:
        """(region code, state) → (alerts, overdue ones); one statement."""
        column = "village_code" if self.level == RegionLevel.VILLAGE else "town_code"
        rows = self.alerts.order_by().values_list(column, "state").annotate(count=Count("pk"), late=Count("pk", filter=self.late_q))
        return {(code, state): (count, late) for code, state, count, late in rows}

    @property
    def states(self) -> list[AlertState]:
        return list(OPEN_STATES)

    def region_line(self, region: Region) -> Line:
        name = "village" if self.level == RegionLevel.VILLAGE else "town"
        at = {name: region.code}
        cells = [Cell(self.matrix.get((region.code, state), (0, 0))[0], self.link(**at, state=state.value)) for state in OPEN_STATES]
        late = sum(self.matrix.get((region.code, state), (0, 0))[1] for state in OPEN_STATES)
        closed = Cell(self.matrix.get((region.code, AlertState.CLOSED), (0, 0))[0], self.link(**at, state=AlertState.CLOSED.value))
        total = Cell(sum(cell.count for cell in cells), self.link(**at))
        url = f"?town={region.code}" if self.level == RegionLevel.TOWN else ""
        return Line(region.name, [*cells, closed], total, Cell(late, self.link(**at, due=DueGroup.OVERDUE.value)), url=url)

    @cached_property
    def region_lines(self) -> list[Line]:
        return [self.region_line(region) for region in self.regions]

    @cached_property
    def region_sum(self) -> Line:
        """合计: counted from the same cells, linked without a region."""
        states = [*OPEN_STATES, AlertState.CLOSED]
        cells = [Cell(self.count_of(state), self.link(state=state.value)) for state in states]
        late = sum(numbers[1] for (_, state), numbers in self.matrix.items() if state != AlertState.CLOSED)
        return Line("合计", cells, Cell(self.open_count, self.link()), Cell(late, self.link(due=DueGroup.OVERDUE.value)))

    def count_of(self, *states: str) -> int:
        return sum(numbers[0] for (_, state), numbers in self.matrix.items() if state in states)

    @property
    def open_count(self) -> int:
        return self.count_of(*OPEN_STATES)

    @cached_property
    def region_chart(self) -> BarChart:
        """The same numbers, drawn: who is at it, region by region, the fullest first."""
        bars = []
        for region in self.regions:
            parts = [Part(series, sum(self.matrix.get((region.code, state), (0, 0))[0] for state in series.states)) for series in STAGES]
            bars.append(Bar(region.name, parts))
        bars.sort(key=lambda bar: -bar.total)
        place = "各村" if self.level == RegionLevel.VILLAGE else "各镇"
        return BarChart(f"{place}在办线索在谁手里", STAGES, [bar for bar in bars if bar.total][:12])

    # —— by state ——
    @cached_property
    def state_lines(self) -> list[Line]:
        lines = []
        for state in OPEN_STATES:
            late = sum(numbers[1] for (_, known), numbers in self.matrix.items() if known == state)
            total = Cell(self.count_of(state), self.link(state=state.value))
            lines.append(Line(state.label, [], total, Cell(late, self.link(state=state.value, due=DueGroup.OVERDUE.value))))
        return lines

    # —— by rule ——
    @cached_property
    def rule_lines(self) -> list[Line]:
        """Open alerts of each rule, then of people and departments, the most first."""
        rows = self.alerts.open().order_by().values_list("source", "rule").annotate(count=Count("pk"), severe=Count("pk", filter=Q(severity=3)), late=Count("pk", filter=self.late_q))  # fmt: skip
        lines = [self.rule_line(source, rule, count, severe, late) for source, rule, count, severe, late in rows]
        return sorted(lines, key=lambda line: -line.total.count)

    def rule_line(self, source: str, rule: str, count: int, severe: int, late: int) -> Line:
        is_rule = source == AlertSource.RULE and rule in RULES
        query = {"source": source, "rule": rule} if rule in RULES else {"source": source}
        title = f"{rule} {RULES[rule].title}" if is_rule else str(AlertSource(source).label)
        note = str(RULES[rule].rule_class.label) if is_rule else "人和部门提出"
        severe_cell = Cell(severe, self.link(**query, severity=3))
        return Line(title, [severe_cell], Cell(count, self.link(**query)), Cell(late, self.link(**query, due=DueGroup.OVERDUE.value)), note, rule if is_rule else "")  # fmt: skip

    @cached_property
    def rule_chart(self) -> BarChart:
        return BarChart(
            "在办线索最多的规则", (RULE_SERIES,), [Bar(line.title, [Part(RULE_SERIES, line.total.count)]) for line in self.rule_lines[:10]]
        )

    # —— closed ——
    @cached_property
    def outcome_lines(self) -> list[Line]:
        """Closed alerts by what was concluded; those that closed by themselves have none."""
        rows = self.alerts.filter(state=AlertState.CLOSED).order_by().values_list("outcome").annotate(Count("pk"))
        counts: dict[str, int] = defaultdict(int, dict(rows))
        known: Iterable[tuple[str, str, str]] = [(value, value, str(label)) for value, label in Outcome.choices]
        named = [*known, ("", SELF_CLOSED, "事实不再成立，自行关闭")]
        none = Cell(0, "")
        lines = [
            Line(label, [], Cell(counts[value], self.link(state="closed", outcome=name)), none)
            for value, name, label in named
            if counts[value]
        ]
        return sorted(lines, key=lambda line: -line.total.count)

    @property
    def closed_count(self) -> Cell:
        return Cell(self.count_of(AlertState.CLOSED), self.link(state="closed"))


RULE_SERIES = Series("在办", "b1", ())
