"""The one place pages take the day from (rulings A11). Rules, clocks and amounts take `on` as an argument instead."""

from datetime import date

from django.conf import settings
from django.utils import timezone


def today() -> date:
    """The working day of the county in Asia/Shanghai; the demo lives on a fixed one."""
    return settings.FIXED_TODAY or timezone.localdate()
