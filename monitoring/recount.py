"""Open deadlines of alerts are counted again when a year of work days is loaded (rulings D2)."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from accounts.today import today
from casework.actions import due_after
from casework.choices import EventKind
from casework.timeline import record
from monitoring.models import Alert
from monitoring.workflow import ALERT
from policies.models import Numbers, Parameter

WORK_CALENDAR = "工作日表（自动）"


@transaction.atomic
def recount_alert_deadlines() -> int:
    """How many provisional deadlines moved; each move leaves an event. A deadline inside loaded years cannot move."""
    numbers: dict[date, Numbers] = {}
    moved = 0
    provisional = Alert.objects.open().filter(due_is_provisional=True).select_related("household").select_for_update(of=("self",))
    for alert in provisional.order_by("pk"):
        since = alert.state_since
        if since not in numbers:
            numbers[since] = Parameter.objects.numbers(since)
        due = due_after(ALERT, alert.state, since, alert.village_code, numbers[since])
        if due is None or (due.on == alert.due_on and due.is_provisional):
            continue
        old = alert.due_on
        alert.due_on, alert.due_is_provisional = due.on, due.is_provisional
        alert.save(update_fields=["due_on", "due_is_provisional"])
        if due.on != old:
            moved += 1
            detail = {"what": str(alert), "old": f"{old:%Y-%m-%d}", "new": f"{due.on:%Y-%m-%d}"}
            record(EventKind.DUE_MOVED, household=alert.household, by=WORK_CALENDAR, on=today(), subject=alert, detail=detail)
    return moved
