"""What one person proposes comes into force when another confirms it: the same steps for a number of the law and for the switch of a rule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone

from accounts.exceptions import Refused
from accounts.models import Position
from accounts.roles import Role

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class TwoPeople(Generic[Row]):
    """The second person's steps on rows with proposed_by, confirmed_by and confirmed_at, whose table holds that the two differ.

    `check_duty` raises Refused for whoever may not take a step on such a row; `gone` is said when somebody was quicker.
    """

    rows: Callable[[], QuerySet[Row]]
    check_duty: Callable[[Position, Row, str], None]
    gone: str

    def waiting(self, row: Row) -> Any:
        """The row locked, still unconfirmed. Raises Refused."""
        locked: Any = self.rows().select_for_update(of=("self",)).filter(pk=row.pk).first()
        if locked is None or locked.confirmed_at is not None:
            raise Refused(self.gone)
        return locked

    def why_not_confirm(self, row: Any, by: Position) -> str:
        """The reason this position may not confirm, or nothing: also the words under the page's stopped button."""
        if not by.has(Role.TASKFORCE):
            return "由县专班复核。"
        if row.proposed_by is not None and row.proposed_by.user_id == by.user_id:
            return "提出人不能自己复核，须由另一名县专班人员复核。"
        return ""

    @transaction.atomic
    def confirm(self, row: Row, *, by: Position) -> Row:
        """Bring it into force from its own start. Raises Refused for the person who proposed it, under whatever position."""
        locked = self.waiting(row)
        self.check_duty(by, locked, "复核")
        if reason := self.why_not_confirm(locked, by):
            raise Refused(reason)
        locked.confirmed_by, locked.confirmed_at = by, timezone.now()
        locked.save(update_fields=["confirmed_by", "confirmed_at"])
        confirmed: Row = locked
        return confirmed

    @transaction.atomic
    def withdraw(self, row: Row, *, by: Position) -> None:
        """Take back what was never in force; a confirmed row stays for ever. Raises Refused."""
        locked = self.waiting(row)
        self.check_duty(by, locked, "撤回")
        locked.delete()
