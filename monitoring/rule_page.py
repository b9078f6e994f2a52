"""A rule ready to be read, with the numbers of the law in force today for the reader's region."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from accounts.models import Region
from households.models import HouseholdFacts, MemberFacts
from monitoring.choices import AlertSource, Outcome
from monitoring.filters import alerts_url
from monitoring.precision import PrecisionLine
from monitoring.rules import RULES, AlertRule
from monitoring.wording import SEVERITY
from policies.categories import AreaType
from policies.models import Numbers
from policies.parameters import DEFINITIONS
from policies.wording import Reading, reading

# Placeholders of a rule's sentence that are no column of the facts.
WORDS = {
    "line": "监测线",
    "per_head": "人数和人均收入",
    "after_self_pay": "减去自付后的收入",
    "single_limit_tuopin": "单次线",
    "yearly_limit_tuopin": "年度线",
    "single_limit_ordinary": "单次线",
    "yearly_limit_ordinary": "年度线",
    "vehicle_value_limit": "车辆价值上限",
    "vehicle_count_limit": "车辆数上限",
    "house_count_limit": "住房套数上限",
    "house_area_average": "当地人均住房面积",
    "savings_limit": "金融资产上限",
    "income_line": "监测线",
    "job_refusal_limit": "次数上限",
    "work": "失业或工资骤减",
    "crossing": "年龄或就学变化",
    "expired": "过期的证件",
    "disability": "残疾类别和等级",
    "events": "新出现的情况",
    "near_line": "略高于线的上限",
    "standard_since": "标准起始日",
    "worse": "收入骤减或支出骤增",
    "care": "一户多残、老残一体、独居老人、留守或困境儿童、失能",
    "name": "姓名",
}


def word_for(placeholder: str) -> str:
    """What a placeholder stands for, in the words of the facts."""
    if placeholder in WORDS:
        return WORDS[placeholder]
    for model in (HouseholdFacts, MemberFacts):
        if placeholder in {column.name for column in model._meta.concrete_fields}:
            return str(getattr(model._meta.get_field(placeholder), "verbose_name", placeholder))
    return placeholder


@dataclass(frozen=True)
class InForce:
    """One declared number: the rows in force, or None where it is missing and the screening refuses to run."""

    code: str
    title: str
    rows: list[Reading]


@dataclass(frozen=True)
class RuleView:
    rule: AlertRule
    open_count: int
    numbers: Numbers
    region: Region
    precision: PrecisionLine | None = None  # of the last twelve months; None: opened nothing
    resting: str = ""  # only counted, or off: opens nothing in the reader's county

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
    def sentence(self) -> str:
        """The sentence of the rule with the names of what it compares in place of the values."""
        return self.rule.because.format_map({name: f"〔{word_for(name)}〕" for name in self.rule.placeholders})

    @cached_property
    def thresholds(self) -> list[InForce]:
        return [InForce(code, DEFINITIONS[code].title, self.rows_in_force(code)) for code in self.rule.parameters]

    def rows_in_force(self, code: str) -> list[Reading]:
        """A number that differs by area has a row for each; the same row found twice is shown once."""
        areas = [AreaType.RURAL, AreaType.URBAN] if DEFINITIONS[code].by_area else [AreaType.UNIFIED]
        found = [self.numbers.find(code, self.region, area) for area in areas]
        return [reading(row) for row in {row.pk: row for row in found if row is not None}.values()]
