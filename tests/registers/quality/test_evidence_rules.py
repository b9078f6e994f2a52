"""Rules that set measures, alerts and pushes against what is known: every check below, at and above its limit, and where something it compares is unknown."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from assistance.models import Feedback
from households.models import Disability, Enrolment, Household, Housing, Job, Member, Payment, Person, RegisterClaim, Standing
from identification.models import Application
from monitoring.models import Alert
from tests.assistance.factories_assistance import pushed, staff
from tests.households.factories import HouseholdFactory, settlement, wages
from tests.monitoring.factories import AlertFactory
from tests.registers.quality.asking import FINE, HIT, NOT_ASKED, ON, UNKNOWN, answer
from tests.registers.quality.households_at_work import household, ours, recorder, tagged, theirs

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ground(county):
    return county


def head(home: Household) -> Person:
    return home.members.order_by("pk").first().person


def said_of(home: Household) -> dict[str, Any]:
    return {"household": home, "person": head(home), "received_on": ON}


def poor(monthly: str | None = "700", **columns: Any) -> Household:
    """One person whose wages lie below the line, with no category, tag or case."""
    home = HouseholdFactory(**columns)
    if monthly is not None:
        wages(home, head(home), monthly)
    return home


# DQ-02


@pytest.mark.parametrize(("monthly", "expected"), [("700", HIT), ("5000", FINE), (None, UNKNOWN)])
def test_below_the_line_and_not_monitored(monthly, expected):
    assert answer("DQ-02-1", poor(monthly, household_kind="tuopin")) is expected
    assert answer("DQ-02-1", poor(monthly, category="dibao")) is expected


def test_only_tuopin_and_rural_households_with_a_category_are_asked():
    assert answer("DQ-02-1", poor()) == NOT_ASKED
    assert answer("DQ-02-1", poor(category="dibao", area_type="urban")) == NOT_ASKED
    assert answer("DQ-02-1", poor(household_kind="tuopin", has_monitoring_tag=True)) == NOT_ASKED


@pytest.mark.parametrize(("grade", "expected"), [("A", FINE), ("B", FINE), ("C", HIT), ("D", HIT), ("none", FINE), (None, UNKNOWN)])
def test_dangerous_house_and_not_monitored(grade, expected):
    home = poor(household_kind="tuopin")
    if grade:
        Housing.objects.create(household=home, received_on=ON, grade=grade, appraised_on=ON)
    assert answer("DQ-02-2", home) is expected


# DQ-10


@pytest.mark.parametrize(
    ("school_status", "attendance", "ended_on", "expected"),
    [
        ("junior", None, None, HIT), ("not", None, None, FINE), ("", None, None, UNKNOWN), ("", "enrolled", None, HIT), ("not", "finished", None, FINE),
        ("not", "home_taught", None, HIT), ("junior", None, date(2026, 6, 14), FINE), ("junior", None, ON, HIT),
    ],
)  # fmt: skip
def test_at_school_and_at_work(school_status, attendance, ended_on, expected):
    home = poor(None)
    Person.objects.filter(pk=head(home).pk).update(school_status=school_status)
    Job.objects.create(**said_of(home), is_working=True, as_of=ON, ended_on=ended_on)
    if attendance:
        Enrolment.objects.create(**said_of(home), stage="senior", attendance=attendance)
    assert answer("DQ-10-1", home, head(home)) is expected


def test_who_is_not_in_the_register_of_students_is_not_at_school():
    home, pupil = poor(None), poor(None)
    Job.objects.create(**said_of(home), is_working=True, as_of=ON)
    assert answer("DQ-10-1", home, head(home)) is UNKNOWN
    Enrolment.objects.create(**said_of(pupil), stage="senior", attendance="enrolled")
    assert (answer("DQ-10-1", home, head(home)), answer("DQ-10-1", pupil, head(pupil))) == (FINE, FINE)


@pytest.mark.parametrize(("labour", "expected"), [("none", HIT), ("lost", HIT), ("weak", FINE), ("ordinary", FINE), ("", UNKNOWN)])
def test_at_work_and_unable_to_work(labour, expected):
    home, idle = household(labour), household(labour)
    Job.objects.create(**said_of(home), is_working=True, as_of=ON)
    assert (answer("DQ-10-2", home, head(home)), answer("DQ-10-2", idle, head(idle))) == (expected, FINE)


# DQ-12


@pytest.mark.parametrize(
    ("item", "started_on", "category", "received", "expected"),
    [
        ("低保金", ON, "", True, HIT), ("低保金", ON, "dibao", True, FINE), ("特困供养", ON, "tekun", True, FINE), ("低保边缘补助", ON, "", True, FINE),
        ("低保金", date(2025, 5, 31), "", True, FINE), ("低保金", date(2025, 6, 1), "", True, HIT), ("低保金", None, "", True, UNKNOWN),
        ("低保金", ON, "", False, UNKNOWN), ("临时救助", ON, "", True, FINE),
    ],
)  # fmt: skip
def test_relief_for_a_member_nobody_lists(item, started_on, category, received, expected):
    home, other = tagged("none"), tagged("none")
    Member.objects.filter(household=home).update(category=category)
    theirs(home, "comprehensive", started_on, item=item)
    if received:
        RegisterClaim.objects.create(**said_of(other), register="dibao", category="dibao")
    assert answer("DQ-12-1", home) is expected


@pytest.mark.parametrize(
    ("own", "register", "health", "expected"), [(False, True, "", HIT), (False, False, "", UNKNOWN), (True, True, "", FINE), (False, True, "disabled", FINE)]
)  # fmt: skip
def test_subsidy_for_the_disabled_and_nobody_is(own, register, health, expected):
    home, other = tagged("none"), tagged("none")
    Person.objects.filter(pk=head(home).pk).update(health=health)
    ours(home, "comprehensive", ON, title="残疾人两项补贴")
    for place, there in ((home, own), (other, register)):
        if there:
            Disability.objects.create(**said_of(place), kind="4", level=2, issued_on=ON)
    assert answer("DQ-12-2", home) is expected


# DQ-14


@pytest.mark.parametrize(
    ("school_status", "stage", "month", "status", "expected"),
    [
        ("senior", None, date(2026, 5, 1), "paid", HIT), ("vocational", None, date(2026, 5, 1), "paid", FINE), ("", "college", date(2026, 5, 1), "paid", FINE),
        ("", "senior", date(2026, 5, 1), "paid", HIT), ("", None, date(2026, 5, 1), "paid", UNKNOWN), ("senior", None, date(2025, 5, 1), "paid", FINE),
        ("senior", None, date(2025, 6, 1), "paid", HIT), ("senior", None, date(2026, 5, 1), "failed", FINE),
    ],
)  # fmt: skip
def test_paid_for_a_school_nobody_attends(school_status, stage, month, status, expected):
    home = poor(None)
    Person.objects.filter(pk=head(home).pk).update(school_status=school_status)
    Payment.objects.create(**said_of(home), batch_no="1", item="雨露计划", month=month, amount=Decimal("1500"), status=status)
    if stage:
        Enrolment.objects.create(**said_of(home), stage=stage, attendance="enrolled")
    assert answer("DQ-14-1", home, head(home)) is expected


def test_money_for_a_pupil_may_stand_in_a_parents_name():
    home = household("ordinary", "none")
    Person.objects.filter(pk=home.members.order_by("-pk").first().person_id).update(school_status="vocational")
    Person.objects.filter(pk=head(home).pk).update(school_status="not")
    theirs(home, "education", ON, item="雨露计划补助", person=head(home))
    assert answer("DQ-14-1", home, head(home)) is FINE


@pytest.mark.parametrize(
    ("birth", "attendance", "expected"),
    [(date(2016, 1, 1), "absent", HIT), (date(2016, 1, 1), "enrolled", FINE), (date(2016, 1, 1), None, UNKNOWN), (date(2000, 1, 1), None, FINE), (None, None, UNKNOWN)],
)  # fmt: skip
def test_out_of_school_at_compulsory_age(birth, attendance, expected):
    home = poor(None)
    Person.objects.filter(pk=head(home).pk).update(birth=birth)
    if attendance:
        Enrolment.objects.create(**said_of(home), stage="primary", attendance=attendance)
    assert answer("DQ-14-2", home, head(home)) is expected


# DQ-17


@pytest.mark.parametrize(
    ("item", "started_on", "job", "expected"),
    [
        ("外出务工补贴", ON, {"county_name": "甲县"}, FINE), ("外出务工补贴", ON, {"county_name": "青禾县"}, HIT), ("外出务工补贴", ON, {"county_name": ""}, UNKNOWN),
        ("外出务工补贴", ON, None, UNKNOWN), ("外出务工补贴", ON, {"county_name": "甲县", "ended_on": date(2025, 5, 31)}, HIT),
        ("外出务工补贴", ON, {"county_name": "甲县", "ended_on": date(2025, 6, 1)}, FINE), ("一次性交通补助", date(2025, 5, 31), {"county_name": "青禾县"}, FINE),
        ("劳务输出", None, {"county_name": "青禾县"}, UNKNOWN), ("技能培训", ON, {"county_name": "青禾县"}, FINE),
    ],
)  # fmt: skip
def test_help_to_work_away_and_nobody_away(item, started_on, job, expected):
    home = tagged("ordinary")
    theirs(home, "job", started_on, item=item)
    if job:
        Job.objects.create(**said_of(home), is_working=True, as_of=ON, **job)
    assert answer("DQ-17-1", home) is expected


def test_away_by_the_members_state_is_enough():
    home = tagged("ordinary")
    theirs(home, "job", ON, item="外出务工补贴")
    Member.objects.filter(household=home).update(status="away_working")
    assert answer("DQ-17-1", home) is FINE


# SV-01 体外循环


def relieved(home: Household, month: date = date(2026, 5, 1), item: str = "临时救助金", status: str = "paid") -> Household:
    Payment.objects.create(**said_of(home), batch_no="1", item=item, month=month, amount=Decimal("500"), status=status)
    return home


def medical_received() -> None:
    """Somebody's settlement has come: from now on silence about medical costs means none."""
    neighbour = household("none", tag=False)
    settlement(neighbour, head(neighbour), "1", date(2026, 3, 1))


