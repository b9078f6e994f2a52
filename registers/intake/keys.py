"""The verbs of 接口密钥: issued and stopped by the 安全管理员, each with a line for the auditor; found again by what a system shows."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from accounts.choices import ReadingKind
from accounts.models import Position
from accounts.reading import note
from accounts.roles import Role
from casework.exceptions import StepRefused
from registers.batches import ORGANISATION
from registers.models import SystemKey
from registers.sheets import SHEETS

if TYPE_CHECKING:
    from django.http import HttpRequest

MARK = "bg_"  # tells a key that leaked into a file or a chat
LONGEST = timedelta(days=366)
# The organisation is not for other systems to write.
SENDABLE = {code: sheet for code, sheet in SHEETS.items() if code not in ORGANISATION}


@transaction.atomic
def issue(
    name: str, *, position: Position, sheets: list[str], until: date, by: Position, on: date, request: HttpRequest | None = None
) -> tuple[SystemKey, str]:
    """A new key and its text, which nobody can read again. Raises StepRefused for one's own position, one without 台账管理员, a term over a year."""
    if position.user_id == by.user_id:
        raise StepRefused("不能给自己的岗位发密钥，请由另一名安全管理员办理。")
    if not position.has(Role.REGISTER_ADMIN):
        raise StepRefused(f"{position}不是台账管理员，不能导入台账。请选台账管理员的岗位。")
    if not on <= until <= on + LONGEST:
        raise StepRefused("有效期从今天起，最长一年。到期前换发新的。")
    if unknown := [code for code in sheets if code not in SENDABLE]:
        raise StepRefused(f"这些台账不能由接口送：{'、'.join(unknown)}。")
    text = MARK + secrets.token_urlsafe(32)
    key = SystemKey.objects.create(name=name, position=position, sheets=sheets, until=until, digest=digest_of(text), made_by=by)
    note(ReadingKind.ACCOUNT, by=by, request=request, subject=f"发放接口密钥：{name}，以{position}"[:120], subject_id=key.pk)
    return key, text


@transaction.atomic
def revoke(key: SystemKey, *, by: Position, request: HttpRequest | None = None) -> None:
    """Stop a key from this moment. Raises StepRefused when it is stopped already."""
    if not SystemKey.objects.filter(pk=key.pk, revoked_at__isnull=True).update(revoked_at=timezone.now(), revoked_by=by):
        raise StepRefused(f"“{key.name}”的密钥已经停用。", "stale")
    note(ReadingKind.ACCOUNT, by=by, request=request, subject=f"停用接口密钥：{key.name}"[:120], subject_id=key.pk)


def holder_of(text: str, *, on: date) -> SystemKey | None:
    """The key in force that reads so, with its position in force; None for every other text."""
    key = (
        SystemKey.objects.in_force(on)
        .select_related("position__user", "position__office", "position__region")
        .filter(digest=digest_of(text))
        .first()
    )
    if key is None or not Position.objects.in_force(on).filter(pk=key.position_id, roles__contains=[Role.REGISTER_ADMIN]).exists():
        return None
    return key


def used(key: SystemKey) -> None:
    """Remember the moment, not more often than once a minute."""
    now = timezone.now()
    SystemKey.objects.filter(pk=key.pk).exclude(last_used_at__gt=now - timedelta(minutes=1)).update(last_used_at=now)


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
