"""Adopting the registers: rulings A2 and the tag table of domain §2.4, each as a table of cases."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from accounts.roles import Role
from casework.models import Event
from households.models import ExitRecord, Household, Member, RefusedApplication, RegisterClaim, Standing
from identification.determinations import determine
from identification.models import Determination, DeterminationLine
from identification.stock import adopt, differing
from policies.categories import SupportCategory
from tests.households.factories import HouseholdFactory, MemberFactory
from tests.identification.factories_panels import case
from tests.identification.factories_panels import member as table_member

pytestmark = pytest.mark.django_db
ON = date(2026, 6, 15)


@pytest.fixture(autouse=True)
def ground(county):
    return county


def claim(member: Member, register: str, **columns) -> RegisterClaim:
    category = "" if register == "monitored" else register
    return RegisterClaim.objects.create(
        **{"household": member.household, "person": member.person, "register": register, "category": category, "received_on": ON,
           "since": date(2024, 3, 1), **columns}
    )  # fmt: skip


def tagged(member: Member, **columns) -> RegisterClaim:
    return claim(member, "monitored", **{"monitoring_kind": "marginal", "risks": ["01", "04"], **columns})


def take(*households: Household, on: date = ON) -> int:
    return adopt([household.pk for household in households], on=on, by="柏杨", register_title="低保人员台账", batch_id=7)


def family(*statuses: str) -> tuple[Household, list[Member]]:
    household = HouseholdFactory(size=0)
    return household, [
        MemberFactory(household=household, status=status, relation="02" if n == 0 else "20") for n, status in enumerate(statuses)
    ]


# name, statuses, claims as (member, register, mode), tagged, category, categories of the members
TABLE = [
    ("整户低保", ["present"] * 2, [(0, "dibao", "whole"), (1, "dibao", "whole")], False, "dibao", ["dibao", "dibao"]),
    ("低保加监测", ["present"], [(0, "dibao", "whole")], True, "dibao", ["dibao"]),
    ("边缘户有一人单人保", ["present"] * 2, [(0, "dibao", "single"), (1, "dibao_margin", "")], False, "dibao_margin", ["dibao", "dibao_margin"]),
    ("单人保，别人没有登记", ["present"] * 2, [(0, "dibao", "single")], False, "dibao_margin", ["dibao", ""]),
    ("单人户的单人保", ["present"], [(0, "dibao", "single")], False, "dibao", ["dibao"]),
    ("全是特困", ["present"] * 2, [(0, "tekun", ""), (1, "tekun", "")], False, "tekun", ["tekun", "tekun"]),
    ("特困加监测", ["present"], [(0, "tekun", "")], True, "tekun", ["tekun"]),
    ("特困与低保同户", ["present"] * 2, [(0, "tekun", ""), (1, "dibao", "whole")], False, "dibao", ["tekun", "dibao"]),
    ("一人特困，别人没有", ["present"] * 2, [(0, "tekun", "")], False, "", ["tekun", ""]),
    ("一人特困，户在监测", ["present"] * 2, [(0, "tekun", "")], True, "other_hardship", ["tekun", "other_hardship"]),
    ("集中供养的特困独居", ["in_care_home"], [(0, "tekun", "")], False, "tekun", ["tekun"]),
    ("集中供养的特困，家里还有人", ["in_care_home", "present"], [(0, "tekun", "")], False, "", ["tekun", ""]),
    ("边缘加监测", ["present"], [(0, "dibao_margin", "")], True, "dibao_margin", ["dibao_margin"]),
    ("刚性支出加监测", ["present"], [(0, "rigid_expenditure", "")], True, "rigid_expenditure", ["rigid_expenditure"]),
    ("刚性支出", ["present"], [(0, "rigid_expenditure", "")], False, "rigid_expenditure", ["rigid_expenditure"]),
    ("只有监测，列为其他困难", ["present", "dead"], [], True, "other_hardship", ["other_hardship", ""]),
    ("一人两本台账，取深的", ["present"], [(0, "dibao_margin", ""), (0, "dibao", "whole")], False, "dibao", ["dibao"]),
    ("人都不在了，台账还在", ["dead"], [(0, "dibao", "whole")], False, "dibao", ["dibao"]),
    ("什么都没有", ["present"], [], False, "", [""]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("statuses", "claims", "has_tag", "category", "members"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE]
)
def test_what_registers_make_of_a_household(statuses, claims, has_tag, category, members):
    household, people = family(*statuses)
    for place, register, mode in claims:
        claim(people[place], register, dibao_mode=mode)
    if has_tag:
        tagged(people[0])
    take(household)
    household.refresh_from_db()
    assert (household.category, household.has_monitoring_tag) == (category, has_tag)
    assert [Member.objects.get(pk=member.pk).category for member in people] == members
    current = Determination.objects.filter(household=household, is_current=True).first()
    assert (current.category if current else "") == category
    assert sorted(DeterminationLine.objects.filter(determination=current).values_list("category", flat=True)) == sorted(
        filter(None, members)
    )


def test_a_second_call_writes_nothing():
    household, (first, _) = family("present", "present")
    claim(first, "dibao", dibao_mode="whole")
    tagged(first)
    assert take(household) == 1
    tables = [model._meta.db_table for model in (Household, Member, Standing, Determination, DeterminationLine, Event)]

    def places():
        with connection.cursor() as cursor:
            result = []
            for table in tables:
                cursor.execute(f"SELECT ctid::text, xmin::text FROM {table}")
                result.append(sorted(cursor.fetchall()))
            return result

    before = places()
    assert take(household, on=date(2026, 7, 1)) == 0
    assert places() == before


def test_the_chain_says_what_was_adopted():
    household, (member,) = family("present")
    claim(member, "dibao")
    tagged(member)
    take(household)
    event = Event.objects.get(household_id=household.pk)
    assert event.sentence == "按低保人员台账转入存量认定：最低生活保障对象，防返贫监测对象（边缘易致贫户）"


def test_a_change_keeps_the_former_determination():
    household, (member,) = family("present")
    held = claim(member, "dibao_margin")
    take(household)
    held.delete()
    claim(member, "dibao", since=date(2026, 6, 1))
    take(household)
    rows = Determination.objects.filter(household=household).order_by("pk").values_list("category", "is_current", "batch_id")
    assert list(rows) == [("dibao_margin", False, 7), ("dibao", True, 7)]
    assert Standing.objects.get(household=household).category_since == date(2026, 6, 1)


def test_tag_kind_risks_and_dates():
    household, people = family("present", "present")
    tagged(people[0], since=date(2025, 11, 1), risks=["01", "04"])
    tagged(people[1], since=date(2025, 11, 1), risks=["04", "09"])
    take(household)
    household.refresh_from_db()
    assert (household.monitoring_kind, household.risks) == ("marginal", ["01", "04", "09"])
    standing = Standing.objects.get(household=household)
    assert (standing.identified_on, standing.cleared_on, standing.category_since) == (date(2025, 11, 1), None, date(2025, 11, 1))


def test_clearing_takes_tag_and_hardship_away_and_keeps_the_day():
    household, (member,) = family("present")
    listed = tagged(member, since=date(2025, 1, 1))
    take(household)
    RegisterClaim.objects.filter(pk=listed.pk).update(is_cleared=True, cleared_on=date(2026, 5, 1), clearance_mode="helped")
    take(household)
    household.refresh_from_db()
    standing = Standing.objects.get(household=household)
    assert (household.category, household.has_monitoring_tag, household.monitoring_kind, household.risks) == ("", False, "", [])
    assert (standing.identified_on, standing.cleared_on, standing.clearance_mode) == (date(2025, 1, 1), date(2026, 5, 1), "helped")
    assert standing.category_since is None
    RegisterClaim.objects.filter(pk=listed.pk).update(is_cleared=False)
    take(household)
    standing.refresh_from_db()
    assert (standing.cleared_on, standing.clearance_mode) == (None, "")


@pytest.mark.parametrize(("until", "category"), [(date(2026, 6, 14), ""), (ON, "rigid_expenditure"), (None, "rigid_expenditure")])
def test_a_claim_counts_through_its_last_day(until, category):
    household, (member,) = family("present")
    claim(member, "rigid_expenditure", until=until)
    take(household)
    household.refresh_from_db()
    assert household.category == category


@pytest.mark.parametrize(
    ("since", "left_on", "category"),
    [
        (date(2024, 3, 1), date(2025, 6, 1), ""),
        (date(2025, 9, 1), date(2025, 6, 1), "dibao"),
        (date(2024, 3, 1), date(2026, 7, 1), "dibao"),
    ],
    ids=["left after it began", "came back after leaving", "leaves later"],
)
def test_an_exit_ends_the_claim_it_follows(since, left_on, category):
    household, (member,) = family("present")
    claim(member, "dibao", since=since)
    ExitRecord.objects.create(
        household=household,
        person=member.person,
        category=SupportCategory.DIBAO,
        left_on=left_on,
        received_on=ON,
        grace_until=date(2025, 12, 31),
    )
    take(household)
    household.refresh_from_db()
    standing = Standing.objects.get(household=household)
    assert household.category == category
    assert (standing.exited_on, standing.exited_category, standing.grace_until) == (left_on, "dibao", date(2025, 12, 31))


def test_the_latest_refusal_stands():
    household, (member,) = family("present")
    for number, day, category in ((1, date(2025, 1, 5), "dibao"), (2, date(2025, 8, 1), "monitoring")):
        RefusedApplication.objects.create(
            household=household, person=member.person, application_no=f"S{number}", category=category, refused_on=day, received_on=ON
        )
    take(household)
    standing = Standing.objects.get(household=household)
    assert (standing.refused_on, standing.refused_category) == (date(2025, 8, 1), "monitoring")
    assert not Determination.objects.exists()


def test_a_claim_counts_where_the_person_lives_not_where_the_register_lists_him():
    listed_in, (other,) = family("present")
    lives_in, (member,) = family("present")
    MemberFactory(household=listed_in, person=member.person, is_claim=True, relation="80")
    claim(member, "dibao", household=listed_in)
    take(listed_in, lives_in)
    listed_in.refresh_from_db()
    lives_in.refresh_from_db()
    assert (listed_in.category, lives_in.category) == ("", "dibao")
    assert not Member.objects.get(pk=other.pk).category


def test_statements_do_not_grow_with_households(django_assert_num_queries):
    from django.test.utils import CaptureQueriesContext

    counts = []
    for number in (1, 15):
        households = []
        for _ in range(number):
            household, (member,) = family("present")
            claim(member, "dibao")
            households.append(household)
        with CaptureQueriesContext(connection) as queries:
            take(*households)
        counts.append(len(queries))
    assert counts[0] == counts[1]


# What an application decided stays


def test_a_register_changes_nothing_of_what_an_application_decided():
    household, people = family("present", "present")
    decide(household, "dibao")
    for person in people:
        claim(person, "dibao_margin")
    tagged(people[0])
    before = list(Determination.objects.values()), list(Household.objects.values("category", "has_monitoring_tag", "risks"))
    events = Event.objects.count()
    assert take(household) == 0
    assert (list(Determination.objects.values()), list(Household.objects.values("category", "has_monitoring_tag", "risks"))) == before
    assert Event.objects.count() == events
    assert {member.category for member in Member.objects.filter(household=household)} == {"dibao"}


def test_registers_that_have_not_followed_are_listed():
    behind, (member, _) = family("present", "present")
    followed, (same,) = family("present")
    silent, _ = family("present")
    for household in (behind, followed, silent):
        decide(household, "dibao")
    claim(member, "dibao_margin")
    claim(same, "dibao", dibao_mode="whole")
    (found,) = differing(on=ON)
    assert (found.household_id, found.decided, found.register) == (behind.pk, "最低生活保障对象", "最低生活保障边缘家庭成员")
    assert differing(on=ON, county_code="990201") == []


def decide(household: Household, category: str) -> None:
    """Through an application, as the panel's verb writes it."""
    application = case(household=household, category=category)
    determine(application, application.opinions.get(), by=table_member(Role.TOWN_HEAD), on=ON)
