"""疑似重复: what looks alike is found in sets, nothing twice; a verdict stands; those who left and the dead are compared too."""

from __future__ import annotations

from datetime import date
from io import StringIO
from time import perf_counter
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from accounts.encryption import blind_index, seal
from accounts.roles import Role
from casework.exceptions import StalePage, StepRefused
from households import duplicates
from households.duplicates import SHARED_ACCOUNT, Search, call_different, find_pairs, index_within, one_place
from households.models import Death, Likeness, Member, Person, SuspectedPair, Verdict
from households.national_id import check_digit, normalise
from registers.bench.filling import fill
from tests.accounts.factories import PositionFactory, RegionFactory
from tests.households.factories import HouseholdFactory, PersonFactory, synthetic_id

pytestmark = pytest.mark.django_db
BORN = date(1971, 3, 9)


def number(birth: date = BORN, area: str = "990317", serial: str = "301") -> str:
    first = f"{area}{birth:%Y%m%d}{serial}"
    return first + check_digit(first)


def person(name: str = "欧阳守田", **columns: Any) -> Person:
    """Somebody in a household of his own; `village`, `account`, `left_on` say more of that."""
    columns = {"birth": BORN, **columns}
    village, account, left_on = columns.pop("village", "990101100201"), columns.pop("account", ""), columns.pop("left_on", None)
    household = HouseholdFactory(size=0, head_name=name, village_code_=village, bank_account=account)
    found: Person = PersonFactory(name=name, **columns)
    Member.objects.create(household=household, person=found, relation="02", left_on=left_on)
    return found


def found_of(*people: Person) -> SuspectedPair | None:
    first, second = sorted(one.pk for one in people)
    return SuspectedPair.objects.filter(person_a=first, person_b=second).first()


def admin(county: Any, role: Role = Role.REGISTER_ADMIN) -> Any:
    return PositionFactory(region=county, role=role)


# (what, the one, the other, the grounds); births and numbers follow `person`
CASES: list[tuple[str, dict[str, Any], dict[str, Any], set[Likeness]]] = [
    ("same name, same birth", {}, {}, {Likeness.NAME_AND_BIRTH}),
    ("same name, other birth", {}, {"birth": date(1985, 11, 20)}, set()),
    ("other name, same birth", {}, {"name": "欧阳守地"}, set()),
    ("one digit of the area", {"id_number": number()}, {"id_number": number(area="990318")}, {Likeness.NAME_AND_BIRTH, Likeness.ONE_DIGIT}),
    ("one digit of the serial", {"id_number": number()}, {"id_number": number(serial="311")}, {Likeness.NAME_AND_BIRTH, Likeness.ONE_DIGIT}),
    ("two digits of the serial", {"id_number": number()}, {"id_number": number(serial="312")}, {Likeness.NAME_AND_BIRTH}),
    ("one digit of the birth", {"id_number": number()}, {"birth": date(1971, 3, 19), "id_number": number(date(1971, 3, 19))}, {Likeness.ONE_DIGIT}),
    ("one digit of the birth and one of the serial", {"id_number": number()}, {"birth": date(1971, 3, 19), "id_number": number(date(1971, 3, 19), serial="302")}, set()),
    ("one digit, other name, no account", {"id_number": number()}, {"name": "王小七", "id_number": number(serial="311")}, set()),
    ("one account", {"account": "6217001234567890123"}, {"name": "王小七", "account": "6217001234567890123"}, {Likeness.ACCOUNT}),
    ("one account and one digit, other name", {"account": "6217001234567890123", "id_number": number()}, {"name": "王小七", "account": "6217001234567890123", "id_number": number(serial="311")}, {Likeness.ACCOUNT, Likeness.ONE_DIGIT}),
    ("other accounts", {"account": "6217001234567890123"}, {"name": "王小七", "account": "6217001234567890124"}, set()),
    ("one of them left", {}, {"left_on": date(2024, 5, 1)}, {Likeness.NAME_AND_BIRTH}),
    ("15 digits in the household book", {"id_number": number(area="990319")}, {"name": "王小七", "id_type": "03", "id_number": "990319710309301"}, {Likeness.SAME_NUMBER}),
    ("a disability certificate around the number", {"id_number": number()}, {"name": "王小七", "id_type": "02", "id_number": number() + "42"}, {Likeness.SAME_NUMBER}),
    ("without births", {"birth": None, "id_number": None}, {"birth": None, "id_number": None}, set()),
    ("the neighbouring county", {}, {"village": "990201100201"}, set()),
]  # fmt: skip


