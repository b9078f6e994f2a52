"""The page's table: rules and their checks by town, or by village inside one. One statement over the numbers the last run kept, whatever the size."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import Sum
from django.urls import reverse

from accounts.choices import RegionLevel
from accounts.models import Position, Region
from registers.models import QualityCount
from registers.quality.base import Check, QualityRule
from registers.quality.rules import RULES
from registers.quality.shown import Subject

BELOW_TOWN = (RegionLevel.TOWN, RegionLevel.VILLAGE, RegionLevel.GRID)


@dataclass(frozen=True)
class Cell:
    """A number, the address of exactly its rows, and of how many it is. Zero opens nothing."""

    count: int
    url: str = ""
    asked: int | None = None

    @property
    def share(self) -> str:
        """Percent with one digit; "" where nobody was asked."""
        if not self.asked:
            return ""
        tenths = self.count * 1000 // self.asked
        return f"{tenths // 10}.{tenths % 10}%" if tenths or not self.count else "不到0.1%"


@dataclass(frozen=True)
class Line:
    """One rule, or one check of it (`check`)."""

    rule: QualityRule
    check: Check | None
    cells: list[Cell]
    total: Cell
    unknown: Cell

    @property
    def title(self) -> str:
        return self.check.title if self.check else self.rule.title


@dataclass(frozen=True)
class QualityTable:
    """What one position sees of one subject; `town`: a county's reader looking into one town."""

    position: Position
    town: str = ""
    subject: Subject = Subject.DATA

    @cached_property
    def level(self) -> RegionLevel:
        return RegionLevel.VILLAGE if self.town or self.position.region.level in BELOW_TOWN else RegionLevel.TOWN

    @property
    def column(self) -> str:
        return "village_code" if self.level == RegionLevel.VILLAGE else "town_code"

    @cached_property
    def regions(self) -> list[Region]:
        inside = Region.objects.under(self.position.region).filter(level=self.level)
        return list((inside.filter(code__startswith=self.town).select_related("parent") if self.town else inside).order_by("code"))

    @property
    def place(self) -> str:
        """Whose table it is."""
        above = self.regions[0].parent if self.town and self.regions else None
        return above.name if above else self.position.region.name

    @cached_property
    def numbers(self) -> dict[tuple[str, str], tuple[int, int, int]]:
        """(rule or check, region) → faulty, unknown, asked; one statement."""
        seen = QualityCount.objects.visible_to(self.position).order_by()
        seen = seen.filter(town_code=self.town) if self.town else seen
        rows = seen.values_list("code", self.column).annotate(wrong=Sum("faulty"), silent=Sum("unknown"), of=Sum("asked"))
        return {(code, region): (wrong, silent, of) for code, region, wrong, silent, of in rows}

    def url(self, rule: QualityRule, **asked: str) -> str:
        query = {"town": self.town} | asked
        kept = {key: value for key, value in query.items() if value}
        return reverse("registers:quality_list", args=[rule.code]) + (f"?{urlencode(kept)}" if kept else "")

    @cached_property
    def lines(self) -> list[Line]:
        asked = [rule for rule in RULES.values() if rule.subject is self.subject]
        return [self.line(rule, check) for rule in asked for check in (None, *rule.checks)]

    def line(self, rule: QualityRule, check: Check | None) -> Line:
        code, more = (check.code, {"check": check.code}) if check else (rule.code, {})
        name = "village" if self.level == RegionLevel.VILLAGE else "town"
        cells = []
        for region in self.regions:
            wrong, _, of = self.numbers.get((code, region.code), (0, 0, 0))
            cells.append(Cell(wrong, self.url(rule, **more, **{name: region.code}) if wrong else "", of))
        # Rows of places that are no longer a town's or a village's count in the sum too.
        sums = [numbers for (found, _), numbers in self.numbers.items() if found == code]
        wrong, silent, of = (sum(column) for column in zip(*sums, strict=True)) if sums else (0, 0, 0)
        total = Cell(wrong, self.url(rule, **more) if wrong else "", of)
        return Line(rule, check, cells, total, Cell(silent, self.url(rule, **more, show="unknown") if silent else "", of))

    @property
    def groups(self) -> list[tuple[Line, list[Line]]]:
        """Each rule with its checks under it."""
        return [(line, [one for one in self.lines if one.check and one.rule is line.rule]) for line in self.lines if line.check is None]
