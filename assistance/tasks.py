"""Background work of this room: fetch, call, nothing else (rulings E2)."""

from celery import shared_task

from accounts.today import today
from assistance import reminders


@shared_task
def remind_departments() -> int:
    return reminders.remind(today())
