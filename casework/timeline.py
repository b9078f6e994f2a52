"""Writing to the one timeline (design §2.3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from accounts.logs import redact
from casework.choices import EventKind
from casework.models import Event

if TYPE_CHECKING:
    from accounts.models import Position

# Who acts when nobody presses a button: the named positions of scheduled work.
NIGHT_SCREENING = "夜间筛查（自动）"


def record(
    kind: EventKind, *, household: Any, by: Position | str, on: date, subject: Any = None, detail: Mapping[str, Any] | None = None
) -> Event:
    """One line in the household's chain, in the caller's transaction. `by` is required; scheduled work passes its own name.

    Numbers of persons somebody wrote into his words are left out: the chain is read by many and never changed (SE-04).
    """
    return Event.objects.create(
        household_id=household.pk,
        county_code=household.county_code,
        town_code=household.town_code,
        village_code=household.village_code,
        kind=kind,
        happened_on=on,
        position_id=None if isinstance(by, str) else by.pk,
        by=str(by),
        subject_type=subject._meta.model_name if subject is not None else "",
        subject_id=subject.pk if subject is not None else None,
        detail={name: redact(value) if isinstance(value, str) else value for name, value in (detail or {}).items()},
    )
