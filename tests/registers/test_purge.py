"""What is kept for a withdrawal goes when the time for it is over (parameter undo_days)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from casework.exceptions import StepRefused
from households.models import Household
from registers import purge, tasks, undo
from registers.models import Batch, BatchState, Change
from tests.registers.books import ON, household_row, take

pytestmark = pytest.mark.django_db


def aged(batch: Batch, days: int) -> Batch:
    Batch.objects.filter(pk=batch.pk).update(finished_at=datetime(2026, 6, 15, 12, tzinfo=UTC) - timedelta(days=days))
    batch.refresh_from_db()
    return batch


def test_old_trails_and_forgotten_previews_go_and_the_rest_stays(county):
    old = aged(take("households", household_row()), 31)
    forgotten = aged(take("households", household_row("H2"), is_dry_run=True), 31)
    young = aged(take("households", household_row("H3")), 30)
    assert purge.purge_trails(on=ON) == 2
    assert set(Change.objects.values_list("batch_id", flat=True)) == {young.pk}
    forgotten.refresh_from_db()
    assert (forgotten.state, forgotten.decided_by_name) == (BatchState.DECLINED, "系统（过期未确认）")
    old.refresh_from_db()
    with pytest.raises(StepRefused, match="过了保存期"):
        undo.withdraw(old, by="柏杨", reason="文件传错了", on=ON)
    undo.withdraw(young, by="柏杨", reason="文件传错了", on=ON)
    assert list(Household.objects.values_list("household_no", flat=True)) == ["H1"]
    assert purge.purge_trails(on=ON) == 0


def test_the_night_calls_it(county, settings):
    settings.FIXED_TODAY = ON
    aged(take("households", household_row()), 40)
    assert tasks.purge_trails() == 1
