"""合并两条人员记录: one proposes, another approves; everything that names the one who goes follows, or says why not; it can be laid back."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from unittest.mock import patch

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import Position
from accounts.roles import Role
from casework.choices import EventKind
from casework.exceptions import StalePage, StepRefused
from casework.models import Event
from households import merge_rules
from households.duplicates import find_pairs
from households.facts import refresh_facts
from households.merge_plan import plan_merge
from households.merge_rules import MEMBER_RULES, PERSON_RULES, Rule, Way, columns_naming
from households.merging_people import approve, propose, turn_down, undo, what_blocks, withdraw
from households.models import (
    ChangedHousehold,
    Disability,
    Household,
    HouseholdFacts,
    Income,
    Medical,
    Member,
    MergeMove,
    MergeState,
    Person,
    PersonMerge,
    RegisterClaim,
    SuspectedPair,
    Verdict,
)
from households.search import search
from identification.models import Determination, DeterminationLine
from identification.one_form.newcomers import home_of, person_of
from registers.alike import find_alike
from registers.references import known_people
from tests.accounts.factories import PositionFactory, RegionFactory
from tests.households.factories import HouseholdFactory, MemberFactory, PersonFactory, income, settlement
from tests.identification.factories_intake import draft
from tests.registers.books import member_row, number_of, problems, take

pytestmark = pytest.mark.django_db
WHY, BACK = "户口簿曾用号码，派出所已核对。", "派出所复核后是两人，要恢复。"


@pytest.fixture
def clerk(county: Any) -> Position:
    return PositionFactory(region=county, role=Role.REGISTER_ADMIN)


@pytest.fixture
def taskforce(county: Any) -> Position:
    return PositionFactory(region=county, role=Role.TASKFORCE)


def two(county: Any, on: date, *, same_home: bool = False) -> tuple[Person, Person, SuspectedPair]:
    """The same man written down twice: in two households, or twice in one."""
    homes = [HouseholdFactory(size=1), HouseholdFactory(size=1)]
    if same_home:
        homes[1] = homes[0]
    people = [PersonFactory(name="欧阳守田", birth=date(1971, 3, 9)) for _ in homes]
    for home, person in zip(homes, people, strict=True):
        MemberFactory(household=home, person=person, relation="20", joined_on=date(2020 + len(Member.objects.all()) % 3, 1, 1))
    refresh_facts([home.pk for home in homes], county=county, on=on)
    find_pairs(county, on=on)
    return people[0], people[1], SuspectedPair.objects.get()


def home_of_person(person: Person) -> Household:
    return Member.objects.living().get(person=person).household


def merged(keep: Person, pair: SuspectedPair, clerk: Position, taskforce: Position, on: date, home: Household | None = None) -> PersonMerge:
    return approve(propose(pair, keep=keep, home=home or home_of_person(keep), reason=WHY, by=clerk, on=on), by=taskforce, on=on)


def everything() -> dict[str, list[Any]]:
    """Every row that names a person or a household's facts, as stored."""
    tables = (
        {model for _, model, _ in columns_naming(Person)} | {model for _, model, _ in columns_naming(Member)} | {Person, HouseholdFacts}
    )
    tables -= {PersonMerge, SuspectedPair}
    found = {}
    with connection.cursor() as cursor:
        for model in tables:
            cursor.execute(f"SELECT * FROM {model._meta.db_table} ORDER BY 1")  # names of our own models
            found[model._meta.label] = [
                tuple(bytes(cell) if isinstance(cell, memoryview) else cell for cell in row) for row in cursor.fetchall()
            ]
    return found


# The list of rules


def test_every_column_that_names_a_person_or_a_membership_has_its_rule() -> None:
    """A new foreign key fails here until somebody decides in households/merge_rules.py what a merge does with it."""
    assert {key for key, _, _ in columns_naming(Person)} == set(PERSON_RULES)
    assert {key for key, _, _ in columns_naming(Member)} == set(MEMBER_RULES)


def test_every_rule_says_what_it_needs() -> None:
    for key, rule in {**PERSON_RULES, **MEMBER_RULES}.items():
        model = {found: model for target in (Person, Member) for found, model, _ in columns_naming(target)}[key]
        if rule.way is Way.NEWEST:
            model._meta.get_field(rule.newest)
        assert rule.why or rule.way not in {Way.LEFT, Way.NEWEST, Way.STAY_BEHIND, Way.REFUSE_BOTH, Way.MUST_NOT}, key


