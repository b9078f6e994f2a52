"""撤回: the register is row for row what it was, and what was built on a batch stands in its way."""

from __future__ import annotations

from datetime import date

import pytest

from casework.choices import EventKind
from casework.exceptions import StepRefused
from casework.models import Event
from households.models import ChangedHousehold, Death, Household, Income, Member, MemberFacts, Person
from registers import undo
from registers.models import BatchState, Change
from registers.trail import watched
from tests.registers.books import HEAD, NAMES, ON, SON, WIFE, family, household_row, member_row, number_of, person_row, take
from tests.registers.standing import differences, standing
from tests.registers.test_department_sheets import GOOD
from tests.registers.test_importing import CASES, MONEY

pytestmark = pytest.mark.django_db

WHY = "文件传错了，是去年的"


@pytest.fixture(autouse=True)
def ground(county):
    return county


def withdraw(batch) -> None:
    undo.withdraw(batch, by="柏杨", reason=WHY, on=ON)


@pytest.mark.parametrize("sheet", CASES)
def test_every_register_goes_out_as_it_came_in(sheet):
    family()
    before = standing()
    batch = take(sheet, *CASES[sheet])
    assert standing() != before
    withdraw(batch)
    assert differences(before, standing()) == []
    batch.refresh_from_db()
    assert (batch.state, batch.has_trail, batch.withdrawn_by_name) == (BatchState.WITHDRAWN, False, "柏杨")
    assert take(sheet, *CASES[sheet]).new_rows == len(CASES[sheet])


@pytest.mark.parametrize("sheet", GOOD)
def test_every_register_of_departments_too(sheet):
    family()
    before = standing()
    withdraw(take(sheet, GOOD[sheet][1]))
    assert differences(before, standing()) == []


CHANGES = {
    "households": ([household_row(phone="13900009999", helper="秦岚", region_code="990101101201")],),
    "members": ([member_row(SON, "之子", name="周晓船", labour="普通劳动力", status="外出务工")],),
    "disability": (CASES["disability"], [{**CASES["disability"][0], "level": "一级"}]),
    "incomes": ([CASES["incomes"][1]], [{**MONEY, "kind": "工资", "month": "2025", "amount": 24000, "source": "核对"}]),
    "assets": (CASES["assets"], [{**CASES["assets"][0], "value": 90000}]),
    "dibao": (CASES["dibao"], [{**CASES["dibao"][0], "monthly_amount": 700}]),
    "deaths": (CASES["deaths"], [person_row(WIFE, died_on="2026-05-21", reported_by="民政")]),
    "monitored": (CASES["monitored"], [{**CASES["monitored"][0], "is_cleared": "是", "cleared_on": "2026-05-01"}]),
    "regions": (CASES["regions"], [{**CASES["regions"][0], "name": "新坪社区"}]),
}  # fmt: skip


@pytest.mark.parametrize("sheet", CHANGES)
def test_overwritten_values_come_back(sheet):
    family()
    *first, second = CHANGES[sheet]
    for rows in first:
        take(sheet, *rows)
    before = standing()
    batch = take(sheet, *second)
    assert batch.changed_rows + batch.new_rows == 1
    withdraw(batch)
    assert differences(before, standing()) == []


def test_a_daughter_married_out_is_back_home_with_her_income():
    take("households", household_row("H1"), household_row("H2"))
    take("members", member_row(WIFE, "之女"))
    take("incomes", {**MONEY, "id_number": WIFE, "kind": "工资", "month": "2026-03", "amount": 1000})
    before = standing()
    batch = take("members", member_row(WIFE, "之女", status="婚出", status_since="2026-05-01"), member_row(WIFE, "配偶", household_no="H2"))
    assert Income.objects.get().household.household_no == "H2"
    withdraw(batch)
    assert differences(before, standing()) == []


def test_two_batches_go_out_the_other_way_round():
    family()
    before = standing()
    first = take("households", household_row(helper="秦岚"))
    second = take("households", household_row(helper="柏杨"))
    with pytest.raises(StepRefused, match=f"户1条在这一批之后又改过（批次{second.pk}）"):
        withdraw(first)
    withdraw(second)
    assert Household.objects.get().helper == "秦岚"
    withdraw(first)
    assert differences(before, standing()) == []


