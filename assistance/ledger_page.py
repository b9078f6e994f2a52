"""The ledger as the page shows it: the matrix, each cell with its address, the lights, former quarters, the pictures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Q

from accounts.choices import Dept
from accounts.models import Position, Region
from accounts.roles import Role
from assistance.feedback import current_quarter
from assistance.filters import LEDGER_FILTERS, ReferralFilter, referrals_url
from assistance.ledger import COLUMN_TITLES, STAGES, counts_by_dept, counts_by_town
from assistance.quarters import Quarter
from assistance.referrals import feedback_due
from assistance.trend import Point, TrendChart
from casework.charts import Bar, BarChart, Part, Series
from casework.lights import Light
from casework.models import WorkDay

SHOWN = ("pushed", "received", "done", "refused", "answered", "owed")
ALL_COLUMNS = (*SHOWN, "late_receive", "silent")
FORMER, SOON, LOW, TOWNS = (
    3,
    3,
    60,
    12,
)  # former quarters shown; days that count as soon; a rate in per cent that is marked; bars of the picture


@dataclass(frozen=True)
class Cell:
    count: int
    url: str
    css: str = ""


@dataclass(frozen=True)
class Rate:
    """A former quarter's share answered; None where nothing was pushed."""

    percent: int | None
    url: str
    css: str = ""


@dataclass(frozen=True)
class Line:
    """One department."""

    dept: str
    title: str
    cells: list[Cell]
    light: Light
    rates: list[Rate]
    silent: Cell
    missed: Cell
    contact: str


def percent(counts: Mapping[str, int]) -> int | None:
    return round(100 * counts["answered"] / counts["pushed"]) if counts.get("pushed") else None


def short(quarter: Quarter) -> str:
    return f"{quarter.year}{'一二三四'[quarter.number - 1]}季"


