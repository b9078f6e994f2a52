"""Preview: nothing is written before somebody has seen it, and what he has seen is what is written."""

from __future__ import annotations

import pytest

from casework.exceptions import StepRefused
from households.models import Household, Person
from registers import batches, deciding
from registers.changes import following, lines_of
from registers.models import BatchState, Change, Choice
from tests.registers.books import HEAD, SON, WIFE, family, household_row, member_row, person_row, problems, take
from tests.registers.standing import standing
from tests.registers.test_importing import CASES

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ground(county):
    return county


def preview(sheet, *rows):
    return take(sheet, *rows, is_dry_run=True)


def confirm(batch):
    deciding.confirm(batch, by="柏杨", queued=False)
    return batches.run(batch.pk)


def told(batch, verdict):
    """Every line of a list in plain words."""
    return [
        f"{line.place} {line.label} {entry.kind}{entry.what} " + "，".join(f"{s.field}:{s.before}→{s.after}" for s in entry.shifts)
        for line in lines_of(batch, batch.rows.filter(verdict=verdict))
        for entry in line.entries
    ]


@pytest.mark.parametrize("sheet", CASES)
def test_every_register_is_shown_unwritten_and_then_written_as_shown(sheet):
    family()
    before = standing()
    batch = preview(sheet, *CASES[sheet])
    assert (batch.state, batch.new_rows, problems(batch)) == (BatchState.PREVIEWED, len(CASES[sheet]), [])
    assert standing() == before
    assert batch.rows.filter(verdict="new").count() == len(CASES[sheet])
    shown = [(change.table, change.kind, change.row_number) for change in Change.objects.filter(batch=batch)]
    done = confirm(batch)
    assert (done.state, done.new_rows, done.has_trail) == (BatchState.DONE, len(CASES[sheet]), True)
    assert [(change.table, change.kind, change.row_number) for change in Change.objects.filter(batch=batch)] == shown
    assert take(sheet, *CASES[sheet]).same_rows == len(CASES[sheet])


def test_field_by_field_old_and_new_with_numbers_masked():
    family()
    batch = preview("households", household_row(phone="13955552222", helper="秦岚", area_type="城市"))
    assert told(batch, "changed") == ["2行 周守田 变更户 户籍类型:农村→城市，联系电话:139****1111→139****2222，帮扶责任人:（空）→秦岚"]
    batch = preview("households", household_row(phone="13955551111"))
    assert told(batch, "changed") == ["2行 周守田 变更户 联系电话:139****1111→139****1111（遮住的几位不同）"]


def test_a_new_member_is_a_person_and_a_membership_of_one_row():
    take("households", household_row())
    batch = preview("members", member_row(HEAD, "户主"))
    first, second = told(batch, "new")
    assert first.startswith("2行 周守田 新增人 姓名:") and "990101********" in first and HEAD not in first
    assert second.startswith("2行 周守田 新增家庭成员 与户主关系:")
    assert not Person.objects.exists()


def test_what_follows_from_a_register_is_counted_aside():
    family()
    batch = preview("dibao", *CASES["dibao"])
    assert {(what, kind) for what, kind, _ in following(batch)} >= {("认定", "新增"), ("户", "变更")}
    assert Household.objects.get().category == ""


def test_a_register_that_moved_on_is_shown_again_instead_of_written():
    batch = preview("households", household_row(), household_row("H2"))
    take("households", household_row("H2"))
    before = standing()
    again = confirm(batch)
    assert (again.state, again.new_rows, again.same_rows) == (BatchState.PREVIEWED, 1, 1)
    assert batches.MOVED_ON in again.notes and standing() == before
    assert confirm(again).state == BatchState.DONE
    assert Household.objects.count() == 2


def test_two_people_with_the_same_file_do_it_once():
    first, second = preview("members", *members()), preview("members", *members())
    assert confirm(first).new_rows == 2
    again = confirm(second)
    assert (again.state, again.new_rows, again.same_rows) == (BatchState.PREVIEWED, 0, 2)
    assert Person.objects.count() == 2


def members():
    take("households", household_row())
    return member_row(HEAD, "户主"), member_row(WIFE, "配偶")


def test_a_preview_can_be_left_out_once():
    batch = preview("households", household_row())
    deciding.decline(batch, by="柏杨")
    batch.refresh_from_db()
    assert (batch.state, batch.decided_by_name) == (BatchState.DECLINED, "柏杨")
    assert not Change.objects.exists()
    for decide in (lambda: deciding.decline(batch, by="柏杨"), lambda: deciding.confirm(batch, by="柏杨")):
        with pytest.raises(StepRefused, match="已经不在“待确认”"):
            decide()
    with pytest.raises(StepRefused, match="已经不在“待确认”"):
        deciding.choose(batch, None, Choice.KEEP, reason="", by="柏杨")


def test_repeated_and_refused_rows_are_told_apart():
    take("households", household_row())
    batch = preview("members", member_row(HEAD, "户主"), member_row(HEAD, "户主"), member_row(SON, "儿媳妇子"))
    assert (batch.new_rows, batch.rejected_rows, batch.repeated_rows) == (1, 2, 1)
    assert list(batch.problems.exclude(kind="warned").values_list("row_number", "kind")) == [(3, "repeated"), (4, "rejected")]


def test_a_cell_nobody_touched_is_not_shown():
    family()
    take("disability", *CASES["disability"])
    batch = preview("disability", {**CASES["disability"][0], "level": "一级"})
    assert told(batch, "changed") == ["2行 周守田 变更残疾人证 残疾等级:2→1"]
    assert preview("disability", *CASES["disability"], person_row(WIFE, kind="肢体", level="一级", issued_on="2024-05-01")).same_rows == 1
