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
from monitoring.handed_on import HandedOn
from monitoring.models import ScreeningRun
from monitoring.sweep import Sweep, Swept, changed_households, must_be_full
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


def hold(run: ScreeningRun, **columns: object) -> None:
    """As `renew`, or give up. Inside a stage's transaction: a worker that lost its lease rolls back."""
    if not renew(run, **columns):
        raise lease.LeaseLost


def check_can_repeat(run: ScreeningRun) -> None:
    """Only what failed, and only while nothing newer stands on the facts."""
    if run.state != RunState.FAILED:
        raise StepRefused(f"这次筛查是“{run.get_state_display()}”，没有要重做的阶段。", "not_failed")
    if ScreeningRun.objects.filter(county=run.county, pk__gt=run.pk).exists():
        raise StepRefused("之后已有更新的筛查，请从最近的一次做起。", "newer_run")


def can_repeat(run: ScreeningRun) -> bool:
    try:
        check_can_repeat(run)
    except StepRefused:
        return False
    return True


def repeat_stage(run: ScreeningRun) -> None:
    """重做失败的阶段: the stages before it stand, it and those after it are carried out by the next worker."""
    check_can_repeat(run)
    if not ScreeningRun.objects.filter(pk=run.pk, state=RunState.FAILED).update(state=RunState.QUEUED, asked_at=timezone.now()):
        raise StepRefused("别人刚刚已经重做。", "already_running")
    from monitoring.tasks import run_screening

    transaction.on_commit(lambda: run_screening.delay(run.pk))


def sweep_of(run: ScreeningRun) -> Sweep:
    """What is left to do of a run: after a stage that stands, over the same households and the same changes."""
    handed_on = HandedOn(run)
    if run.stage_done == RunStage.ALERTS:
        return Sweep(run.county, run.on, None, run=run)  # only the word that it is done is missing
    if run.stage_done and not handed_on.exists():
        run.stage_done, run.is_full = "", True  # nobody knows any more whom it had looked at
    if run.stage_done == RunStage.RULES and not handed_on.is_whole():
        run.stage_done = RunStage.FACTS
    if not run.stage_done:
        run.is_full = run.is_full or must_be_full(run.county, run.on)
        ids = None if run.is_full else changed_households(run.county, run.on)
        return Sweep(run.county, run.on, ids, run=run)
    ids = None if run.is_full else handed_on.screened()
    unsaid = {code: counts["cannot_say"] for code, counts in run.per_rule.items()}
    swept = Swept(run.households, run.facts_written, cannot_say=unsaid, seconds=dict(run.seconds))
    return Sweep(run.county, run.on, ids, run=run, swept=swept, looked_at=run.looked_at or run.asked_at)


def carry_out(run_id: int) -> bool:
    """Run it if it is free; every stage commits whole with the word that it is done, so a worker that dies half-way is simply followed by another."""
    run = claim(run_id)
    if run is None:
        return False
    try:
        work = sweep_of(run)
        with lease.kept(lambda: renew(run), f"run-{run.pk}"):
            for stage in list(RunStage)[stages_done(run) :]:
                hold(run, stage=stage)
                with transaction.atomic():
                    work.carry_out(stage)
                    hold(run, stage_done=stage, is_full=run.is_full, looked_at=work.looked_at, **results(work.swept))
    except lease.LeaseLost:
        return False
    except ParameterMissing as error:
        finish(run, state=RunState.FAILED, error=str(error))
        return False
    except Exception as error:
        finish(run, state=RunState.FAILED, error=f"{type(error).__name__}：筛查中断，已完成的阶段保留，可以重做没完成的阶段。")
        raise
    finish(run, state=RunState.DONE)
    return True


def stages_done(run: ScreeningRun) -> int:
    """How many stages stand."""
    return list(RunStage).index(RunStage(run.stage_done)) + 1 if run.stage_done else 0


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