def test_a_merge_refuses_a_column_it_was_not_told_about(county, on, clerk, taskforce):
    keep, _, pair = two(county, on)
    without = {key: rule for key, rule in PERSON_RULES.items() if key != "monitoring.Alert.person"}
    with patch.object(merge_rules, "PERSON_RULES", without), pytest.raises(StepRefused, match=r"monitoring\.Alert\.person"):
        merged(keep, pair, clerk, taskforce, on)
    assert not Person.objects.filter(merged_into__isnull=False).exists()


@pytest.mark.parametrize("way", [Way.REFUSE_BOTH, Way.MUST_NOT])
def test_a_rule_may_stop_the_merge(county, on, clerk, way):
    keep, gone, pair = two(county, on)
    for person in (keep, gone):
        income(home_of_person(person), person, "wage", "1000", date(2026, 5, 1))
    stops = {**PERSON_RULES, "households.Income.person": Rule(way, why="先核对收入")}
    with patch.object(merge_rules, "PERSON_RULES", stops), pytest.raises(StepRefused, match="先核对收入"):
        propose(pair, keep=keep, home=home_of_person(keep), reason=WHY, by=clerk, on=on)


# What moves


def test_two_households_become_one_home_and_a_second_listing(county, on, clerk, taskforce):
    keep, gone, pair = two(county, on)
    home, other = home_of_person(keep), home_of_person(gone)
    ended = Member.objects.create(
        household=HouseholdFactory(), person=gone, relation="20", joined_on=date(2015, 1, 1), left_on=date(2018, 1, 1)
    )
    money = income(other, gone, "wage", "1000", date(2026, 5, 1))
    Disability.objects.create(household=other, person=gone, kind="4", level=2, issued_on=date(2020, 5, 1), received_on=on)
    ChangedHousehold.objects.all().delete()
    merge = merged(keep, pair, clerk, taskforce, on)
    rows = {row.household_id: row for row in Member.objects.filter(person=keep)}
    assert (rows[home.pk].is_claim, rows[other.pk].is_claim) == (False, True) and not Member.objects.filter(person=gone).exists()
    assert rows[ended.household_id].joined_on == date(2015, 1, 1) and rows[ended.household_id].left_on == date(2018, 1, 1)
    money.refresh_from_db()
    assert (money.person_id, money.household_id) == (keep.pk, home.pk) and Disability.objects.get().person_id == keep.pk
    gone.refresh_from_db(), pair.refresh_from_db()
    assert gone.merged_into_id == keep.pk and (pair.verdict, pair.verdict_by_id) == (Verdict.SAME, clerk.pk)
    assert set(ChangedHousehold.objects.values_list("household_id", flat=True)) >= {home.pk, other.pk}
    facts = {row.household_id: row.counted_members for row in HouseholdFacts.objects.all()}
    assert (facts[home.pk], facts[other.pk]) == (2, 1)
    told = Event.objects.filter(kind=EventKind.PEOPLE_MERGED, subject_id=merge.pk)
    assert {event.household_id for event in told} == {home.pk, other.pk, ended.household_id} and "是同一人" in told[0].sentence


def test_he_may_live_where_the_other_row_lived(county, on, clerk, taskforce):
    keep, gone, pair = two(county, on)
    home, other = home_of_person(keep), home_of_person(gone)
    own = income(home, keep, "wage", "900", date(2026, 4, 1))
    merged(keep, pair, clerk, taskforce, on, home=other)
    assert home_of_person(keep) == other and Member.objects.get(person=keep, household=home).is_claim
    own.refresh_from_db()
    assert own.household_id == other.pk


def test_twice_in_one_household_is_once(county, on, clerk, taskforce):
    keep, gone, pair = two(county, on, same_home=True)
    home = home_of_person(keep)
    decided = Determination.objects.create(
        household=home, ground="register", decided_on=on, category="dibao", has_monitoring_tag=False, decided_by="导入"
    )
    line = DeterminationLine.objects.create(determination=decided, member=Member.objects.get(person=gone), category="dibao")
    Member.objects.filter(person=gone).update(joined_on=date(2019, 1, 1), category="dibao")
    merged(keep, pair, clerk, taskforce, on)
    stays, ends = Member.objects.get(person=keep), Member.objects.get(person=gone)
    assert (stays.joined_on, stays.category, stays.left_on, ends.left_on) == (date(2019, 1, 1), "dibao", None, on)
    line.refresh_from_db()
    assert line.member_id == stays.pk and HouseholdFacts.objects.get(household=home).counted_members == 2


