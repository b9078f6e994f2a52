"""What stands around the rows of the alerts list: tabs by deadline and the options of each filter."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from accounts.choices import RegionLevel
from accounts.list_filters import Select
from accounts.models import Position, Region
from monitoring.choices import AlertSource, RuleClass
from monitoring.filters import LIGHTS, OUTCOMES, STATES, AlertFilter
from monitoring.rules import RULES
from monitoring.wording import SEVERITY


@dataclass(frozen=True)
class FilterOptions:
    """The selects of 加条件; regions only those inside the reader's own."""

    asked: AlertFilter
    workers: list[Position]

    @cached_property
    def regions(self) -> list[Region]:
        inside = Region.objects.under(self.asked.position.region).filter(level__in=[RegionLevel.TOWN, RegionLevel.VILLAGE])
        return list(inside.only("code", "name", "level").order_by("code"))

    def of_level(self, level: RegionLevel) -> list[tuple[str, str]]:
        town = self.asked.values.get("town", "")
        return [(region.code, region.name) for region in self.regions if region.level == level and region.code.startswith(town if level == RegionLevel.VILLAGE else "")]  # fmt: skip

    @cached_property
    def selects(self) -> list[Select]:
        workers = [("none", "没有分派"), *((str(worker.pk), f"{worker.region.name} {worker.user.name}") for worker in self.workers)]
        known = [
            ("source", "来源", [(str(value), str(label)) for value, label in AlertSource.choices]),
            ("rule", "规则", [(code, f"{code} {rule.title}") for code, rule in RULES.items()]),
            ("class", "类别", [(str(value), str(label)) for value, label in RuleClass.choices]),
            ("severity", "程度", [(str(value), label) for value, label in SEVERITY.items()]),
            ("light", "颜色", [(value, label) for value, label in LIGHTS.items()]),
            ("town", "镇街", self.of_level(RegionLevel.TOWN)),
            ("village", "村", self.of_level(RegionLevel.VILLAGE)),
            ("state", "状态", [(str(value), str(label)) for value, label in STATES.items()]),
            ("assigned", "核实人", workers if self.workers else []),
            ("outcome", "结论", [(str(value), str(label)) for value, label in OUTCOMES.items()]),
        ]
        return [Select(name, label, options, self.asked.values.get(name, "")) for name, label, options in known if len(options) > 1]

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """Conditions of the address that have no select here: they stay when the form is sent."""
        shown = {select.name for select in self.selects}
        return [(name, value) for name, value in self.asked.query.items() if name not in shown]
