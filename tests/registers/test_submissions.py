"""上报: severity 3 refuses with the reason and a way out; 1 and 2 only warn; the county's task force may say why (domain §5.4)."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import Position
from accounts.roles import Role
from casework.exceptions import StepRefused
from registers.models import QualityFinding, QualityRun, Submission
from registers.quality.rules import CHECKS
from registers.quality.run import check_quality
from registers.quality.shown import Severity
from registers.reports.base import Period, Place
from registers.reports.submitting import BLOCKING, standing, submit
from tests.accounts.factories import PositionFactory
from tests.households.factories import HouseholdFactory

pytestmark = pytest.mark.django_db
ON = date(2026, 6, 15)
MAY = date(2026, 5, 1)
WHY = "两户正在回退，六月十日前办结"


@pytest.fixture
def clerk(county, town) -> Position:
    return PositionFactory(region=town, role=Role.TOWN_CLERK)


@pytest.fixture
def taskforce(county) -> Position:
    return PositionFactory(region=county, role=Role.TASKFORCE)


@pytest.fixture(autouse=True)
def the_day(settings) -> None:
    settings.FIXED_TODAY = ON


def month(position: Position) -> Period:
    return Period.of(MAY, position, known=ON)


def found(check: str) -> None:
    """A household the last run finds fault with."""
    home = HouseholdFactory()
    QualityFinding.objects.create(
        rule=check.rsplit("-", 1)[0], household=home, county_code=home.county_code, town_code=home.town_code, village_code=home.village_code,
        faults=[check], found_on=ON,
    )  # fmt: skip


def hand_up(by: Position, reason: str = "") -> Submission:
    return submit(Place(by), month(by), by=by, on=ON, reason=reason)


def test_the_faults_of_supervision_are_among_what_refuses():
    named = {CHECKS[code].fault for code in BLOCKING}
    assert {"体外循环", "快进快出", "应纳未纳", "应帮未帮", "风险消除不实", "整户无劳动力标注消除"} <= named
    assert all(CHECKS[code].severity is Severity.BLOCKS and CHECKS[code].fix for code in BLOCKING)


@pytest.mark.parametrize("check", BLOCKING)
def test_a_fault_of_severity_three_refuses_a_town_with_reason_and_way_out(county, clerk, check):
    QualityRun.objects.create(county=county, on=ON, finished_at="2026-06-15T00:00:00Z")
    found(check)
    with pytest.raises(StepRefused, match=r"1项3级问题共1处没有改好.*重新检查后再上报.*写明理由"):
        hand_up(clerk, WHY)
    assert not Submission.objects.exists()
    assert [(fault.check.code, fault.count) for fault in standing(Place(clerk))] == [(check, 1)]


def test_lesser_faults_only_warn_and_what_was_mended_goes_up(county, clerk):
    check_quality(county, on=ON)
    found("SV-02-2")
    done = hand_up(clerk)
    assert (done.number, done.faults, done.reason, done.region) == (1, {}, "", clerk.region)
    with pytest.raises(StepRefused, match="再次上报，要写明理由"):
        hand_up(clerk, "短")
    assert hand_up(clerk, "五月退出一户漏登，更正后再报").number == 2


def test_never_checked_is_not_faultless(county, clerk, taskforce):
    for by in (clerk, taskforce):
        with pytest.raises(StepRefused, match="还没有检查过数据质量"):
            hand_up(by, WHY)


def test_a_month_that_is_not_over_does_not_go_up(county, taskforce):
    check_quality(county, on=ON)
    with pytest.raises(StepRefused, match="2026年6月还没有结束"):
        submit(Place(taskforce), Period.of(date(2026, 6, 1), taskforce, known=ON), by=taskforce, on=ON)


def test_the_task_force_says_why_and_the_faults_are_kept(county, taskforce):
    check_quality(county, on=ON)
    found("SV-02-1")
    found("SV-02-1")
    with pytest.raises(StepRefused, match="带着3级问题上报，要写明理由"):
        hand_up(taskforce)
    assert hand_up(taskforce, WHY).faults == {"SV-02-1": 2}


def test_only_those_who_answer_for_the_tables(county):
    check_quality(county, on=ON)
    with pytest.raises(StepRefused, match="您的岗位是"):
        hand_up(PositionFactory(region=county, role=Role.INSPECTOR))


def test_a_row_without_its_reason_is_refused_by_the_table(county, taskforce):
    columns = {"region": county, "month": MAY, "submitted_by": taskforce, "submitted_on": ON}
    for wrong in ({"faults": {"SV-02-1": 1}}, {"number": 2}):
        with pytest.raises(IntegrityError, match="submission_says_why"), transaction.atomic():
            Submission.objects.create(**columns, **wrong)


def test_the_page_lists_what_refuses_and_every_number_is_its_list(county, clerk, taskforce):
    check_quality(county, on=ON)
    found("SV-02-1")
    client = Client()
    client.force_login(clerk.user)
    address = reverse("registers:report_submit") + "?month=2026-05"
    text = client.get(address).content.decode()
    [fault] = standing(Place(clerk))
    assert "识别后很快就按帮扶消除" in text and 'aria-disabled="true"' in text and fault.check.fix in text
    assert client.get(fault.url).context["page_obj"].paginator.count == fault.count
    assert client.post(address, {"reason": WHY}).status_code == 409
    client.force_login(taskforce.user)
    assert client.post(address, {"reason": "短"}).content.decode().count("短</textarea>") == 1  # nothing typed is lost
    assert client.post(address, {"reason": WHY}).status_code == 302
    assert "带着1项3级问题" in client.get(reverse("registers:reports") + "?month=2026-05").content.decode()
