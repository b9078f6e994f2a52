"""帮扶措施: what a department carried out for a push, with day, amount and evidence; the first one sets the household's mark (S1)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q

from accounts.logs import redact
from accounts.models import Position
from assistance.choices import MeasureKind
from assistance.kinds import fits_some_risk
from assistance.models import Measure, Referral
from assistance.referrals import check_is_theirs, locked, take
from assistance.workflow import REFERRAL
from casework.actions import check_can_advance
from casework.choices import EventKind
from casework.exceptions import StalePage, StepRefused
from casework.photos import Photo
from casework.timeline import record
from households.choices import Risk
from households.journal import mark_changed
from households.models import Standing
from identification.kin import check_no_conflict
from policies.models import Policy

EVIDENCE_LENGTH = 4


def warnings(referral: Referral, kind: str, carried_out_on: date | None) -> list[str]:
    """What a supervisor would ask about; said before it is recorded, refused by nobody (domain §5.4, §8.10)."""
    said = []
    household = referral.household
    if not fits_some_risk(kind, household.risks):
        risks = "、".join(Risk(risk).label for risk in household.risks)
        said.append(f"措施与风险不对应：本户风险是{risks}，措施是{MeasureKind(kind).label}。")
    if carried_out_on is None:
        return said
    standing = Standing.objects.filter(household=household).first()
    if household.has_monitoring_tag and standing and standing.identified_on and carried_out_on < standing.identified_on:
        said.append(f"措施在识别前：{standing.identified_on:%Y-%m-%d}才识别为监测对象，不计入识别后的帮扶。")
    if carried_out_on < referral.pushed_on:
        said.append(f"落实日期早于推送日期{referral.pushed_on:%Y-%m-%d}，请核对。")
    return said


def posted_before(referral: Referral, form_key: UUID) -> Measure | None:
    """The measure this very form already became; the same key on another push is refused."""
    known = Measure.objects.filter(form_key=form_key).first()
    if known and known.referral_id != referral.pk:
        raise StalePage("这张表已用于另一件推送，请重新打开填写页。")
    return known


@transaction.atomic
def carry_out(
    referral: Referral, *, kind: str, carried_out_on: date, evidence: str, form_key: UUID, by: Position, on: date, title: str = "",
    amount: Decimal | None = None, policy: Policy | None = None, scan: Photo | None = None, version: int | None = None,
) -> Measure:  # fmt: skip
    """登记措施. The same form posted twice is one measure. `amount` in 元, None where nothing is paid. Raises StepRefused, StalePage."""
    referral = locked(referral)
    if known := posted_before(referral, form_key):
        return known
    check_is_theirs(referral, by)
    if version is None or version == referral.version:  # a stale page is told so first, by advance
        check_can_advance(REFERRAL, referral, "measure", by)
        check_no_conflict(by, referral.household)
        check_measure(kind, carried_out_on, evidence, amount, on)
    policy = policy or referral.policy
    name = redact(title.strip())[:80] or (
        policy.short_name if policy else str(MeasureKind(kind).label) if kind in MeasureKind.values else ""
    )
    taken = take(referral, "measure", by=by, on=on, version=version, note=name)
    measure = Measure.objects.create(
        household=referral.household, person=referral.person, referral=taken, policy=policy, kind=kind, dept=referral.dept, title=name,
        carried_out_on=carried_out_on, amount=amount, evidence=redact(evidence.strip())[:200], recorded_on=on, recorded_by=by,
        form_key=form_key,
    )  # fmt: skip
    first = Standing.objects.filter(household=referral.household_id).filter(
        Q(first_measure_on__isnull=True) | Q(first_measure_on__gt=carried_out_on)
    )
    if first.update(first_measure_on=carried_out_on):
        mark_changed([referral.household_id])
    detail = {"what": name, "amount": f"{amount:,.2f}" if amount is not None else "", "carried_out_on": carried_out_on.isoformat()}
    record(EventKind.MEASURE, household=referral.household, by=by, on=on, subject=taken, detail=detail)
    if scan is not None:  # last, so that a refusal leaves no file behind
        measure.content_type = scan.content_type
        measure.scan.save("measure", ContentFile(scan.content), save=False)
        measure.save(update_fields=["scan", "content_type"])
    return measure


def check_measure(kind: str, carried_out_on: date, evidence: str, amount: Decimal | None, on: date) -> None:
    """What must be true of a measure; StepRefused names the first thing that is not."""
    if kind not in MeasureKind.values:
        raise StepRefused("请选措施类别。", "unknown_kind")
    if carried_out_on > on:
        raise StepRefused("落实日期不能晚于今天；还没有做的，落实以后再登记。", "later")
    if len(evidence.strip()) < EVIDENCE_LENGTH:
        raise StepRefused(f"请写明凭证（{EVIDENCE_LENGTH}个字以上），如发放批次、验收单号。", "evidence_missing")
    if amount is not None and amount < 0:
        raise StepRefused("金额不能为负。", "negative")
