"""The criteria themselves, and cases a policy officer can read: name, family, category, reason (domain §2.2, rulings B8, B12)."""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal

import pytest

from households.choices import AssetKind, SpendingKind
from households.models import Asset, Household, HouseholdFacts, Spending, Vehicle
from identification.authorised import cooperates
from identification.case_facts import CaseFacts, facts_of
from identification.criteria import CRITERIA, RULES_VERSION, of_category
from identification.criteria.words import OPERANDS, WORDS
from identification.proposals import CANNOT_SAY, Asked, household_answers
from policies.categories import PRECEDENCE
from policies.models import Parameter
from tests.identification.factories_inquiry import application, authorise
from tests.identification.factories_opinion import ON, family, ready, registers_received

# Whoever changes a criterion takes a new RULES_VERSION and writes the new digest here: old opinions say what they were judged by.
DIGESTS = {"2026.1": "67b4eb70152ad834"}


def digest() -> str:
    """Over what decides: not over titles and words."""
    parts = [f"{one.code}|{one.category}|{one.scope}|{one.is_single}|{one.when!r}|{one.clause}" for one in CRITERIA]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def test_a_changed_criterion_takes_a_new_version():
    assert DIGESTS[RULES_VERSION] == digest()


@pytest.mark.parametrize("criterion", CRITERIA, ids=lambda criterion: criterion.code)
def test_every_criterion_has_clause_words_and_known_operands(criterion):
    assert criterion.title and criterion.clause.article and criterion.because and criterion.change
    assert set(criterion.placeholders) <= set(WORDS)
    assert set(criterion.reads) <= set(OPERANDS)


def test_codes_are_unique_and_every_category_has_criteria():
    assert len({criterion.code for criterion in CRITERIA}) == len(CRITERIA)
    assert all(of_category(category) for category in PRECEDENCE)


def add(household: Household, *, spending="0", cars=(), other="") -> Household:
    person = household.members.order_by("pk").first().person
    if Decimal(spending):
        Spending.objects.create(
            household=household, person=person, kind=SpendingKind.EDUCATION, item="学费", month=date(2026, 3, 1), amount=Decimal(spending),
            source="visit", received_on=ON,
        )  # fmt: skip
    for number, value in enumerate(cars):
        price = None if value is None else Decimal(value)
        Vehicle.objects.create(
            household=household, person=person, plate=f"测{household.pk}-{number}", kind="car", value=price, received_on=ON
        )
    if other:
        Asset.objects.create(household=household, kind=other, item="其他", value=1, as_of=ON, source="visit", received_on=ON)
    return household


def case_of(household: Household) -> CaseFacts:
    return facts_of(application(household))


CASES = {
    # name: (gross, family, additions, category, a criterion that decides, its answer)
    "收入低于低保标准一分": ("5984.99", {}, {}, "dibao", "income_below_dibao_standard", True),
    "收入正在低保标准上": ("5985", {}, {}, "dibao_margin", "income_below_dibao_standard", False),
    "收入低于边缘标准一分": ("8977.99", {}, {}, "dibao_margin", "income_below_margin_ceiling", True),
    "收入正在边缘标准上": ("8978", {}, {}, "", "income_below_margin_ceiling", False),
    "两口人按两人算": ("11969.99", {"size": 2}, {}, "dibao", "income_below_dibao_standard", True),
    "存款正好36个月": ("5000", {"assets": "17955"}, {}, "dibao", "assets_of_dibao", True),
    "存款超36个月一分": ("5000", {"assets": "17955.01"}, {}, "dibao_margin", "assets_of_dibao", False),
    "存款正好48个月": ("5000", {"assets": "23940"}, {}, "dibao_margin", "assets_of_dibao_margin", True),
    "存款超48个月": ("5000", {"assets": "23940.01"}, {}, "", "assets_of_dibao_margin", False),
    "两套房人均正好40平方米": ("5000", {"houses": (("一", 20), ("二", 20))}, {}, "dibao", "houses_of_dibao", True),
    "两套房人均41平方米": ("5000", {"houses": (("一", 20), ("二", 21))}, {}, "dibao_margin", "houses_of_dibao", False),
    "三套房": ("5000", {"houses": (("一", 9), ("二", 9), ("三", 9))}, {}, "", "houses_of_dibao_margin", False),
    "有一辆车": ("5000", {}, {"cars": ["60000"]}, "dibao_margin", "vehicles_of_dibao", False),
    "车正好80000元": ("5000", {}, {"cars": ["80000"]}, "dibao_margin", "vehicles_of_dibao_margin", True),
    "车80000元零一分": ("5000", {}, {"cars": ["80000.01"]}, "", "vehicles_of_dibao_margin", False),
    "两辆便宜车": ("5000", {}, {"cars": ["100", "200"]}, "", "vehicles_of_dibao_margin", False),
    "有商铺": ("5000", {}, {"other": AssetKind.NON_RESIDENTIAL}, "", "other_property_of_dibao", False),
    "刚性支出正好六成": ("30000", {}, {"spending": "18000"}, "", "rigid_spending_share", False),
    "刚性支出超六成一分": ("30000", {}, {"spending": "18000.01"}, "rigid_expenditure", "rigid_spending_share", True),
    "收入正在人均可支配收入上": ("36000", {}, {"spending": "25000"}, "", "income_below_pdi", False),
    "没有刚性支出": ("0", {}, {}, "dibao", "rigid_spending_share", False),
    "收入为零而有刚性支出": ("0", {}, {"spending": "0.01"}, "dibao", "rigid_spending_share", True),
    "亏损而有刚性支出": ("-500", {}, {"spending": "1"}, "dibao", "rigid_spending_share", True),
    "扣减后低于低保": ("30000", {}, {"spending": "25000"}, "dibao", "income_below_dibao_standard", True),
    "没有问过收入": (None, {}, {}, CANNOT_SAY, "income_below_dibao_standard", None),
    "没有问过财产": ("5000", {"assets": None}, {}, CANNOT_SAY, "assets_of_dibao", None),
    "收入肯定高，财产不必问": ("50000", {"assets": None}, {}, "", "assets_of_dibao", None),
    "车价不详": ("5000", {}, {"cars": [None]}, CANNOT_SAY, "vehicles_of_dibao_margin", None),
}


