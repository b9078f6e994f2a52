"""Batches: one worker at a time, a dead one is taken over, a try leaves nothing, a refusal takes nothing (rulings E2)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.roles import Role
from casework.exceptions import StepRefused
from households.models import Household, Income
from policies.models import Parameter
from registers import batches, lease, tasks
from registers.models import Batch, BatchState
from tests.accounts.factories import PositionFactory
from tests.registers.books import ON, book, family, household_row, member_row, number_of, register, take

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ground(county):
    return county


def queued(**columns) -> Batch:
    batch = batches.submit("households", register("households", household_row()), "家庭.xlsx", on=ON, by_name="柏杨", queued=False)
    Batch.objects.filter(pk=batch.pk).update(**columns)
    return batch


def test_of_two_workers_one_wins():
    batch = queued()
    assert lease.take(batch.pk, "one") and not lease.take(batch.pk, "two")
    assert batches.run(batch.pk).state == BatchState.READING
    assert not Household.objects.exists()


def test_a_worker_that_lost_its_lease_writes_nothing(monkeypatch):
    batch = queued()

    def taken_over(job, county, really=batches.write):
        outcome = really(job, county)
        Batch.objects.filter(pk=batch.pk).update(holder="another")
        return outcome

    monkeypatch.setattr(batches, "write", taken_over)
    assert batches.run(batch.pk).holder != ""
    assert not Household.objects.exists()


def test_a_dead_worker_s_batch_is_taken_over_only_when_its_lease_is_over():
    batch = queued(state=BatchState.WRITING, holder="dead", lease_until=timezone.now() + timedelta(seconds=30))
    assert batches.resume_stale() == 0
    Batch.objects.filter(pk=batch.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert tasks.resume_stale() == 1
    batch.refresh_from_db()
    assert (batch.state, batch.new_rows, batch.holder, batch.lease_until) == (BatchState.DONE, 1, "", None)


def test_a_lost_message_is_made_good():
    batch = queued()
    assert batches.resume_stale() == 1
    assert Batch.objects.get(pk=batch.pk).state == BatchState.DONE


def test_running_a_finished_batch_again_changes_nothing():
    batch = take("households", household_row())
    finished = batch.finished_at
    assert tasks.run_batch(batch.pk) == BatchState.DONE
    batch.refresh_from_db()
    assert batch.finished_at == finished


def test_a_try_counts_and_writes_nothing():
    batch = take("households", household_row(), household_row("H2", region_code="无此村"), is_dry_run=True)
    assert (batch.state, batch.new_rows, batch.rejected_rows) == (BatchState.PREVIEWED, 1, 1)
    assert not Household.objects.exists()
    assert batch.problems.count() == 1


def test_a_missing_parameter_refuses_the_file_with_its_name_and_takes_nothing():
    Parameter.objects.filter(code="low_income_line").delete()
    batch = take("households", household_row())
    assert batch.state == BatchState.REFUSED
    assert "监测" in batch.refusal and "请到“政策标准”补录" in batch.refusal
    assert not Household.objects.exists()


def test_a_refused_workbook_takes_nothing_and_says_why():
    batch = take("households", book(("户编号", "户主姓名"), ("H1", "周守田")))
    assert batch.state == BatchState.REFUSED and batch.refusal.startswith("第1行没有找到“行政区划”列。")


def test_an_unforeseen_fault_takes_nothing_and_can_be_tried_again(monkeypatch):
    batch = queued()
    with monkeypatch.context() as patch:
        patch.setattr(batches, "write", lambda job, county: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            batches.run(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.refusal) == (BatchState.FAILED, batches.UNEXPECTED)
    batches.retry(batch, queued=False)
    assert batches.run(batch.pk).new_rows == 1
    with pytest.raises(StepRefused, match="没有中断"):
        batches.retry(batch, queued=False)


def test_the_first_half_of_the_rows_never_stands_alone(monkeypatch):
    """A fault after the rows are written rolls back all of them."""
    family()

    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("households.facts.refresh_facts", broken)
    with pytest.raises(RuntimeError):
        take("incomes", {"household_no": "H1", "kind": "工资", "item": "x", "month": "2026-05", "amount": 1, "source": "部门"})
    assert not Income.objects.exists()


def test_a_register_may_be_recognised_by_its_headings():
    batch = batches.submit("", register("households", household_row()), "六月.xlsx", on=ON, by_name="柏杨", queued=False)
    assert batch.sheet == "households"
    with pytest.raises(StepRefused, match="认不出"):
        batches.submit("", book(("a", "b"), (1, 2)), "六月.xlsx", on=ON, by_name="柏杨", queued=False)


def test_the_same_file_waiting_twice_is_one_batch(django_capture_on_commit_callbacks):
    position = PositionFactory(role=Role.REGISTER_ADMIN, region__code="990101")
    content = register("households", household_row())
    with django_capture_on_commit_callbacks() as callbacks:
        first = batches.submit("households", content, "家庭.xlsx", on=ON, by=position)
        second = batches.submit("households", content, "家庭.xlsx", on=ON, by=position)
    assert first.pk == second.pk and len(callbacks) == 1


def test_the_stored_file_is_sealed():
    batch = take("households", household_row())
    with open(batch.file.path, "rb") as stored:
        assert not stored.read(4).startswith(b"PK")


def test_rejected_rows_are_kept_sealed():
    wrong = number_of("19800101", 11)[:17] + "?"
    family()
    batch = take("members", member_row(wrong, "之子", name="周丙"))
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT cells, written FROM registers_rejectedrow r JOIN registers_rowproblem p USING (batch_id, row_number)")
        ((cells, written),) = cursor.fetchall()
    assert wrong.encode() not in bytes(cells) and wrong.encode() not in bytes(written)
    assert wrong in batch.rejects.get().cells.reveal()


def test_the_first_regions_make_the_batch_visible_to_their_county(db):
    from accounts.models import Region

    Parameter.objects.all().delete()
    for region in Region.objects.order_by("-code"):
        region.delete()
    batch = take("regions", {"code": "990102", "name": "白石县", "level": "县"})
    assert batch.county.name == "白石县"


def test_regions_then_parameters_then_households(db):
    from accounts.models import Region

    Parameter.objects.all().delete()
    for region in Region.objects.order_by("-code"):
        region.delete()
    take(
        "regions",
        {"code": "990101", "name": "青禾县", "level": "县"},
        {"code": "990101100", "name": "柳溪镇", "level": "镇"},
        {"code": "990101100201", "name": "上湾村", "level": "村"},
    )
    call_command("load_parameters", verbosity=0)
    call_command("load_parameters", "demo", verbosity=0)
    assert take("households", household_row()).new_rows == 1
