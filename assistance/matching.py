"""Which policies fit a household: targets, conditions, what it already has, and the highest of those that exclude each other.

A constant number of queries whatever the household. Nothing unknown reads as no (rulings B1): it makes 差一项 or 待核对.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from django.db import models

from assistance.choices import OPEN_NEEDS, OPEN_REFERRALS
from assistance.conditions import CONDITIONS, Scope
from assistance.conditions.asking import Answers, Asked, ask
from assistance.models import Measure, Need, Referral
from assistance.targets import Standpoint, is_target, meets_risk, risk_words, standpoint
from households.choices import Risk
from households.models import Household
from policies.catalogue import target_words
from policies.dispositions import AmountRule, Disposition, PolicyDomain
from policies.models import Policy


class Verdict(models.TextChoices):
    """How a policy stands to a household or one of its members."""

    FITS = "fits", "符合"
    NEARLY = "nearly", "差一项"
    TO_CHECK = "to_check", "待核对"
    EXCLUDED = "excluded", "不符合"


@dataclass(frozen=True)
class Finding:
    """One target or condition with the compared value; `answer` None: cannot say. A manual one is for a person to check."""

    title: str
    answer: bool | None
    text: str
    code: str = ""
    is_subject: bool = False
    is_manual: bool = False


@dataclass(frozen=True)
class Enjoyed:
    """What the household already has of a policy: a measure this year, or something under way."""

    words: str
    since: date
    referral_id: int | None = None


@dataclass(frozen=True)
class Match:
    """One policy and one household, or one of its members where the policy is a person's."""

    policy: Policy
    person_id: int | None
    person_name: str
    findings: tuple[Finding, ...]
    enjoyed: Enjoyed | None = None
    beaten_by: Policy | None = None
    rivals: tuple[str, ...] = ()  # others that fit within the exclusive group, where an amount is not known yet
    answers_risk: str = ""  # the recorded risk of the household that the policy's domain answers

    @property
    def unmet(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.answer is False]

    @property
    def unknown(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.answer is None and not finding.is_manual]

    @property
    def manual(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.is_manual]

    @property
    def verdict(self) -> Verdict:
        """差一项: exactly one condition unmet or unknown. Several unknown, or only something for a person to check: 待核对, never no."""
        open_ = len(self.unmet) + len(self.unknown)
        if self.beaten_by or any(finding.is_subject for finding in self.unmet):
            return Verdict.EXCLUDED
        if open_ == 0:
            return Verdict.TO_CHECK if self.manual else Verdict.FITS
        if open_ == 1:
            return Verdict.NEARLY
        return Verdict.EXCLUDED if self.unmet else Verdict.TO_CHECK


@dataclass
class Matches:
    """`fits` those offered; `nearly` 差一项 and 待核对; `excluded` one entry per policy, the nearest member's reasons. `gap`: why nothing was asked."""

    fits: list[Match] = field(default_factory=list)
    nearly: list[Match] = field(default_factory=list)
    excluded: list[Match] = field(default_factory=list)
    gap: str = ""
    known_on: date | None = None


# Which policies answer a recorded risk: by their field, or by whom they are about. Those come first (缺什么帮什么).
RISK_DOMAINS = {
    Risk.ILLNESS: PolicyDomain.MEDICAL,
    Risk.LABOUR: PolicyDomain.JOB,
    Risk.JOB: PolicyDomain.JOB,
    Risk.INDUSTRY: PolicyDomain.INDUSTRY,
    Risk.HOUSING: PolicyDomain.HOUSING,
    Risk.SCHOOL: PolicyDomain.EDUCATION,
    Risk.WATER: PolicyDomain.WATER,
}
RISK_CONDITIONS = {Risk.DISABILITY: "is_disabled"}