def test_what_rests_on_a_batch_is_named_with_its_household():
    homes = take("households", household_row())
    people = take("members", member_row(HEAD, "户主"))
    money = take("incomes", CASES["incomes"][0])
    found = {blocker.words: blocker for blocker in undo.blockers(people)}
    assert f"收入1条挂在这一批新建的人上（批次{money.pk}）" in found
    assert [home.name for home in found[f"收入1条挂在这一批新建的人上（批次{money.pk}）"].homes] == []
    words = [blocker.words for blocker in undo.blockers(homes)]
    assert f"收入1条挂在这一批新建的户上（批次{money.pk}）" in words and any(word.startswith("家庭成员1条") for word in words)
    before = standing()
    with pytest.raises(StepRefused, match=r"^不能撤回：.*收入1条"):
        withdraw(homes)
    assert standing() == before
    for batch in (money, people, homes):
        withdraw(batch)
    assert not Household.objects.exists() and not Person.objects.exists()
    assert not ChangedHousehold.objects.exists()


def test_a_value_changed_by_hand_since_stands_in_the_way():
    family()
    batch = take("households", household_row(helper="秦岚"))
    Household.objects.update(helper="吴桂兰")
    with pytest.raises(StepRefused, match="户1条在这一批之后又改过"):
        withdraw(batch)
    Household.objects.update(helper="秦岚", address="上湾村1组")
    withdraw(batch)
    assert (Household.objects.get().helper, Household.objects.get().address) == ("", "上湾村1组")


def test_a_second_withdrawal_is_told():
    batch = take("households", household_row())
    withdraw(batch)
    with pytest.raises(StepRefused, match="已经撤回过"):
        withdraw(batch)


def test_a_reason_is_wanted():
    with pytest.raises(StepRefused, match="请写撤回的理由"):
        undo.withdraw(take("households", household_row()), by="柏杨", reason=" 错", on=ON)


def test_the_chain_keeps_both_lines_and_the_screening_hears_of_it():
    family()
    batch = take("incomes", *CASES["incomes"])
    ChangedHousehold.objects.all().delete()
    withdraw(batch)
    assert list(Event.objects.order_by("-pk").values_list("kind", flat=True)[:2]) == [EventKind.IMPORT_WITHDRAWN, EventKind.IMPORTED]
    assert Event.objects.latest("pk").sentence == f"柏杨撤回“收入”的一次导入（批次{batch.pk}）：{WHY}"
    assert ChangedHousehold.objects.get().household_id == Household.objects.get().pk


def test_after_the_trail_is_gone_it_is_too_late():
    batch = take("households", household_row())
    batch.has_trail = False
    with pytest.raises(StepRefused, match="过了保存期"):
        undo.blockers(batch)


def test_the_dead_are_alive_again():
    family()
    batch = take("deaths", *CASES["deaths"])
    withdraw(batch)
    assert not Death.objects.exists() and set(Member.objects.values_list("status", flat=True)) == {"present"}


def test_every_table_a_register_writes_is_watched():
    """A landing that writes a table without triggers would leave it behind: asked of the database, over every register."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text, count(*) FROM pg_trigger WHERE tgname LIKE 'registers_record_%' GROUP BY 1")
        assert dict(cursor.fetchall()) == dict.fromkeys(watched(), 3)


def test_outside_an_import_nothing_is_recorded():
    take("households", household_row())
    number = Change.objects.count()
    Household.objects.update(helper="秦岚")
    assert Change.objects.count() == number


def test_statements_do_not_grow_with_rows():
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    family()
    counts = []
    for rows in (2, 30):
        batch = take("insurance", *[person_row(WIFE, kind="居民医保", year=1950 + rows + year, status="已参保") for year in range(rows)])
        with CaptureQueriesContext(connection) as queries:
            withdraw(batch)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_batch_of_another_day_is_taken_back_on_its_own_day():
    family()
    before = standing(facts=False)
    batch = take("members", member_row(number_of("20200101", 41), "之女", name="周小梅"), on=date(2026, 6, 1))
    withdraw(batch)
    assert differences(before, standing(facts=False)) == []


def test_a_second_listing_and_its_withdrawal_are_counted_where_the_person_lives():
    """The facts of a member count his listings elsewhere: the household he lives in is told as well (rulings A12)."""
    family()

    def elsewhere() -> list[int]:
        rows = MemberFacts.objects.filter(facts__household__household_no="H1", person=Person.objects.get(name=NAMES[WIFE]))
        return list(rows.values_list("other_households", flat=True))

    take("households", household_row("H2", SON))
    assert elsewhere() == [0]
    second = take("members", member_row(WIFE, "户主", "H2"))
    assert elsewhere() == [1] and Household.objects.get(household_no="H1").pk in set(
        ChangedHousehold.objects.values_list("household_id", flat=True)
    )
    withdraw(second)
    assert elsewhere() == [0]
