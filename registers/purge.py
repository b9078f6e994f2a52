"""What a batch keeps for its withdrawal goes when the time for it is over (parameter `undo_days`), so do rows kept aside (`aside_months`): the data of
people are kept no longer than used."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q

from accounts.choices import RegionLevel
from accounts.models import Region
from policies.models import Parameter
from registers.aside import first_day_kept
from registers.models import AsideRow, AsideState, Batch, BatchRow, BatchState, Change, Conflict, Movement, Verdict
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


@transaction.atomic
def purge_aside(*, on: date) -> int:
    """Drop rows kept aside whose day is past keeping, those landed that can no longer be withdrawn, and the row numbers of batches as old; returns how
    many rows. Safe to run twice. Raises ParameterMissing."""
    number = 0
    for county in Region.objects.filter(level=RegionLevel.COUNTY):
        first = first_day_kept(county, on)
        ours = AsideRow.objects.filter(batch__county=county)
        past = ours.filter(Q(period__lt=first) | Q(state=AsideState.LANDED, landed_in__has_trail=False))
        number += past.exclude(state=AsideState.DUE).delete()[0]
        BatchRow.objects.filter(verdict=Verdict.ASIDE, batch__county=county, batch__on__lt=first).delete()
    return number
