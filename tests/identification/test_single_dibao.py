"""单人保 (domain §2.2, rulings A2, B11): a person of a 低保边缘 household, its grounds and its amount."""

from datetime import date

import pytest

from households.models import Disability, Household
from identification.case_facts import CaseFacts, facts_of
from policies.models import Parameter
from tests.identification.factories_inquiry import application
from tests.identification.factories_opinion import family, registers_received


@pytest.fixture(autouse=True)
def known(county):
    registers_received()


def margin(*, kind="", level=0, health="healthy", size=1) -> Household:
    """7,000 a head: above the 低保 standard, below the margin. The first member has the card and the illness."""
    household = family(str(7000 * size), size=size)
    for member in household.members.all():
        member.person.health = "healthy"
        member.person.save(update_fields=["health"])
    first = household.members.order_by("pk").first().person
    first.health = health
    first.save(update_fields=["health"])
    if level:
        Disability.objects.create(
            household=household, person=first, kind=kind, level=level, issued_on=date(2020, 1, 1), received_on=date(2020, 1, 1)
        )
    return household


def case_of(household: Household) -> CaseFacts:
    return facts_of(application(household))


@pytest.mark.parametrize(
    ("case", "household", "is_single"),
    [
        ("没有残疾、没有大病", {}, False),
        ("一级听力", {"kind": "2", "level": 1}, True),
        ("二级言语", {"kind": "3", "level": 2}, True),
        ("三级智力", {"kind": "5", "level": 3}, True),
        ("三级精神", {"kind": "6", "level": 3}, True),
        ("三级肢体", {"kind": "4", "level": 3}, False),
        ("四级智力", {"kind": "5", "level": 4}, False),
        ("患大病", {"health": "serious"}, True),
        ("长期慢性病", {"health": "chronic"}, False),
    ],
)
def test_grounds(case, household, is_single):
    found = case_of(margin(**household)).proposal
    assert found.category == "dibao_margin"
    [line] = found.lines
    assert (line.category, line.dibao_mode) == (("dibao", "single") if is_single else ("dibao_margin", ""))
    assert found.monthly_amount == (400 if is_single else None)


def test_health_never_asked_leaves_the_question_open():
    case = case_of(margin(health=""))
    assert case.proposal.lines[0].category == "dibao_margin"
    assert [(question.category, "单人保" in question.words) for question in case.open_questions] == [("dibao", True)]
    assert [gap.name for gap in case.missing] == ["has_serious_illness"]


def test_a_joined_certificate_of_the_third_level_cannot_say():
    case = case_of(margin(kind="7", level=3))
    assert [gap.name for gap in case.missing] == ["parts_known"]


def test_one_person_of_a_household_and_the_household_stays_margin():
    household = margin(kind="4", level=2, size=3)
    last = household.members.order_by("pk").last().person
    last.health = "serious"
    last.save(update_fields=["health"])
    found = case_of(household).proposal
    assert found.category == "dibao_margin"
    assert [line.dibao_mode for line in found.lines] == ["single", "", ""]  # the disabled one; rulings A2: one person
    assert "一户只单人纳入一人" in found.lines[2].because
    assert found.monthly_amount == 400


def test_only_in_a_margin_household():
    household = margin(kind="4", level=1)
    household.members.get().person.save()
    poor = family("5000")
    Disability.objects.create(
        household=poor, person=poor.members.get().person, kind="4", level=1, issued_on=date(2020, 1, 1), received_on=date(2020, 1, 1)
    )
    assert [line.dibao_mode for line in case_of(poor).proposal.lines] == ["whole"]


def test_no_published_amount_is_left_to_the_county():
    Parameter.objects.filter(code__in=["single_dibao_amount", "classified_addon_amount"]).delete()
    found = case_of(margin(kind="4", level=1)).proposal
    assert (found.monthly_amount, found.classified_addon) == (None, None)
    assert "由县确认" in found.amounts.words and "由县确认" in found.amounts.addon_words


def test_the_add_on_stands_beside_the_single_amount():
    found = case_of(margin(kind="4", level=1)).proposal
    assert found.classified_addon == 60
    assert "重残" in found.amounts.addon_words
