"""One policy ready to be read: its versions, what the merger changed for whom, its successor, its conditions in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Any

from accounts.choices import Dept
from policies.catalogue import WHO, amount_words, serves, target_words
from policies.condition_words import CONDITIONS, RISKS
from policies.dispositions import Disposition
from policies.models import Policy
from policies.parameters import DEFINITIONS


@dataclass(frozen=True)
class Line:
    """One condition: what is asked, of whom, on which ground."""

    title: str
    whose: str
    clause: str
    parameters: tuple[tuple[str, str], ...] = ()  # (code, title)
    is_manual: bool = False


@dataclass(frozen=True)
class Widening:
    """Who could get it before and who can since (扩面)."""

    on: date
    before: str
    after: str
    gained: str


@dataclass(frozen=True)
class PolicyView:
    """A policy with what the pages print of it."""

    policy: Policy
    on: date

    @property
    def target(self) -> str:
        return target_words(self.policy)

    @property
    def amount(self) -> str:
        return amount_words(self.policy)

    @property
    def depts(self) -> str:
        """民政局（残联配合）."""
        partners = "、".join(str(Dept(dept).label) for dept in self.policy.partner_depts)
        return self.policy.get_dept_display() + (f"（{partners}配合）" if partners else "")

    @property
    def standing(self) -> str:
        """Whether it holds today; empty when it simply does."""
        if self.policy.valid_from > self.on:
            return f"{cn(self.policy.valid_from)}起施行"
        if self.policy.valid_to is not None and self.policy.valid_to < self.on:
            return f"{cn(self.policy.valid_to)}停止"
        return ""

    @property
    def is_survivor(self) -> bool:
        """What others were merged into, itself listed under 合并."""
        return self.policy.disposition == Disposition.MERGE and self.policy.merged_into == self.policy.code

    @cached_property
    def conditions(self) -> list[Line]:
        """Risks, declared conditions, then what a person checks."""
        lines = []
        if self.policy.target_risks:
            words = "、".join(RISKS.get(code, code) for code in self.policy.target_risks)
            lines.append(Line(f"登记的风险有：{words}其中之一", "户", ""))
        for code in self.policy.conditions:
            words_ = CONDITIONS[code]
            lines.append(
                Line(words_.title, words_.whose, words_.clause, tuple((name, DEFINITIONS[name].title) for name in words_.parameters))
            )
        return lines + [Line(words, "", "没有台账数据，由经办人核对", is_manual=True) for words in self.policy.manual_checks]


def cn(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


@dataclass(frozen=True)
class PolicyPage:
    view: PolicyView
    versions: list[Policy]  # of the same region, the latest first
    successor: Policy | None
    merged: list[Policy]  # what was merged into this one
    widening: Widening | None


def page_of(code: str, policies: list[Policy], on: date) -> PolicyPage | None:
    """None: no such policy. `policies` are the current rows of the catalogue; one query more for the versions."""
    by_code = {policy.code: policy for policy in policies}
    policy = by_code.get(code)
    if policy is None:
        return None
    versions = list(Policy.objects.filter(code=code, region=policy.region).order_by("-valid_from"))
    successor = by_code.get(policy.merged_into) if policy.is_merged_away else None
    merged = [other for other in policies if other.is_merged_away and other.merged_into == code]
    return PolicyPage(PolicyView(policy, on), versions, successor, merged, widening_of(versions))


def widening_of(versions: list[Policy]) -> Widening | None:
    """The latest version that was widened, beside the one before it."""
    for version, before in pairwise(versions):
        if version.extended_on:
            gained = [label for who, label in WHO.items() if serves(version, who) and not serves(before, who)]
            return Widening(version.extended_on, target_words(before), target_words(version), "、".join(gained))
    return None


def standing_of(version: Policy, on: date) -> str:
    """now, later or before: how a version stands on the day."""
    if version.valid_from > on:
        return "later"
    return "now" if version.is_in_force(on) else "before"


def neighbours(code: str, policies: list[Policy]) -> dict[str, Any]:
    codes = [policy.code for policy in policies]
    place = codes.index(code)
    return {"previous": codes[place - 1] if place else "", "following": codes[place + 1] if place + 1 < len(codes) else ""}
