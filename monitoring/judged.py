"""What people found of an alert, as conditions: the filters of the list and the precision board say them alike."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from monitoring.choices import AlertState, Outcome
from monitoring.models import Verification

# Conclusions that say there was nothing in it.
UNFOUNDED_OUTCOMES = (Outcome.NONE, Outcome.FALSE, Outcome.DUP)

CHECKED = Q(Exists(Verification.objects.filter(alert=OuterRef("pk"))))
CONCLUDED = Q(state=AlertState.CLOSED) & ~Q(outcome="")
UNFOUNDED = CONCLUDED & Q(outcome__in=UNFOUNDED_OUTCOMES)
CONFIRMED = CONCLUDED & ~Q(outcome__in=UNFOUNDED_OUTCOMES)
JUDGED = {
    "checked": ("入户核实过", CHECKED),
    "concluded": ("审定有结论", CONCLUDED),
    "confirmed": ("属实", CONFIRMED),
    "unfounded": ("不属实", UNFOUNDED),
}
