"""From an alert to an application: a check that concludes 启动申请 or 启动监测识别 opens one draft at the window, or points to the one in hand."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from accounts.models import Position
from identification.choices import Channel
from identification.intake import open_draft
from identification.models import Application
from monitoring.choices import Outcome
from monitoring.models import Alert

OPENS_CASE = (Outcome.APPLY, Outcome.IDENTIFY)
ORIGIN = "alert"


def open_case(alert: Alert, *, by: Position, on: date) -> Application:
    """The household's open application, or a new draft that names this alert; asked twice answers the same. Raises StepRefused."""
    in_hand = Application.objects.filter(household=alert.household_id).open().first()
    if in_hand is not None:
        return in_hand
    return open_draft(
        alert.household, by=by, on=on, channel=Channel.ALERT, origin_type=ORIGIN, origin_id=alert.pk, reason=f"{alert.title}：{alert.reason}",
        wants_monitoring=True,
    )  # fmt: skip


def case_of(alert: Alert) -> Application | None:
    """The application a closed alert led to: its own, or the one that was in hand on the day it was closed."""
    if alert.outcome not in OPENS_CASE or alert.closed_on is None:
        return None
    own = Q(origin_type=ORIGIN, origin_id=alert.pk)
    in_hand = Q(created_on__lte=alert.closed_on) & (Q(closed_on__isnull=True) | Q(closed_on__gte=alert.closed_on))
    return Application.objects.filter(own | Q(household=alert.household_id) & in_hand).order_by("-pk").first()
