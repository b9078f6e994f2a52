"""What a batch keeps for its withdrawal goes when the time for it is over (parameter `undo_days`): the data of people are kept no longer than used."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from accounts.choices import RegionLevel
from accounts.models import Region
from policies.models import Parameter
from registers.models import Batch, BatchState, Change, Conflict, Movement
from registers.outcomes import drop_lists

TOO_LATE = "系统（过期未确认）"


def undo_days(county: Region, on: date) -> int:
    """Days a batch can be taken back after it entered. Raises ParameterMissing."""
    return int(Parameter.objects.numbers(on).number("undo_days", county))


@transaction.atomic
def purge_trails(*, on: date) -> int:
    """Drop the trails of batches too old to be withdrawn, and decline previews as old; returns how many batches. Safe to run twice."""
    number = 0
    for county in Region.objects.filter(level=RegionLevel.COUNTY):
        last = on - timedelta(days=undo_days(county, on))
        old = Batch.objects.filter(county=county, finished_at__date__lt=last)
        forgotten = list(old.filter(state=BatchState.PREVIEWED).values_list("pk", flat=True))
        Batch.objects.filter(pk__in=forgotten).update(state=BatchState.DECLINED, decided_by_name=TOO_LATE)
        kept = list(old.filter(has_trail=True).values_list("pk", flat=True))
        Batch.objects.filter(pk__in=kept).update(has_trail=False)
        for batch_id in (*forgotten, *kept):
            drop_lists(batch_id, (Change, Conflict, Movement) if batch_id in forgotten else (Change,))
        number += len(forgotten) + len(kept)
    return number
