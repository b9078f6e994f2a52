"""The day and browsers of people by role, for the pages of the one window."""

from __future__ import annotations

from tests.monitoring.conftest import browser, the_day

__all__ = ["browser", "the_day"]