def test_two_categories_in_one_household_are_decided_first(county, on, clerk):
    keep, gone, pair = two(county, on, same_home=True)
    Member.objects.filter(person=keep).update(category="dibao")
    Member.objects.filter(person=gone).update(category="tekun")
    with pytest.raises(StepRefused, match="类别不同"):
        propose(pair, keep=keep, home=home_of_person(keep), reason=WHY, by=clerk, on=on)


def test_of_the_same_thing_twice_the_newer_goes_along_and_the_older_stays_on_paper(county, on, clerk, taskforce):
    keep, gone, pair = two(county, on)
    home, other = home_of_person(keep), home_of_person(gone)
    old = settlement(home, keep, "100", date(2026, 3, 1), settlement_no="A1")
    new = settlement(other, gone, "200", date(2026, 3, 1), settlement_no="A1")
    Medical.objects.filter(pk=new.pk).update(received_on=date(2026, 4, 5))
    claims = [
        RegisterClaim.objects.create(household=where, person=who, register="dibao", category="dibao", received_on=day)
        for where, who, day in ((home, keep, date(2026, 5, 1)), (other, gone, date(2026, 1, 1)))
    ]
    plan = plan_merge(keep, gone, home, by=taskforce, on=on)
    behind = {line.title: line.behind for line in plan.lines}
    assert behind["医疗结算"] == 1 and behind["台账所列"] == 1
    merged(keep, pair, clerk, taskforce, on)
    owner = dict(Medical.objects.values_list("pk", "person_id"))
    assert (owner[new.pk], owner[old.pk]) == (keep.pk, gone.pk)
    held = dict(RegisterClaim.objects.values_list("pk", "person_id"))
    assert (held[claims[0].pk], held[claims[1].pk]) == (keep.pk, gone.pk)
    assert HouseholdFacts.objects.get(household=home).self_pay_window == Decimal("200")


def test_what_only_the_other_row_knows_is_kept_known(county, on, clerk, taskforce):
    keep, gone, pair = two(county, on)
    Person.objects.filter(pk=keep.pk).update(labour="", health="")
    gone.health, gone.phone, gone.disease = "serious", "13908881234", "慢性髓系白血病"
    gone.save()
    merged(keep, pair, clerk, taskforce, on)
    keep.refresh_from_db()
    assert (keep.health, keep.labour, keep.phone.reveal(), keep.disease.reveal()) == (
        "serious",
        "ordinary",
        "13908881234",
        "慢性髓系白血病",
    )
    assert keep.phone_index == gone.phone_index
    assert "13908881234" not in str(list(MergeMove.objects.values_list())) and "白血病" not in str(list(MergeMove.objects.values_list()))


def test_the_number_of_the_row_that_went_leads_to_the_one_person(county, on, clerk, taskforce, town):
    keep, gone, pair = two(county, on)
    merged(keep, pair, clerk, taskforce, on)
    number = Person.objects.get(pk=gone.pk).id_number.reveal()
    assert known_people([number])[number].person_id == keep.pk
    assert home_of(number) == home_of_person(keep) and person_of("欧阳守田", number) == keep
    found = search(number, PositionFactory(region=county, role=Role.TOWN_CLERK))
    assert {member.person_id for member in found.members} == {keep.pk} and len(found.members) == 2


def test_a_tombstone_of_a_tombstone_points_to_the_last(county, on, clerk, taskforce):
    keep, gone, pair = two(county, on)
    older = PersonFactory(name="欧阳守田", merged_into=gone)
    merged(keep, pair, clerk, taskforce, on)
    older.refresh_from_db()
    assert older.merged_into_id == keep.pk


# Who may


def test_who_proposes_and_who_approves(county, on, clerk, taskforce):
    keep, _, pair = two(county, on)
    home = home_of_person(keep)
    with pytest.raises(StepRefused, match="台账管理员"):
        propose(pair, keep=keep, home=home, reason=WHY, by=taskforce, on=on)
    with pytest.raises(StepRefused, match="为什么是同一人"):
        propose(pair, keep=keep, home=home, reason="同", by=clerk, on=on)
    merge = propose(pair, keep=keep, home=home, reason=WHY, by=clerk, on=on)
    assert not MergeMove.objects.exists() and Person.objects.filter(merged_into__isnull=False).count() == 0
    with pytest.raises(StepRefused, match="县专班批准"):
        approve(merge, by=clerk, on=on)


