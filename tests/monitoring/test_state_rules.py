"""Integrity rules below, at, above and of unknown value: tables a policy officer can read (domain §5.3)."""

from __future__ import annotations

from datetime import date

import pytest

from households.models import Detention, Disability, Enrolment, Payment, RegisterClaim
from monitoring.explain import explain_alert
from monitoring.models import Alert, DataTask
from monitoring.runs import screen
from policies.models import Parameter
from tests.households.factories import HouseholdFactory, MemberFactory, PersonFactory
from tests.monitoring.test_rules import CANNOT_SAY, HIT, NONE, ON, answer, head
from tests.policies.factories import ParameterFactory

MAY = date(2026, 5, 1)


def pay(household, item: str = "农村低保金", month: date = MAY, status: str = "paid", **columns) -> None:
    said = {"person": head(household), "batch_no": "1", "amount": 100, "account_name": head(household).name} | columns
    Payment.objects.create(household=household, item=item, month=month, status=status, received_on=ON, **said)


def claim(household, register: str, **columns) -> None:
    said = {"person": head(household), "category": "" if register == "monitored" else register} | columns
    RegisterClaim.objects.create(household=household, register=register, received_on=ON, **said)


@pytest.fixture
def payments_received(county):
    pay(HouseholdFactory())


@pytest.mark.parametrize(
    ("kind", "start", "end", "said"),
    [
        ("prison", ON, None, HIT),
        ("prison", date(2026, 6, 16), None, NONE),
        ("rehab", date(2026, 1, 1), ON, HIT),  # his last day
        ("rehab", date(2026, 1, 1), date(2026, 6, 14), NONE),
        ("custody", date(2026, 1, 1), None, NONE),  # before a verdict
    ],
)
def test_i02_held_but_on_a_register(county, payments_received, kind, start, end, said):
    household = HouseholdFactory(size=2)
    claim(household, "dibao")
    Detention.objects.create(household=household, person=head(household), kind=kind, started_on=start, ended_on=end, received_on=ON)
    assert answer(county, household, "I02") == said


@pytest.mark.parametrize(
    ("since", "month", "said"),
    [
        (date(2026, 4, 30), MAY, HIT),  # paid for a month that began after
        (date(2026, 5, 1), MAY, NONE),
        (date(2026, 1, 1), date(2026, 2, 1), NONE),  # longer ago than three months
        (None, MAY, CANNOT_SAY),
    ],
)
def test_i02_held_and_paid_since_though_on_no_register(county, payments_received, since, month, said):
    """Speaks of a household where nobody else is left, too (rulings B5)."""
    household = HouseholdFactory(size=0)
    MemberFactory(household=household, relation="02", status="in_prison", status_since=since)
    pay(household, month=month)
    assert answer(county, household, "I02") == said


def test_i02_before_any_payment_came(county):
    household = HouseholdFactory(size=0)
    MemberFactory(household=household, relation="02", status="in_prison", status_since=date(2026, 1, 1))
    assert answer(county, household, "I02") == CANNOT_SAY
    assert not DataTask.objects.filter(datum="一卡通发放").exists()


@pytest.mark.parametrize(
    ("registers", "said"),
    [
        ([("dibao", {})], NONE),
        ([("dibao", {}), ("tekun", {})], HIT),
        ([("dibao", {}), ("monitored", {})], NONE),  # the tag is no category
        ([("dibao", {}), ("rigid_expenditure", {"until": ON})], HIT),
        ([("dibao", {}), ("rigid_expenditure", {"until": date(2026, 6, 14)})], NONE),
    ],
)
def test_i03_one_person_in_two_categories(county, registers, said):
    household = HouseholdFactory()
    for register, columns in registers:
        claim(household, register, **columns)
    assert answer(county, household, "I03") == said


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("农村低保金", MAY, "paid"), ("特困供养金", MAY, "paid")], HIT),
        ([("农村低保金", MAY, "paid"), ("特困供养金", date(2026, 4, 1), "paid")], NONE),  # he changed from one to the other
        ([("农村低保金", MAY, "paid"), ("特困供养金", MAY, "failed")], NONE),
        ([("农村低保金", MAY, "paid"), ("重度残疾人护理补贴", MAY, "paid")], NONE),  # another purpose
        ([("农村低保金", MAY, "paid"), ("耕地地力保护补贴", MAY, "paid")], NONE),
        ([("农村低保金", date(2026, 3, 1), "paid"), ("孤儿基本生活费", date(2026, 3, 1), "paid")], HIT),
        ([("农村低保金", date(2026, 2, 1), "paid"), ("孤儿基本生活费", date(2026, 2, 1), "paid")], NONE),  # longer ago
    ],
)
def test_i05_paid_twice_for_one_purpose(county, rows, said):
    household = HouseholdFactory()
    for item, month, status in rows:
        pay(household, item, month, status)
    assert answer(county, household, "I05") == said


