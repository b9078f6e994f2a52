"""Background work of this room: fetch by id, call, nothing else (rulings E2)."""

from celery import shared_task

from accounts.choices import RegionLevel
from accounts.models import Region
from accounts.today import today
from casework.exceptions import StepRefused
from casework.timeline import NIGHT_SCREENING
from monitoring import runs


@shared_task
def run_screening(run_id: int) -> bool:
    return runs.carry_out(run_id)


@shared_task
def screen_counties_nightly() -> int:
    """One run per county; a county that is already being screened is left alone."""
    started = 0
    for county in Region.objects.filter(level=RegionLevel.COUNTY):
        try:
            runs.request_run(county, on=today(), by=NIGHT_SCREENING)
            started += 1
        except StepRefused:
            continue
    return started


@shared_task
def resume_stale() -> int:
    """Every minute: take over runs whose worker died or whose message was lost."""
    return sum(runs.carry_out(run_id) for run_id in runs.stale_runs())
