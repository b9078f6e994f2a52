"""What the register administrator finds on the demo's day: every kind of batch that waits for somebody, and people who stand twice in every state."""

from __future__ import annotations

from collections import Counter

import pytest

from accounts.models import Region
from accounts.roles import Role
from households.checked import mark_checked
from households.models import Household, MergeState, Person, PersonMerge, SuspectedPair, Verdict
from registers.consistency import contradictions
from registers.demo import room
from registers.demo.clock import TODAY
from registers.demo.walk import Cast
from registers.models import Batch, BatchState, HeadingMemory
from tests.accounts.factories import PositionFactory
from tests.registers.books import household_row, member_row, number_of, problems, take

HOMES = 14


@pytest.fixture
def furnished(county: Region) -> str:
    """A town of fourteen households with their registers, four of whose people said themselves how they can work; then the room."""
    for role in (Role.REGISTER_ADMIN, Role.TASKFORCE):
        PositionFactory(region=county, role=role)
    numbers = [number_of(f"19{60 + place}0512", 10 * place + 111) for place in range(HOMES)]
    homes = [
        household_row(f"T{place:02d}", head_name=f"周{'甲乙丙丁戊己庚辛壬癸子丑寅卯'[place]}", helper="秦岚") for place in range(HOMES)
    ]
    homes.append(household_row("S01", head_name="吴甲", region_code="990101101201"))
    assert problems(take("households", *homes)) == []
    people = [
        member_row(number, "户主", f"T{place:02d}", name=homes[place]["head_name"], labour="普通劳动力")
        for place, number in enumerate(numbers)
    ]
    assert problems(take("members", *people)) == []
    insured = [
        {"name": homes[place]["head_name"], "id_number": number, "kind": "居民医保", "year": 2026, "status": "已参保"}
        for place, number in enumerate(numbers)
    ]
    assert problems(take("insurance", *insured)) == []
    for person in Person.objects.order_by("pk")[: room.CONFLICTS]:
        mark_checked(person, ["labour"], source="declared", by="林晓雯", on=TODAY)
    return room.furnish(Cast(TODAY), TODAY)


def test_every_kind_of_batch_waits_for_somebody(furnished):
    ours = Batch.objects.exclude(asked_by=None)
    assert Counter(ours.values_list("state", flat=True)) == {
        BatchState.DONE: 4, BatchState.WITHDRAWN: 1, BatchState.REFUSED: 1, BatchState.MAPPING: 1, BatchState.PREVIEWED: 1,
    }  # fmt: skip
    waiting = ours.get(state=BatchState.PREVIEWED)
    assert (waiting.conflict_rows, waiting.changed_rows, waiting.rejected_rows, waiting.new_rows) == (room.CONFLICTS, 4, 1, 0)
    refused = ours.get(sheet="insurance", state=BatchState.DONE)
    assert (refused.rejected_rows, refused.same_rows, refused.changed_rows, refused.new_rows) == (4, room.INSURED - 4, 0, 0)
    assert not Household.objects.filter(helper="上年联系人").exists(), "withdrawn"
    assert "没有找到“身份证号”" in ours.get(state=BatchState.REFUSED).refusal
    said = HeadingMemory.objects.get()
    assert (said.sheet, said.heading, said.column_code) == ("households", room.SAID_HEADING, "region_code")
    assert ours.get(file_name="下湾村户册.xlsx").same_rows == 5


def test_who_stands_twice_is_open_judged_proposed_and_merged(furnished):
    assert SuspectedPair.objects.count() == room.TWICE
    assert Counter(SuspectedPair.objects.values_list("verdict", flat=True)) == {"": room.TWICE - 2, Verdict.DIFFERENT: 1, Verdict.SAME: 1}
    assert Counter(PersonMerge.objects.values_list("state", flat=True)) == {MergeState.DONE: 1, MergeState.PROPOSED: 1}
    assert furnished == f"疑似重复{room.TWICE}对，待确认1批（冲突{room.CONFLICTS}行），撤回、拒收、退回、待认列各1批，记住表头1个"


def test_the_room_contradicts_nothing(furnished):
    assert [check.code for check, count in contradictions() if count] == []