@pytest.mark.parametrize(
    ("monthly", "is_received", "expected"), [("700", True, HIT), ("5000", True, FINE), ("5000", False, UNKNOWN), (None, True, UNKNOWN)]
)
def test_helped_outside_every_register(monthly, is_received, expected):
    if is_received:
        medical_received()
    assert answer("SV-01-1", relieved(poor(monthly))) is expected


@pytest.mark.parametrize(
    ("payment", "expected"),
    [({}, HIT), ({"month": date(2025, 6, 1)}, HIT), ({"month": date(2025, 5, 1)}, NOT_ASKED), ({"status": "failed"}, NOT_ASKED), ({"item": "耕地地力补贴"}, NOT_ASKED)],
)  # fmt: skip
def test_what_counts_as_help_from_outside(payment, expected):
    assert answer("SV-01-1", relieved(poor(), **payment)) is expected


def test_who_is_listed_alerted_or_applying_is_not_outside():
    listed, alerted, long_ago, applying, measured = (poor() for _ in range(5))
    for home in (listed, alerted, long_ago, applying):
        relieved(home)
    RegisterClaim.objects.create(**said_of(listed), register="monitored", monitoring_kind="marginal")
    AlertFactory(household=alerted, rule="R01")
    AlertFactory(household=long_ago, rule="R01", opened_on=date(2025, 5, 31))
    Standing.objects.filter(household=applying).update(has_open_case=True)
    ours(measured, "comprehensive", ON)
    found = [answer("SV-01-1", home) for home in (listed, alerted, long_ago, applying, measured)]
    assert found == [NOT_ASKED, NOT_ASKED, HIT, NOT_ASKED, HIT]


