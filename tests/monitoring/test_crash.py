"""A worker killed in the middle of a screening leaves whole stages; the one that follows finishes, and nothing is there twice (rulings E2)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from casework.models import Event
from households.models import HouseholdFacts
from monitoring.choices import RunState
from monitoring.models import Alert, DataTask, ScreeningRun
from monitoring.runs import new_run, stale_runs
from monitoring.tasks import resume_stale
from tests.households.factories import HouseholdFactory
from tests.processes import killed_in_the_middle

ON = date(2026, 6, 15)
# The worker stops for good at {place}; a stage that had begun to write has not committed.
WORKER = """
import pytest, sys, time
import django
django.setup()
import monitoring.sweep
from monitoring import runs
kept = monitoring.sweep.{place}
def stop(*args, **kwargs):
    {first}
    print("middle", flush=True)
    time.sleep(600)
monitoring.sweep.{place} = stop
runs.carry_out(int(sys.argv[1]))
"""

pytestmark = [pytest.mark.crash, pytest.mark.django_db(transaction=True)]


def stands() -> dict[str, list[object]]:
    return {
        "facts": sorted(HouseholdFacts.objects.values_list("household__household_no", "gross")),
        "alerts": sorted(Alert.objects.values_list("household__household_no", "rule", "state", "reason")),
        "tasks": sorted(DataTask.objects.values_list("household__household_no", "datum")),
        "events": sorted(Event.objects.values_list("household_id", "kind", "detail__code", "detail__datum")),
    }


@pytest.mark.parametrize(
    ("place", "first"),
    [("refresh", "kept(*args, **kwargs)"), ("find", "pass"), ("act", "kept(*args, **kwargs)")],
    ids=["facts written, not committed", "facts committed, rules not asked", "alerts written, not committed"],
)
def test_a_killed_screening_is_followed_by_another_and_nothing_is_doubled(county, place, first):
    for _ in range(5):
        HouseholdFactory(size=2, monthly_wage="500")
    run = new_run(county, on=ON, is_full=False, by="夜间")
    with killed_in_the_middle(WORKER.format(place=place, first=first), run.pk):
        assert stale_runs() == [], "its lease still holds"
    assert not Alert.objects.exists() and not Event.objects.exists()
    assert HouseholdFacts.objects.count() == (0 if place == "refresh" else 5)
    ScreeningRun.objects.filter(pk=run.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert resume_stale() == 1
    run.refresh_from_db()
    assert (run.state, run.opened) == (RunState.DONE, 5)
    after = stands()
    assert len(after["alerts"]) == 5
    assert resume_stale() == 0
    assert stands() == after
