"""What every test may ask for: the demo county's ground (regions, parameters, work days) and people by role."""

from __future__ import annotations

from copy import copy
from datetime import date
from io import StringIO

import pytest
from django.core.cache import cache
from django.core.management import call_command

from accounts.models import Region
from casework.models import WorkDay, WorkDayQuerySet
from policies.models import Parameter
from tests.accounts import factories as people

ON = date(2026, 6, 15)


@pytest.fixture
def on() -> date:
    """The day most tests live on."""
    return ON


@pytest.fixture
def county(db) -> Region:
    """青禾县 with two towns of two villages each, its published lines, and the work days of 2025 and 2026."""
    county = people.RegionFactory(code="990101", name="青禾县", level="county")
    for town_code, town_name in (("990101100", "柳溪镇"), ("990101101", "石桥镇")):
        town = people.RegionFactory(code=town_code, name=town_name, level="town", parent=county)
        for number, village_name in ((201, "上湾村"), (202, "下湾村")):
            people.RegionFactory(code=f"{town_code}{number}", name=f"{town_name[:1]}{village_name}", level="village", parent=town)
    lay_ground(county)
    return county


_WORK_DAYS: list[WorkDay] = []
_PARAMETERS: list[Parameter] = []


def lay_ground(county: Region) -> None:
    """Work days and parameters as the commands load them: by the commands once, copied from then on (a quarter of the suite's time)."""
    if not _PARAMETERS:
        call_command("load_workdays", stdout=StringIO(), years=[2025, 2026])
        call_command("load_parameters", stdout=StringIO())
        call_command("load_parameters", "demo", stdout=StringIO())
        _WORK_DAYS.extend(WorkDay.objects.all())
        _PARAMETERS.extend(Parameter.objects.order_by("pk"))
        return
    WorkDay.objects.bulk_create(_WORK_DAYS)
    cache.delete(WorkDayQuerySet.CACHE_KEY)
    rows = [copy(row) for row in _PARAMETERS]
    for row in rows:
        row.pk, row.region = None, county if row.region_id else None
    Parameter.objects.bulk_create(rows)


@pytest.fixture
def town(county) -> Region:
    return Region.objects.get(code="990101100")


@pytest.fixture
def village(county) -> Region:
    return Region.objects.get(code="990101100201")


@pytest.fixture
def other_village(county) -> Region:
    """A village of the other town: out of reach for the first town's people."""
    return Region.objects.get(code="990101101201")
