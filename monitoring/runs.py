"""Asking for a screening and carrying it out: the truth is the run's row and its lease (rulings E2)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import Position, Region
from casework import lease
from casework.exceptions import StepRefused
from casework.timeline import NIGHT_SCREENING
from monitoring.choices import RunStage, RunState
from monitoring.models import ScreeningRun
from monitoring.sweep import Swept, changed_households, must_be_full, sweep
from policies.models import ParameterMissing


def check_can_run(county: Region, on: date) -> None:
    """Refuses a day before the last run: alerts would be opened from the past; past days are for `assess` (rulings C5)."""
    last = ScreeningRun.objects.filter(county=county, state=RunState.DONE).order_by("-on").first()
    if last and on < last.on:
        raise StepRefused(f"{last.on:%Y-%m-%d}已筛查过，不能再按{on:%Y-%m-%d}筛查。看过去某一天请用 assess。", "past_day")


def request_run(county: Region, *, on: date, is_full: bool = False, by: Position | str) -> ScreeningRun:
    """Queue a run and wake a worker. A run already under way refuses the second one."""
    run = new_run(county, on=on, is_full=is_full, by=by)
    from monitoring.tasks import run_screening

    transaction.on_commit(lambda: run_screening.delay(run.pk))
    return run


def new_run(county: Region, *, on: date, is_full: bool, by: Position | str) -> ScreeningRun:
    check_can_run(county, on)
    try:
        with transaction.atomic():
            return ScreeningRun.objects.create(county=county, on=on, is_full=is_full, asked_by=str(by))
    except IntegrityError:
        raise StepRefused("本县已有一次筛查在排队或进行，完成后再发起。", "already_running") from None


def screen(county: Region, *, on: date, is_full: bool = False, by: Position | str = NIGHT_SCREENING) -> ScreeningRun:
    """A whole run here and now: what the command and the tests call."""
    run = new_run(county, on=on, is_full=is_full, by=by)
    carry_out(run.pk)
    run.refresh_from_db()
    return run


def claim(run_id: int) -> ScreeningRun | None:
    """Take the run if nobody holds it: queued, or running with a lease that has lapsed. One of two workers wins."""
    taken = ScreeningRun.objects.filter(lease.is_free(), pk=run_id, state__in=[RunState.QUEUED, RunState.RUNNING]).update(
        state=RunState.RUNNING, holder=lease.new_holder(), lease_until=lease.lease_end(), started_at=timezone.now(), error=""
    )
    return ScreeningRun.objects.select_related("county").get(pk=run_id) if taken else None


def renew(run: ScreeningRun, **columns: object) -> bool:
    """Hold on for another while, and tell the page how far it is."""
    mine = ScreeningRun.objects.filter(pk=run.pk, holder=run.holder, state=RunState.RUNNING)
    return bool(mine.update(lease_until=lease.lease_end(), **columns))


def carry_out(run_id: int) -> bool:
    """Run it if it is free; every stage commits whole and may be repeated, so a worker that dies half-way is simply followed by another."""
    run = claim(run_id)
    if run is None:
        return False

    def on_stage(stage: RunStage) -> None:
        # Inside a stage's transaction this locks the row until the commit: a worker that lost its lease rolls back.
        if not renew(run, stage=stage):
            raise lease.LeaseLost

    try:
        is_full = run.is_full or must_be_full(run.county, run.on)
        ids = None if is_full else changed_households(run.county, run.on)
        with lease.kept(lambda: renew(run), f"run-{run.pk}"):
            swept = sweep(run.county, run.on, household_ids=ids, run=run, by=NIGHT_SCREENING, on_stage=on_stage)
    except lease.LeaseLost:
        return False
    except ParameterMissing as error:
        finish(run, state=RunState.FAILED, error=str(error))
        return False
    except Exception as error:
        finish(run, state=RunState.FAILED, error=f"{type(error).__name__}：筛查中断，已完成的阶段保留，可重新发起。")
        raise
    finish(run, state=RunState.DONE, is_full=is_full, **results(swept))
    return True


def results(swept: Swept) -> dict[str, Any]:
    return {
        "households": swept.households, "facts_written": swept.rows_written,
        "opened": sum(swept.opened.values()), "kept": sum(swept.kept.values()), "closed": sum(swept.closed.values()),
        "noted": sum(swept.noted.values()), "data_tasks_opened": swept.data_tasks_opened, "data_tasks_closed": swept.data_tasks_closed,
        "per_rule": swept.per_rule, "seconds": {stage: round(seconds, 3) for stage, seconds in swept.seconds.items()},
    }  # fmt: skip


def finish(run: ScreeningRun, **columns: Any) -> None:
    ScreeningRun.objects.filter(pk=run.pk, holder=run.holder).update(lease_until=None, finished_at=timezone.now(), **columns)


def stale_runs() -> list[int]:
    """Runs nobody works on: queued for longer than a lease, or running with a lapsed one."""
    now = timezone.now()
    waiting = Q(state=RunState.QUEUED, asked_at__lt=now - timedelta(seconds=settings.LEASE_SECONDS))
    return list(
        ScreeningRun.objects.filter(waiting | Q(state=RunState.RUNNING, lease_until__lt=now)).order_by("pk").values_list("pk", flat=True)
    )
