"""特困 (domain §2.2, rulings B8): labour, income, property, obligors; below, at, above and unknown."""

from datetime import date
from decimal import Decimal

import pytest

from households.choices import IncomeKind
from households.facts import refresh_facts
from households.models import Asset, Disability, Enrolment, Household, MemberFacts, Obligor
from identification.case_facts import facts_of
from identification.proposals import with_member_answers
from tests.households.factories import HouseholdFactory, MemberFactory, PersonFactory, income
from tests.identification.factories_inquiry import application
from tests.identification.factories_opinion import ON, family, no_obligors, registers_received


@pytest.fixture(autouse=True)
def known(county):
    registers_received()


def alone(born="1950-01-01", *, gross: str | None = "3000", obligors="none", **columns) -> Household:
    """One old person without anybody, all asked."""
    household = family(gross, **columns)
    person = household.members.get().person
    person.birth = date.fromisoformat(born) if born else None
    person.save(update_fields=["birth"])
    if obligors == "none":
        no_obligors(person, household)
    return household


def meets(county, household: Household) -> bool | None:
    refresh_facts([household.pk], county=county, on=ON)
    rows = with_member_answers(MemberFacts.objects.filter(facts_id=household.pk)).order_by("member_id")
    return rows.values_list("meets_tekun", flat=True).first()


def card(household: Household, kind: str, level: int, **columns) -> None:
    person = household.members.order_by("pk").first().person
    Disability.objects.create(
        household=household, person=person, kind=kind, level=level, issued_on=date(2024, 1, 1), received_on=date(2025, 1, 1), **columns
    )


@pytest.mark.parametrize(
    ("born", "answer"),
    [
        ("1966-06-15", True),  # 60 today
        ("1966-06-16", False),  # 60 tomorrow
        ("2010-06-16", True),  # still 15
        ("2010-06-15", False),  # 16 today
        ("1966-02-28", True),
        ("", None),  # nobody knows his age
    ],
)
def test_ages_without_labour(county, born, answer):
    assert meets(county, alone(born)) is answer


@pytest.mark.parametrize(
    ("kind", "level", "answer"),
    [
        ("5", 3, True), ("5", 4, False), ("6", 3, True), ("6", 4, False), ("4", 2, True), ("4", 3, False), ("1", 1, True), ("1", 2, False),
        ("2", 1, False), ("3", 1, False), ("7", 1, None), ("7", 3, None), ("7", 4, False),
    ],
)  # fmt: skip
def test_disabilities_without_labour(county, kind, level, answer):
    household = alone("1980-01-01")
    card(household, kind, level)
    assert meets(county, household) is answer


def test_a_cancelled_or_expired_certificate_does_not_count(county):
    cancelled, expired = alone("1980-01-01"), alone("1980-01-01")
    card(cancelled, "5", 1, is_cancelled=True)
    card(expired, "5", 1, expires_on=date(2026, 6, 14))
    assert meets(county, cancelled) is False
    assert meets(county, expired) is False


@pytest.mark.parametrize(("gross", "answer"), [("5984.99", True), ("5985", False), ("5985.01", False), (None, None)])
def test_own_income_below_the_standard(county, gross, answer):
    assert meets(county, alone(gross=gross)) is answer


@pytest.mark.parametrize("item", ["基础养老金", "优待抚恤金", "高龄津贴", "低保金"])
def test_what_is_not_his_own_income(county, item):
    household = alone("1950-01-01", gross="5000")
    income(household, household.members.get().person, IncomeKind.TRANSFER, "9000", date(2026, 4, 1), item=item)
    assert meets(county, household) is True


def test_wages_count_less_their_employment_cost(county):
    household = alone(gross=None)
    person = household.members.get().person
    income(household, person, IncomeKind.WAGE, "6650", date(2026, 4, 1))  # 5,985 after a tenth: at the standard
    assert meets(county, household) is False
    row = MemberFacts.objects.get(person=person)
    assert row.own_income == Decimal(5985)


