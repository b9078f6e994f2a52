"""Rules about work below, at, above and of unknown value (domain §5.1 R13, R22, R26), who is dead and still paid (I01), who is entitled and not paid (R29)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from households.models import Death, Disability, Enrolment, Household, Job, Payment, PublicPost
from monitoring.explain import explain_alert
from monitoring.models import Alert
from monitoring.runs import screen
from tests.households.factories import HouseholdFactory, income
from tests.monitoring.test_rules import CANNOT_SAY, HIT, NONE, ON, answer, head

pytestmark = pytest.mark.django_db
ADULT = date(1985, 3, 1)


def work(
    household: Household, *, works: bool = False, started: date | None = date(2025, 1, 1), ended: date | None = None, wish: str = ""
) -> None:
    Job.objects.create(
        household=household, person=head(household), is_working=works, started_on=started, ended_on=ended, as_of=date(2026, 5, 1),
        training_wish=wish, received_on=ON,
    )  # fmt: skip


def post(household: Household, ended: date | None = None) -> None:
    PublicPost.objects.create(
        household=household, person=head(household), kind="cleaning", started_on=date(2026, 1, 1), ended_on=ended, received_on=ON
    )


@pytest.fixture
def registers_received(county) -> None:
    """Somebody else's rows are in, so that silence of the registers of work, posts and payments means none."""
    other = HouseholdFactory()
    work(other, works=True)
    post(other)
    paid(other, date(2020, 1, 1))


def paid(household: Household, month: date, item: str = "农村低保金") -> None:
    Payment.objects.create(
        household=household,
        person=head(household),
        batch_no="1",
        item=item,
        month=month,
        amount=Decimal(300),
        status="paid",
        received_on=ON,
    )


def family(birth: date | None = ADULT, labour: str = "ordinary", **columns) -> Household:
    household = HouseholdFactory(**{"category": "dibao", **columns})
    person = head(household)
    person.birth, person.labour = birth, labour
    person.save()
    return household


@pytest.mark.parametrize(
    ("ended", "said"),
    [
        (date(2026, 3, 16), NONE),
        (date(2026, 3, 15), NONE),  # three months to the day: not more
        (date(2026, 3, 14), HIT),
        (None, CANNOT_SAY),  # out of work, nobody says since when
    ],
)
def test_r13_out_of_work_for_more_than_three_months(county, registers_received, ended, said):
    household = family()
    for month in (date(2025, 3, 1), date(2026, 3, 1)):  # wages as before
        income(household, head(household), "wage", "1000", month)
    work(household, ended=ended)
    assert answer(county, household, "R13") == said


@pytest.mark.parametrize(
    ("now", "said"), [("7001", NONE), ("7000", HIT), ("6999", HIT), (None, HIT)], ids=["below", "at three tenths", "above", "none left"]
)
def test_r13_his_wages_fall(county, registers_received, now, said):
    household = family()
    income(household, head(household), "wage", "10000", date(2025, 3, 1))
    income(household, head(household), "transfer", "9000", date(2026, 3, 1), item="赡养费")  # somebody was asked
    if now:
        income(household, head(household), "wage", now, date(2026, 3, 1))
    assert answer(county, household, "R13") == said


@pytest.mark.parametrize(
    ("birth", "labour", "said"),
    [
        (date(2010, 6, 16), "ordinary", NONE),  # fifteen
        (date(2010, 6, 15), "ordinary", HIT),  # sixteen today
        (date(1966, 6, 16), "ordinary", HIT),  # fifty-nine
        (date(1966, 6, 15), "ordinary", NONE),  # sixty today
        (ADULT, "none", NONE),
        (ADULT, "", CANNOT_SAY),
        (None, "ordinary", CANNOT_SAY),
    ],
)
def test_r13_and_r26_ask_who_may_work(county, registers_received, birth, labour, said):
    household = family(birth, labour)
    work(household, ended=date(2025, 12, 1))
    assert (answer(county, household, "R13"), answer(county, household, "R26")) == (said, said)


def test_r13_a_public_post_is_work_and_a_pupil_is_not_asked(county, registers_received):
    posted, pupil = family(), family(date(2009, 1, 1))
    for household in (posted, pupil):
        work(household, ended=date(2025, 12, 1))
    post(posted)
    Enrolment.objects.create(household=pupil, person=head(pupil), stage="senior", attendance="enrolled", received_on=ON)
    screen(county, on=ON)
    assert not Alert.objects.filter(rule__in=["R13", "R26"], household__in=[posted, pupil]).exists()


def test_r13_is_asked_of_known_households_alone(county, registers_received):
    household = family(category="")
    work(household, ended=date(2025, 12, 1))
    assert answer(county, household, "R13") == NONE