# SV-05 应纳未纳: 30 days


@pytest.mark.parametrize(
    ("opened_on", "expected"), [(date(2026, 5, 17), NOT_ASKED), (date(2026, 5, 16), NOT_ASKED), (date(2026, 5, 15), HIT)]
)
def test_an_alert_that_stood_for_thirty_days(opened_on, expected):
    home = poor()
    AlertFactory(household=home, rule="R01", opened_on=opened_on)
    assert answer("SV-05-1", home) is expected


@pytest.mark.parametrize(
    ("outcome", "expected"), [("apply", HIT), ("identify", HIT), ("none", NOT_ASKED), ("false", NOT_ASKED), ("watch", NOT_ASKED), ("", NOT_ASKED)]
)  # fmt: skip
def test_what_was_concluded_decides_whether_a_case_was_due(outcome, expected):
    home = poor()
    alert = AlertFactory(household=home, rule="R01", opened_on=date(2026, 4, 1))
    Alert.objects.filter(pk=alert.pk).update(state="closed", closed_on=date(2026, 4, 5), outcome=outcome)
    assert answer("SV-05-1", home) is expected


@pytest.mark.parametrize(("monthly", "expected"), [("5000", FINE), (None, UNKNOWN)])
def test_the_rule_must_still_hold(monthly, expected):
    medical_received()
    home = poor(monthly)
    AlertFactory(household=home, rule="R01", opened_on=date(2026, 4, 1))
    assert answer("SV-05-1", home) is expected


