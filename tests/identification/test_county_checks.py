"""县级抽查: when it is due, who may do it, and what it leaves behind."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.roles import Role
from casework.exceptions import StalePage, StepRefused
from identification.choices import ApplicationState, CountyCheckKind
from identification.county_checks import ask, drawn, finish, is_due, is_sampled
from identification.models import CountyCheck, Objection
from policies.models import Parameter, ParameterMissing
from tests.households.factories import HouseholdFactory
from tests.identification.factories_notices import (
    ON,
    at_panel,
    clerk,
    fresh,
    hung,
    objected,
    opinion_of,
    person_at,
    related,
    sent,
    settled,
    taskforce,
    worker,
)

pytestmark = pytest.mark.django_db
FOUND = "入户看了住房和家电，与镇里的调查一致。"


@pytest.fixture(autouse=True)
def ground(county):
    return county


def share(value: str) -> None:
    Parameter.objects.filter(code="county_sample_share_tekun").update(number=Decimal(value))


def finished(check: CountyCheck, **changes):
    return finish(check, **{"by": taskforce(), "on": ON, "result": "agrees", "findings": FOUND, "visited_on": ON, **changes})


# When it is due


def test_an_ordinary_case_needs_none():
    assert is_due(at_panel()) is None


def test_a_relative_on_staff_always():
    household = HouseholdFactory(size=2)
    case = at_panel(household)
    related(worker(), household)
    assert is_due(fresh(case)) == CountyCheckKind.RELATIVE


def test_a_complaint_that_was_right():
    right, wrong = hung(), hung()
    settled(objected(right), is_upheld=True)
    settled(objected(wrong), is_upheld=False)
    assert is_due(fresh(right.application)) == CountyCheckKind.COMPLAINT
    assert is_due(fresh(wrong.application)) is None


@pytest.mark.parametrize(("value", "due"), [("0", None), ("1", CountyCheckKind.SAMPLED)])
def test_tekun_by_sample(value, due):
    share(value)
    assert is_due(at_panel(category="tekun", monthly_amount=None)) == due
    assert is_due(at_panel(modes={1: ("tekun", "")})) == due
    assert is_due(at_panel()) is None


def test_the_draw_is_the_same_whenever_and_whoever_asks():
    case = at_panel(category="tekun", monthly_amount=None)
    assert len({is_sampled(case) for _ in range(5)}) == 1
    opinion_of(case, category="tekun", monthly_amount=None)
    assert is_due(fresh(case)) == (CountyCheckKind.SAMPLED if drawn(case.application_no, Decimal("0.3")) else None)


def test_about_the_share_is_drawn():
    numbers = [f"990101100-2026-{number:04d}" for number in range(3000)]
    assert 0.27 < sum(drawn(number, Decimal("0.30")) for number in numbers) / 3000 < 0.33


@given(number=st.text(min_size=1), low=st.integers(0, 100), high=st.integers(0, 100))
def test_a_larger_share_draws_all_of_a_smaller_one(number, low, high):
    low, high = sorted((low, high))
    assert not drawn(number, Decimal(low) / 100) or drawn(number, Decimal(high) / 100)


def test_a_missing_share_is_not_none():
    case = at_panel(category="tekun", monthly_amount=None)
    Parameter.objects.filter(code="county_sample_share_tekun").delete()
    with pytest.raises(ParameterMissing):
        is_due(case)


def test_once_checked_it_is_not_asked_again():
    share("1")
    case = at_panel(category="tekun", monthly_amount=None)
    check = sent(case)
    assert is_due(fresh(case)) == CountyCheckKind.SAMPLED
    finished(check)
    assert is_due(fresh(case)) is None


# Asking


def test_asked_from_the_panel_with_ten_working_days():
    check = sent()
    assert check.application.county_checks.get() == check
    assert fresh(check.application).state == ApplicationState.COUNTY_CHECK
    assert check.due_on == date(2026, 6, 30)  # the Dragon Boat holiday on Friday 19 June is no working day


def test_not_asked_twice():
    check = sent()
    with pytest.raises(StalePage):
        sent(fresh(check.application))
    assert CountyCheck.objects.count() == 1


@pytest.mark.parametrize("kind", [CountyCheckKind.SPECIAL, CountyCheckKind.COMPLAINT])
def test_a_complex_or_complained_case_says_why(kind):
    case = at_panel()
    with pytest.raises(StepRefused, match="写明送县里的原因"):
        sent(case, kind=kind)
    assert sent(case, kind=kind, note="户籍在外省、长期住本镇，镇里意见不一。").kind == kind


def test_a_relative_s_check_needs_a_relative():
    with pytest.raises(StepRefused, match="没有近亲属备案"):
        sent(kind=CountyCheckKind.RELATIVE)


@pytest.mark.parametrize("role", [Role.TOWN_SURVEYOR, Role.VILLAGE_WORKER, Role.COUNTY_CLERK])
def test_who_may_not_ask(role):
    case = at_panel()
    with pytest.raises(StepRefused, match="您的岗位"):
        ask(case, kind=CountyCheckKind.SAMPLED, by=person_at("990101100", role), on=ON, version=case.version)


# Finishing


def test_the_result_goes_back_to_the_table():
    check = finished(sent(), result="differs", findings="家中新建二层楼房，与镇里调查不符。")
    assert (check.result, check.finished_on, check.visited_on) == ("differs", ON, ON)
    assert fresh(check.application).state == ApplicationState.PANEL


REFUSED = [
    ({"visited_on": None}, "抽查要入户"),
    ({"visited_on": ON + timedelta(days=1)}, "不能晚于今天"),
    ({"visited_on": ON - timedelta(days=1)}, "不能更早"),
    ({"findings": "一致"}, "10个字以上"),
    ({"result": ""}, "请选抽查结果"),
    ({"result": "maybe"}, "请选抽查结果"),
]


@pytest.mark.parametrize(("changes", "words"), REFUSED)
def test_what_a_check_must_say(changes, words):
    check = sent()
    with pytest.raises(StepRefused, match=words):
        finished(check, **changes)
    check.refresh_from_db()
    assert check.finished_on is None and fresh(check.application).state == ApplicationState.COUNTY_CHECK


def test_a_meeting_of_the_county_goes_to_no_door():
    check = sent(kind=CountyCheckKind.SPECIAL, note="户籍在外省、长期住本镇，镇里意见不一。")
    done = finished(check, visited_on=None, findings="协调机制第3次会议议定：按本镇常住认定。")
    assert done.visited_on is None and done.result == "agrees"


def test_finished_twice_is_told():
    check = sent()
    finished(check)
    with pytest.raises(StalePage):
        finished(check)
    with pytest.raises(StalePage):
        finished(check, version=check.application.version)


@pytest.mark.parametrize("by", [clerk, worker])
def test_only_the_task_force_records(by):
    with pytest.raises(StepRefused, match="由县专班办理"):
        finished(sent(), by=by())


def test_no_relative_and_nobody_who_handled_it_below():
    household = HouseholdFactory(size=2)
    check = sent(at_panel(household))
    kin = taskforce()
    related(kin, household, by=kin)
    with pytest.raises(StepRefused, match="须回避"):
        finished(check, by=kin)
    handler = taskforce(user=check.application.accepted_by.user)
    with pytest.raises(StepRefused, match="办过这一件"):
        finished(check, by=handler)
    assert finished(check).finished_by


def test_numbers_of_persons_are_not_kept_in_findings():
    check = finished(sent(), findings="户主身份证990101198005010014，电话13900001111，房屋两间。")
    assert "990101198005010014" not in check.findings and "13900001111" not in check.findings


def test_an_upheld_objection_is_remembered_over_the_new_notice():
    notice = hung()
    settled(objected(notice), is_upheld=True)
    assert Objection.objects.filter(is_upheld=True).exists() and is_due(fresh(notice.application)) == CountyCheckKind.COMPLAINT