def test_money_that_names_nobody_is_his_own_only_where_he_is_alone(county):
    single, couple = alone(gross=None), alone(gross=None)
    MemberFactory(household=couple, relation="10", person=PersonFactory(birth=date(1951, 1, 1)))
    for household in (single, couple):
        income(household, None, IncomeKind.BUSINESS, "2000", date(2026, 4, 1), item="种植")
    assert meets(county, single) is True
    assert meets(county, couple) is None


@pytest.mark.parametrize(
    ("assets", "houses", "answer"),
    [
        ("17955", (("一", 60),), True),  # 36 months of the monthly standard exactly
        ("17955.01", (("一", 60),), False),
        ("100", (("一", 20), ("二", 20)), True),  # two houses, 40 square metres a head
        ("100", (("一", 20), ("二", 21)), False),
        (None, (), None),
    ],
)
def test_property_within_the_limits_of_dibao(county, assets, houses, answer):
    assert meets(county, alone(assets=assets, houses=houses)) is answer


UNABLE = {
    "特困": {"is_tekun": True},
    "60岁且低保": {"birth": date(1966, 6, 15), "is_dibao": True, "is_tekun": False},
    "70岁、收入低于人均可支配收入、财产低": {"birth": date(1956, 6, 15), "yearly_income": "35999.99", "has_low_property": True},
    "重残、收入低、财产低": {"birth": date(1990, 1, 1), "is_severely_disabled": True, "yearly_income": "1000", "has_low_property": True},
    "服刑、财产低": {"birth": date(1990, 1, 1), "is_incapable": True, "has_low_property": True},
}
ASKED = {
    "is_tekun": False,
    "is_dibao": False,
    "is_severely_disabled": False,
    "is_incapable": False,
    "has_low_property": False,
    "yearly_income": "1000",
    "birth": date(1990, 1, 1),
}
ABLE = {
    "成年健康": {},
    "59岁低保": {"birth": date(1966, 6, 16), "is_dibao": True},
    "69岁": {"birth": date(1956, 6, 16), "has_low_property": True},
    "70岁，收入正在线上": {"birth": date(1956, 6, 15), "yearly_income": "36000", "has_low_property": True},
    "重残但财产不低": {"is_severely_disabled": True},
}  # fmt: skip
OPEN = {
    "什么都不知道": dict.fromkeys(ASKED),
    "只不知道收入": {"birth": date(1956, 1, 1), "yearly_income": None, "has_low_property": True},
    "只不知道财产": {"is_incapable": True, "has_low_property": None},
}


def with_obligor(**columns) -> Household:
    household = alone(obligors="")
    person = household.members.get().person
    Obligor.objects.create(
        household=household, person=person, name="儿子", relation="child", source="declared", received_on=ON, **{**ASKED, **columns}
    )
    return household


@pytest.mark.parametrize("columns", UNABLE.values(), ids=UNABLE.keys())
def test_an_obligor_without_means(county, columns):
    assert meets(county, with_obligor(**columns)) is True


@pytest.mark.parametrize("columns", ABLE.values(), ids=ABLE.keys())
def test_an_obligor_with_means(county, columns):
    assert meets(county, with_obligor(**columns)) is False


@pytest.mark.parametrize("columns", OPEN.values(), ids=OPEN.keys())
def test_an_obligor_nobody_knows(county, columns):
    assert meets(county, with_obligor(**columns)) is None


def test_never_asked_for_obligors_is_unknown(county):
    assert meets(county, alone(obligors="")) is None


def test_each_obligor_must_be_without_means(county):
    household = with_obligor(is_tekun=True)
    person = household.members.get().person
    Obligor.objects.create(household=household, person=person, name="女儿", relation="child", source="declared", received_on=ON, **ASKED)
    assert meets(county, household) is False