def matches(household: Household, *, on: date) -> Matches:
    """Every policy of the county for households, on `on`. Raises ParameterMissing."""
    answers = ask(household, on=on)
    if answers is None:
        return Matches(gap="这一户还没有算过账，下一次筛查（每晚）后才能匹配政策。")
    if not answers.household.row["counted_members"]:
        return Matches(gap="没有计入的共同生活成员，先补登记成员，才能匹配政策。")
    policies, merged = offered(household.county_code, on)
    enjoyed = enjoyed_by(household, on)
    found: list[Match] = []
    for policy in policies:
        codes = {policy.code, *merged.get(policy.code, ())}
        answered = risk_answered(policy, household.risks)
        for match in judged(policy, household, answers):
            found.append(replace(match, enjoyed=already(enjoyed, codes, match.person_id), answers_risk=answered))
    return sorted_out(found, answers.household.row["known_on"])


def offered(county_code: str, on: date) -> tuple[list[Policy], dict[str, list[str]]]:
    """Policies a household may get, and which merged ones each stands for. 废止 and organisations' are left out; 合并 come through the successor."""
    rows = list(Policy.objects.in_force(on).of_county(county_code).order_by("code", "valid_from"))
    in_force = {policy.code: policy for policy in rows}
    merged: dict[str, list[str]] = {}
    for policy in in_force.values():
        if policy.is_merged_away:
            merged.setdefault(policy.merged_into, []).append(policy.code)
    kept = [
        policy for policy in in_force.values()
        if policy.disposition != Disposition.ABOLISH and not policy.for_organisations and not policy.is_merged_away
    ]  # fmt: skip
    return kept, merged


def judged(policy: Policy, household: Household, answers: Answers) -> list[Match]:
    """One match for a household's policy; one per counted member where a condition is about a person."""
    of_members = [code for code in policy.conditions if CONDITIONS[code].scope is Scope.MEMBER]
    of_household = [code for code in policy.conditions if CONDITIONS[code].scope is Scope.HOUSEHOLD]
    row = answers.household.row
    common = replies(answers.household, of_household)
    by_hand = [Finding("需人工核对", None, words, is_manual=True) for words in policy.manual_checks]
    if not of_members:
        others = tuple(
            (member.row["person__name"], member.row["category"]) for member in answers.members
            if member.row["category"] and member.row["category"] != row["category"]
        )  # fmt: skip
        who = standpoint(row, household.risks, others)
        return [Match(policy, None, "", (*targets(policy, who), *common, *by_hand))]
    found = []
    for member in answers.members:
        who = standpoint(row | {"category": member.row["category"] or row["category"]}, household.risks)
        findings = (*targets(policy, who), *common, *replies(member, of_members), *by_hand)
        found.append(Match(policy, member.row["person_id"], member.row["person__name"], findings))
    return found


def targets(policy: Policy, who: Standpoint) -> list[Finding]:
    found = [Finding(f"对象：{target_words(policy)}", is_target(policy, who), who.text, "target", is_subject=True)]
    if policy.target_risks:
        words = f"登记的风险：{risk_words(list(who.risks))}" if who.risks else "没有登记风险类型，村里入户时补"
        found.append(Finding(f"风险：{risk_words(policy.target_risks)}", meets_risk(policy, who), words, "risk", is_subject=True))
    return found


def replies(asked: Asked, codes: list[str]) -> list[Finding]:
    found = [asked.replies[code] for code in codes]
    return [Finding(r.condition.title, r.answer, r.text, r.condition.code, r.condition.is_subject) for r in found]


def enjoyed_by(household: Household, on: date) -> dict[tuple[str, int | None], Enjoyed]:
    """By policy code and person (None: the household): a measure of this year, else an open push, else an open need. Three queries."""
    found: dict[tuple[str, int | None], Enjoyed] = {}
    needs = Need.objects.filter(household=household, policy__isnull=False, state__in=OPEN_NEEDS, noted_on__lte=on)
    for code, person, day in needs.values_list("policy__code", "person_id", "noted_on"):
        found[code, person] = Enjoyed("已登记需求", day)
    pushed = Referral.objects.filter(household=household, policy__isnull=False, state__in=OPEN_REFERRALS, pushed_on__lte=on)
    for referral in pushed.select_related("policy").order_by("pushed_on", "pk"):
        assert referral.policy is not None
        words = f"已推送{referral.get_dept_display()}，{referral.state_label}"
        found[referral.policy.code, referral.person_id] = Enjoyed(words, referral.pushed_on, referral.pk)
    had = Measure.objects.filter(household=household, policy__isnull=False, carried_out_on__year=on.year, carried_out_on__lte=on)
    for code, person, day in had.order_by("carried_out_on", "pk").values_list("policy__code", "person_id", "carried_out_on"):
        found[code, person] = Enjoyed("本年已享受", day)
    return found


