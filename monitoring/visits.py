"""记录核实: what two people found at the door becomes a Verification, sealed photos and the next step of the alert."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction

from accounts.logs import redact
from accounts.models import Position
from casework.actions import check_can_advance
from casework.choices import EventKind
from casework.exceptions import StalePage, StepRefused
from casework.photos import Photo
from casework.timeline import record
from households.journal import mark_changed
from households.models import Standing
from monitoring.actions import REASON_LENGTH, check_is_hers, check_reason, locked, take
from monitoring.choices import Outcome
from monitoring.models import Alert, Verification, VisitPhoto
from monitoring.owners import registers_of_rule
from monitoring.people import companions_for
from monitoring.workflow import ALERT

SEVERE = 3


def check_visit(
    alert: Alert, *, by: Position, accompanied_by: Position, visited_on: date, informant: str, findings: str, outcome: str,
    outcome_reason: str, wrong_register: str, photos: Sequence[Photo], on: date,
) -> None:  # fmt: skip
    """What must be true of a visit (domain §4e); StepRefused names the first thing that is not."""
    if outcome not in Outcome.values:
        raise StepRefused("请选一个结论。", "unknown_outcome")
    if accompanied_by.user_id == by.user_id:
        raise StepRefused("核实须两个不同的人，请另选同行核实人。", "same_person")
    if not companions_for(alert, by, on).filter(pk=accompanied_by.pk).exists():
        raise StepRefused(f"{accompanied_by}不在本村或本镇的在岗名单里，请另选同行核实人。", "companion")
    if visited_on > on:
        raise StepRefused("入户日期不能晚于今天。", "visited_later")
    if visited_on < alert.opened_on:
        raise StepRefused(f"线索{alert.opened_on:%Y-%m-%d}才提出，入户日期不能更早。", "visited_before")
    if not informant.strip():
        raise StepRefused("请写明谁在场说的情况。", "informant_missing")
    if len(findings.strip()) < REASON_LENGTH:
        raise StepRefused(f"看到的情况要写{REASON_LENGTH}个字以上。", "findings_missing")
    check_reason(outcome, outcome_reason)
    registers = registers_of_rule(alert.rule)
    if wrong_register and wrong_register not in registers:
        raise StepRefused(f"这条线索没有用到“{wrong_register}”，请从列表里选。", "unknown_register")
    if outcome == Outcome.FALSE and registers and not wrong_register:
        raise StepRefused("结论是“数据错误”，请选哪一份数据与实际不符，好退给那个部门改。", "register_missing")
    if outcome == Outcome.NONE and alert.severity >= SEVERE and not photos:
        raise StepRefused("这条线索程度为“重”，结论“无风险”要附现场照片。", "photo_missing")


def posted_before(alert: Alert, form_key: UUID) -> Verification | None:
    """The verification this very form already became; the same key on another alert is refused."""
    known = Verification.objects.filter(form_key=form_key).first()
    if known and known.alert_id != alert.pk:
        raise StalePage("这张表已用于另一条线索，请重新打开填写页。")
    return known


@transaction.atomic
def verify(
    alert: Alert, *, by: Position, accompanied_by: Position, visited_on: date, informant: str, findings: str, outcome: str,
    outcome_reason: str = "", wrong_register: str = "", photos: Sequence[Photo] = (), form_key: UUID, on: date, version: int | None = None,
) -> Verification:  # fmt: skip
    """One visit, one Verification: the same form posted twice answers with the first one. Raises StepRefused, StalePage.

    `wrong_register`: which of the registers the rule stands on was wrong; where there is but one, 数据错误 means it.
    """
    alert = locked(alert)
    registers = registers_of_rule(alert.rule)
    if outcome == Outcome.FALSE and len(registers) == 1:
        wrong_register = wrong_register or registers[0]
    if known := posted_before(alert, form_key):
        return known
    if version is None or version == alert.version:  # a stale page is told so first, by advance
        check_can_advance(ALERT, alert, "verify", by)
        check_is_hers(alert, by)
        check_visit(
            alert, by=by, accompanied_by=accompanied_by, visited_on=visited_on, informant=informant, findings=findings, outcome=outcome,
            outcome_reason=outcome_reason, wrong_register=wrong_register, photos=photos, on=on,
        )  # fmt: skip
    take(alert, "verify", by=by, on=on, version=version, note=f"结论：{Outcome(outcome).label}" if outcome in Outcome.values else "")
    verification = Verification.objects.create(
        alert=alert, household=alert.household, visited_on=visited_on, visited_by=by, accompanied_by=accompanied_by,
        informant=redact(informant.strip()), findings=redact(findings.strip()), outcome=outcome, outcome_reason=redact(outcome_reason.strip()),
        wrong_register=wrong_register, form_key=form_key,
    )  # fmt: skip
    Standing.objects.filter(household=alert.household).exclude(last_visited_on__gt=visited_on).update(last_visited_on=visited_on)
    mark_changed([alert.household_id])
    record(
        EventKind.VERIFIED,
        household=alert.household,
        by=by,
        on=on,
        subject=alert,
        detail={
            "visitors": f"{by.user.name}、{accompanied_by.user.name}",
            "outcome": Outcome(outcome).label,
            "reason": outcome_reason.strip(),
            "visited_on": visited_on.isoformat(),
            "photos": len(photos),
        },
    )
    store(verification, photos)
    return verification


def store(verification: Verification, photos: Sequence[Photo]) -> None:
    """Sealed at rest; last in the transaction, so that a refusal leaves no file behind."""
    for photo in photos:
        VisitPhoto.objects.create(
            verification=verification,
            kind=photo.kind,
            file=ContentFile(photo.content, name="visit"),
            content_type=photo.content_type,
            size=len(photo.content),
        )
