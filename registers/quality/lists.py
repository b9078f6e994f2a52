"""The rows behind a number: which rule, which check, which place, with a fault or impossible to judge. The address says it; the table's links are these addresses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.db.models.functions import Concat
from django.urls import reverse

from accounts.list_filters import Field, Select, region_name
from casework.list_filter import ListFilter
from households.choices import GONE_STATUSES
from households.models import Member
from households.relations import RELATIONS
from registers.models import QualityFinding
from registers.models.quality import QualityFindingQuerySet
from registers.quality.base import Check, QualityRule
from registers.quality.rules import CHECKS

UNKNOWN = "unknown"
SHOWS = {"": "有问题的", UNKNOWN: "无法判断的"}
# Order in the address → columns, ending in a unique one.
ORDERS = {
    "": ("按村", ("village_code", "pk")),
    "head": ("按户主姓名", ("household__head_name", "pk")),
    "recent": ("最近查出的在前", ("-found_on", "-pk")),
    "oldest": ("最早查出的在前", ("found_on", "pk")),
}


def check_title(code: str) -> str | None:
    return CHECKS[code].title if code in CHECKS else None


def is_shown(value: str) -> str | None:
    return SHOWS[UNKNOWN] if value == UNKNOWN else None


FIELDS = (
    Field("town", "镇街", lambda value: Q(town_code=value), region_name),
    Field("village", "村（社区）", lambda value: Q(village_code=value), region_name),
    Field(
        "name",
        "姓名",
        lambda value: Q(person__name__startswith=value) | Q(household__head_name__startswith=value),
        lambda value: value[:40],
    ),
)


@dataclass(frozen=True)
class FindingFilter(ListFilter):
    """What an address asks of a rule's findings."""

    fields = (*FIELDS, Field("check", "检查项", lambda value: Q(), check_title), Field("show", "列出", lambda value: Q(), is_shown))

    @property
    def check(self) -> str:
        return self.values.get("check", "") if "check" in self.texts else ""

    @property
    def is_unknown(self) -> bool:
        return "show" in self.texts

    def findings(self, rule: QualityRule, order: str = "") -> QualityFindingQuerySet:
        """The rows of a cell of the table, by the very conditions the table counts by."""
        found = QualityFinding.objects.visible_to(self.position).filter(rule=rule.code)
        if self.check:
            found = found.with_unknown(self.check) if self.is_unknown else found.with_fault(self.check)
        else:
            found = found.unknown() if self.is_unknown else found.faulty()
        for condition in self.narrowing("town", "village", "name"):
            found = found.filter(condition)
        return found.order_by(*ORDERS[order if order in ORDERS else ""][1])

    def selects_of(self, rule: QualityRule) -> list[Select]:
        checks = [(check.code, check.title) for check in rule.checks]
        return [
            Select("check", "检查项", checks, self.check),
            Select("show", "列出", [(UNKNOWN, SHOWS[UNKNOWN])], self.values.get("show", "")),
        ]


def checks_of_members(rule: QualityRule) -> list[Check]:
    """The checks of a rule about households that speak of single members."""
    return [check for check in rule.checks if check.who is not None]


def names_of(check: Check) -> str:
    """The value a finding carries the members of a check by."""
    return f"who_{check.code[-1]}"


def with_members(findings: QuerySet[QualityFinding], rule: QualityRule) -> QuerySet[QualityFinding]:
    """Each finding with whom its checks speak of: relation and name, read only for the rows shown."""
    seats = rule.seats(Member.objects.living().filter(household=OuterRef("household_id")).exclude(status__in=GONE_STATUSES))
    named = seats.annotate(said=Concat("relation", "person__name")).order_by("relation", "pk").values("said")
    return findings.annotate(**{names_of(check): ArraySubquery(named.filter(check.who)) for check in checks_of_members(rule)})


def in_words(said: Sequence[str] | None) -> str:
    """周小川（女）、周小满（户主）."""
    return "、".join(f"{one[2:]}（{RELATIONS.get(one[:2], '')}）" for one in said or ())


def compared_words(rule: QualityRule, values: dict[str, Any]) -> list[str]:
    """What the run compared, value by value; nothing of a row written before the rule showed any."""
    return [one.said(values) for one in rule.compared] if values else []


@dataclass(frozen=True)
class FindingRow:
    """One finding as the list shows it: who, where to mend it, what is wrong and what to do."""

    finding: QualityFinding
    rule: QualityRule

    @property
    def name(self) -> str:
        household, person = self.finding.household, self.finding.person
        return person.name if person else household.head_name if household else "（已不在库）"

    @property
    def url(self) -> str:
        return reverse(self.rule.mend, args=[self.finding.household_id]) if self.finding.household else ""

    @property
    def faults(self) -> list[tuple[Check, str]]:
        """What is wrong, with which members."""
        found = [CHECKS[code] for code in self.finding.faults if code in CHECKS]
        return [(check, in_words(getattr(self.finding, names_of(check), None))) for check in found]

    @property
    def unknowns(self) -> list[Check]:
        return [CHECKS[code] for code in self.finding.unknowns if code in CHECKS]

    @property
    def compared(self) -> list[str]:
        return compared_words(self.rule, self.finding.compared)

    @property
    def found_on(self) -> date:
        return self.finding.found_on
