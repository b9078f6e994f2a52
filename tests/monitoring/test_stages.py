"""A failed stage is repeated alone: what stands is not done again, and the end is the same as that of an unbroken run."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.urls import reverse

import monitoring.sweep
from casework.exceptions import StepRefused
from casework.models import Event
from households.journal import mark_changed
from households.models import ChangedHousehold, HouseholdFacts, Income, StaleHousehold
from monitoring.choices import RunStage, RunState
from monitoring.handed_on import HandedOn
from monitoring.models import Alert, DataTask, ScreeningRun
from monitoring.runs import carry_out, claim, new_run, repeat_stage, screen
from tests.households.factories import HouseholdFactory, settlement
from tests.monitoring.factories import ON, officer
from tests.monitoring.test_pages import text_of
from tests.world import rolled_back

pytestmark = pytest.mark.django_db
PARTS = {RunStage.FACTS: "refresh", RunStage.RULES: "find", RunStage.ALERTS: "act"}


def stands() -> dict[str, list[object]]:
    """Everything a run leaves, keys aside."""
    return {
        "facts": list(HouseholdFacts.objects.order_by("pk").values()),
        "alerts": sorted(Alert.objects.values_list("household", "rule", "state", "reason", "due_on", "closed_reason")),
        "tasks": sorted(DataTask.objects.values_list("household", "datum", "closed_on")),
        "events": sorted(Event.objects.values_list("household_id", "kind", "detail__code", "detail__datum", "detail__reason")),
        "changed": list(ChangedHousehold.objects.values()),
        "counts": list(ScreeningRun.objects.order_by("-pk").values("households", "facts_written", "opened", "kept", "closed", "per_rule", "is_full")[:1]),
    }  # fmt: skip


def schemas() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'screening%'")
        return [row[0] for row in cursor.fetchall()]


def broken_at(stage: RunStage, monkeypatch, run: ScreeningRun) -> ScreeningRun:
    """The run, failed in the middle of this stage: after it had written."""
    kept = getattr(monitoring.sweep, PARTS[stage])

    def breaks(*args, **kwargs):
        kept(*args, **kwargs)
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(monitoring.sweep, PARTS[stage], breaks)
        with pytest.raises(RuntimeError):
            carry_out(run.pk)
    run.refresh_from_db()
    assert run.state == RunState.FAILED
    return run


def repeated(run: ScreeningRun, monkeypatch, forbidden: tuple[RunStage, ...]) -> ScreeningRun:
    """Done again from the failed stage; a stage that stands would fail the test."""
    with monkeypatch.context() as patch:
        for stage in forbidden:
            patch.setattr(monitoring.sweep, PARTS[stage], None)
        repeat_stage(run)
        assert carry_out(run.pk)
    run.refresh_from_db()
    assert (run.state, run.error) == (RunState.DONE, "")
    return run


@pytest.fixture
def lived_in(county):
    """A county screened yesterday; since then one household has earned more, one has paid a hospital, one is only due by the calendar."""
    poor, ill, due = (HouseholdFactory(size=2, monthly_wage="1000") for _ in range(3))
    settlement(ill, ill.members.first().person, "10", date(2026, 2, 3))
    screen(county, on=ON - timedelta(days=1))
    settlement(ill, ill.members.first().person, "60000", date(2026, 2, 4))
    Income.objects.filter(household=poor).update(amount=5000)
    mark_changed([poor.pk, ill.pk])
    HouseholdFacts.objects.filter(pk=due.pk).update(next_change_on=ON)
    StaleHousehold.objects.all().delete()
    return county


@pytest.mark.parametrize("is_full", [False, True], ids=["changed", "all"])
def test_a_repeated_stage_ends_like_an_unbroken_run(lived_in, monkeypatch, is_full):
    with rolled_back():
        run = screen(lived_in, on=ON, is_full=is_full)
        assert (run.is_full, run.households, run.opened > 0, run.closed > 0) == (is_full, 3, True, True)
        whole = stands()
    for stage, standing in ((RunStage.FACTS, ()), (RunStage.RULES, (RunStage.FACTS,)), (RunStage.ALERTS, (RunStage.FACTS, RunStage.RULES))):
        with rolled_back():
            run = broken_at(stage, monkeypatch, new_run(lived_in, on=ON, is_full=is_full, by="夜间"))
            assert run.stage_done == (standing[-1] if standing else "")
            assert Alert.objects.filter(run=run).count() == 0
            repeated(run, monkeypatch, standing)
            assert stands() == whole, stage
            assert schemas() == []


def test_what_the_rules_found_is_found_again_after_the_server_crashed(lived_in, monkeypatch):
    with rolled_back():
        screen(lived_in, on=ON)
        whole = stands()
    run = broken_at(RunStage.ALERTS, monkeypatch, new_run(lived_in, on=ON, is_full=False, by="夜间"))
    with connection.cursor() as cursor:  # as PostgreSQL empties what is written without the log
        for name in ("whole", "finding", "gone", "present"):
            cursor.execute(f"TRUNCATE {HandedOn(run).schema}.{name}")
    repeated(run, monkeypatch, (RunStage.FACTS,))
    assert stands() == whole


def test_a_run_whose_tables_are_gone_looks_at_everybody(lived_in, monkeypatch):
    run = broken_at(RunStage.ALERTS, monkeypatch, new_run(lived_in, on=ON, is_full=False, by="夜间"))
    HandedOn(run).end()
    assert repeated(run, monkeypatch, ()).is_full


def test_a_new_run_after_a_broken_one_looks_at_everybody(lived_in, monkeypatch):
    """The broken one had moved the facts: nobody would know any more whose rules were never asked."""
    broken = broken_at(RunStage.RULES, monkeypatch, new_run(lived_in, on=ON, is_full=False, by="夜间"))
    assert len(schemas()) == 1
    assert screen(lived_in, on=ON).is_full
    assert schemas() == []
    with pytest.raises(StepRefused, match="已有更新的筛查"):
        repeat_stage(broken)


def test_only_what_failed_is_repeated_and_the_page_offers_it(lived_in, monkeypatch, browser, django_capture_on_commit_callbacks):
    run = broken_at(RunStage.ALERTS, monkeypatch, new_run(lived_in, on=ON, is_full=False, by="夜间"))
    client = browser(officer())
    page = client.get(reverse("monitoring:run", args=[run.pk]))
    assert "从“更新线索”重做" in text_of(page) and "前面的2个阶段已经完成" in text_of(page)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("monitoring:repeat_run", args=[run.pk]))
    run.refresh_from_db()
    assert run.state == RunState.DONE
    assert "前面的2个阶段" not in text_of(client.get(reverse("monitoring:run", args=[run.pk])))
    assert "没有重做：这次筛查是“完成”" in text_of(client.post(reverse("monitoring:repeat_run", args=[run.pk]), follow=True))


def test_one_worker_holds_a_run_and_one_run_a_county(county):
    run = new_run(county, on=ON, is_full=False, by="甲")
    assert claim(run.pk) is not None
    assert claim(run.pk) is None and not carry_out(run.pk)
    with pytest.raises(StepRefused, match="已有一次筛查"):
        new_run(county, on=ON, is_full=False, by="乙")