def test_whoever_proposed_does_not_approve_under_another_post(county, on, clerk, taskforce):
    keep, _, pair = two(county, on)
    merge = propose(pair, keep=keep, home=home_of_person(keep), reason=WHY, by=clerk, on=on)
    other_post = PositionFactory(region=county, role=Role.TASKFORCE, user=clerk.user)
    for verb in (lambda: approve(merge, by=other_post, on=on), lambda: turn_down(merge, reason=BACK, by=other_post, on=on)):
        with pytest.raises(StepRefused, match="不能自己批准"):
            verb()
    for wrong in ({"decided_by": clerk, "decider_id": taskforce.user_id}, {"decided_by": other_post, "decider_id": clerk.user_id}):
        with pytest.raises(IntegrityError, match="merge_decided_by_another"), transaction.atomic():
            PersonMerge.objects.filter(pk=merge.pk).update(state=MergeState.DONE, decided_on=on, **wrong)


def test_turned_down_or_withdrawn_the_pair_is_open_again(county, on, clerk, taskforce):
    keep, _, pair = two(county, on)
    first = propose(pair, keep=keep, home=home_of_person(keep), reason=WHY, by=clerk, on=on)
    with pytest.raises(StalePage, match="已有人提出"):
        propose(pair, keep=keep, home=home_of_person(keep), reason=WHY, by=clerk, on=on)
    with pytest.raises(StepRefused, match="提出的人撤回"):
        withdraw(first, by=PositionFactory(region=county, role=Role.REGISTER_ADMIN))
    withdraw(first, by=clerk)
    second = propose(pair, keep=keep, home=home_of_person(keep), reason=WHY, by=clerk, on=on)
    turn_down(second, reason="两人照片不同，请再核对。", by=taskforce, on=on)
    with pytest.raises(StalePage, match="不同意"):
        approve(second, by=taskforce, on=on)
    assert merged(keep, pair, clerk, taskforce, on).state == MergeState.DONE


def test_the_page_must_have_seen_what_is_done(county, on, clerk, taskforce):
    keep, gone, pair = two(county, on)
    home = home_of_person(keep)
    seen = plan_merge(keep, gone, home, by=clerk, on=on).seen
    merge = propose(pair, keep=keep, home=home, reason=WHY, by=clerk, on=on, seen=seen)
    income(home_of_person(gone), gone, "wage", "1000", date(2026, 5, 1))
    with pytest.raises(StalePage, match="又有变动"):
        approve(merge, by=taskforce, on=on, seen=seen)
    approve(merge, by=taskforce, on=on, seen=plan_merge(keep, gone, home, by=taskforce, on=on).seen)


def test_a_home_must_be_one_of_theirs(county, on, clerk):
    keep, _, pair = two(county, on)
    for home in (None, HouseholdFactory()):
        with pytest.raises(StepRefused, match="生活在哪一户"):
            propose(pair, keep=keep, home=home, reason=WHY, by=clerk, on=on)


def test_a_household_of_another_county_stops_it(county, on, clerk):
    keep, gone, pair = two(county, on)
    RegionFactory(code="990201100201", name="邻村", level="village")
    Member.objects.create(household=HouseholdFactory(village_code_="990201100201"), person=gone, relation="20", left_on=date(2020, 1, 1))
    with pytest.raises(StepRefused, match="外县"):
        propose(pair, keep=keep, home=home_of_person(keep), reason=WHY, by=clerk, on=on)


def test_an_open_case_stops_it(county, on, clerk):
    keep, gone, pair = two(county, on)
    draft(home_of_person(gone))
    with pytest.raises(StepRefused, match="在办申请"):
        propose(pair, keep=keep, home=home_of_person(keep), reason=WHY, by=clerk, on=on)


# Laying it back