def test_i05_and_i08_before_any_payment_came(county):
    household = HouseholdFactory()
    assert answer(county, household, "I05") == CANNOT_SAY
    assert answer(county, household, "I08") == CANNOT_SAY


NEW = date(2026, 4, 1)


def new_standard(county, code: str, valid_from: date = NEW, number: int = 9000) -> None:
    ParameterFactory(code=code, region=county, area_type="rural", number=number, valid_from=valid_from)


@pytest.mark.parametrize(
    ("before", "since", "said"),
    [
        (["300"], {MAY: "300"}, HIT),
        (["300"], {MAY: "299.99"}, NONE),
        (["300"], {MAY: "300.01"}, NONE),
        (["300"], {NEW: "300", MAY: "310"}, NONE),  # the latest month counts
        (["200", "100"], {MAY: "300"}, HIT),  # two of the household
        (["300"], {}, CANNOT_SAY),
        ([], {MAY: "300"}, CANNOT_SAY),
    ],
)
def test_i09_the_standard_changed_and_the_amount_did_not(county, payments_received, before, since, said):
    new_standard(county, "dibao_standard")
    household = HouseholdFactory(category="dibao", size=2)
    for member, amount in zip(household.members.order_by("pk"), before, strict=False):
        pay(household, month=date(2026, 3, 1), amount=amount, person=member.person)
    for month, amount in since.items():
        pay(household, month=month, amount=amount)
    assert answer(county, household, "I09") == said


@pytest.mark.parametrize(
    ("category", "code", "valid_from", "number", "item", "said"),
    [
        ("tekun", "tekun_standard", NEW, 9000, "特困供养金", HIT),
        ("tekun", "dibao_standard", NEW, 9000, "特困供养金", NONE),  # not his standard
        ("dibao", "tekun_standard", NEW, 9000, "农村低保金", NONE),
        ("dibao_margin", "dibao_standard", NEW, 9000, "农村低保金", NONE),
        ("dibao", "dibao_standard", NEW, 5985, "农村低保金", NONE),  # carried over
        ("dibao", "dibao_standard", NEW, 9000, "耕地地力保护补贴", CANNOT_SAY),  # other money says nothing
        ("dibao", "dibao_standard", date(2026, 3, 2), 9000, "农村低保金", CANNOT_SAY),  # February is the last whole month before
        ("dibao", "dibao_standard", date(2026, 6, 2), 9000, "农村低保金", NONE),  # its first whole month has not begun
    ],
)
def test_i09_whose_standard_and_since_when(county, payments_received, category, code, valid_from, number, item, said):
    new_standard(county, code, valid_from, number)
    household = HouseholdFactory(category=category)
    for month in (date(2026, 3, 1), MAY):
        pay(household, item, month)
    assert answer(county, household, "I09") == said


@pytest.mark.parametrize(("valid_from", "said"), [(date(2025, 12, 1), HIT), (date(2025, 11, 30), NONE)])
def test_i09_looks_back_six_months(county, payments_received, valid_from, said):
    new_standard(county, "tekun_standard", valid_from)
    household = HouseholdFactory(category="tekun")
    for month in (date(2025, 10, 1), date(2025, 11, 1), MAY):
        pay(household, "特困供养金", month)
    assert answer(county, household, "I09") == said


