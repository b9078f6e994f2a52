"""Asking for a trial and carrying it out: counted read only, then kept as rows of its own; like a screening, the row and its lease are the truth (rulings E2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import Position, Region
from accounts.roles import Role
from casework import lease
from casework.exceptions import StepRefused
from monitoring.choices import RunState
from monitoring.lab.changes import EXCLUDED, TRIABLE, Change, in_effect_on, now_and_then, rows_for
from monitoring.lab.trial import Trial, try_out
from monitoring.models import Scenario, ScenarioChange, ScenarioHousehold, ScenarioTotal
from policies.models import Parameter, ParameterMissing

MAKERS = (Role.TASKFORCE, Role.MONITOR_CENTER)
PART = 2_000


@transaction.atomic
def ask(county: Region, *, name: str, on: date, changes: Sequence[Change], by: Position, proposal: Parameter | None = None) -> Scenario:
    """Queue a trial and wake a worker. Raises StepRefused when nothing is moved, or a number is moved to where it stands; ParameterMissing."""
    numbers = Parameter.objects.numbers(on)
    if not changes and proposal is None:
        raise StepRefused("至少改一个数值。", "nothing_moved")
    words = [(change, *now_and_then(change, numbers, county)) for change in changes]
    if same := next((change for change, was, becomes in words if was == becomes), None):
        raise StepRefused(f"“{same.title}”和现行数值一样，不用试算。", "nothing_moved")
    scenario = Scenario.objects.create(county=county, name=name, on=on, asked_by=by, proposal=proposal)
    ScenarioChange.objects.bulk_create(
        ScenarioChange(
            scenario=scenario, code=change.code, area_type=change.area_type, number=change.number, choice=change.choice, was=was[:80],
            becomes=becomes[:80],
        )
        for change, was, becomes in words
    )  # fmt: skip
    from monitoring.tasks import run_scenario

    transaction.on_commit(lambda: run_scenario.delay(scenario.pk))
    return scenario


def ask_for_proposal(row: Parameter, today: date) -> Scenario | None:
    """What a proposed number would bring, before another person confirms it; None for numbers no household is judged by."""
    county = Region.objects.filter(code=row.region.code[:6]).first() if row.region and row.proposed_by else None
    if county is None or row.proposed_by is None or (row.code not in TRIABLE and row.code != EXCLUDED):
        return None
    return ask(county, name=f"待复核：{row}"[:80], on=in_effect_on(row, today), changes=(), by=row.proposed_by, proposal=row)


def claim(pk: int) -> Scenario | None:
    """Take the trial if nobody holds it; one of two workers wins."""
    taken = Scenario.objects.filter(lease.is_free(), pk=pk, state__in=[RunState.QUEUED, RunState.RUNNING]).update(
        state=RunState.RUNNING, holder=lease.new_holder(), lease_until=lease.lease_end(), started_at=timezone.now(), error=""
    )
    return Scenario.objects.select_related("county", "proposal__region").get(pk=pk) if taken else None


def renew(scenario: Scenario, **columns: object) -> bool:
    mine = Scenario.objects.filter(pk=scenario.pk, holder=scenario.holder, state=RunState.RUNNING)
    return bool(mine.update(lease_until=lease.lease_end(), **columns))


def carry_out(pk: int) -> bool:
    """Count it if it is free, and keep what came of it in one transaction: a worker that dies half-way leaves nothing."""
    scenario = claim(pk)
    if scenario is None:
        return False
    numbers = Parameter.objects.numbers(scenario.on)
    try:
        with lease.kept(lambda: renew(scenario), f"scenario-{pk}"):
            trial = try_out(scenario.county, numbers, moved_rows(scenario))
            with transaction.atomic():
                if not renew(scenario):
                    return False
                keep(scenario, trial)
    except ParameterMissing as error:
        finish(scenario, state=RunState.FAILED, error=str(error))
        return False
    except Exception as error:
        finish(scenario, state=RunState.FAILED, error=f"{type(error).__name__}：试算中断，可以重新试算。")
        raise
    return True


def moved_rows(scenario: Scenario) -> list[Parameter]:
    """The rows the trial puts before those in force."""
    if scenario.proposal is not None:
        return [scenario.proposal]
    changes = [Change(row.code, row.area_type, row.number, row.choice) for row in scenario.changes.all()]
    return rows_for(changes, Parameter.objects.numbers(scenario.on), scenario.county)


def keep(scenario: Scenario, trial: Trial) -> None:
    ScenarioTotal.objects.bulk_create([ScenarioTotal(scenario=scenario, **vars(total)) for total in trial.totals], batch_size=PART)
    ScenarioHousehold.objects.bulk_create(
        [ScenarioHousehold(scenario=scenario, county_code=scenario.county.code, **vars(one)) for one in trial.moved], batch_size=PART
    )
    finish(scenario, state=RunState.DONE, households=trial.households, facts_from=trial.facts_from)


def finish(scenario: Scenario, **columns: Any) -> None:
    Scenario.objects.filter(pk=scenario.pk, holder=scenario.holder).update(lease_until=None, finished_at=timezone.now(), **columns)


def stale() -> list[int]:
    """Trials nobody works on: queued for longer than a lease, or running with a lapsed one."""
    now = timezone.now()
    waiting = Q(state=RunState.QUEUED, asked_at__lt=now - timedelta(seconds=settings.LEASE_SECONDS))
    lapsed = Q(state=RunState.RUNNING, lease_until__lt=now)
    return list(Scenario.objects.filter(waiting | lapsed).order_by("pk").values_list("pk", flat=True))
