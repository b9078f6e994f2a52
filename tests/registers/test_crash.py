"""A worker killed in the middle of an import leaves the register before; taken up again, it is as if nothing had happened (rulings E2)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from casework.models import Event
from households.models import HouseholdFacts, Income, Member, Person, Standing
from registers import batches
from registers.models import Batch, BatchState
from tests.registers.books import ON, household_row, member_row, number_of, register, take

ROOT = Path(__file__).resolve().parents[2]
# The worker stops for good where every row is written and nothing committed.
WORKER = """
import pytest, sys, time
import django
django.setup()
import households.facts
from registers import batches
def stop(*args, **kwargs):
    print("middle", flush=True)
    time.sleep(600)
households.facts.refresh_facts = stop
batches.run(int(sys.argv[1]))
"""

pytestmark = [pytest.mark.crash, pytest.mark.django_db(transaction=True)]


def environment() -> dict[str, str]:
    """The same database, keys and files as this test run has."""
    database = settings.DATABASES["default"]
    host = database["HOST"]
    where = f"@{host}:{database['PORT'] or 5432}/" if host and not host.startswith("/") else "@/"
    url = f"postgresql://{database['USER']}:{database['PASSWORD']}{where}{connection.settings_dict['NAME']}"
    if host.startswith("/"):
        url += f"?host={host}"
    return {
        **os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", "DATABASE_URL": url, "BINGGUI_VAR": str(settings.VAR_DIR),
        "BINGGUI_DATA_KEYS": settings.DATA_KEYS, "BINGGUI_INDEX_KEY": settings.INDEX_KEY, "BINGGUI_SECRET_KEY": settings.SECRET_KEY,
        "PYTHONPATH": str(ROOT),
    }  # fmt: skip


def stands() -> dict[str, list[object]]:
    """What the register says, without the numbers a database gives out and the moments it notes."""
    return {
        "people": sorted(Person.objects.values_list("name", "initials", "birth")),
        "members": sorted(Member.objects.values_list("household__household_no", "person__name", "relation", "is_claim")),
        "standing": sorted(Standing.objects.values_list("household__household_no", flat=True)),
        "events": sorted(Event.objects.values_list("kind", "by", "detail__sheet", "detail__new", "detail__changed")),
        "incomes": sorted(Income.objects.values_list("person__name", "month", "amount")),
        "facts": sorted(HouseholdFacts.objects.values_list("household__household_no", "counted_members")),
    }


def members() -> bytes:
    return register(
        "members",
        *[member_row(number_of(f"19{60 + n}0101", 101 + 2 * n), "户主" if n == 0 else "之子", name=f"周{'甲乙丙丁'[n]}") for n in range(4)],
    )


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = Path(settings.VAR_DIR) / "files"
    return settings.MEDIA_ROOT


def test_a_killed_worker_leaves_the_register_before_and_a_second_one_finishes(county, media):
    take("households", household_row())
    before = stands()
    batch = batches.submit("members", members(), "成员.xlsx", on=ON, by_name="柏杨", queued=False)
    worker = subprocess.Popen([sys.executable, "-c", WORKER, str(batch.pk)], env=environment(), stdout=subprocess.PIPE, text=True, cwd=ROOT)
    try:
        assert worker.stdout is not None and worker.stdout.readline().strip() == "middle"
        assert batches.resume_stale() == 0, "its lease still holds"
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        worker.stdout.close()
    assert stands() == before
    batch.refresh_from_db()
    assert batch.state == BatchState.WRITING
    Batch.objects.filter(pk=batch.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert batches.resume_stale() == 1
    batch.refresh_from_db()
    assert (batch.state, batch.new_rows) == (BatchState.DONE, 4)
    after = stands()
    assert len(after["people"]) == 4 and after != before
    again = take("members", members())
    assert again.same_rows == 4 and stands() == after
