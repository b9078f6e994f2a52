"""A worker killed at any moment, a connection cut, two workers at once: the register is either before or after, never between, never doubled."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from households.models import Person
from registers import batches
from registers.models import Batch, BatchState
from tests.registers.books import ON, household_row, member_row, number_of, register, take
from tests.registers.standing import standing

pytestmark = [pytest.mark.crash, pytest.mark.long, pytest.mark.django_db(transaction=True)]

KILLS, PEOPLE = 20, 120


@pytest.fixture(autouse=True)
def ground(county, settings):
    settings.MEDIA_ROOT = Path(settings.VAR_DIR) / "files"
    take("households", *[household_row(f"H{number}", phone=None) for number in range(PEOPLE // 4)])
    return county


def members(version: int) -> bytes:
    """The same people every time, each with another phone and job from version to version."""
    rows = []
    for number in range(PEOPLE):
        born = f"{1950 + number % 60}{number % 12 + 1:02d}15"
        rows.append(
            member_row(
                number_of(born, 101 + number), "户主" if number % 4 == 0 else "其他亲属", household_no=f"H{number // 4}", name=f"周{chr(0x4E00 + number)}",
                phone=f"139{version:02d}{number:06d}", status=("正常", "外出务工")[version % 2],
            )
        )  # fmt: skip
    return register("members", *rows)


def submitted(version: int) -> Batch:
    return batches.submit("members", members(version), "成员.xlsx", on=ON, by_name="柏杨", queued=False)


def worker(act: Callable[[], object]) -> int:
    """A process of its own with a connection of its own; its number."""
    connection.close()
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        act()
        code = 0
    finally:
        os._exit(code)


def run(batch: Batch) -> Callable[[], object]:
    return lambda: batches.run(batch.pk)


def ended(pid: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def taken_up_again(batch: Batch) -> Batch:
    """As resume_stale does when the lease of the dead worker is over."""
    Batch.objects.filter(pk=batch.pk, state__in=("reading", "writing")).update(lease_until=timezone.now() - timedelta(seconds=1))
    return batches.run(batch.pk)


def test_killed_at_twenty_moments():
    started = time.perf_counter()
    assert ended(worker(run(submitted(0)))) == 0
    whole = time.perf_counter() - started
    chance, between = random.Random(20260615), 0
    for kill in range(1, KILLS + 1):
        before, batch = standing(), submitted(kill)
        pid = worker(run(batch))
        time.sleep(whole * (kill - 1 + chance.random()) / KILLS)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        batch.refresh_from_db()
        if batch.state != BatchState.DONE:
            between += 1
            assert standing() == before, f"kill {kill} at {batch.state}"
        done = taken_up_again(batch)
        assert (done.state, done.changed_rows, done.new_rows) == (BatchState.DONE, PEOPLE, 0)
        assert Person.objects.count() == PEOPLE
        again = take("members", members(kill))
        assert (again.same_rows, again.new_rows) == (PEOPLE, 0)
    assert between >= KILLS // 3, "the moments must fall into the work"


@pytest.mark.parametrize("part", [0.3, 0.6, 0.9])
def test_a_cut_connection_leaves_the_register_before(part):
    started = time.perf_counter()
    assert ended(worker(run(submitted(0)))) == 0
    whole = time.perf_counter() - started
    before, batch = standing(), submitted(1)
    pid = worker(run(batch))
    time.sleep(whole * part)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    ended(pid)
    batch.refresh_from_db()
    assert standing() == before or batch.state == BatchState.DONE
    if batch.state == BatchState.FAILED:
        batches.retry(batch, queued=False)
    assert taken_up_again(batch).changed_rows == PEOPLE


def test_two_workers_with_one_batch():
    batch = submitted(0)
    pids = [worker(run(batch)) for _ in range(2)]
    assert [ended(pid) for pid in pids] == [0, 0]
    batch.refresh_from_db()
    assert (batch.state, batch.new_rows) == (BatchState.DONE, PEOPLE)
    assert Person.objects.count() == PEOPLE


def test_two_people_with_one_file_at_once():
    first, second = submitted(0), submitted(0)
    pids = [worker(run(batch)) for batch in (first, second)]
    assert [ended(pid) for pid in pids] == [0, 0]
    for batch in (first, second):
        batch.refresh_from_db()
    assert sorted((batch.new_rows, batch.same_rows) for batch in (first, second)) == [(0, PEOPLE), (PEOPLE, 0)]
    assert Person.objects.count() == PEOPLE
