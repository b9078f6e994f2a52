"""What a person checked by hand is never overwritten silently: kept, or replaced with a reason, per value or for all."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from casework.exceptions import StepRefused
from households.checked import mark_checked
from households.choices import ObligorRelation
from households.models import Asset, CheckedValue, Household, Income, Member, Obligor, Person
from registers import deciding, undo
from registers.changes import conflicts_of
from registers.models import BatchState, Choice, Conflict
from tests.households.factories import income
from tests.registers.books import HEAD, ON, WIFE, family, household_row, member_row, person_row, take
from tests.registers.standing import differences, standing
from tests.registers.test_importing import MONEY, written
from tests.registers.test_preview import confirm, preview

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ground(county):
    family()
    return county


def checked_phone() -> Household:
    household = Household.objects.get()
    household.phone = "13988887777"
    household.save()
    mark_checked(household, ["phone"], source="visit", by="秦岚", on=ON)
    return household


def test_by_default_the_checked_value_stays_and_the_rest_is_written():
    household = checked_phone()
    batch = take("households", household_row(phone="13911112222", helper="秦岚"))
    household.refresh_from_db()
    assert (household.phone.reveal(), household.helper) == ("13988887777", "秦岚")
    assert (batch.changed_rows, batch.conflict_rows) == (1, 1)
    before = written()
    again = take("households", household_row(phone="13911112222", helper="秦岚"))
    assert (again.same_rows, again.conflict_rows) == (1, 1) and written() == before


def test_a_conflict_shows_both_values_masked_and_who_said_so():
    checked_phone()
    batch = preview("households", household_row(phone="13911112222"))
    (view,) = conflicts_of(batch, batch.conflicts.all())
    assert (view.field, view.whom, view.source, view.before, view.after) == ("联系电话", "周守田", "走访", "139****7777", "139****2222")


def test_the_register_s_value_needs_a_reason_and_then_stands():
    household = checked_phone()
    batch = preview("households", household_row(phone="13911112222"))
    with pytest.raises(StepRefused, match="要写理由"):
        deciding.choose(batch, None, Choice.TAKE, reason="", by="柏杨")
    assert deciding.choose(batch, None, Choice.TAKE, reason="民政局已核对", by="柏杨") == 1
    done = confirm(batch)
    assert done.state == BatchState.PREVIEWED and done.changed_rows == 1, "the row now changes: shown again before it is written"
    assert confirm(done).state == BatchState.DONE
    household.refresh_from_db()
    assert household.phone.reveal() == "13911112222"
    conflict = Conflict.objects.get()
    assert (conflict.choice, conflict.reason, conflict.chosen_by) == ("take", "民政局已核对", "柏杨")
    assert not CheckedValue.objects.exists(), "what replaced it was not checked"
    assert take("households", household_row(phone="13933334444")).conflict_rows == 0


def test_a_decision_is_for_the_values_it_was_made_on():
    household = checked_phone()
    batch = preview("households", household_row(phone="13911112222"))
    deciding.choose(batch, None, Choice.TAKE, reason="民政局已核对", by="柏杨")
    household.phone = "13900000000"
    household.save()
    confirm(batch)
    assert Conflict.objects.get(batch=batch).choice == Choice.KEEP
    household.refresh_from_db()
    assert household.phone.reveal() == "13900000000"


def test_one_by_one():
    person = Person.objects.get(name="吴桂兰")
    mark_checked(person, ["labour", "health"], source="visit", by="秦岚", on=ON)
    Person.objects.filter(pk=person.pk).update(labour="none", health="healthy")
    batch = preview("members", member_row(WIFE, "配偶", labour="普通劳动力", health="慢性病"))
    assert (batch.same_rows, batch.conflict_rows) == (1, 1)
    deciding.choose(batch, [batch.conflicts.get(column="labour").pk], Choice.TAKE, reason="县里复核过", by="柏杨")
    confirm(confirm(batch))
    person.refresh_from_db()
    assert (person.labour, person.health) == ("ordinary", "healthy")


def test_a_status_checked_on_the_spot_keeps_its_dates():
    member = Member.objects.get(person__name="吴桂兰")
    Member.objects.filter(pk=member.pk).update(status="away_working", status_since=date(2026, 2, 1))
    mark_checked(member, ["status"], source="visit", by="秦岚", on=ON)
    batch = take("members", member_row(WIFE, "配偶", status="服刑", status_since="2026-06-01"))
    member.refresh_from_db()
    assert (member.status, member.status_since, batch.conflict_rows) == ("away_working", date(2026, 2, 1), 1)


def test_a_row_a_person_wrote_is_kept_and_one_a_file_brought_is_not():
    household = Household.objects.get()
    mine = income(household, Person.objects.get(name="周守田"), "wage", "900", date(2026, 5, 1), source="visit", item="务工收入")
    row = {**MONEY, "kind": "工资性收入", "month": "2026-05", "amount": 1500, "source": "走访"}
    batch = take("incomes", row, {**row, "month": "2026-04"})
    assert (batch.new_rows, batch.same_rows, batch.conflict_rows) == (1, 1, 1)
    assert Income.objects.get(pk=mine.pk).amount == Decimal(900)
    batch = take("incomes", {**row, "month": "2026-04", "amount": 1600})
    assert (batch.changed_rows, batch.conflict_rows) == (1, 0)


def test_obligors_and_property_of_a_form_are_kept():
    household, head = Household.objects.get(), Person.objects.get(name="周守田")
    Obligor.objects.create(
        household=household,
        person=head,
        name="周建",
        relation=ObligorRelation.values[0],
        yearly_income=8000,
        source="declared",
        received_on=ON,
    )
    Asset.objects.create(household=household, kind="house", item="自有住房", value=70000, source="visit", as_of=ON, received_on=ON)
    obligors = take(
        "obligors", person_row(HEAD, obligor_name="周建", relation=ObligorRelation.labels[0], yearly_income="12,000", is_none="否")
    )
    assets = take(
        "assets", {"household_no": "H1", "kind": "房产", "item": "自有住房", "value": 80000, "source": "走访", "as_of": "2026-06-15"}
    )
    assert (obligors.conflict_rows, assets.conflict_rows) == (1, 1)
    assert (Obligor.objects.get().yearly_income, Asset.objects.get().value) == (Decimal(8000), Decimal(70000))


def test_a_withdrawal_brings_back_the_checked_value_and_its_mark():
    checked_phone()
    before = standing()
    batch = preview("households", household_row(phone="13911112222"))
    deciding.choose(batch, None, Choice.TAKE, reason="民政局已核对", by="柏杨")
    batch = confirm(confirm(batch))
    undo.withdraw(batch, by="柏杨", reason="选错了，以走访为准", on=ON)
    assert differences(before, standing()) == []


def test_marks_are_written_once():
    household = checked_phone()
    stamp = CheckedValue.objects.values_list("pk", "checked_on").get()
    mark_checked(household, ["phone"], source="visit", by="秦岚", on=ON)
    assert CheckedValue.objects.values_list("pk", "checked_on").get() == stamp
    mark_checked(household, [], source="visit", by="秦岚", on=ON)
    assert CheckedValue.objects.count() == 1