def already(enjoyed: dict[tuple[str, int | None], Enjoyed], codes: set[str], person_id: int | None) -> Enjoyed | None:
    """A household's policy: whomever it was noted for; a person's: his own, or what names nobody."""
    return next(
        (has for (code, whose), has in enjoyed.items() if code in codes and (person_id is None or whose in {None, person_id})), None
    )


def risk_answered(policy: Policy, risks: list[str]) -> str:
    """The household's first recorded risk that this policy is against; empty: none of them."""
    against = set(policy.target_risks)
    against |= {risk for risk, domain in RISK_DOMAINS.items() if domain == policy.domain}
    against |= {risk for risk, condition in RISK_CONDITIONS.items() if condition in policy.conditions}
    return next((str(Risk(code).label) for code in risks if code in against), "")


def yearly_worth(policy: Policy) -> Decimal | None:
    """The most it may bring in a year, for comparing within an exclusive group; None where the amount is unknown or a ratio."""
    amount = policy.amount_high if policy.amount_high is not None else policy.amount_low
    if amount is None or policy.amount_rule in {AmountRule.UNSET, AmountRule.RATIO}:
        return None
    return amount * next((times for word, times in (("月", 12), ("学期", 2)) if word in policy.unit), 1)


def sorted_out(found: list[Match], known_on: date) -> Matches:
    """Verdicts onto their heaps, the highest of an exclusive group offered, those answering a recorded risk first."""
    found = take_the_highest(found)
    result = Matches(known_on=known_on)
    result.fits = [match for match in found if match.verdict is Verdict.FITS]
    result.nearly = [match for match in found if match.verdict in {Verdict.NEARLY, Verdict.TO_CHECK}]
    somebody = {match.policy.code for match in (*result.fits, *result.nearly)}
    nearest: dict[str, Match] = {}
    for match in found:
        code = match.policy.code
        if match.beaten_by:
            result.excluded.append(match)
        elif match.verdict is Verdict.EXCLUDED and code not in somebody and (code not in nearest or closer(match, nearest[code])):
            nearest[code] = match
    result.excluded += nearest.values()
    result.excluded.sort(key=lambda match: (not match.beaten_by, match.policy.code))
    for heap in (result.fits, result.nearly):
        heap.sort(key=lambda match: (match.verdict is Verdict.TO_CHECK, not match.answers_risk, match.policy.code))
    return result


def closer(one: Match, other: Match) -> bool:
    return len(one.unmet) + len(one.unknown) < len(other.unmet) + len(other.unknown)


def take_the_highest(found: list[Match]) -> list[Match]:
    """就高不就低: of those that fit the same person within one exclusive group the highest is offered. A tie: the earlier code.

    An amount the county has yet to confirm cannot be compared: it neither excludes nor is excluded, and the others are named beside it.
    """
    groups: dict[tuple[str, int | None], list[Match]] = {}
    for match in found:
        if match.policy.exclusive_group and match.verdict is Verdict.FITS:
            groups.setdefault((match.policy.exclusive_group, match.person_id), []).append(match)
    settled: dict[int, Match] = {}
    for rivals in groups.values():
        known = sorted((match for match in rivals if worth(match) is not None), key=lambda match: (-(worth(match) or 0), match.policy.code))
        for match in known[1:]:
            settled[id(match)] = replace(match, beaten_by=known[0].policy)
        left = [match for match in rivals if id(match) not in settled]
        for match in left if len(left) > 1 else []:
            settled[id(match)] = replace(match, rivals=tuple(other.policy.short_name for other in left if other is not match))
    return [settled.get(id(match), match) for match in found]


def worth(match: Match) -> Decimal | None:
    return yearly_worth(match.policy)
