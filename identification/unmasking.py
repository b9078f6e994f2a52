"""Who objected, whole: for those who must answer him, with a purpose and a trace in the reading log, never in the household's chain."""

from __future__ import annotations

from collections.abc import Callable

from accounts import unmasking
from accounts.models import Position
from accounts.unmasking import Subject
from identification.models import Objection, PublicNotice

OF_OBJECTION = {"raised_by_name": "反映人姓名", "raised_by_phone": "反映人电话"}


def _objection(field: str) -> Callable[[Position, int], Subject | None]:
    def find(position: Position, pk: int) -> Subject | None:
        """No household in the answer: its chain is read by the people the objection is about."""
        row = Objection.objects.filter(pk=pk, notice__in=PublicNotice.objects.visible_to(position)).select_related("notice").first()
        return None if row is None else Subject(getattr(row, field), f"{row.notice.notice_no}的反映人")

    return find


def register() -> None:
    """Called once when the app is ready."""
    for field, label in OF_OBJECTION.items():
        unmasking.register(f"objection.{field}", label, _objection(field))