@pytest.mark.parametrize("same_home", [False, True], ids=["two households", "one household"])
@pytest.mark.parametrize("moves_home", [False, True], ids=["at his home", "at the other's"])
def test_laid_back_every_row_is_as_it_was(county, on, clerk, taskforce, same_home, moves_home):
    keep, gone, pair = two(county, on, same_home=same_home)
    home, other = home_of_person(keep), home_of_person(gone)
    for amount, who, where in (("1000", keep, home), ("1100", gone, other)):
        income(where, who, "wage", amount, date(2026, 5, 1), received_on=date(2026, 5, 1) + timedelta(days=int(amount) % 7))
        income(where, who, "wage", amount, date(2026, 4, 1), item=f"只有{amount}")
        settlement(where, who, amount, date(2026, 3, 1), settlement_no="A1")
        Disability.objects.create(
            household=where, person=who, kind="4", level=2, issued_on=date(2020, 5, 1), received_on=date(2026, 1, int(amount) // 100)
        )
    gone.phone = "13908881234"
    gone.save()
    refresh_facts([home.pk, other.pk], county=county, on=on)
    before = everything()
    merge = merged(keep, pair, clerk, taskforce, on, home=other if moves_home else home)
    assert everything() != before and not what_blocks(merge)
    undo(merge, reason=BACK, by=taskforce, on=on)
    after = everything()
    assert {table for table in before if before[table] != after[table]} == set()
    merge.refresh_from_db(), pair.refresh_from_db()
    assert (merge.state, merge.undone_reason, pair.verdict) == (MergeState.UNDONE, BACK, "")
    assert Event.objects.filter(kind=EventKind.MERGE_UNDONE).count() == len({home.pk, other.pk})


def test_what_was_built_on_it_is_listed_and_stops_laying_back(county, on, clerk, taskforce):
    keep, gone, pair = two(county, on)
    money = income(home_of_person(gone), gone, "wage", "1000", date(2026, 5, 1))
    merge = merged(keep, pair, clerk, taskforce, on)
    home = home_of_person(keep)
    settlement(home, keep, "300", date(2026, 6, 1))
    Income.objects.filter(pk=money.pk).update(household=HouseholdFactory())
    assert set(what_blocks(merge)) == {"收入有1条后来又改过", "医疗结算合并后又有1条"}
    with pytest.raises(StepRefused, match="医疗结算合并后又有1条"):
        undo(merge, reason=BACK, by=taskforce, on=on)
    with pytest.raises(StepRefused, match="县专班"):
        undo(merge, reason=BACK, by=clerk, on=on)


def test_a_later_merge_of_the_same_person_is_laid_back_first(county, on, clerk, taskforce):
    keep, _, pair = two(county, on)
    merge = merged(keep, pair, clerk, taskforce, on)
    third = PersonFactory(name="欧阳守田", birth=date(1971, 3, 9))
    MemberFactory(household=HouseholdFactory(size=0), person=third)
    find_pairs(county, on=on)
    later = merged(third, SuspectedPair.objects.open().get(), clerk, taskforce, on, home=home_of_person(third))
    assert "先撤销那一次" in "".join(what_blocks(merge))
    undo(later, reason=BACK, by=taskforce, on=on)
    undo(merge, reason=BACK, by=taskforce, on=on)
    assert not Person.objects.filter(merged_into__isnull=False).exists()


def test_after_a_merge_nothing_is_found_again_and_laid_back_it_is_open(county, on, clerk, taskforce):
    keep, _, pair = two(county, on)
    merge = merged(keep, pair, clerk, taskforce, on)
    assert find_pairs(county, on=on).rows == 0
    undo(merge, reason=BACK, by=taskforce, on=on)
    assert find_pairs(county, on=on).rows == 0 and SuspectedPair.objects.open().get() == pair


def test_a_register_that_writes_either_number_means_the_one_person(county, on, clerk, taskforce):
    keep, gone, pair = two(county, on)
    home = home_of_person(keep)
    merged(keep, pair, clerk, taskforce, on)
    numbers = [Person.objects.get(pk=person.pk).id_number.reveal() for person in (keep, gone)]

    def row(number: str) -> dict[str, Any]:
        return member_row(number, "之子", name="欧阳守田", household_no=home.household_no)

    before = Member.objects.count()
    assert take("members", row(numbers[1])).rejected_rows == 0  # the old number alone
    assert Member.objects.count() == before and home_of_person(keep) == home and not Member.objects.living().filter(person=gone).exists()
    both = take("members", row(numbers[0]), row(numbers[1]))
    assert both.rejected_rows == 1 and "同一个人，只列一行" in problems(both)[0][2]
    assert Member.objects.count() == before and not SuspectedPair.objects.open().exists()


def test_an_import_of_members_fills_the_queue(county, on):
    home = HouseholdFactory(size=1)
    for sequence in (11, 31):
        batch = take("members", member_row(number_of("19900101", sequence), "之子", name="欧阳守田", household_no=home.household_no))
        find_alike(batch.pk)
    assert SuspectedPair.objects.get().digit == 16
