"""Writing the reading log: the only thing a GET may write (rulings A10)."""

from __future__ import annotations

from django.http import HttpRequest

from accounts.choices import ReadingKind
from accounts.models import Position, ReadingLog


def note(
    kind: ReadingKind,
    *,
    request: HttpRequest | None = None,
    by: Position | None = None,
    who: str = "",
    subject: str = "",
    subject_id: int | None = None,
    row_count: int | None = None,
    purpose: str = "",
) -> ReadingLog:
    """One line: who, from where, what, why. `subject` names a thing by its number or kind, never by an ID number."""
    position = by or (getattr(request, "position", None) if request else None)
    return ReadingLog.objects.create(
        kind=kind,
        user_id=position.user_id if position else None,
        position_id=position.pk if position else None,
        who=who or (str(position) if position else "未登录"),
        address=request.META.get("REMOTE_ADDR") or None if request else None,
        subject=subject,
        subject_id=subject_id,
        row_count=row_count,
        purpose=purpose,
    )
