"""Rules about families, near misses and visits, below, at, above and of unknown value (domain §5.1 R14, R18–R21, R27, R28; §4i)."""

from datetime import date

import pytest

from households.choices import CareLevel, IncomeKind, MemberStatus
from households.models import Disability, Enrolment, Spending
from monitoring.models import Alert, DataTask
from policies.models import Parameter
from tests.households.factories import HouseholdFactory, MemberFactory, PersonFactory, income, settlement
from tests.monitoring.test_rules import CANNOT_SAY, HIT, NONE, ON, answer, earn, head

BEFORE, NOW = date(2025, 3, 1), date(2026, 3, 1)


def member(household, birth, relation="20", **columns):
    status = columns.pop("status", MemberStatus.PRESENT)
    joined_on = columns.pop("joined_on", None)
    return MemberFactory(
        household=household, relation=relation, status=status, joined_on=joined_on, person=PersonFactory(birth=birth, **columns)
    ).person


@pytest.mark.parametrize(
    ("before", "now", "columns", "said"),
    [
        ("10000", "7000.01", {"category": "dibao"}, NONE),
        ("10000", "7000", {"category": "dibao"}, HIT),
        ("10000", "-500", {"household_kind": "tuopin"}, HIT),
        ("10000", "7000", {}, NONE),  # not among the known households
        ("0", "0", {"category": "dibao"}, NONE),  # nothing to fall
        (None, "500", {"category": "dibao"}, NONE),  # no business the year before
        ("10000", None, {"category": "dibao"}, CANNOT_SAY),
    ],
)
def test_r14_business_income_falls(county, before, now, columns, said):
    household = HouseholdFactory(**columns)
    for amount, month in ((before, BEFORE), (now, NOW)):
        if amount is not None:
            income(household, head(household), IncomeKind.BUSINESS, amount, month, item="养殖")
    assert answer(county, household, "R14") == said


@pytest.mark.parametrize(
    ("joined", "gross", "columns", "said"),
    [
        (date(2026, 3, 1), "17955.99", {}, HIT),
        (date(2026, 3, 1), "17956", {}, NONE),
        (date(2026, 3, 1), None, {}, CANNOT_SAY),
        (date(2025, 6, 15), "100", {}, NONE),  # a year ago to the day
        (date(2025, 6, 16), "100", {}, HIT),
        (date(2026, 3, 1), "100", {"category": "dibao"}, NONE),
        (date(2026, 3, 1), "100", {"standing__last_visited_on": date(2026, 3, 1)}, NONE),  # seen since
        (date(2026, 3, 1), "100", {"registered_on": date(2026, 3, 1)}, NONE),  # the whole household is new
    ],
)
def test_r18_a_household_that_grew(county, joined, gross, columns, said):
    household = HouseholdFactory(**columns)
    member(household, date(1999, 1, 1), relation="10", joined_on=joined)
    earn(household, gross)
    assert answer(county, household, "R18") == said


def test_r18_a_birth_counts_from_its_day(county):
    household = HouseholdFactory()
    member(household, date(2026, 4, 1))
    earn(household, "100")
    assert answer(county, household, "R18") == HIT


@pytest.mark.parametrize(
    ("pupils", "columns", "said"),
    [
        ([("senior", "enrolled")], {"category": "dibao"}, NONE),
        ([("senior", "enrolled"), ("preschool", "enrolled")], {"category": "dibao"}, HIT),
        ([("senior", "enrolled"), ("junior", "enrolled")], {"category": "dibao"}, NONE),
        ([("senior", "enrolled"), ("senior", "absent")], {"category": "dibao"}, NONE),
        ([("senior", "enrolled"), None], {"category": "dibao"}, CANNOT_SAY),
        ([("senior", "enrolled"), ("senior", "enrolled")], {}, NONE),
    ],
)
def test_r19_many_students(county, pupils, columns, said):
    household = HouseholdFactory(**columns)
    for pupil in pupils:
        person = member(household, date(2008, 9, 1))
        if pupil:
            Enrolment.objects.create(household=household, person=person, stage=pupil[0], attendance=pupil[1], received_on=ON)
    assert answer(county, household, "R19") == said


def test_r19_the_register_of_members_knows_of_university(county):
    household = HouseholdFactory(category="dibao")
    for _ in range(2):
        member(household, date(2004, 9, 1), school_status="bachelor")
    assert answer(county, household, "R19") == HIT


def disable(household, person, level=3):
    Disability.objects.create(
        household=household, person=person, kind="4", level=level, issued_on=date(2015, 1, 1), received_on=date(2020, 1, 1)
    )


@pytest.mark.parametrize(
    "case", ["一个残疾人", "一户多残", "老残一体", "独居老人", "两位老人", "留守儿童", "有人在家", "年龄不详", "失能", "半失能", "一般户"]
)
def test_r20_households_in_need_of_care(county, case):
    household = HouseholdFactory(size=0, household_kind="ordinary" if case == "一般户" else "tuopin")
    grown, old, child = date(1985, 1, 1), date(1950, 1, 1), date(2016, 1, 1)
    people = {
        "一个残疾人": [grown, grown], "一户多残": [grown, grown], "老残一体": [grown, old], "独居老人": [old], "两位老人": [old, old],
        "留守儿童": [old, child], "有人在家": [grown, old, child], "年龄不详": [None, child], "失能": [grown, grown], "半失能": [grown, grown], "一般户": [old],
    }[case]  # fmt: skip
    members = [member(household, birth, id_number=None) if birth is None else member(household, birth) for birth in people]
    if case == "留守儿童":
        member(household, grown, relation="02", status=MemberStatus.AWAY_WORKING)
    if case in {"一个残疾人", "一户多残", "老残一体"}:
        disable(household, members[-1])
    if case == "一户多残":
        disable(household, members[0])
    if case in {"失能", "半失能"}:
        members[0].care_level = CareLevel.FULL if case == "失能" else CareLevel.HALF
        members[0].save()
    expected = {"一个残疾人": NONE, "两位老人": NONE, "有人在家": NONE, "半失能": NONE, "一般户": NONE, "年龄不详": CANNOT_SAY}
    assert answer(county, household, "R20") == expected.get(case, HIT)


