"""What people found wrong in a register and its new delivery says otherwise: settled in the delivery's transaction, from its trail."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.apps import apps

from monitoring.data_answers import Written, awaited, settle_by_delivery
from registers.models import Change
from registers.sheets import Sheet


def settle(batch_id: int, sheet: Sheet, households: Collection[int], *, on: date) -> int:
    """How many were settled; one question where nothing waits for this register."""
    tables = {apps.get_model(label)._meta.db_table for label in sheet.lands_on}
    waiting = awaited(tables, households)
    if not waiting:
        return 0
    told = Change.objects.filter(batch=batch_id, table__in=tables, household_id__in={alert.household_id for alert in waiting})
    return len(settle_by_delivery(waiting, [written(change) for change in told], batch_id=batch_id, on=on))


def written(change: Change) -> Written:
    assert change.household_id is not None
    before, after = change.before or {}, change.after or {}
    moved = frozenset(after) if change.kind == "changed" else frozenset()
    return Written(change.table, change.target_id, change.household_id, change.kind, moved, before.get("person_id"))