@pytest.mark.parametrize(("what", "one", "other", "grounds"), CASES, ids=[case[0] for case in CASES])
def test_what_looks_alike(county: Any, on: date, what: str, one: dict[str, Any], other: dict[str, Any], grounds: set[Likeness]) -> None:
    RegionFactory(code="990201100201", name="邻村", level="village", parent=RegionFactory(code="990201100", level="town"))
    people = person(**one), person(**other)
    find_pairs(county, on=on)
    pair = found_of(*people)
    assert set(pair.grounds if pair else []) == grounds
    # The same answer when only the household of either is asked about.
    for somebody in people:
        kept = pair and (pair.pk, pair.grounds, pair.digit)
        assert find_pairs(county, on=on, households=[Member.objects.get(person=somebody).household_id]).rows == 0
        again = found_of(*people)
        assert (again and (again.pk, again.grounds, again.digit)) == kept


def test_an_import_finds_what_the_night_would(county, on):
    one, other = person(), person()
    assert find_pairs(county, on=on, households=[Member.objects.get(person=other).household_id]).new == 1
    assert find_pairs(county, on=on).rows == 0
    pair = found_of(one, other)
    assert pair.found_on == on and pair.grounds == [Likeness.NAME_AND_BIRTH] and pair.verdict == ""


def test_the_dead_are_compared(county, on):
    _, other = person(), person()
    home = Member.objects.get(person=other)
    Death.objects.create(household=home.household, person=other, died_on=date(2025, 1, 1), received_on=on)
    Member.objects.filter(pk=home.pk).update(status="dead", left_on=date(2025, 1, 1))
    assert find_pairs(county, on=on).new == 1


def test_an_account_of_a_whole_village_likens_nobody(county, on):
    for index in range(SHARED_ACCOUNT + 1):
        person(f"户主{index}", birth=date(1960 + index, 1, 1), account="6217001234567890123")
    assert find_pairs(county, on=on).rows == 0


def test_two_id_cards_of_one_number_cannot_stand(county):
    """15 digits are lengthened before the index is made, and an x is an X."""
    old = "990319710309301"
    assert blind_index("id_number", normalise(old)) == blind_index("id_number", number(area="990319")) == index_within(old)
    assert blind_index("id_number", "99031719710309301x") == blind_index("id_number", "99031719710309301X")
    PersonFactory(id_number=normalise(old))
    with pytest.raises(IntegrityError), transaction.atomic():
        PersonFactory(id_number=number(area="990319"))


@pytest.mark.parametrize(
    ("one", "other", "place"),
    [
        (number(), number(), None),
        (number(), number(serial="311"), 16),
        (number(), number(area="890317"), 1),
        (number(), number(serial="311")[:-1] + number()[-1], 16),  # the check digit was not counted again
        (number(), number()[:-1] + ("1" if number()[-1] != "1" else "2"), 18),
        (number(), number(serial="312"), None),
        (number(), "990317710309301", None),
        (number(), None, None),
    ],
)
def test_one_place(one: str, other: str | None, place: int | None) -> None:
    assert one_place(seal(one), seal(other) if other else None) == place


def test_a_mended_number_ends_the_likeness_and_a_spoilt_one_begins_it_again(county, on):
    one, other = person(), person()
    find_pairs(county, on=on)
    Person.objects.filter(pk=other.pk).update(name="欧阳守地")
    assert find_pairs(county, on=on).ended == 1 and not SuspectedPair.objects.open().exists()
    Person.objects.filter(pk=other.pk).update(name=one.name)
    assert find_pairs(county, on=on).changed == 1 and found_of(one, other).ended_on is None


def test_a_verdict_is_remembered_whatever_is_found_later(county, on):
    one, other = person(account="6217001234567890123"), person()
    find_pairs(county, on=on)
    pair = found_of(one, other)
    call_different(pair, reason="两人是堂兄弟，户口簿已核对。", by=admin(county), on=on)
    home = Member.objects.get(person=other).household
    home.bank_account = "6217001234567890123"
    home.save()
    assert find_pairs(county, on=on).rows == 0
    pair.refresh_from_db()
    assert (pair.verdict, pair.grounds) == (Verdict.DIFFERENT, [Likeness.NAME_AND_BIRTH]) and "堂兄弟" in pair.note