@dataclass(frozen=True)
class LedgerPage:
    """A quarter's ledger for one reader. `asked` carries the filters of the address; every number is counted with them."""

    asked: ReferralFilter
    position: Position
    on: date

    @property
    def quarter(self) -> Quarter:
        return self.asked.quarter or current_quarter(self.on)

    @cached_property
    def due_on(self) -> date:
        return feedback_due(self.quarter, self.position.region.code[:6], self.on)

    @cached_property
    def narrowing(self) -> Q:
        return Q(*self.asked.narrowing(*LEDGER_FILTERS))

    @cached_property
    def kept(self) -> dict[str, str]:
        """The filters every link carries on."""
        return {name: self.asked.values[name] for name in LEDGER_FILTERS if name in self.asked.texts}

    def counts(self, quarter: Quarter, columns: tuple[str, ...]) -> dict[str, dict[str, int]]:
        return counts_by_dept(quarter, self.position, self.on, self.narrowing, columns)

    @cached_property
    def now(self) -> dict[str, dict[str, int]]:
        return self.counts(self.quarter, ALL_COLUMNS)

    @cached_property
    def former(self) -> list[tuple[Quarter, dict[str, dict[str, int]]]]:
        """The four quarters before, oldest first, by department: three for the columns, one more for the curve."""
        quarters = [self.quarter.previous]
        while len(quarters) <= FORMER:
            quarters.append(quarters[-1].previous)
        # 连续未答 is asked only of the quarter just before; the others need their share.
        return [
            (one, self.counts(one, ("answered", "silent") if one == self.quarter.previous else ("answered",))) for one in reversed(quarters)
        ]

    @property
    def columns(self) -> list[str]:
        return [COLUMN_TITLES[column] for column in SHOWN]

    @property
    def former_titles(self) -> list[str]:
        return [short(quarter) for quarter, _ in self.former[1:]]

    @cached_property
    def last_due(self) -> tuple[Quarter, dict[str, dict[str, int]]]:
        """The latest quarter up to the one shown whose deadline has passed: what 连续未答 is said of."""
        return (self.quarter, self.now) if self.on > self.due_on else self.former[-1]

    def url(self, column: str, dept: str = "", quarter: Quarter | None = None) -> str:
        return referrals_url(quarter=(quarter or self.quarter).code, column=column, dept=dept, **self.kept)

    @cached_property
    def contacts(self) -> dict[str, str]:
        """Department → who answers for it: its staff in force, the first by number."""
        rows = Position.objects.in_force(self.on).filter(
            roles__contains=[Role.DEPT_STAFF], region__code__startswith=self.position.region.code[:6]
        )
        found: dict[str, str] = {}
        for dept, name in rows.order_by("pk").values_list("office__dept", "user__name"):
            found.setdefault(dept, name)
        return found

    @cached_property
    def lines(self) -> list[Line]:
        """Departments with anything in these quarters, in the order of the list of departments."""
        known = {dept for _, counts in [*self.former, (self.quarter, self.now)] for dept in counts}
        return [self.line(dept) for dept in Dept.values if dept in known]

    def line(self, dept: str) -> Line:
        counts = self.now.get(dept, dict.fromkeys(ALL_COLUMNS, 0))
        cells = [Cell(counts[column], self.url(column, dept), self.css(column, counts)) for column in SHOWN]
        rates = [self.rate(quarter, by_dept.get(dept, {}), dept) for quarter, by_dept in self.former[1:]]
        quarter, by_dept = self.last_due
        due = by_dept.get(dept, dict.fromkeys(ALL_COLUMNS, 0))
        return Line(
            dept, Dept(dept).label, cells, self.light(counts), rates,
            silent=Cell(due["silent"], self.url("silent", dept, quarter)), missed=Cell(due["owed"], self.url("owed", dept, quarter)),
            contact=self.contacts.get(dept, ""),
        )  # fmt: skip

    def css(self, column: str, counts: Mapping[str, int]) -> str:
        """Red past the deadline or with signatures overdue, yellow in its last days; only the open column is coloured."""
        if column != "owed" or not counts["owed"]:
            return ""
        if self.on > self.due_on or counts["late_receive"]:
            return "cell-bad"
        return "cell-warn" if (self.due_on - self.on).days <= SOON else ""

    def rate(self, quarter: Quarter, counts: Mapping[str, int], dept: str) -> Rate:
        share = percent(counts)
        return Rate(share, self.url("pushed", dept, quarter), "cell-bad" if share is not None and share < LOW else "")

    def light(self, counts: Mapping[str, int]) -> Light:
        """The quarter's standing in words."""
        if not counts["pushed"]:
            return Light("idle", "ring", "没有推送", 0)
        if not counts["owed"]:
            return Light("ok", "ok", "已反馈完", 0)
        if self.on > self.due_on:
            return Light("bad", "bad", f"{counts['owed']}人次逾期未反馈", 0)
        if counts["late_receive"]:
            return Light("bad", "bad", f"{counts['late_receive']}人次逾期未签收", 0)
        left = (self.due_on - self.on).days
        if left <= SOON:
            return Light("warn", "warn", "今天截止" if left == 0 else f"{left}天内截止", left)
        return Light("idle", "ring", f"{self.due_on.month}月{self.due_on.day}日截止", left)

    @cached_property
    def total(self) -> dict[str, int]:
        return {column: sum(counts[column] for counts in self.now.values()) for column in ALL_COLUMNS}

    @property
    def total_cells(self) -> list[Cell]:
        return [Cell(self.total[column], self.url(column)) for column in SHOWN]

    @property
    def total_share(self) -> str:
        pushed = self.total["pushed"]
        return f"{100 * self.total['answered'] / pushed:.1f}%" if pushed else "—"

    def share_of(self, by_dept: Mapping[str, Mapping[str, int]]) -> int | None:
        sums = {column: sum(counts[column] for counts in by_dept.values()) for column in ("pushed", "answered")}
        return percent(sums)

    @cached_property
    def total_rates(self) -> list[Rate]:
        return [Rate(self.share_of(by_dept), self.url("pushed", quarter=quarter)) for quarter, by_dept in self.former[1:]]

    @property
    def owing(self) -> list[Line]:
        """Departments that may be reminded."""
        return [line for line in self.lines if self.now.get(line.dept, {}).get("owed")]

    @property
    def silent_depts(self) -> list[Line]:
        return [line for line in self.lines if line.silent.count]

    @property
    def days_left(self) -> int:
        return (self.due_on - self.on).days

    @property
    def working_days_left(self) -> int:
        return WorkDay.objects.calendar().between(self.on, self.due_on)

    @cached_property
    def towns(self) -> list[tuple[str, str, dict[str, int]]]:
        """(code, name, stage → number), towns with most pushes first."""
        counted = counts_by_town(self.quarter, self.position, self.on, self.narrowing)
        names = dict(Region.objects.filter(code__in=counted).values_list("code", "name"))
        busiest = sorted(counted.items(), key=lambda pair: (-sum(pair[1].values()), pair[0]))
        return [(code, names.get(code, code), counts) for code, counts in busiest[:TOWNS]]

    @property
    def stage_chart(self) -> BarChart:
        """各镇事项在哪个环节."""
        series = tuple(Series(stage.title, stage.css, (code,)) for code, stage in STAGES.items())
        bars = [Bar(name, [Part(one, counts[one.states[0]]) for one in series]) for _, name, counts in self.towns]
        return BarChart("各镇事项在哪个环节", series, bars)

    @property
    def stage_lines(self) -> list[tuple[str, list[Cell]]]:
        """The same numbers as the picture, as a table that opens."""
        rest = {name: value for name, value in self.kept.items() if name != "town"}
        return [
            (name, [Cell(counts[stage], referrals_url(quarter=self.quarter.code, town=code, stage=stage, **rest)) for stage in STAGES])
            for code, name, counts in self.towns
        ]

    @property
    def stage_titles(self) -> list[str]:
        return [stage.title for stage in STAGES.values()]

    @cached_property
    def trend(self) -> TrendChart:
        points = [
            Point(f"{quarter.year % 100}{'一二三四'[quarter.number - 1]}季", self.share_of(by_dept)) for quarter, by_dept in self.former
        ]
        points.append(Point(f"{self.quarter.year % 100}{'一二三四'[self.quarter.number - 1]}季", self.share_of(self.now)))
        return TrendChart("季度反馈率", points, last_is_open=self.on <= self.due_on)
