"""Matches ready to be read: one entry per policy and verdict, each condition with its mark and the household's own value, one action a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from accounts.models import Position
from assistance.kinds import NEED_OF_DOMAIN
from assistance.matching import Enjoyed, Finding, Match, Matches, Verdict
from assistance.needs import NOTERS
from households.models import Household
from policies.catalogue import amount_words
from policies.dispositions import ApplyMode
from policies.models import Policy

LIGHTS = {Verdict.FITS: ("ok", ""), Verdict.NEARLY: ("warn", ""), Verdict.TO_CHECK: ("warn", "near"), Verdict.EXCLUDED: ("idle", "ring")}
# A policy that comes by itself needs nobody to note a need.
BY_ITSELF = {ApplyMode.AUTOMATIC: "免申即享，不用登记", ApplyMode.DETERMINED: "随认定发放，不用登记"}
PANEL_FITS, PANEL_NEARLY = 4, 2


@dataclass(frozen=True)
class Condition:
    """One line under a policy: its mark (y met, x not, q to be found out), and what was compared."""

    css: str
    icon: str
    text: str

    @classmethod
    def of(cls, finding: Finding) -> Condition:
        if finding.is_manual:
            return cls("q", "warn", f"需人工核对：{finding.text}")
        if finding.answer is None:
            return cls("q", "warn", said(finding))
        return cls("y", "check", said(finding)) if finding.answer else cls("x", "x", said(finding))


def said(finding: Finding) -> str:
    """残疾一级或二级（周桂兰：肢体残疾2级): what is asked, and the household's own value."""
    return finding.title if finding.text == finding.title else f"{finding.title}（{finding.text}）"


@dataclass(frozen=True)
class Action:
    """What may be done for one person (or the household): note a need, or see what is under way already."""

    label: str  # 登记需求, with the name where the policy is a person's
    person_id: int | None
    enjoyed: Enjoyed | None
    may_note: bool

    @property
    def since(self) -> str:
        return f"{self.enjoyed.since.month}月{self.enjoyed.since.day}日" if self.enjoyed else ""

    @property
    def referral_url(self) -> str:
        return reverse("assistance:referral", args=[self.enjoyed.referral_id]) if self.enjoyed and self.enjoyed.referral_id else ""


@dataclass(frozen=True)
class Offer:
    """One policy as it stands to the household: `matches` of the same verdict, one a person where it is a person's."""

    policy: Policy
    verdict: Verdict
    matches: tuple[Match, ...]
    position: Position

    @property
    def light(self) -> tuple[str, str]:
        return LIGHTS[self.verdict]

    @property
    def amount(self) -> str:
        return amount_words(self.policy)

    @property
    def by(self) -> str:
        """民政局·补贴·申请·就高不就低."""
        parts = [self.policy.get_dept_display(), self.policy.get_benefit_type_display(), self.policy.get_apply_mode_display()]
        parts += ["就高不就低"] if self.policy.exclusive_group else []
        parts += ["金额为示例"] if self.policy.is_illustrative and self.amount != "由县确认" else []
        return "·".join(parts)

    @property
    def conditions(self) -> list[Condition]:
        """What several members share is said once."""
        return list(dict.fromkeys(Condition.of(finding) for match in self.matches for finding in match.findings))

    @property
    def answers_risk(self) -> str:
        return self.matches[0].answers_risk

    @property
    def rivals(self) -> list[str]:
        return list(dict.fromkeys(name for match in self.matches for name in match.rivals))

    @property
    def by_itself(self) -> str:
        return BY_ITSELF.get(ApplyMode(self.policy.apply_mode), "")

    @property
    def is_enjoyed(self) -> bool:
        return all(match.enjoyed for match in self.matches)

    @property
    def actions(self) -> list[Action]:
        """One a person. Notable are those that fit or only await a person's check, by whoever may note needs."""
        may = self.verdict in {Verdict.FITS, Verdict.TO_CHECK} and not self.by_itself and self.position.has(*NOTERS)
        return [
            Action(
                f"登记需求：{match.person_name}" if match.person_id else "登记需求",
                match.person_id,
                match.enjoyed,
                may and not match.enjoyed,
            )
            for match in self.matches
            if may or match.enjoyed
        ]

    @property
    def need_kind(self) -> str:
        return str(NEED_OF_DOMAIN[self.policy.domain])

    @property
    def need_words(self) -> str:
        return f"政策匹配：{self.policy.name}"


@dataclass(frozen=True)
class Excluded:
    """One line of what does not fit: the reason, shortest first."""

    policy: Policy
    reason: str


@dataclass(frozen=True)
class MatchPage:
    household: Household
    fits: list[Offer]
    nearly: list[Offer]
    excluded: list[Excluded]
    gap: str
    known_on: date | None

    @property
    def counts(self) -> str:
        """符合3，差一项2，待核对1，不符合9: the lengths of the lists."""
        near = [offer for offer in self.nearly if offer.verdict is Verdict.NEARLY]
        numbers = (
            ("符合", len(self.fits)),
            ("差一项", len(near)),
            ("待核对", len(self.nearly) - len(near)),
            ("不符合", len(self.excluded)),
        )
        return "，".join(f"{label}{number}" for label, number in numbers)

    @property
    def first(self) -> list[Offer]:
        """What the panel shows: first what somebody must do something about."""
        waiting = sorted(self.fits, key=lambda offer: bool(offer.by_itself or offer.is_enjoyed))
        return waiting[:PANEL_FITS] + self.nearly[:PANEL_NEARLY]

    @property
    def rest(self) -> int:
        return len(self.fits) + len(self.nearly) + len(self.excluded) - len(self.first)


def page_of(household: Household, found: Matches, position: Position) -> MatchPage:
    return MatchPage(
        household, grouped(found.fits, position), grouped(found.nearly, position), [excluded(match) for match in found.excluded],
        found.gap, found.known_on,
    )  # fmt: skip


def grouped(heap: list[Match], position: Position) -> list[Offer]:
    """The order of the heap is kept."""
    together: dict[tuple[str, Verdict], list[Match]] = {}
    for match in heap:
        together.setdefault((match.policy.code, match.verdict), []).append(match)
    return [Offer(matches[0].policy, verdict, tuple(matches), position) for (_, verdict), matches in together.items()]


def excluded(match: Match) -> Excluded:
    if match.beaten_by:
        return Excluded(match.policy, f"就高不就低：{whose(match)}已取{match.beaten_by.short_name}（{amount_words(match.beaten_by)}）")
    return Excluded(match.policy, "；".join(said(finding) for finding in (*match.unmet, *match.unknown)))


def whose(match: Match) -> str:
    return match.person_name or "本户"
