"""Whom a policy is for: category, tag, 脱贫户 and risk (domain §4f), compared with one household or one of its members."""

from __future__ import annotations

from dataclasses import dataclass

from households.choices import HouseholdKind, Risk
from policies.catalogue import TUOPIN_LABEL
from policies.categories import SHORT_LABELS, TAG_LABEL, SupportCategory
from policies.dispositions import TagCondition
from policies.models import Policy


@dataclass(frozen=True)
class Standpoint:
    """Who stands before the policy. `own` names a member with a category of his own in a household policy (rulings A2)."""

    category: str
    has_tag: bool
    is_tuopin: bool
    risks: tuple[str, ...]
    others: tuple[tuple[str, str], ...] = ()  # (name, category) of members whose category is not the household's

    @property
    def text(self) -> str:
        """低保边缘、防返贫监测对象、脱贫户."""
        found = [SHORT_LABELS[SupportCategory(self.category)]] if self.category else []
        found += [f"{name}为{SHORT_LABELS[SupportCategory(category)]}" for name, category in self.others]
        found += [TAG_LABEL] if self.has_tag else []
        found += [TUOPIN_LABEL] if self.is_tuopin else []
        return "、".join(found) or "没有类别和标识"

    @property
    def categories(self) -> set[str]:
        return {category for category in (self.category, *(category for _, category in self.others)) if category}


def is_target(policy: Policy, who: Standpoint) -> bool:
    """By category, tag or 脱贫户; never unknown, the register of determinations says it."""
    if (policy.for_tagged == TagCondition.REQUIRED and not who.has_tag) or (policy.for_tagged == TagCondition.FORBIDDEN and who.has_tag):
        return False
    named = bool(policy.target_categories) or policy.tagged_or_category or policy.for_tuopin
    if policy.for_everybody or not named:
        return True
    return bool(
        who.categories & set(policy.target_categories)
        or (policy.tagged_or_category and who.has_tag)
        or (policy.for_tuopin and who.is_tuopin)
    )


def risk_words(codes: list[str]) -> str:
    return "、".join(str(Risk(code).label) for code in codes)


def meets_risk(policy: Policy, who: Standpoint) -> bool | None:
    """One of the risks the policy answers; a household without any recorded risk was never asked: cannot say."""
    if not policy.target_risks:
        return True
    return bool(set(policy.target_risks) & set(who.risks)) if who.risks else None


def standpoint(row: dict[str, object], risks: list[str], others: tuple[tuple[str, str], ...] = ()) -> Standpoint:
    """Of a household, from its facts."""
    return Standpoint(
        str(row["category"]), bool(row["has_monitoring_tag"]), row["household_kind"] == HouseholdKind.TUOPIN, tuple(risks), others
    )
