"""Open deadlines are counted again when a year of work days is loaded (rulings D2). Rooms register their own recount."""

from collections.abc import Callable

RECOUNTS: list[Callable[[], int]] = []


def recount_open_deadlines() -> int:
    """How many open deadlines moved; each move left an event."""
    return sum(recount() for recount in RECOUNTS)
