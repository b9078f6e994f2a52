"""A rule ready to be read, with the numbers of the law in force today for the reader's region."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from accounts.models import Region
from monitoring.choices import AlertSource, Outcome
from monitoring.filters import alerts_url
from monitoring.rules import RULES, AlertRule
from monitoring.wording import SEVERITY
from policies.categories import AreaType
from policies.models import Numbers, Parameter
from policies.parameters import DEFINITIONS


@dataclass(frozen=True)
class InForce:
    """One declared number: the rows in force, or None where it is missing and the screening refuses to run."""

    code: str
    title: str
    rows: list[Parameter]


@dataclass(frozen=True)
class RuleView:
    rule: AlertRule
    open_count: int
    numbers: Numbers
    region: Region

    @property
    def severity(self) -> str:
        return SEVERITY.get(self.rule.severity, "")

    @property
    def alerts_url(self) -> str:
        return alerts_url(label=self.rule.code) if self.rule.labels else alerts_url(source=AlertSource.RULE.value, rule=self.rule.code)

    @property
    def usual_outcome(self) -> str:
        return Outcome[self.rule.hint].label if self.rule.hint in Outcome.__members__ else ""

    @property
    def labelled(self) -> list[AlertRule]:
        return [RULES[code] for code in self.rule.labelled if code in RULES]

    @property
    def reads(self) -> list[str]:
        """The sentence of the rule with the names of what it compares in place of the values."""
        return [part for part in self.rule.because.replace("{", "〔").replace("}", "〕").split("，") if part]

    @cached_property
    def thresholds(self) -> list[InForce]:
        return [InForce(code, DEFINITIONS[code].title, self.rows_in_force(code)) for code in self.rule.parameters]

    def rows_in_force(self, code: str) -> list[Parameter]:
        """A number that differs by area has a row for each; the same row found twice is shown once."""
        areas = [AreaType.RURAL, AreaType.URBAN] if DEFINITIONS[code].by_area else [AreaType.UNIFIED]
        found = [self.numbers.find(code, self.region, area) for area in areas]
        return list({row.pk: row for row in found if row is not None}.values())
