"""Background work of this room: call, nothing else; safe to run twice (rulings E2)."""

from celery import shared_task

from accounts.today import today
from identification import intake, notices


@shared_task
def remove_ended_notices() -> int:
    """Just after midnight: what hung its days comes down by itself (PD-07)."""
    return notices.remove_ended(today())


@shared_task
def lapse_returned_applications() -> int:
    """Just after midnight: what was returned and not mended in its days closes by itself (rulings D1)."""
    return intake.lapse_returned(today())
