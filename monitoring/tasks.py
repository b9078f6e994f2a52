"""Background work of this room: fetch by id, call, nothing else (rulings E2)."""

from celery import shared_task
from django.utils import timezone

from accounts.today import today
from casework.exceptions import StepRefused
from casework.timeline import NIGHT_SCREENING
from monitoring import runs
from monitoring.lab import scenarios
from monitoring.nightly import due_counties


@shared_task
def run_screening(run_id: int) -> bool:
    return runs.carry_out(run_id)


@shared_task
def run_scenario(scenario_id: int) -> bool:
    return scenarios.carry_out(scenario_id)


@shared_task
def screen_counties_at_their_hour() -> int:
    """Every ten minutes: a run for each county whose hour has struck; one that is being screened by hand is asked again later."""
    started = 0
    for county in due_counties(timezone.now()):
        try:
            runs.request_run(county, on=today(), by=NIGHT_SCREENING)
            started += 1
        except StepRefused:
            continue
    return started


@shared_task
def resume_stale() -> int:
    """Every minute: take over runs and trials whose worker died or whose message was lost."""
    return sum(runs.carry_out(run_id) for run_id in runs.stale_runs()) + sum(scenarios.carry_out(pk) for pk in scenarios.stale())