@pytest.mark.parametrize(
    ("case", "relation", "other_relation", "born", "answer"),
    [
        ("able son at home", "02", "20", date(1990, 1, 1), False),
        ("son still a child", "02", "20", date(2015, 1, 1), True),
        ("wife of working age", "02", "10", date(1975, 1, 1), False),
        ("wife of 65, both poor", "02", "10", date(1961, 1, 1), True),
        ("wife of 75, both poor", "02", "10", date(1950, 6, 1), True),
        ("wife, age unknown", "02", "10", None, None),
        ("nephew, who owes nothing", "02", "93", date(1990, 1, 1), True),
        ("father of the able head", "51", "02", date(1985, 1, 1), False),
        ("grandchild with an able grandparent at the head", "41", "02", date(1975, 1, 1), False),
        ("daughter-in-law's parent-in-law of the head", "02", "38", date(1990, 1, 1), True),
    ],
)
def test_those_of_his_own_household_who_must_support_him(county, case, relation, other_relation, born, answer):
    household = alone("1950-01-01", gross="3000")
    household.members.update(relation=relation)
    person = PersonFactory()
    person.birth = born
    person.save(update_fields=["birth"])
    MemberFactory(household=household, relation=other_relation, person=person)
    assert meets(county, household) is answer


def test_a_child_of_parents_at_home_is_not_tekun(county):
    household = HouseholdFactory(size=1)
    child = MemberFactory(household=household, relation="20", person=PersonFactory(birth=date(2016, 1, 1)))
    income(household, household.members.first().person, IncomeKind.TRANSFER, "100", date(2026, 4, 1))
    Asset.objects.create(household=household, kind="financial", item="存款", value=1, as_of=ON, source="visit", received_on=ON)
    no_obligors(child.person, household)
    refresh_facts([household.pk], county=county, on=ON)
    row = with_member_answers(MemberFacts.objects.filter(member=child)).get()
    assert row.meets_tekun is False


def test_who_is_determined_stays_tekun_to_eighteen_and_beyond_at_school(county):
    minor, pupil, grown = alone("2009-01-01"), alone("2007-01-01"), alone("2007-01-01")
    for household in (minor, pupil, grown):
        household.members.update(category="tekun")
    Enrolment.objects.create(household=pupil, person=pupil.members.get().person, stage="vocational", attendance="enrolled", received_on=ON)
    assert [meets(county, household) for household in (minor, pupil, grown)] == [True, True, False]


# In a case


def test_somebody_surely_tekun_is_taken_out_of_the_household(county):
    """Two passes (rulings B8): the uncle's pension leaves the sum with him, and the rest is judged without him."""
    household = family("5000", size=1)
    uncle = MemberFactory(household=household, relation="81", person=PersonFactory(birth=date(1950, 1, 1)))
    income(household, uncle.person, IncomeKind.TRANSFER, "4000", date(2026, 4, 1), item="赡养费")
    no_obligors(uncle.person, household)
    case = facts_of(application(household))
    assert (case.facts["counted_members"], case.facts["income_members"], case.facts["recognised"]) == (2, 1, Decimal(5000))
    assert [line.category for line in case.proposal.lines] == ["dibao", "tekun"]
    assert case.proposal.category == "dibao"
    assert case.proposal.monthly_amount == 83  # (5,985 × 1 − 5,000) ÷ 12
    assert "特困人员1人" in case.proposal.amounts.words


def test_somebody_who_only_may_be_stays_an_ordinary_member_with_the_question_open(county):
    household = family("5000", size=1)
    uncle = MemberFactory(household=household, relation="81", person=PersonFactory(birth=date(1950, 1, 1)))
    case = facts_of(application(household))
    assert case.facts["income_members"] == 2
    assert [line.category for line in case.proposal.lines] == ["dibao", "dibao"]
    [question] = case.open_questions
    assert (question.category, question.member) == ("tekun", str(uncle.person))
    assert [(gap.name, gap.member) for gap in case.missing] == [("obligors_unable", str(uncle.person))]


def test_a_household_of_tekun_only_has_no_top_up_and_says_who_sets_the_amount(county):
    case = facts_of(application(alone()))
    assert (case.proposal.category, case.proposal.tag_row, case.proposal.monthly_amount) == ("tekun", 6, None)
    assert "由县确认" in case.proposal.amounts.words and "ZC-04" in case.proposal.amounts.words
