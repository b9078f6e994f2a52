"""The demo's days: registers arrive and people act in the fortnight before the day the demo lives on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.conf import settings

TODAY = date(2026, 6, 15)
WINTER = date(2026, 1, 12)  # households and the category registers
FIRST, SECOND = date(2026, 6, 1), date(2026, 6, 8)


@contextmanager
def living_on(day: date) -> Iterator[date]:
    """Everything inside takes `day` for today, as it would have that morning."""
    kept = settings.FIXED_TODAY
    settings.FIXED_TODAY = day
    try:
        yield day
    finally:
        settings.FIXED_TODAY = kept
