"""工作监督 of risks recorded and cleared: every check below, at and above its limit, and where something it compares is unknown."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from households.choices import IncomeKind
from households.models import Disability, Disaster, Enrolment, Household, Housing, Illness, Insurance, Job, Person, RegisterClaim, Water
from policies.models import Parameter
from tests.households.factories import income, settlement, wages
from tests.registers.quality.asking import FINE, HIT, NOT_ASKED, ON, UNKNOWN, answer
from tests.registers.quality.households_at_work import cleared, household, ours, register_received, tagged, theirs

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ground(county):
    return county


def head(home: Household) -> Person:
    return home.members.order_by("pk").first().person


def said_of(home: Household) -> dict:
    return {"household": home, "person": head(home), "received_on": ON}


def water(home: Household, quality: str) -> None:
    Water.objects.create(household=home, received_on=ON, checked_on=ON, quantity="good", quality=quality, access="good", reliability="good")


# DQ-04


@pytest.mark.parametrize(("grade", "expected"), [("A", FINE), ("B", FINE), ("C", HIT), ("D", HIT), ("none", HIT), (None, UNKNOWN)])
def test_cleared_and_the_house_is_unsafe(grade, expected):
    home, listed = cleared("ordinary"), tagged("ordinary")
    if grade:
        Housing.objects.create(household=home, received_on=ON, grade=grade, appraised_on=ON)
    assert answer("DQ-04-1", home) is expected
    assert answer("DQ-04-1", listed) == NOT_ASKED


@pytest.mark.parametrize(("quality", "expected"), [("good", FINE), ("bad", HIT), ("", UNKNOWN), (None, UNKNOWN)])
def test_cleared_and_the_water_is_unsafe(quality, expected):
    home = cleared("ordinary")
    if quality is not None:
        water(home, quality)
    assert answer("DQ-04-2", home) is expected


@pytest.mark.parametrize(
    ("birth", "attendance", "expected"),
    [
        (date(2016, 1, 1), "absent", HIT),
        (date(2016, 1, 1), "enrolled", FINE),
        (date(2016, 1, 1), None, UNKNOWN),
        (date(2008, 1, 1), "absent", FINE),  # beyond compulsory age
        (None, "absent", UNKNOWN),
    ],
)
def test_cleared_and_a_child_is_out_of_school(birth, attendance, expected):
    home = cleared("none")
    Person.objects.filter(pk=head(home).pk).update(birth=birth)
    if attendance:
        Enrolment.objects.create(**said_of(home), stage="primary", attendance=attendance)
    assert answer("DQ-04-3", home) is expected


# DQ-05


@pytest.mark.parametrize(
    ("status", "mode", "expected"),
    [("done", "helped", FINE), ("not_yet", "helped", HIT), ("no_labour", "helped", HIT), (None, "helped", HIT), (None, "", UNKNOWN), (None, "natural", NOT_ASKED)],
)  # fmt: skip
def test_cleared_by_help_and_nothing_carried_out(status, mode, expected):
    register_received()
    home = cleared("ordinary", mode=mode)
    if status:
        theirs(home, "health", date(2025, 2, 1), status=status)
    assert answer("DQ-05-1", home) is expected


def test_nothing_carried_out_cannot_be_said_before_the_register_came():
    home, helped = cleared("ordinary"), cleared("ordinary")
    ours(helped, "health", date(2025, 2, 1))
    assert (answer("DQ-05-1", home), answer("DQ-05-1", helped)) == (UNKNOWN, FINE)


# DQ-06


def test_disability_without_a_disabled_member():
    home, other = tagged("ordinary", risks=("03",)), tagged("ordinary", risks=("01",))
    assert (answer("DQ-06-1", home), answer("DQ-06-1", other)) == (UNKNOWN, FINE)  # the register never came
    Disability.objects.create(**said_of(other), kind="4", level=3, issued_on=ON)
    assert answer("DQ-06-1", home) is HIT
    Disability.objects.create(**said_of(home), kind="4", level=3, issued_on=ON)
    assert answer("DQ-06-1", home) is FINE


def test_disability_said_by_the_members_health_is_enough():
    home = tagged("ordinary", risks=("03",))
    Person.objects.filter(pk=head(home).pk).update(health="disabled")
    assert answer("DQ-06-1", home) is FINE


@pytest.mark.parametrize(
    ("own", "other", "expected"), [(None, None, UNKNOWN), (None, "0201", HIT), ("0206", None, FINE), ("0501", None, HIT)]
)
def test_natural_disaster_of_no_kind(own, other, expected):
    home, neighbour = tagged("ordinary", risks=("02",)), tagged("ordinary")
    for place, kind in ((home, own), (neighbour, other)):
        if kind:
            Disaster.objects.create(household=place, received_on=ON, kind=kind, happened_on=ON)
    assert answer("DQ-06-2", home) is expected


@pytest.mark.parametrize(
    ("labour", "risks", "expected"),
    [
        (("none",), ("07",), HIT),
        (("weak",), ("07",), FINE),
        (("none", ""), ("07",), UNKNOWN),
        (("none",), ("01",), FINE),
        ((), ("07",), UNKNOWN),
    ],
)
def test_unsteady_work_of_nobody_who_can_work(labour, risks, expected):
    assert answer("DQ-06-3", tagged(*labour, risks=risks)) is expected


@pytest.mark.parametrize(
    ("health", "register", "expected"),
    [
        ("healthy", False, HIT),
        ("chronic", False, FINE),
        ("serious", False, FINE),
        ("", False, UNKNOWN),
        ("healthy", True, FINE),
        ("disabled", False, HIT),
    ],
)
def test_illness_of_nobody_who_is_ill(health, register, expected):
    home = tagged("ordinary", risks=("01",))
    Person.objects.filter(pk=head(home).pk).update(health=health)
    if register:
        Illness.objects.create(**said_of(home), is_serious=True)
    assert answer("DQ-06-4", home) is expected


@pytest.mark.parametrize(("compliant", "expected"), [("0", HIT), ("0.01", FINE), (None, UNKNOWN)])
def test_illness_that_cost_nothing(compliant, expected):
    home = tagged("ordinary", risks=("01",))
    if compliant is not None:
        settlement(home, head(home), "100", date(2026, 3, 1), compliant=compliant)
    assert answer("DQ-06-5", home) is expected


# DQ-07: 0.25


@pytest.mark.parametrize(
    ("labour", "everybody", "share"),
    [
        (("ordinary", "none", "none", "none"), FINE, FINE),  # 1 of 4, at the share
        (("weak", "none", "none"), FINE, HIT),
        (("none", "none", "none", "none", "skilled"), FINE, FINE),
        (("ordinary", "weak"), HIT, HIT),
        (("", "none", "none", "none"), FINE, FINE),  # whatever he is, at most 1 of 4
        (("", "none", "none"), FINE, UNKNOWN),
        (("ordinary", ""), UNKNOWN, HIT),
        (("none",), FINE, FINE),
        ((), UNKNOWN, UNKNOWN),
    ],
)
def test_short_of_labour_by_the_risk_and_not_by_the_members(labour, everybody, share):
    home = tagged(*labour, risks=("04",))
    assert (answer("DQ-07-1", home), answer("DQ-07-2", home)) == (everybody, share)
    assert answer("DQ-07-1", tagged(*labour, risks=("01",))) == NOT_ASKED


def test_the_share_is_a_number_of_the_county():
    home = tagged("weak", "none", "none", risks=("04",))
    Parameter.objects.filter(code="quality_labour_share_to").update(number=Decimal("0.34"))
    assert answer("DQ-07-2", home) is FINE


# DQ-08


@pytest.mark.parametrize(
    ("check", "risk", "kind", "expected"),
    [
        ("DQ-08-1", "09", None, HIT), ("DQ-08-1", "09", "education", FINE), ("DQ-08-1", "09", "compulsory_education", FINE), ("DQ-08-1", "09", "social", FINE),
        ("DQ-08-1", "09", "health", HIT), ("DQ-08-2", "03", "comprehensive", FINE), ("DQ-08-2", "03", "health", HIT), ("DQ-08-3", "08", "relocation", FINE),
        ("DQ-08-3", "08", "water", HIT), ("DQ-08-4", "10", "water", FINE), ("DQ-08-4", "10", "housing", HIT), ("DQ-08-4", "09", None, FINE),
        ("DQ-08-4", None, None, UNKNOWN), ("DQ-08-4", None, "water", FINE),
    ],
)  # fmt: skip
def test_cleared_of_a_risk_without_what_answers_it(check, risk, kind, expected):
    register_received()
    home = cleared("ordinary")
    if risk:
        RegisterClaim.objects.create(**said_of(home), register="monitored", monitoring_kind="marginal", risks=[risk], is_cleared=True)
    if kind:
        theirs(home, kind, date(2025, 2, 1))
    assert answer(check, home) is expected


@pytest.mark.parametrize(
    ("mode", "is_received", "expected"), [("helped", False, UNKNOWN), ("", True, UNKNOWN), ("natural", True, NOT_ASKED)]
)
def test_what_answers_a_risk_asks_for_the_mode_and_the_register(mode, is_received, expected):
    if is_received:
        register_received()
    home = household("ordinary", tag=False, risks=("10",), cleared_on=ON, clearance_mode=mode)
    assert answer("DQ-08-4", home) is expected


# DQ-09


@pytest.mark.parametrize(
    ("quality", "risks", "expected"),
    [("bad", ("01",), HIT), ("bad", ("10",), FINE), ("good", ("01",), FINE), ("bad", (), UNKNOWN), ("", ("01",), UNKNOWN), ("", ("10",), FINE), (None, (), UNKNOWN)],
)  # fmt: skip
def test_water_that_is_no_recorded_risk(quality, risks, expected):
    home = tagged("ordinary", risks=risks)
    if quality is not None:
        water(home, quality)
    assert answer("DQ-09-1", home) is expected


@pytest.mark.parametrize(
    ("status", "risks", "expected"),
    [("not_insured", ("03",), HIT), ("not_insured", ("01",), FINE), ("insured", ("03",), FINE), ("not_insured", (), UNKNOWN), (None, ("03",), UNKNOWN), (None, ("01",), FINE)],
)  # fmt: skip
def test_no_insurance_and_illness_is_no_recorded_risk(status, risks, expected):
    home = tagged("ordinary", risks=risks)
    if status:
        Insurance.objects.create(**said_of(home), kind="resident_medical", status=status, year=2026)
    assert answer("DQ-09-2", home) is expected


# DQ-11. The line is 8,978 a head (rural).


@pytest.mark.parametrize(
    ("monthly", "mode", "expected"),
    [("700", "helped", HIT), ("5000", "helped", FINE), (None, "helped", UNKNOWN), ("700", "natural", FINE), ("700", "", HIT)],
)
def test_cleared_below_the_line(monthly, mode, expected):
    home = cleared("ordinary", mode=mode)
    if monthly:
        wages(home, head(home), monthly)
    assert answer("DQ-11-1", home) is expected


def test_cleared_at_the_line_is_not_below_it():
    home, below, listed = cleared("ordinary"), cleared("ordinary"), tagged("ordinary")
    line = Parameter.objects.numbers(ON).per_year("low_income_line", home.village.parent.parent, "rural")
    for one, amount in ((home, line), (below, line - Decimal("0.01")), (listed, Decimal("1"))):
        income(one, head(one), IncomeKind.TRANSFER, amount, date(2026, 5, 1), item="赡养费")
    assert [answer("DQ-11-1", one) for one in (home, below, listed)] == [FINE, HIT, FINE]


@pytest.mark.parametrize(
    ("started_on", "monthly", "expected"),
    [
        (date(2025, 6, 1), "0", HIT),
        (date(2025, 5, 31), "0", FINE),
        (ON, "1", FINE),
        (ON, None, UNKNOWN),
        (None, "0", UNKNOWN),
        (None, "1", FINE),
    ],
)
def test_help_for_work_and_no_wages(started_on, monthly, expected):
    home = tagged("ordinary")
    theirs(home, "job", started_on)
    if monthly is not None:
        wages(home, head(home), monthly)
    assert answer("DQ-11-2", home) is expected


@pytest.mark.parametrize(
    ("job", "job_status", "labour", "expected"),
    [
        ({"is_working": True}, "", "ordinary", FINE),
        ({"is_working": True, "ended_on": date(2026, 6, 14)}, "", "ordinary", HIT),
        ({"is_working": True, "ended_on": ON}, "", "ordinary", FINE),
        ({"is_working": False}, "", "ordinary", HIT),
        (None, "migrant", "ordinary", FINE),
        (None, "farming", "ordinary", HIT),
        (None, "", "ordinary", UNKNOWN),
        (None, "", "", UNKNOWN),
        (None, "", "none", HIT),
    ],
)
def test_help_for_work_and_nobody_at_work(job, job_status, labour, expected):
    home, unhelped = tagged(labour), tagged(labour)
    Person.objects.filter(pk=head(home).pk).update(job_status=job_status)
    theirs(home, "job", ON)
    if job:
        Job.objects.create(**said_of(home), as_of=ON, **job)
    assert (answer("DQ-11-3", home), answer("DQ-11-3", unhelped)) == (expected, FINE)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("business", "100", date(2025, 12, 1))], FINE),
        ([("business", "100", date(2025, 1, 1))], FINE),
        ([("business", "100", date(2024, 12, 1)), ("wage", "1", date(2025, 6, 1))], HIT),  # the year before
        ([("business", "100", date(2026, 1, 1)), ("wage", "1", date(2025, 6, 1))], HIT),  # the month he was cleared
        ([("business", "-100", date(2025, 6, 1))], FINE),  # a loss is business too
        ([("wage", "1", date(2025, 6, 1))], HIT),
        ([], UNKNOWN),
    ],
)
def test_help_for_business_and_no_business_income_when_cleared(rows, expected):
    home, listed = cleared("ordinary", cleared_on=date(2026, 1, 10)), tagged("ordinary")
    for one in (home, listed):
        theirs(one, "industry", date(2025, 3, 1))
    for kind, amount, month in rows:
        income(home, head(home), kind, amount, month)
    assert (answer("DQ-11-4", home), answer("DQ-11-4", listed)) == (expected, FINE)


# DQ-20


def listed_as_cleared(home: Household, collector: str = "", phone: str | None = None) -> None:
    RegisterClaim.objects.create(
        **said_of(home),
        register="monitored",
        monitoring_kind="marginal",
        risks=["01"],
        is_cleared=True,
        collector=collector,
        collector_phone=phone,
    )


@pytest.mark.parametrize(
    ("collector", "phone", "named", "reachable"),
    [
        ("王采集", "13900000002", FINE, FINE),
        ("", "13900000002", HIT, FINE),
        ("王采集", None, FINE, HIT),
        ("", None, HIT, HIT),
    ],
)
def test_cleared_and_nobody_collected_it(collector, phone, named, reachable):
    home, other, monitored = cleared("ordinary"), cleared("ordinary"), tagged("ordinary")
    listed_as_cleared(home, collector, phone)
    listed_as_cleared(other, "李采集", "13900000003")
    assert (answer("DQ-20-1", home), answer("DQ-20-2", home)) == (named, reachable)
    assert (answer("DQ-20-1", monitored), answer("DQ-20-2", monitored)) == (NOT_ASKED, NOT_ASKED)


def test_an_export_without_the_columns_says_nothing_of_who_collected():
    home, unlisted = cleared("ordinary"), cleared("ordinary")
    listed_as_cleared(home)
    assert (answer("DQ-20-1", home), answer("DQ-20-2", home)) == (UNKNOWN, UNKNOWN)
    listed_as_cleared(cleared("ordinary"), "李采集", "13900000003")
    assert (answer("DQ-20-1", home), answer("DQ-20-1", unlisted), answer("DQ-20-2", unlisted)) == (HIT, UNKNOWN, UNKNOWN)