def test_the_verdict_says_why_and_is_the_register_administrators(county, on):
    person(), person()
    find_pairs(county, on=on)
    pair, by = SuspectedPair.objects.get(), admin(county)
    with pytest.raises(StepRefused, match="为什么不是同一人"):
        call_different(pair, reason="不是", by=by, on=on)
    with pytest.raises(StepRefused, match="台账管理员"):
        call_different(pair, reason="两人是堂兄弟，户口簿已核对。", by=admin(county, Role.TASKFORCE), on=on)
    written = call_different(pair, reason=f"两人是堂兄弟，{synthetic_id()}已核对。", by=by, on=on)
    assert synthetic_id()[:6] not in written.note and "<号码18位>" in written.note
    with pytest.raises(StalePage, match="不是同一人"):
        call_different(pair, reason="两人是堂兄弟，户口簿已核对。", by=admin(county), on=on)


def test_nobody_compares_across_his_border(county, on):
    person(), person()
    find_pairs(county, on=on)
    abroad = PositionFactory(region=RegionFactory(code="990201", level="county"), role=Role.REGISTER_ADMIN)
    town = PositionFactory(region=RegionFactory(code="990101101", level="town"), role=Role.REGISTER_ADMIN)
    assert SuspectedPair.objects.visible_to(admin(county)).count() == 1
    assert not SuspectedPair.objects.visible_to(abroad) and not SuspectedPair.objects.visible_to(town)
    with pytest.raises(StepRefused, match="辖区"):
        call_different(SuspectedPair.objects.get(), reason="两人是堂兄弟，户口簿已核对。", by=abroad, on=on)


def test_the_command_says_what_it_found_and_the_second_time_nothing(county):
    person(), person()
    first, second = StringIO(), StringIO()
    call_command("find_duplicates", stdout=first)
    call_command("find_duplicates", "--county", "990101", stdout=second)
    assert "新增1对" in first.getvalue() and "新增0对，变动0对" in second.getvalue()


def test_no_number_is_kept_with_a_pair(county, on):
    one, other = person(id_number=number()), person(id_number=number(serial="311"))
    find_pairs(county, on=on)
    row = str(SuspectedPair.objects.values_list().get())
    assert found_of(one, other).digit == 16 and number() not in row and number()[6:17] not in row


@pytest.mark.parametrize(("bearers", "pairs"), [(4, 1), (5, 0)])
def test_bearers_of_a_name_too_common_are_compared_only_where_they_were_born_the_same_day(county, on, monkeypatch, bearers, pairs):
    monkeypatch.setattr(duplicates, "CROWD", 4)
    for birth in (BORN, BORN.replace(year=1972)):
        person(birth=birth, id_number=number(birth))
    for index in range(bearers - 2):
        person(birth=date(1950 + 11 * index, 11, 20), id_number=None)
    assert find_pairs(county, on=on) == Search(pairs, 0, 0)


@pytest.mark.parametrize(("bearers", "pairs", "left_out"), [(5, 10, 0), (6, 0, 6)])
def test_of_a_common_name_too_many_born_on_one_day_are_left_out_and_counted(county, on, monkeypatch, bearers, pairs, left_out):
    monkeypatch.setattr(duplicates, "CROWD", 4)
    monkeypatch.setattr(duplicates, "TWINS", 5)
    people = [person(id_number=None) for _ in range(bearers)]
    home = Member.objects.get(person=people[0]).household_id
    assert find_pairs(county, on=on, households=[home]) == Search(min(pairs, bearers - 1), 0, 0, min(left_out, 1))
    assert find_pairs(county, on=on) == Search(pairs - min(pairs, bearers - 1), 0, 0, left_out)
    assert SuspectedPair.objects.count() == pairs


def test_a_file_that_says_one_name_and_birth_for_everybody_does_not_stop_the_search(county, on):
    """Each with each these would be eighteen million pairs."""
    first = person("张三", birth=date(1970, 1, 1))
    home = Member.objects.get(person=first).household_id
    fill(Person, "generate_series(1, 6000) g", name="'张三'", birth="date '1970-01-01'", id_type="'01'")
    fill(
        Member,
        f"households_person p WHERE p.id <> {first.pk}",
        household_id=str(home),
        person_id="p.id",
        relation="'20'",
        status="'present'",
    )
    started = perf_counter()
    assert find_pairs(county, on=on) == Search(0, 0, 0, left_out=6001)
    assert find_pairs(county, on=on, households=[home]) == Search(0, 0, 0, left_out=6001)
    assert perf_counter() - started < 20
