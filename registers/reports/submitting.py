"""Handing a month's tables up. Faults of severity 3 refuse it (domain §5.4): they are mended first, or the county's task force says why they go along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db import IntegrityError, transaction
from django.db.models import Count
from django.urls import reverse

from accounts.logs import redact
from accounts.models import Position, Region
from accounts.roles import Role
from casework.exceptions import StepRefused
from registers.models import QualityFinding, QualityRun, Submission
from registers.quality.base import Check, QualityRule
from registers.quality.rules import CHECKS, RULES
from registers.quality.shown import Severity
from registers.reports.base import Period, Place

REASON_LENGTH = 10
MAY_RELEASE = Role.TASKFORCE
SUBMITTERS = (Role.TASKFORCE, Role.REGISTER_ADMIN, Role.TOWN_CLERK)
BLOCKING = tuple(code for code, check in CHECKS.items() if check.severity is Severity.BLOCKS)


@dataclass(frozen=True)
class Standing:
    """One check of severity 3 that still finds fault in the place: how many, what to do, where the list is."""

    rule: QualityRule
    check: Check
    count: int
    town: str = ""

    @property
    def url(self) -> str:
        query = {"check": self.check.code, **({"town": self.town} if self.town else {})}
        return f"{reverse('registers:quality_list', args=[self.rule.code])}?{urlencode(query)}"


def region_of(place: Place) -> Region:
    """Whose tables they are: the position's region, or the town looked into."""
    return Region.objects.get(code=place.town) if place.town else place.position.region


def standing(place: Place) -> list[Standing]:
    """What refuses, in the order of the rules: the very rows the lists of data quality show. One query."""
    found = QualityFinding.objects.visible_to(place.position).filter(faults__overlap=list(BLOCKING))
    found = found.filter(town_code=place.town) if place.town else found
    counted: dict[str, int] = {}
    for faults, number in found.order_by().values_list("faults").annotate(number=Count("pk")):
        for code in faults:
            counted[code] = counted.get(code, 0) + number
    return [
        Standing(rule, check, counted[check.code], place.town)
        for rule in RULES.values() for check in rule.checks if check.code in BLOCKING and check.code in counted
    ]  # fmt: skip


def refusals(faults: Sequence[Standing], run: QualityRun | None, by: Position, period: Period) -> list[str]:
    """Why this position cannot hand it up now, each with the way out; empty where it can."""
    if not period.is_over:
        return [f"{period.label}还没有结束，{period.last.month}月{period.last.day}日以后再上报。"]
    if run is None:
        return ["还没有检查过数据质量，有没有3级问题不知道。到“数据质量与监督”重新检查，或等今晚自动检查，再来上报。"]
    if faults and not by.has(MAY_RELEASE):
        total = sum(fault.count for fault in faults)
        return [
            f"有{len(faults)}项3级问题共{total}处没有改好。照下面的办法改好、重新检查后再上报；确实改不了的，由{MAY_RELEASE.label}写明理由上报。"
        ]
    return []


def needs_reason(faults: Sequence[Standing], before: Submission | None) -> bool:
    return bool(faults) or before is not None


def last_of(region: Region, period: Period) -> Submission | None:
    return Submission.objects.filter(region=region, month=period.month).select_related("submitted_by__user").order_by("-number").first()


@transaction.atomic
def submit(place: Place, period: Period, *, by: Position, on: date, reason: str = "") -> Submission:
    """上报 one month of one place. Raises StepRefused with what stands in the way."""
    if not by.has(*SUBMITTERS):
        raise StepRefused(f"报表由{'、'.join(role.label for role in SUBMITTERS)}上报，您的岗位是{by.title}。", "wrong_role")
    region, faults = region_of(place), standing(place)
    run = QualityRun.objects.filter(county__code=region.code[:6]).first()
    if refused := refusals(faults, run, by, period):
        raise StepRefused("".join(refused), "severe_faults" if faults else "not_ready")
    before, words = last_of(region, period), redact(reason.strip())
    if needs_reason(faults, before) and len(words) < REASON_LENGTH:
        what = "带着3级问题上报" if faults else "再次上报"
        raise StepRefused(f"{what}，要写明理由（{REASON_LENGTH}个字以上）。", "reason_missing")
    try:
        with transaction.atomic():
            return Submission.objects.create(
                region=region, month=period.month, submitted_by=by, submitted_on=on, reason=words[:300],
                faults={fault.check.code: fault.count for fault in faults}, number=before.number + 1 if before else 1,
            )  # fmt: skip
    except IntegrityError:
        raise StepRefused("刚才已经有人上报过，请看最新情况。", "already_submitted") from None
