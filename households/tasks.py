"""Background work of this room: fetch, call, nothing else (rulings E2)."""

from celery import shared_task

from accounts.choices import RegionLevel
from accounts.models import Region
from accounts.today import today
from households.duplicates import find_pairs


@shared_task
def find_duplicates_nightly() -> int:
    """Every county once a night; run again it writes nothing."""
    return sum(find_pairs(county, on=today()).rows for county in Region.objects.filter(level=RegionLevel.COUNTY))
