"""Open deadlines of alerts, counted again with a new year of work days."""

from casework.recount import StepLimits, recount_deadlines
from monitoring.models import Alert
from monitoring.workflow import ALERT


def recount_alert_deadlines() -> int:
    return recount_deadlines(Alert, StepLimits(ALERT), str)