def test_r20_leaves_listed_people_who_live_alone_to_the_monthly_visit(county):
    household = HouseholdFactory(size=0, category="dibao")
    member(household, date(1950, 1, 1), relation="02")
    assert answer(county, household, "R20") == NONE


@pytest.fixture
def two_years_of_settlements(county):
    """Somebody's settlements of both windows are in, so that silence of the register means zero."""
    other = HouseholdFactory(category="other_hardship", has_monitoring_tag=True)
    for day in (date(2025, 1, 3), date(2026, 1, 3)):
        settlement(other, head(other), "1", day)


@pytest.mark.parametrize(
    ("gross", "before", "said"),
    [
        ("8978", "20000", HIT),
        ("8977.99", "20000", NONE),  # below the line: R01
        ("10773.59", "20000", HIT),
        ("10773.60", "20000", NONE),  # 1.2 × the line
        ("9000", "12857.14", NONE),  # 30 % of it are 3,857.142
        ("9000", "12857.15", HIT),
        ("9000", None, CANNOT_SAY),
        (None, "20000", CANNOT_SAY),
    ],
)
def test_r27_a_near_miss_whose_income_falls(county, two_years_of_settlements, gross, before, said):
    household = HouseholdFactory()
    earn(household, gross)
    if before:
        income(household, head(household), IncomeKind.TRANSFER, before, BEFORE, item="赡养费")
    assert answer(county, household, "R27") == said


@pytest.mark.parametrize(("now", "said"), [("1299.99", NONE), ("1300", HIT), ("1300.01", HIT), ("900", NONE)])
def test_r27_a_near_miss_whose_costs_rise(county, two_years_of_settlements, now, said):
    household = HouseholdFactory()
    earn(household, "9000")
    income(household, head(household), IncomeKind.TRANSFER, "9000", BEFORE, item="赡养费")
    for amount, month in (("1000", BEFORE), (now, NOW)):
        Spending.objects.create(
            household=household,
            person=head(household),
            kind="education",
            item="学费",
            month=month,
            amount=amount,
            source="visit",
            received_on=ON,
        )
    assert answer(county, household, "R27") == said


@pytest.mark.parametrize(
    ("columns", "size", "visited", "code", "said"),
    [
        ({"category": "dibao_margin"}, 1, date(2026, 5, 15), "R21", NONE),  # a month ago to the day
        ({"category": "dibao_margin"}, 1, date(2026, 5, 14), "R21", HIT),
        ({"category": "dibao_margin"}, 1, None, "R21", CANNOT_SAY),
        ({"category": "dibao_margin"}, 2, date(2026, 5, 14), "R21", NONE),
        ({}, 1, date(2020, 1, 1), "R21", NONE),
        ({"has_monitoring_tag": True}, 2, date(2026, 5, 15), "R28", NONE),
        ({"has_monitoring_tag": True}, 2, date(2026, 5, 14), "R28", HIT),
        ({"category": "dibao"}, 2, date(2025, 12, 15), "R28", NONE),  # with labour: half a year
        ({"category": "dibao"}, 2, date(2025, 12, 14), "R28", HIT),
        ({"category": "dibao_margin"}, 2, date(2025, 6, 15), "R28", NONE),
        ({"category": "dibao_margin"}, 2, date(2025, 6, 14), "R28", HIT),
        ({"category": "dibao_margin"}, 2, None, "R28", CANNOT_SAY),
        ({"category": "dibao_margin"}, 1, date(2020, 1, 1), "R28", NONE),  # R21's
        ({"household_kind": "tuopin"}, 2, date(2020, 1, 1), "R28", NONE),  # no reason to come
    ],
)
def test_r21_r28_overdue_visits(county, columns, size, visited, code, said):
    household = HouseholdFactory(size=size, standing__last_visited_on=visited, **columns)
    assert answer(county, household, code) == said
    assert not DataTask.objects.filter(datum="走访记录").exists()


def test_r21_scattered_tekun_in_a_larger_household(county):
    household = HouseholdFactory(size=2, category="dibao", standing__last_visited_on=date(2026, 5, 14))
    household.members.update(category="tekun")
    assert answer(county, household, "R21") == HIT
    assert Alert.objects.get(rule="R21").reason == "最近走访2026-05-14，应每1个月走访一次，逾期未走访"


def test_r28_a_tuopin_household_with_a_disabled_member(county):
    household = HouseholdFactory(size=2, household_kind="tuopin", standing__last_visited_on=date(2025, 6, 14))
    disable(household, head(household))
    assert answer(county, household, "R28") == HIT


def test_never_visited_is_overdue_once_the_county_says_its_visits_are_all_there(county):
    household = HouseholdFactory(category="dibao_margin")
    Parameter.objects.filter(code="never_visited").update(choice="OVERDUE")
    assert answer(county, household, "R21") == HIT
