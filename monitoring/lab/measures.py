"""What a trial counts, in words, and the sums of its towns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from identification.proposals import CANNOT_SAY
from monitoring.lab.side import ONLY_MISSING
from monitoring.models import ScenarioTotal
from monitoring.rules import RULES
from policies.categories import PRECEDENCE, MonitoringKind, SupportCategory

STATES: dict[str, str] = {
    **{str(category): str(category.label) for category in PRECEDENCE},
    ONLY_MISSING: "其他困难人员（仅因缺数据暂列）",
    CANNOT_SAY: "缺数据，不能判断",
}
SHORT = {"": "不在类别", **{str(c): c.short for c in PRECEDENCE}, ONLY_MISSING: "缺数据暂列", CANNOT_SAY: "不能判断"}
LISTED = tuple(str(category) for category in SupportCategory)
KINDS = {"": "", **{str(kind): str(kind.label) for kind in MonitoringKind}}
VISITS, AMOUNT, IN_CATEGORY = "visits", "amount", "listed"


@dataclass(frozen=True)
class Line:
    """One thing counted, before and after, in households (人 for members' rules; 元 a month for AMOUNT)."""

    measure: str
    label: str
    before: int = 0
    after: int = 0
    entered: int = 0
    left: int = 0

    @property
    def change(self) -> int:
        return self.after - self.before

    @property
    def code(self) -> str:
        return self.measure.partition(":")[2]

    def __add__(self, other: ScenarioTotal) -> Line:
        return Line(
            self.measure,
            self.label,
            self.before + other.before,
            self.after + other.after,
            self.entered + other.entered,
            self.left + other.left,
        )


def label_of(measure: str) -> str:
    kind, _, code = measure.partition(":")
    match kind:
        case "category":
            return STATES[code]
        case "kind":
            return f"拟识别：{KINDS[code]}"
        case "rule" | "unknown":
            return f"{code} {RULES[code].title}" if code in RULES else code
        case "visits":
            return "有线索、要走访的户"
        case "amount":
            return "低保补差（元/月）"
        case "listed":
            return "在类别内的户"
        case _:
            raise ValueError(measure)


@dataclass
class Sums:
    """The lines of one place."""

    lines: dict[str, Line] = field(default_factory=dict)

    def add(self, total: ScenarioTotal) -> None:
        known = self.lines.get(total.measure) or Line(total.measure, label_of(total.measure))
        self.lines[total.measure] = known + total

    def line(self, measure: str) -> Line:
        return self.lines.get(measure) or Line(measure, label_of(measure))

    def of(self, kind: str, codes: Iterable[str]) -> list[Line]:
        """Lines of this kind in the order of `codes`, those that are nothing left out."""
        return [self.lines[f"{kind}:{code}"] for code in codes if f"{kind}:{code}" in self.lines]

    @property
    def categories(self) -> list[Line]:
        return [self.line(f"category:{state}") for state in STATES]

    @property
    def kinds(self) -> list[Line]:
        return self.of("kind", MonitoringKind.values)

    @property
    def rules(self) -> list[tuple[Line, Line]]:
        """What each rule hits and what it cannot say; the rules that change first."""
        pairs = [(self.line(f"rule:{code}"), self.line(f"unknown:{code}")) for code in RULES]
        told = [pair for pair in pairs if any(line.before or line.after for line in pair)]
        return sorted(told, key=lambda pair: not any(line.entered or line.left for line in pair))

    @property
    def listed(self) -> Line:
        return self.line(IN_CATEGORY)

    @property
    def cannot_say(self) -> Line:
        return self.line(f"category:{CANNOT_SAY}")

    @property
    def only_missing(self) -> Line:
        return self.line(f"category:{ONLY_MISSING}")

    @property
    def visits(self) -> Line:
        return self.line(VISITS)

    @property
    def amount(self) -> Line:
        return self.line(AMOUNT)

    @property
    def switched(self) -> int:
        """Households in one category before and in another after."""
        return sum(self.line(f"category:{category}").entered for category in LISTED) - self.listed.entered


def summed(totals: Iterable[ScenarioTotal]) -> tuple[Sums, dict[str, Sums]]:
    """The county, and each town by its code."""
    county = Sums()
    towns: dict[str, Sums] = {}
    for total in totals:
        county.add(total)
        towns.setdefault(total.town_code, Sums()).add(total)
    return county, towns
