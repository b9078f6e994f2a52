"""The demo's fortnight, on a small county: registers arrive, screenings open alerts, people work, and it can be told whether it is done."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from accounts.today import today
from households.models import MergeState, PersonMerge, SuspectedPair
from monitoring.choices import AlertState
from monitoring.models import Alert, ScreeningRun, Verification
from registers.demo import fill as filling
from registers.demo.clock import TODAY, living_on
from registers.demo.room import CONFLICTS, TWICE
from registers.models import Batch, BatchState
from registers.sheets import SHEETS
from registers.synthetic.workbooks import write_county


@pytest.mark.long
def test_a_fortnight_leaves_alerts_in_every_state(db, settings, tmp_path):
    settings.VAR_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "files"
    said: list[str] = []
    assert not filling.is_filled()
    filling.fill(
        filling.Timed(said.append),
        households=300,
        seed=5,
        until_made=lambda: write_county(filling.folder(), households=300, seed=5, dirty=0.003),
    )
    assert filling.is_filled() and filling.has_county(300, 5) and not filling.has_county(400, 5)
    assert set(Batch.objects.filter(state=BatchState.DONE).values_list("sheet", flat=True)) == set(SHEETS)
    assert list(ScreeningRun.objects.order_by("pk").values_list("on", flat=True)) == [date(2026, 6, 1), date(2026, 6, 8), TODAY]
    states = Counter(Alert.objects.values_list("state", flat=True))
    assert {AlertState.NEW, AlertState.ASSIGNED, AlertState.TOWN_DECIDED, AlertState.CLOSED} <= set(states), states
    assert Alert.objects.overdue(TODAY).exists() and Alert.objects.open().filter(due_on__gt=TODAY).exists()
    assert all(visit.visited_by != visit.accompanied_by for visit in Verification.objects.all())
    waiting = {BatchState.PREVIEWED, BatchState.MAPPING, BatchState.REFUSED, BatchState.WITHDRAWN}
    assert waiting <= set(Batch.objects.values_list("state", flat=True))
    assert Batch.objects.filter(state=BatchState.PREVIEWED, conflict_rows=CONFLICTS).exists()
    assert SuspectedPair.objects.open().count() >= TWICE - 2 and PersonMerge.objects.filter(state=MergeState.DONE).exists()
    assert "新开线索" in "".join(said) and said[-1].split("  ")[-1].startswith("示例人员口令")


def test_the_day_comes_back_after_a_lived_one(settings):
    settings.FIXED_TODAY = TODAY
    with living_on(date(2026, 6, 1)):
        assert today() == date(2026, 6, 1)
    assert today() == TODAY


def test_demo_refuses_to_touch_a_real_county(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="不会动真实数据"):
        call_command("demo", "--no-serve")