@pytest.mark.parametrize(
    ("created_on", "expected"), [(date(2026, 3, 31), HIT), (date(2026, 4, 1), NOT_ASKED), (date(2026, 6, 1), NOT_ASKED)]
)
def test_a_case_begun_since_is_a_case(created_on, expected):
    home = poor()
    AlertFactory(household=home, rule="R01", opened_on=date(2026, 4, 1))
    Application.objects.create(
        household=home, application_no="1", channel="window", created_by=recorder(), created_on=created_on, state="rejected", state_since=ON, closed_on=ON,
        county_code=home.county_code, town_code=home.town_code, village_code=home.village_code,
    )  # fmt: skip
    assert answer("SV-05-1", home) is expected


def test_alerts_of_other_rules_ask_for_no_case():
    home = poor()
    AlertFactory(household=home, rule="R08", opened_on=date(2026, 4, 1))
    assert answer("SV-05-1", home) == NOT_ASKED


# SV-06 推送没有回音: two quarters that fell due


@pytest.mark.parametrize(
    ("pushed_on", "on", "expected"),
    [
        (date(2025, 11, 28), ON, HIT),  # owed for the last quarter of 2025 and the first of 2026
        (date(2025, 12, 1), ON, FINE),  # owed for the first of 2026 only: the second falls due on 20 June
        (date(2025, 12, 1), date(2026, 6, 20), FINE),
        (date(2025, 12, 1), date(2026, 6, 21), HIT),
        (date(2026, 3, 2), ON, NOT_ASKED),  # nothing was due yet
    ],
)
def test_a_push_unanswered_for_two_quarters(pushed_on, on, expected):
    assert answer("SV-06-1", pushed(on=pushed_on).household, on=on) is expected


@pytest.mark.parametrize(
    ("quarter", "result", "fed_back_on", "expected"),
    [("2025Q4", "helping", date(2025, 12, 10), FINE), ("2026Q1", "helping", date(2026, 4, 1), FINE), ("2026Q1", "helping", date(2026, 6, 16), HIT), ("2025Q4", "done", date(2025, 12, 10), NOT_ASKED)],
)  # fmt: skip
def test_one_answer_breaks_the_silence(quarter, result, fed_back_on, expected):
    push = pushed(on=date(2025, 11, 28))
    due_on = date(2025, 12, 20) if quarter == "2025Q4" else date(2026, 3, 20)
    Feedback.objects.create(
        referral=push, quarter=quarter, result=result, words="已上门", fed_back_on=fed_back_on, fed_back_by=staff(), due_on=due_on, is_late=fed_back_on > due_on
    )  # fmt: skip
    assert answer("SV-06-1", push.household) is expected