@pytest.mark.parametrize(("category_since", "said"), [(date(2026, 3, 31), HIT), (NEW, NONE)])
def test_i09_does_not_ask_who_came_in_under_the_new_standard(county, payments_received, category_since, said):
    new_standard(county, "dibao_standard")
    household = HouseholdFactory(category="dibao", standing__category_since=category_since)
    for month in (date(2026, 3, 1), MAY):
        pay(household, month=month)
    assert answer(county, household, "I09") == said


def test_i09_cannot_say_without_a_standard_of_tekun(county, payments_received):
    """Also where the first one known is so young that another may have held before it."""
    Parameter.objects.filter(code="tekun_standard").delete()
    household = HouseholdFactory(category="tekun")
    for month in (date(2026, 3, 1), MAY):
        pay(household, "特困供养金", month)
    assert answer(county, household, "I09") == CANNOT_SAY
    new_standard(county, "tekun_standard")
    assert answer(county, household, "I09") == CANNOT_SAY


def test_i09_explains_itself_with_both_months(county, payments_received):
    new_standard(county, "dibao_standard")
    household = HouseholdFactory(category="dibao")
    for month in (date(2026, 2, 1), date(2026, 3, 1), MAY):
        pay(household, month=month, amount=300)
    assert answer(county, household, "I09") == HIT
    alert = Alert.objects.get(rule="I09", household=household)
    assert alert.reason == "2026-04-01起执行新标准，调整前一个月发放300.00元，调整后最近一个月发放300.00元，金额没有跟着变"
    lines = [line for line in explain_alert(alert) if line.startswith("原始记录")]
    assert len(lines) == 2 and "2026-02" not in "".join(lines)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([{"status": "paid"}], NONE),
        ([{"status": "failed", "failure": "账户名与姓名不符"}], HIT),
        ([{"status": "returned", "failure": "账户已销"}, {"status": "paid", "batch_no": "2"}], NONE),  # sent again
        ([{"status": "pending"}], NONE),
        ([{"status": "failed", "month": date(2026, 2, 1)}], NONE),  # longer ago
        ([{"account_name": "外人"}], HIT),
        ([{"account_name": "外人", "status": "returned"}, {"batch_no": "2"}], NONE),  # sent again to his own
        ([{"account_name": ""}], NONE),  # the file does not say whose
    ],
)
def test_i08_money_that_did_not_arrive(county, rows, said):
    household = HouseholdFactory()
    for row in rows:
        pay(household, **row)
    assert answer(county, household, "I08") == said


def test_i08_an_account_of_somebody_in_the_household_is_fine(county):
    household = HouseholdFactory()
    other = MemberFactory(household=household, relation="20").person
    pay(household, account_name=other.name)
    assert answer(county, household, "I08") == NONE


@pytest.mark.parametrize(
    ("birth", "said"),
    [
        (date(2010, 5, 1), HIT),  # sixteen on the first of last month
        (date(2010, 4, 30), NONE),
        (date(2010, 6, 15), HIT),  # today
        (date(2010, 6, 16), NONE),  # tomorrow
        (date(2008, 6, 1), HIT),
        (date(1966, 6, 1), HIT),
        (date(1956, 6, 1), HIT),
        (date(1946, 6, 1), HIT),
        (date(1961, 6, 1), NONE),  # sixty-five
        (None, CANNOT_SAY),
    ],
)
def test_i06_an_age_that_changes_what_is_due(county, birth, said):
    household = HouseholdFactory(household_kind="tuopin")
    MemberFactory(household=household, relation="20", person=PersonFactory(birth=birth, id_number=None))
    assert answer(county, household, "I06") == said


def test_i06_comes_on_the_birthday_and_goes_in_the_second_month_after(county):
    household = HouseholdFactory(category="dibao")
    MemberFactory(household=household, relation="20", person=PersonFactory(birth=date(2010, 6, 18)))
    for on, opened in ((date(2026, 6, 17), 0), (date(2026, 6, 18), 1), (date(2026, 7, 31), 1), (date(2026, 8, 1), 0)):
        screen(county, on=on)
        assert Alert.objects.open().filter(rule="I06").count() == opened, on


