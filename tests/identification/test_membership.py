"""成员变动 by hand: each kind with what it leaves behind on both sides, what refuses it in words, and its page with the preview."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Position, Region
from accounts.roles import CASE_ROLES, Role
from casework.choices import EventKind
from casework.exceptions import StalePage, StepRefused
from casework.models import Event
from households.facts import refresh_facts
from households.models import ChangedHousehold, Death, Household, HouseholdFacts, Income, Member, Person, Standing
from households.relations import HEAD
from identification.kin import declare
from identification.membership import MemberChange, Told, change_members, seen_of
from identification.membership_preview import preview
from registers.consistency import CHECKS
from tests.accounts.factories import PositionFactory
from tests.households.factories import HouseholdFactory, income, synthetic_id
from tests.identification.factories_intake import clerk, draft

pytestmark = pytest.mark.django_db
ON, DAY = date(2026, 6, 15), date(2026, 6, 10)
C = MemberChange


@pytest.fixture
def home(county: Any) -> Household:
    """A head, a spouse and two children with money of their own."""
    return family(county, "陈守田")


def family(county: Region, name: str, village: str = "990101100201", **columns: Any) -> Household:
    household: Household = HouseholdFactory(size=4, head_name=name, village_code_=village, **columns)
    head, spouse, *children = household.members.order_by("pk")
    Person.objects.filter(pk=head.person_id).update(name=name)
    Person.objects.filter(pk=spouse.person_id).update(name=f"{name[0]}妻")
    for number, child in enumerate(children):
        Person.objects.filter(pk=child.person_id).update(name=f"{name[0]}小{'甲乙'[number]}")
    Member.objects.filter(pk=spouse.pk).update(relation="10")
    for member in household.members.all():
        income(household, member.person, "wage", "1000", date(2026, 5, 1))
    refresh_facts([household.pk], county=county, on=ON)
    ChangedHousehold.objects.all().delete()
    return household


def told(**columns: Any) -> Told:
    return Told(**{"day": DAY, "reason": "户口簿已变更登记。", "document": "户口簿", **columns})


def who(household: Household) -> dict[str, Member]:
    rows = Member.objects.living().filter(household=household).select_related("person").order_by("pk")
    return {row.person.name: row for row in rows}


def do(household: Household, change: MemberChange, by: Position | None = None, **columns: Any) -> dict[int, Household]:
    return change_members(household, change, told(**columns), by=by or clerk(), on=ON)


def newborn() -> str:
    return synthetic_id(date(2026, 6, 1))


def contradictions() -> list[str]:
    return [check.code for check in CHECKS if check.code not in {"category", "determination"} and check.rows().count()]


# What each leaves behind


def test_birth(home):
    do(home, C.BIRTH, name="陈小丙", id_number=newborn(), relation="20")
    member = who(home)["陈小丙"]
    assert (member.joined_on, member.relation, member.person.birth) == (DAY, "20", date(2026, 6, 1))
    assert HouseholdFacts.objects.get(household=home).counted_members == 5
    assert ChangedHousehold.objects.filter(household_id=home.pk).exists() and not contradictions()
    assert "陈小丙出生，为子，2026年6月10日起；户口簿已变更登记。，凭户口簿" in Event.objects.get(kind=EventKind.MEMBERSHIP).sentence


def test_death_of_the_head_names_another(home):
    people = who(home)
    head, spouse = people["陈守田"], people["陈妻"]
    with pytest.raises(StepRefused, match="没有户主"):
        do(home, C.DEATH, going=[head.pk])
    do(home, C.DEATH, going=[head.pk], relations={spouse.pk: HEAD})
    head.refresh_from_db(), home.refresh_from_db()
    assert (head.left_on, head.status, home.head_name, who(home)["陈妻"].relation) == (DAY, "dead", "陈妻", HEAD)
    death = Death.objects.get(person=head.person)
    assert (death.died_on, death.reported_by) == (DAY, "乡镇登记") and not contradictions()
    assert HouseholdFacts.objects.get(household=home).counted_members == 3


def test_a_death_on_record_is_not_written_twice(home):
    child = who(home)["陈小甲"]
    Death.objects.create(household=home, person=child.person, died_on=date(2026, 6, 9), received_on=DAY, reported_by="公安局")
    do(home, C.DEATH, going=[child.pk])
    assert Death.objects.get().reported_by == "公安局"


def test_married_into_another_household_of_the_town(home, county):
    other, child = family(county, "方宁"), who(home)["陈小甲"]
    do(home, C.MOVE_OUT, going=[child.pk], way="married_out", target_no=other.household_no, relations={child.pk: "38"})
    child.refresh_from_db()
    here = who(other)["陈小甲"]
    assert (child.left_on, child.status) == (DAY, "married_out") and (here.joined_on, here.relation, here.status) == (DAY, "38", "present")
    assert Income.objects.get(person=child.person).household_id == other.pk
    assert {row.household_id: row.counted_members for row in HouseholdFacts.objects.all()} == {home.pk: 3, other.pk: 5}
    assert set(Event.objects.filter(kind=EventKind.MEMBERSHIP).values_list("household_id", flat=True)) == {home.pk, other.pk}
    assert not contradictions()


def test_moved_out_of_town(home):
    child = who(home)["陈小甲"]
    do(home, C.MOVE_OUT, going=[child.pk])
    assert "陈小甲" not in who(home) and Member.objects.filter(person=child.person).count() == 1


def test_moved_in_from_another_household_of_the_town(home, county):
    other = family(county, "方宁")
    spouse = who(other)["方妻"]
    number = Person.objects.get(pk=spouse.person_id).id_number.reveal()
    do(home, C.MOVE_IN, name="方妻", id_number=number, relation="97")
    assert who(home)["方妻"].joined_on == DAY and "方妻" not in who(other) and not contradictions()
    head = who(other)["方宁"]
    number = Person.objects.get(pk=head.person_id).id_number.reveal()
    with pytest.raises(StepRefused, match="会没有户主"):
        do(home, C.MOVE_IN, name="方宁", id_number=number, relation="97")


def test_whoever_left_comes_back_as_a_new_membership(home):
    child = who(home)["陈小甲"]
    do(home, C.MOVE_OUT, going=[child.pk], day=date(2026, 3, 1))
    do(home, C.MOVE_IN, name="陈小甲", id_number=Person.objects.get(pk=child.person_id).id_number.reveal(), relation="20")
    rows = list(Member.objects.filter(person=child.person).order_by("pk").values_list("joined_on", "left_on"))
    assert rows == [(None, date(2026, 3, 1)), (DAY, None)]


def test_split(home, county):
    people = who(home)
    going = [people["陈小甲"].pk, people["陈小乙"].pk]
    with pytest.raises(StepRefused, match="选一位户主"):
        do(home, C.SPLIT, going=going)
    concerned = do(home, C.SPLIT, going=going, relations={going[0]: HEAD, going[1]: "73"}, address="上湾村三组9号")
    [new] = [one for key, one in concerned.items() if key != home.pk]
    new.refresh_from_db()
    assert (new.head_name, new.address, new.registered_on, new.village_code) == ("陈小甲", "上湾村三组9号", DAY, home.village_code)
    assert set(who(new)) == {"陈小甲", "陈小乙"} and set(who(home)) == {"陈守田", "陈妻"}
    assert Standing.objects.filter(household=new).exists() and HouseholdFacts.objects.get(household=new).counted_members == 2
    assert Event.objects.filter(household_id=new.pk, kind=EventKind.MEMBERSHIP).exists() and not contradictions()
    with pytest.raises(StepRefused, match="不是分户"):
        do(home, C.SPLIT, going=[row.pk for row in who(home).values()])


def test_join(home, county):
    other = family(county, "方宁")
    relations = {row.pk: "97" for row in who(home).values()}
    with pytest.raises(StepRefused, match="两个户主"):
        do(home, C.JOIN, target_no=other.household_no)
    do(home, C.JOIN, target_no=other.household_no, relations=relations)
    assert len(who(other)) == 8 and not who(home) and Household.objects.filter(pk=home.pk).exists()
    assert Income.objects.filter(household=other).count() == 8 and not contradictions()


def test_a_supported_household_is_not_emptied(home, county):
    other = family(county, "方宁")
    Household.objects.filter(pk=home.pk).update(category="dibao")
    with pytest.raises(StepRefused, match="先办退出或风险消除"):
        do(home, C.JOIN, target_no=other.household_no, relations={row.pk: "97" for row in who(home).values()})


def test_change_of_head(home):
    people = who(home)
    with pytest.raises(StepRefused, match="两个户主"):
        do(home, C.HEAD, relations={people["陈妻"].pk: HEAD})
    with pytest.raises(StepRefused, match="选为户主"):
        do(home, C.HEAD)
    do(home, C.HEAD, relations={people["陈妻"].pk: HEAD, people["陈守田"].pk: "10"})
    home.refresh_from_db()
    assert home.head_name == "陈妻" and who(home)["陈守田"].relation == "10"


# What refuses


@pytest.mark.parametrize("role", sorted(CASE_ROLES - {Role.TOWN_CLERK}), ids=str)
def test_it_is_the_town_clerks(home, town, role):
    with pytest.raises(StepRefused, match="镇一窗受理"):
        do(home, C.MOVE_OUT, by=PositionFactory(region=town, role=role), going=[who(home)["陈小甲"].pk])


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"reason": "迁"}, "变动的原因"),
        ({"document": ""}, "凭什么材料"),
        ({"day": date(2026, 6, 16)}, "不能晚于今天"),
        ({"going": []}, "勾选"),
        ({"going": [0]}, "勾选"),
        ({"way": "dead"}, "婚出还是迁出"),
        ({"target_no": "990101-none"}, "辖区内没有户编号"),
    ],
)
def test_what_is_written_must_be_whole(home, columns, words):
    with pytest.raises(StepRefused, match=words):
        do(home, C.MOVE_OUT, **{"going": [who(home)["陈小甲"].pk], **columns})


def test_not_before_he_came(home):
    child = who(home)["陈小甲"]
    Member.objects.filter(pk=child.pk).update(joined_on=date(2026, 6, 12))
    with pytest.raises(StepRefused, match="早于陈小甲加入"):
        do(home, C.MOVE_OUT, going=[child.pk])


def test_nobody_reaches_into_another_town(home, county):
    other = family(county, "方宁", village="990101101201")
    child = who(home)["陈小甲"]
    with pytest.raises(StepRefused, match="辖区内没有户编号"):
        do(home, C.MOVE_OUT, going=[child.pk], target_no=other.household_no)
    number = Person.objects.get(pk=who(other)["方妻"].person_id).id_number.reveal()
    with pytest.raises(StepRefused, match="石桥镇一窗受理联系。先在那里办迁出") as refusal:
        do(home, C.MOVE_IN, name="方妻", id_number=number, relation="97")
    assert other.household_no not in refusal.value.reason


@pytest.mark.parametrize("side", ["here", "there"])
def test_an_open_case_on_either_side_stops_it(home, county, side):
    other, child = family(county, "方宁"), who(home)["陈小甲"]
    draft(home if side == "here" else other)
    with pytest.raises(StepRefused, match="在办申请（办件号"):
        do(home, C.MOVE_OUT, going=[child.pk], target_no=other.household_no, relations={child.pk: "97"})
    assert "陈小甲" in who(home)


def test_a_relative_of_the_clerk_stands_aside(home, county):
    by = clerk()
    declare(by, who(home)["陈守田"].person, "sibling", by=by, on=ON)
    with pytest.raises(StepRefused, match="须回避"):
        do(home, C.MOVE_OUT, by=by, going=[who(home)["陈小甲"].pk])


def test_a_stale_page(home):
    seen = seen_of([home])
    do(home, C.MOVE_OUT, going=[who(home)["陈小甲"].pk])
    with pytest.raises(StalePage, match="又有变动"):
        change_members(home, C.MOVE_OUT, told(going=[who(home)["陈小乙"].pk]), by=clerk(), on=ON, seen=seen)


def test_the_preview_says_what_will_be_and_writes_nothing(home, county):
    other, child = family(county, "方宁"), who(home)["陈小甲"]
    columns = {"going": [child.pk], "target_no": other.household_no, "relations": {child.pk: "38"}}
    sides = {side.household.pk: side for side in preview(home, C.MOVE_OUT, told(**columns), by=clerk(), on=ON)}
    assert "陈小甲" in who(home) and not Event.objects.filter(kind=EventKind.MEMBERSHIP).exists() and not ChangedHousehold.objects.exists()
    do(home, C.MOVE_OUT, **columns)
    assert ("陈小甲", "子", "—") in sides[home.pk].rows and ("陈小甲", "—", "儿媳") in sides[other.pk].rows
    for household in (home, other):
        assert {name for name, _ in sides[household.pk].after.members} == set(who(household))


def test_the_preview_of_a_split_shows_the_house_that_is_to_be(home):
    people = who(home)
    sides = preview(home, C.SPLIT, told(going=[people["陈小甲"].pk], relations={people["陈小甲"].pk: HEAD}), by=clerk(), on=ON)
    assert [side.before is None for side in sides] == [False, True] and Household.objects.count() == 1


# The page


@pytest.fixture
def desk(settings: Any, county: Any) -> Client:
    settings.FIXED_TODAY = ON
    client = Client()
    client.force_login(clerk().user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def url(household: Household, change: str = "") -> str:
    return reverse("identification:membership", args=[household.pk]) + (f"?change={change}" if change else "")


WRITTEN = {"day": "2026-6-10", "reason": "户口簿已变更登记。", "document": "户口簿"}


def text(response: Any) -> str:
    return response.content.decode()


def test_the_page_looks_before_it_leaps(desk, home):
    people = who(home)
    assert "成员变动</a>" in text(desk.get(reverse("households:members", args=[home.pk])))
    assert "新生儿" in text(desk.get(url(home))) and "看办完会怎样" in text(desk.get(url(home, "death")))
    typed = {**WRITTEN, f"going-{people['陈小甲'].pk}": "on", **{f"relation-{row.pk}": row.relation for row in people.values()}}
    looked = desk.post(url(home, "death"), {**typed, "seen": seen_of([home])})
    assert looked.status_code == 200 and "确认办理" in text(looked) and "陈小甲" in who(home)
    ready = {**typed, "seen": looked.context["seen"], "looked": looked.context["looked"]}
    other = desk.post(url(home, "death"), {**ready, "reason": "改了一句原因再确认。"})
    assert other.status_code == 409 and "再看一遍办完会怎样" in text(other)
    assert desk.post(url(home, "death"), ready).status_code == 302 and "陈小甲" not in who(home)
    again = desk.post(url(home, "death"), ready)  # the second window
    assert again.status_code == 409 and "陈小乙" in who(home)


def test_a_number_typed_is_carried_sealed(desk, home):
    number = newborn()
    typed = {**WRITTEN, "name": "陈小丙", "id_number": number, "relation": "20", "seen": seen_of([home])}
    looked = desk.post(url(home, "birth"), typed)
    assert number not in text(looked) and number[:6] + "********" in text(looked) and "人均收入" in text(looked)
    kept = looked.context["form"].kept["kept_id_number"]
    done = desk.post(
        url(home, "birth"),
        {**typed, "id_number": "", "kept_id_number": kept, "seen": looked.context["seen"], "looked": looked.context["looked"]},
    )
    assert done.status_code == 302 and "陈小丙" in who(home)


def test_what_is_missing_is_said_and_what_was_typed_stays(desk, home):
    answer = desk.post(url(home, "move_out"), {**WRITTEN, "document": "", "target_no": "990101-none"})
    assert answer.status_code == 422 and "990101-none" in text(answer)
    draft(home)
    assert "先办结或终止这件申请" in text(desk.get(url(home, "head")))


def test_another_towns_clerk_finds_no_such_household(home, settings):
    settings.FIXED_TODAY = ON
    client = Client()
    client.force_login(clerk("990101101").user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(url(home)).status_code == 404
