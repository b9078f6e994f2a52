"""A worker killed in the middle of an import leaves the register before; taken up again, it is as if nothing had happened (rulings E2)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from casework.models import Event
from households.models import HouseholdFacts, Income, Member, Person, Standing
from registers import batches
from registers.models import Batch, BatchState
from tests.processes import killed_in_the_middle
from tests.registers.books import ON, household_row, member_row, number_of, register, take

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
    with killed_in_the_middle(WORKER, batch.pk):
        assert batches.resume_stale() == 0, "its lease still holds"
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