@pytest.mark.parametrize(
    ("attendance", "status", "said"), [("finished", "studying", HIT), ("enrolled", "studying", NONE), ("finished", "present", NONE)]
)
def test_i06_left_school_but_registered_as_a_pupil(county, attendance, status, said):
    household = HouseholdFactory(category="dibao")
    child = MemberFactory(household=household, relation="20", status=status, person=PersonFactory(birth=date(2004, 1, 1))).person
    Enrolment.objects.create(household=household, person=child, stage="bachelor", attendance=attendance, received_on=ON)
    assert answer(county, household, "I06") == said


@pytest.mark.parametrize(
    ("expires_on", "is_cancelled", "said"),
    [(date(2026, 6, 14), False, HIT), (ON, False, NONE), (None, False, NONE), (date(2026, 6, 14), True, NONE)],
)
def test_i07_a_disability_card_that_has_run_out(county, expires_on, is_cancelled, said):
    household = HouseholdFactory(category="dibao")
    Disability.objects.create(
        household=household, person=head(household), kind="4", level=2, issued_on=date(2016, 1, 1), expires_on=expires_on, is_cancelled=is_cancelled,
        received_on=date(2020, 1, 1),
    )  # fmt: skip
    assert answer(county, household, "I07") == said


@pytest.mark.parametrize(
    ("until", "since", "said"),
    [
        (date(2026, 6, 14), date(2025, 6, 15), HIT),
        (ON, date(2025, 6, 15), NONE),
        (date(2026, 6, 10), date(2026, 6, 11), NONE),
    ],  # the last: determined anew
)
def test_i07_a_recognition_that_has_run_out(county, until, since, said):
    household = HouseholdFactory(category="rigid_expenditure", standing__category_since=since, size=0)
    person = MemberFactory(household=household, relation="02", category="rigid_expenditure").person
    RegisterClaim.objects.create(
        household=household,
        person=person,
        register="rigid_expenditure",
        category="rigid_expenditure",
        until=until,
        received_on=date(2025, 6, 15),
    )
    assert answer(county, household, "I07") == said


@pytest.mark.parametrize(
    ("care", "disability", "birth", "health", "said"),
    [
        ("self", ("4", 1), date(1970, 1, 1), "disabled", HIT),
        ("self", ("4", 2), date(1970, 1, 1), "disabled", NONE),
        ("self", ("2", 1), date(1970, 1, 1), "disabled", NONE),  # deaf, and looks after himself
        ("full", None, date(1966, 6, 16), "healthy", HIT),  # sixty tomorrow
        ("full", None, date(1966, 6, 15), "healthy", NONE),
        ("half", None, date(1970, 1, 1), "serious", NONE),
        ("half", ("5", 3), date(1970, 1, 1), "healthy", NONE),
        ("half", None, date(1970, 1, 1), "", CANNOT_SAY),
        ("", ("4", 1), date(1970, 1, 1), "healthy", NONE),  # never graded
    ],
)
def test_i10_care_that_does_not_fit(county, care, disability, birth, health, said):
    household = HouseholdFactory(category="tekun", size=0)
    person = MemberFactory(household=household, relation="02", category="tekun", person=PersonFactory(birth=birth, health=health)).person
    RegisterClaim.objects.create(household=household, person=person, register="tekun", category="tekun", care_level=care, received_on=ON)
    if disability:
        kind, level = disability
        Disability.objects.create(
            household=household, person=person, kind=kind, level=level, issued_on=date(2016, 1, 1), received_on=date(2020, 1, 1)
        )
    assert answer(county, household, "I10") == said


def test_an_explanation_shows_claims_and_payments(county):
    household = HouseholdFactory()
    claim(household, "dibao", since=date(2025, 1, 1))
    claim(household, "tekun")
    pay(household)
    pay(household, "特困供养金")
    screen(county, on=ON, is_full=True)
    told = list(explain_alert(Alert.objects.get(rule="I03")))
    assert (
        "列在几类对象台账：2类" in told
        and f"原始记录：对象台账（{head(household).name}）最低生活保障对象，2025-01-01，2026-06-15收到" in told
    )
    told = list(explain_alert(Alert.objects.get(rule="I05")))
    assert "同月重复发放的用途：基本生活" in told
    assert any(
        line.startswith(f"原始记录：一卡通发放（{head(household).name}）农村低保金，100.00元，发放成功，账户名{head(household).name}")
        for line in told
    )