@pytest.mark.parametrize(
    ("labour", "works", "has_post", "relocated", "said"),
    [
        ("ordinary", False, False, True, HIT),
        ("ordinary", True, False, True, NONE),
        ("ordinary", False, True, True, NONE),
        ("none", False, False, True, NONE),
        ("", False, False, True, CANNOT_SAY),
        ("ordinary", False, False, False, NONE),  # not 易地搬迁
    ],
)
def test_r22_relocated_and_nobody_works(county, registers_received, labour, works, has_post, relocated, said):
    household = family(labour=labour, category="", is_relocated=relocated)
    work(household, works=works, started=date(2025, 1, 1) if works else None)
    if has_post:
        post(household)
    assert answer(county, household, "R22") == said


def test_r22_and_r26_wait_for_both_registers(county):
    household = family(is_relocated=True)
    work(HouseholdFactory(), works=True)
    assert (answer(county, household, "R22"), answer(county, household, "R26")) == (CANNOT_SAY, CANNOT_SAY)


@pytest.mark.parametrize(("wish", "category", "said"), [("", "dibao", HIT), ("电工", "dibao", NONE), ("", "", NONE)])
def test_r26_neither_work_nor_training(county, registers_received, wish, category, said):
    household = family(category=category)
    work(household, started=None, wish=wish)
    assert answer(county, household, "R26") == said


def test_the_explanations_show_the_rows(county, registers_received):
    household = family(is_relocated=True)
    work(household, ended=date(2025, 12, 1))
    income(household, head(household), "wage", "10000", date(2025, 3, 1), item="厂里工资")
    income(household, head(household), "wage", "100", date(2026, 3, 1), item="零工")
    screen(county, on=ON)
    said = {alert.rule: "\n".join(explain_alert(alert)) for alert in Alert.objects.filter(household=household).select_related("household")}
    assert "失业已超过规定的时间、近12个月工资比上一计算期骤减" in said["R13"]
    assert "至2025-12-01" in said["R13"] and "厂里工资" in said["R13"] and "零工" in said["R13"]
    assert "有劳动能力1人，在务工或在公益岗位0人，没有一人就业" in said["R22"]
    assert "培训意愿：没有登记" in said["R26"]


@pytest.mark.parametrize(
    ("category", "month", "said"),
    [
        ("dibao", None, HIT),  # on a register
        ("", date(2026, 5, 1), HIT),  # on none, and paid for a month that began later
        ("", date(2026, 4, 1), NONE),  # the month he died in
        ("", None, NONE),
    ],
)
def test_i01_dead_and_on_a_register_or_paid(county, registers_received, category, month, said):
    household = HouseholdFactory(size=2, category=category)
    household.members.update(category=category)
    Death.objects.create(household=household, person=head(household), died_on=date(2026, 4, 10), received_on=ON)
    if month:
        paid(household, month)
    assert answer(county, household, "I01") == said


def test_i01_cannot_say_while_no_payments_have_come(county):
    household = HouseholdFactory(size=2, category="")
    Death.objects.create(household=household, person=head(household), died_on=date(2026, 4, 10), received_on=ON)
    assert answer(county, household, "I01") == CANNOT_SAY


NURSING, LIVING = "重度残疾人护理补贴", "困难残疾人生活补贴"


@pytest.fixture
def subsidies_received(registers_received) -> None:
    for item in (NURSING, LIVING):
        paid(HouseholdFactory(), date(2020, 1, 1), item)


@pytest.mark.parametrize(
    ("level", "category", "issued", "items", "said"),
    [
        (2, "", date(2020, 1, 1), [], HIT),
        (3, "", date(2020, 1, 1), [], NONE),  # not severe, not 低保
        (2, "", date(2020, 1, 1), [NURSING], NONE),
        (3, "dibao", date(2020, 1, 1), [], HIT),
        (3, "dibao", date(2020, 1, 1), [LIVING], NONE),
        (2, "dibao", date(2020, 1, 1), [LIVING], HIT),  # one of two
        (2, "dibao", date(2020, 1, 1), ["残疾人两项补贴"], NONE),
        (1, "tekun", date(2020, 1, 1), [], NONE),  # his care is paid otherwise
        (1, "", date(2026, 2, 28), [], HIT),
        (1, "", date(2026, 3, 1), [], NONE),  # the card is as young as the months looked at
    ],
)
def test_r29_entitled_and_not_paid(county, subsidies_received, level, category, issued, items, said):
    household = family(category=category)
    household.members.update(category=category)
    Disability.objects.create(
        household=household, person=head(household), kind="4", level=level, issued_on=issued, received_on=date(2020, 1, 1)
    )
    for item in items:
        paid(household, date(2026, 5, 1), item)
    assert answer(county, household, "R29") == said


def test_r29_cannot_say_while_that_subsidy_was_never_received(county, registers_received):
    household = family(category="")
    Disability.objects.create(
        household=household, person=head(household), kind="4", level=1, issued_on=date(2020, 1, 1), received_on=date(2020, 1, 1)
    )
    assert answer(county, household, "R29") == CANNOT_SAY
