"""Rows of people not in the register: kept sealed and once, landed when the person appears, gone with their batch."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction

from households import models as house
from households.models import Household, Medical, Member, Person
from policies.models import ParameterMissing
from registers import batches, matching, purge, undo
from registers.models import AsideRow, AsideState, Batch, BatchState, Change, Verdict
from registers.sheets import SHEETS
from registers.sources import SOURCES
from tests.registers.books import ON, family, member_row, number_of, person_row, problems, take
from tests.registers.test_department_sheets import GOOD
from tests.registers.test_importing import CASES

pytestmark = pytest.mark.django_db

STRANGER = number_of("19900101", 41)
NAME = "周小梅"
PERSON = {"id_number": STRANGER, "name": NAME}
VISIT = (
    person_row(visit_kind="住院", settled_on="2026-03-08", total=20000, basic_paid=12000, compliant_self_pay=6500, settlement_no="A1")
    | PERSON
)
JOINED = member_row(STRANGER, "之女", name=NAME)


@pytest.fixture(autouse=True)
def ground(county):
    family()
    return county


def states() -> list[tuple[str, str, int]]:
    return list(AsideRow.objects.order_by("sheet", "row_number", "pk").values_list("sheet", "state", "row_number"))


def standing(*models: Any) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        rows: list[tuple[object, ...]] = []
        for model in models:
            cursor.execute(f"SELECT ctid::text, xmin::text FROM {model._meta.db_table} ORDER BY 1")
            rows += cursor.fetchall()
        return rows


def test_a_row_is_kept_sealed_and_counted_once_however_often_it_is_sent():
    known = person_row(visit_kind="住院", settled_on="2026-03-08", total=100, compliant_self_pay=50)
    first = take("medical", known, VISIT, VISIT | {"settlement_no": "A2"})
    assert (first.total_rows, first.new_rows, first.rejected_rows, first.aside_rows) == (3, 1, 0, 2) and problems(first) == []
    assert list(first.rows.filter(verdict=Verdict.ASIDE).values_list("row_number", "label")) == [(3, ""), (4, "")]
    assert states() == [("medical", "waiting", 3), ("medical", "waiting", 4)]
    kept = AsideRow.objects.earliest("pk")
    assert (kept.batch, kept.period, kept.received_on) == (first, date(2026, 3, 8), ON)
    with connection.cursor() as cursor:
        cursor.execute("SELECT payload, id_index, digest FROM registers_asiderow")
        raw = b"".join(bytes(cell) for row in cursor.fetchall() for cell in row)
    assert STRANGER.encode() not in raw and NAME.encode() not in raw and STRANGER in kept.payload.reveal()
    before = standing(AsideRow)
    # Other headings, another order, another day: the same row.
    again = take("medical", VISIT | {"settlement_no": "A2"}, VISIT, on=date(2026, 7, 1))
    assert (again.aside_rows, again.same_rows) == (2, 0) and standing(AsideRow) == before


def test_a_preview_counts_and_keeps_nothing():
    batch = take("medical", VISIT, is_dry_run=True)
    assert (batch.state, batch.aside_rows, AsideRow.objects.count()) == (BatchState.PREVIEWED, 1, 0)
    assert batch.rows.get().verdict == Verdict.ASIDE


@pytest.mark.parametrize("sheet", ["incomes", "spending", "assets"])
def test_in_a_register_of_our_own_a_stranger_is_a_mistake(sheet):
    batch = take(sheet, CASES[sheet][0] | {"household_no": None, "id_number": STRANGER})
    assert (batch.rejected_rows, batch.aside_rows) == (1, 0) and "没有登记在任何一户" in problems(batch)[0][2]


def test_a_number_excel_may_have_rounded_is_asked_back():
    rounded = next(number for serial in range(999) if (number := number_of("19900101", serial)).endswith("000"))
    batch = take("medical", VISIT | {"id_number": rounded})
    assert (batch.rejected_rows, batch.aside_rows, AsideRow.objects.count()) == (1, 0, 0)


def every_register() -> dict[str, dict[str, Any]]:
    rows = {sheet: cases[0] for sheet, cases in CASES.items() if sheet in SOURCES} | {sheet: row for sheet, (_, row, _) in GOOD.items()}
    return {sheet: row for sheet, row in rows.items() if sheet in SOURCES}


def test_every_register_of_departments_is_a_source():
    outside = {
        code for code, sheet in SHEETS.items() for label in sheet.lands_on if hasattr(getattr(house, label.split(".")[1], None), "batch_id")
    }
    assert set(SOURCES) == outside - {"incomes", "spending", "assets", "households", "members"}
    assert {source.dated_by for source in SOURCES.values()} - {""} == {
        code for sheet, source in SOURCES.items() for code in SHEETS[sheet].by_code if code == source.dated_by
    }


@pytest.mark.parametrize("sheet", sorted(every_register()))
def test_what_was_kept_lands_as_if_the_person_had_been_there(sheet):
    """The same file before and after its people were registered leaves the same rows, column by column."""
    row = every_register()[sheet]
    models = [model for label in SHEETS[sheet].lands_on for model in [getattr(house, label.split(".")[1])] if model is not Member]
    silent = {"id", "batch_id", "updated_at", "known_at", "superseded_at"}

    def landed() -> list[dict[str, Any]]:
        plain = []
        for model in models:
            for found in model._default_manager.order_by("pk"):
                values = {f.attname: getattr(found, f.attname) for f in model._meta.concrete_fields if f.attname not in silent}
                plain.append({name: value.reveal() if hasattr(value, "reveal") else value for name, value in values.items()})
        return plain

    with transaction.atomic():
        take(sheet, row)
        wanted = landed()
        transaction.set_rollback(True)
    assert wanted and landed() == []
    numbers = dict(Person.objects.values_list("pk", "id_index"))
    for pk in numbers:
        Person.objects.filter(pk=pk).update(id_index=pk.to_bytes(16, "big"))
    batch = take(sheet, row)
    assert (batch.aside_rows, batch.rejected_rows, landed()) == (1, 0, [])
    for pk, index in numbers.items():
        Person.objects.filter(pk=pk).update(id_index=index)
    assert matching.land_due(on=ON) == 1
    assert landed() == wanted


def by_import() -> None:
    take("members", JOINED)


def by_hand() -> None:
    home = Household.objects.get(household_no="H1")
    Member.objects.create(household=home, person=Person.objects.create(name=NAME, id_type="01", id_number=STRANGER), relation="20")


def by_a_number_mended() -> None:
    take("members", member_row(number_of("19900101", 43), "之女", name=NAME))
    person = Person.objects.latest("pk")
    person.id_number = STRANGER
    person.save()


def by_the_undo_of_a_withdrawal() -> None:
    """He was there, left the register by hand, and a withdrawn batch gave him back."""
    take("members", JOINED)
    member = Member.objects.latest("pk")
    Member.objects.filter(pk=member.pk).delete()
    Member.objects.create(household=member.household, person=member.person, relation="20")


@pytest.mark.parametrize("appear", [by_import, by_hand, by_a_number_mended, by_the_undo_of_a_withdrawal])
def test_the_rows_land_when_the_person_appears_and_once(appear):
    origin = take("medical", VISIT, VISIT | {"settlement_no": "A2"})
    assert matching.land_due(on=ON) == 0 == matching.mark_due()
    appear()
    assert {state for _, state, _ in states()} == {"due"}
    assert matching.land_due(on=date(2026, 6, 20)) == 2
    assert [(row.total, row.received_on) for row in Medical.objects.order_by("pk")] == [(Decimal(20000), date(2026, 6, 20))] * 2
    batch = Batch.objects.get(origin=origin)
    assert (batch.state, batch.new_rows, batch.total_rows, batch.has_trail) == (BatchState.DONE, 2, 2, True)
    assert set(Medical.objects.values_list("batch_id", flat=True)) == {batch.pk}
    assert set(AsideRow.objects.values_list("state", "landed_in")) == {(AsideState.LANDED, batch.pk)}
    before = standing(AsideRow, Medical, Batch, Change)
    assert matching.land_due(on=ON) == 0 == matching.mark_due()
    assert standing(AsideRow, Medical, Batch, Change) == before
    again = take("medical", VISIT, VISIT | {"settlement_no": "A2"})
    assert (again.same_rows, again.aside_rows) == (2, 0)


def test_a_row_missed_in_a_race_is_found_at_night():
    take("medical", VISIT)
    by_hand()
    AsideRow.objects.update(state=AsideState.WAITING)  # as if he had been written while the file was being read
    assert matching.mark_due() == 1 and matching.land_due(on=ON) == 1 and Medical.objects.count() == 1


def test_killed_half_way_leaves_it_due_and_the_retry_lands_it_once(monkeypatch):
    take("medical", VISIT)
    take("disability", CASES["disability"][0] | PERSON | {"certificate": None})
    by_hand()
    kept, write = Batch.objects.count(), batches.write

    def killed(job, county):
        write(job, county)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(batches, "write", killed)
        matching.land_due(on=ON)
    assert {state for _, state, _ in states()} == {"due"} and (Medical.objects.count(), Batch.objects.count()) == (0, kept)
    assert matching.land_due(on=ON) == 2 and Medical.objects.count() == 1 and Batch.objects.count() == kept + 2


def test_one_file_that_cannot_land_does_not_keep_the_others_waiting(monkeypatch):
    take("medical", VISIT)
    take("disability", CASES["disability"][0] | PERSON | {"certificate": None})
    by_hand()
    write = batches.write

    def broken(job, county):
        if job.rows.sheet.code == "medical":
            raise ParameterMissing("dibao_standard", "青禾县", ON, "")
        return write(job, county)

    monkeypatch.setattr(batches, "write", broken)
    with pytest.raises(ParameterMissing):
        matching.land_due(on=ON)
    assert states() == [("disability", "landed", 2), ("medical", "due", 2)]


def test_a_row_that_does_not_fit_the_person_says_why_in_its_batch():
    take("medical", VISIT | {"name": "张三"})
    by_import()
    assert matching.land_due(on=ON) == 1
    landing = Batch.objects.exclude(origin=None).get()
    assert (landing.rejected_rows, problems(landing)[0][1]) == (1, "姓名") and states() == [("medical", "refused", 2)]


def test_withdrawing_the_file_takes_what_it_kept_and_what_landed():
    origin = take("medical", VISIT, VISIT | {"settlement_no": "A2", "id_number": number_of("19920202", 44)})
    by_import()
    matching.land_due(on=ON)
    assert (Medical.objects.count(), len(states())) == (1, 2)
    undo.withdraw(origin, by="台账管理员", reason="文件传错了", on=ON)
    assert (Medical.objects.count(), AsideRow.objects.count()) == (0, 0)
    assert set(Batch.objects.filter(sheet="medical").values_list("state", flat=True)) == {BatchState.WITHDRAWN}


def test_withdrawing_the_people_lets_their_rows_wait_again():
    take("medical", VISIT)
    people = take("members", JOINED)
    matching.land_due(on=ON)
    assert undo.blockers(people) == []
    undo.withdraw(people, by="台账管理员", reason="文件传错了", on=ON)
    assert (Medical.objects.count(), states()) == (0, [("medical", "waiting", 2)])
    take("members", JOINED)
    assert matching.land_due(on=ON) == 1 and Medical.objects.count() == 1


def test_a_landing_taken_back_by_itself_is_not_landed_again():
    take("medical", VISIT)
    by_import()
    matching.land_due(on=ON)
    undo.withdraw(Batch.objects.exclude(origin=None).get(), by="台账管理员", reason="不是同一个人", on=ON)
    assert (Medical.objects.count(), states()) == (0, [("medical", "refused", 2)])
    assert matching.mark_due() == 0 == matching.land_due(on=ON)


@pytest.mark.parametrize(("settled", "kept"), [("2025-04-30", 0), ("2025-05-01", 1), ("2025-05-02", 1)])
def test_rows_of_long_ago_are_counted_and_not_kept(settled, kept):
    """Thirteen months before June 2026: from 1 May 2025."""
    batch = take("medical", VISIT | {"settled_on": settled})
    assert (batch.aside_rows, AsideRow.objects.count()) == (1, kept)
    assert any("只计数，没有另存" in note for note in batch.notes) is not kept


@pytest.mark.parametrize(("on", "left"), [(date(2027, 4, 30), 1), (date(2027, 5, 1), 0)])
def test_rows_past_their_time_are_dropped_and_once(on, left):
    batch = take("medical", VISIT)
    purge.purge_aside(on=on)
    assert AsideRow.objects.count() == left
    assert purge.purge_aside(on=on) == 0
    assert batch.rows.count() == 1, "received in June: its row numbers stay two months longer"


def test_a_landed_row_goes_when_its_landing_can_no_longer_be_withdrawn():
    take("medical", VISIT)
    by_import()
    matching.land_due(on=ON)
    assert purge.purge_aside(on=ON) == 0
    Batch.objects.exclude(origin=None).update(has_trail=False)
    assert purge.purge_aside(on=ON) == 1 and Medical.objects.count() == 1