@pytest.mark.parametrize(("gross", "columns", "more", "category", "code", "answer"), CASES.values(), ids=CASES.keys())
def test_cases(county, gross, columns, more, category, code, answer):
    registers_received()
    case = case_of(add(family(gross, **columns), **more))
    assert case.proposal.category == category
    [asked] = [one for one in case.criteria if one.code == code]
    assert asked.answer is answer
    assert (asked.missing != ()) is (answer is None)
    assert "{" not in asked.because + asked.change


def test_the_reason_shows_the_very_values_compared(county):
    registers_received()
    case = case_of(family("12000", size=2))
    words = {one.code: one.because for one in case.criteria}
    assert words["income_below_dibao_standard"] == "认定收入12,000.00元，2人，人均6,000.00元，低保标准5,985.00元/年"
    assert words["assets_of_dibao"].startswith("金融资产1,000.00元，限35,910.00元（2人")
    changes = {one.code: one.change for one in case.criteria}
    assert changes["income_below_dibao_standard"] == "认定收入低于11,970.00元"


@pytest.mark.parametrize(
    ("switch", "able", "health", "category"),
    [("OFF", True, "healthy", "dibao_margin"), ("ON", True, "healthy", ""), ("ON", True, "serious", "dibao_margin"), ("ON", False, "healthy", "dibao_margin"),
     ("ON", True, "", CANNOT_SAY), ("ON", None, "healthy", CANNOT_SAY)],
)  # fmt: skip
def test_a_county_may_ask_hardship_of_the_margin(county, switch, able, health, category):
    registers_received()
    Parameter.objects.filter(code="edge_requires_hardship").update(choice=switch)
    household = family("7000")
    person = household.members.get().person
    person.labour, person.health = {True: "ordinary", False: "none", None: ""}[able], health
    person.save(update_fields=["labour", "health"])
    assert case_of(household).proposal.category == category


# 本地户籍, 配合核对


@pytest.mark.parametrize(
    ("asked", "answer"), [(Asked(), True), (Asked(cooperates=False), False), (Asked(cooperates=None), None), (Asked(is_local=None), None)]
)
def test_local_and_cooperating_are_asked_of_dibao_margin_and_rigid(county, asked, answer):
    registers_received()
    from households.facts import refresh_facts

    household = family("5000")
    refresh_facts([household.pk], county=county, on=ON)
    row = household_answers(HouseholdFacts.objects.filter(pk=household.pk), asked).get()
    assert (row.meets_dibao, row.meets_dibao_margin) == (answer, answer)


def test_cooperation_comes_from_the_authorisation_and_the_means_check(county):
    unsigned = application(family(), signed=False)
    assert cooperates(unsigned, ON) is None
    assert facts_of(unsigned).proposal.category == CANNOT_SAY
    assert "cooperates" in {gap.name for gap in facts_of(unsigned).missing}
    paper = authorise(unsigned)
    assert cooperates(unsigned, ON) is True
    paper.withdrawn_on = ON
    paper.save()
    assert cooperates(unsigned, ON) is False


def test_a_refused_means_check_is_no_cooperation(county):
    case = ready(family())
    case.means_checks.update(result="refused")
    found = facts_of(case)
    assert found.proposal.category == ""
    assert [one.because for one in found.criteria if one.code == "cooperation_of_dibao"] == ["撤回授权或拒绝核对"]
