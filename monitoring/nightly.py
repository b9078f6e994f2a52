"""夜间筛查时刻: which county is due now, and setting its hour. Beat asks every ten minutes; the hours are rows, with who set them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.choices import RegionLevel
from accounts.models import Position, Region
from accounts.roles import Role
from casework.exceptions import StepRefused
from casework.timeline import NIGHT_SCREENING
from monitoring.models import NightHour, ScreeningRun

DEFAULT_HOUR = 22  # after the last window has closed, before the backup
# A worker that was down at the hour still starts this much later; beyond it is working time again, and the next night comes.
CATCH_UP = timedelta(hours=6)
SET_BY = (Role.REGISTER_ADMIN, Role.SYS_ADMIN)


@dataclass(frozen=True)
class CountyNight:
    """A county with the hour in force: the row, or none where nobody ever set one."""

    county: Region
    row: NightHour | None
    last: ScreeningRun | None

    @property
    def hour(self) -> int | None:
        return self.row.hour if self.row else DEFAULT_HOUR


def counties_of(position: Position) -> list[Region]:
    """Those inside the position's region."""
    return list(Region.objects.under(position.region).filter(level=RegionLevel.COUNTY).order_by("code"))


def nights(counties: list[Region]) -> list[CountyNight]:
    """Two statements whatever the number of counties."""
    rows = {row.county_id: row for row in NightHour.objects.in_force().filter(county__in=counties).select_related("set_by__user")}
    latest = ScreeningRun.objects.filter(county__in=counties).order_by("county_id", "-pk").distinct("county_id")
    runs = {run.county_id: run for run in latest}
    return [CountyNight(county, rows.get(county.pk), runs.get(county.pk)) for county in counties]


def last_due(hour: int, now: datetime) -> datetime:
    """The latest such hour that has struck, in the county's time."""
    struck = timezone.localtime(now).replace(hour=hour, minute=0, second=0, microsecond=0)
    return struck if struck <= now else struck - timedelta(days=1)


def due_counties(now: datetime) -> list[Region]:
    """Whose hour struck within CATCH_UP and who have not been screened by night since. An hour set after it struck waits for the next day."""
    counties = list(Region.objects.filter(level=RegionLevel.COUNTY).order_by("code"))
    asked = dict(ScreeningRun.objects.filter(asked_by=NIGHT_SCREENING).order_by().values_list("county").annotate(Max("asked_at")))
    due = []
    for night in nights(counties):
        if night.hour is None:
            continue
        struck = last_due(night.hour, now)
        is_new = night.row is not None and night.row.set_at > struck
        done = asked.get(night.county.pk)
        if now - struck <= CATCH_UP and not is_new and (done is None or done < struck):
            due.append(night.county)
    return due


@transaction.atomic
def set_hour(county: Region, hour: int | None, *, by: Position, note: str = "") -> NightHour:
    """A new row. None: no screening by itself, which wants a word why."""
    if not by.has(*SET_BY):
        raise StepRefused(f"夜间筛查时刻由{'、'.join(role.label for role in SET_BY)}设定，您的岗位是{by.title}。", "wrong_role")
    if county not in counties_of(by):
        raise StepRefused(f"{county}不在您的辖区。", "wrong_region")
    if hour is not None and not 0 <= hour <= 23:
        raise StepRefused("时刻是0时到23时的整点。", "no_hour")
    Region.objects.select_for_update().get(pk=county.pk)
    [night] = nights([county])
    if night.hour == hour:
        raise StepRefused(f"{county}现在就是“{night.row or f'每天{hour}时'}”，没有改动。", "same_hour")
    note = note.strip()
    if hour is None and not note:
        raise StepRefused("不自动筛查，要写明为什么。", "note_missing")
    return NightHour.objects.create(county=county, hour=hour, note=note, set_by=by)
