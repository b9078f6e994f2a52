"""The case page: every state as every role, stages, buttons that say what stops them, refusals that lose nothing, fixed queries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import CASE_ROLES, Role
from casework.choices import EventKind
from casework.models import Event
from casework.timeline import record
from identification.case_buttons import WAYS, available_steps, step_buttons, way_of
from identification.case_page import CaseFile
from identification.choices import ApplicationState as S
from identification.choices import MeetingState
from identification.models import Application, JointReview
from identification.workflow import APPLICATION
from tests.conftest import lay_county
from tests.identification.factories_cases import ON, case_at, fresh, person
from tests.identification.factories_notices import related
from tests.monitoring.test_pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def keys(standing) -> dict[S, int]:
    """A case in every state, by its key; only what is not changed in memory may be handed on."""
    lay_county()
    made = {}
    for state in sorted(S, key=lambda state: state == S.COUNTY_CHECK):  # whose meeting stays open
        made[state] = case_at(state, head=f"{state.label}家").pk
        if state in (S.CONFIRMED, S.REJECTED):
            JointReview.objects.update(state=MeetingState.CLOSED, closed_on=ON)
    return made


@pytest.fixture
def at(keys) -> Callable[[S], Application]:
    """`at(state)`: the case that stands in this state, read anew."""
    return lambda state: fresh(Application(pk=keys[state]))


def page(browser, case: Application, role: Role = Role.TOWN_CLERK):
    return browser(person(role)).get(reverse("identification:application", args=[case.pk]))


def step(browser, case: Application, code: str, role: Role = Role.TOWN_CLERK, **data):
    url = reverse("identification:step", args=[case.pk, code])
    return browser(person(role)).post(url, {"version": case.version, **data})


def stages(case: Application) -> dict[str, str]:
    return {stage.title: stage.css for stage in CaseFile.of(case, ON).stages}


# The registry


def test_every_step_of_the_table_has_one_way_and_no_way_lacks_a_step():
    steps = {(one.code, S(one.source)) for one in APPLICATION.steps if not one.automatic and one.code != "terminate"}
    assert set(WAYS) == steps
    for one in APPLICATION.steps:
        if not one.automatic:
            way = way_of(one)
            assert (way.page is None) != (way.form is None) and (way.form is None) == (way.take is None), one.code


# What the page shows


@pytest.mark.parametrize("state", list(S))
def test_every_state_has_its_page(browser, at, state):
    case = at(state)
    text = text_of(page(browser, case))
    assert case.application_no in text and case.state_label in text


@pytest.mark.parametrize("role", sorted(CASE_ROLES))
def test_every_role_reads_it_and_has_one_solid_button_at_most(browser, at, role):
    for state in (S.SUBMITTED, S.UNDER_INQUIRY, S.PANEL):
        response = page(browser, at(state), role)
        assert response.status_code == 200 and response.content.decode().count("btn--go") <= 1


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (S.DRAFT, {"申请": "now", "受理": "", "核对": "", "评议": "skip-stage", "公示": "", "确认": ""}),
        (S.SUBMITTED, {"申请": "done", "受理": "now", "核对": ""}),
        (S.RETURNED, {"申请": "done", "受理": "back"}),
        (S.NOT_ACCEPTED, {"申请": "done", "受理": "back", "确认": ""}),
        (S.UNDER_INQUIRY, {"受理": "done", "核对": "now", "入户": "", "初审": ""}),
        (S.PROPOSED, {"初审": "done", "公示": "now"}),
        (S.NOTICE, {"初审": "done", "公示": "now", "联审联批": ""}),
        (S.OBJECTED, {"公示": "back"}),
        (S.PANEL, {"公示": "done", "联审联批": "now"}),
        (S.COUNTY_CHECK, {"联审联批": "now", "确认": ""}),
        (S.CONFIRMED, {"联审联批": "done", "确认": "done"}),
        (S.REJECTED, {"联审联批": "done", "确认": "back"}),
        (S.TERMINATED, {"受理": "done", "确认": "back"}),
    ],
)
def test_the_stage_bar_follows_the_case(at, state, expected):
    seen = stages(at(state))
    assert {title: seen[title] for title in expected} == expected
    assert sum(css == "now" for css in seen.values()) <= 1


def test_the_page_asks_a_fixed_number_of_questions_whatever_has_happened(browser):
    case, clerk = case_at(S.UNDER_INQUIRY), person(Role.TOWN_CLERK)
    client, url = browser(clerk), reverse("identification:application", args=[case.pk])
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for _ in range(30):
        record(EventKind.PAPER_ASKED, household=case.household, by=clerk, on=ON, subject=case, detail={"papers": "工资流水"})
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) == len(few)


def test_looking_is_logged(browser):
    from accounts.models import ReadingLog

    case = case_at(S.UNDER_INQUIRY)
    page(browser, case)
    assert ReadingLog.objects.filter(subject__contains=case.application_no).exists()


def test_the_other_town_does_not_find_it(browser):
    case = case_at(S.SUBMITTED)
    client = browser(person(Role.TOWN_CLERK, "990101101"))
    assert client.get(reverse("identification:application", args=[case.pk])).status_code == 404
    assert client.post(reverse("identification:step", args=[case.pk, "accept"]), {"version": case.version}).status_code == 404
    assert client.get(reverse("identification:household_panel", args=[case.household_id])).status_code == 404


# What stops a step


def test_an_unfinished_inquiry_says_what_it_lacks_and_where_to_mend_it(browser):
    case = case_at(S.UNDER_INQUIRY)
    [propose] = [button for button in step_buttons(case, person(Role.TOWN_CLERK), ON) if button.code == "propose"]
    assert any("入户" in reason for reason in propose.blocked)
    assert ("安排入户", reverse("identification:plan_visit", args=[case.pk])) in propose.mends
    assert "还没有安排入户调查" in text_of(page(browser, case))


def test_a_running_notice_says_until_when(county):
    case = case_at(S.NOTICE)
    [over] = [button for button in step_buttons(case, person(Role.TOWN_CLERK), ON) if button.code == "notice_over"]
    assert any("公示到6月22日" in reason for reason in over.blocked) and over.mends


def test_kin_is_kept_away_from_every_step(county):
    case, clerk = case_at(S.SUBMITTED), person(Role.TOWN_CLERK)
    related(clerk, case.household, by=person(Role.TOWN_CLERK))
    assert all(any("须回避" in reason for reason in button.blocked) for button in step_buttons(case, clerk, ON))
    assert available_steps(case, clerk, ON) == []


@pytest.mark.parametrize("state", [S.SUBMITTED, S.UNDER_INQUIRY, S.PROPOSED, S.NOTICE, S.PANEL, S.COUNTY_CHECK])
@pytest.mark.parametrize("role", [Role.TOWN_SURVEYOR, Role.VERIFY_CENTER, Role.INSPECTOR, Role.HELPER])
def test_a_step_that_is_not_yours_names_who_takes_it(at, state, role):
    case = at(state)
    for button in step_buttons(case, person(role), ON):
        assert button.blocked and button.blocked[0].startswith("由") and not button.form


# Taking a step


def test_accepting_starts_the_clock_and_prints_the_receipt(browser):
    case = case_at(S.SUBMITTED)
    assert step(browser, case, "accept").status_code == 302
    taken = fresh(case)
    assert (taken.state, taken.accepted_on) == (S.UNDER_INQUIRY, ON) and taken.due_on is not None
    assert "打印受理单" in text_of(page(browser, taken))


def test_a_refused_form_keeps_what_was_typed(browser):
    case = case_at(S.SUBMITTED)
    answer = step(browser, case, "not_accept", note="户籍在外县，来探亲")
    assert answer.status_code == 422 and "户籍在外县，来探亲" in answer.content.decode()
    short = step(browser, case, "not_accept", refusal="not_local", note="外县")
    assert short.status_code == 409 and "外县" in short.content.decode() and fresh(case).state == S.SUBMITTED


def test_a_stale_page_is_told_and_loses_nothing(browser):
    case = case_at(S.SUBMITTED)
    answer = step(browser, case, "terminate", version=case.version + 5, ending="withdrawn", note="本人打电话撤回申请")
    assert answer.status_code == 409 and "本人打电话撤回申请" in text_of(answer) and fresh(case).state == S.SUBMITTED


def test_the_same_step_posted_twice_is_taken_once(browser):
    case = case_at(S.SUBMITTED)
    assert step(browser, case, "accept").status_code == 302
    again = step(browser, case, "accept")
    assert again.status_code == 409 and "不能再“受理”" in text_of(again)
    assert Event.objects.filter(kind=EventKind.STEP, subject_id=case.pk, detail__step="accept").count() == 1


@pytest.mark.parametrize("role", sorted({role for one in APPLICATION.steps for role in one.roles} - {Role.TOWN_CLERK}))
def test_the_wrong_role_is_refused_with_who_may(browser, at, role):
    case = at(S.SUBMITTED)
    answer = step(browser, case, "accept", role)
    assert answer.status_code == 409 and "由镇一窗受理办理" in text_of(answer) and fresh(case).state == S.SUBMITTED


def test_a_step_with_a_page_of_its_own_is_not_taken_here(browser):
    answer = step(browser, case_at(S.UNDER_INQUIRY), "propose")
    assert answer.status_code == 409 and "在它自己的页面办理" in text_of(answer)


def test_returning_lists_only_what_no_department_shares(browser):
    case = case_at(S.SUBMITTED)
    [button] = [one for one in step_buttons(case, person(Role.TOWN_CLERK), ON) if one.code == "return"]
    codes = {code for code, _ in button.form.fields["papers"].choices}
    assert "wages" in codes or "account" in codes
    assert not codes & {"id_card", "hukou_book", "disability_card"}
    assert step(browser, case, "return", papers=["account"], note="补齐后再来").status_code == 302
    assert fresh(case).state == S.RETURNED


def test_a_notice_that_is_over_goes_to_the_panel_from_here(browser, settings):
    case = case_at(S.NOTICE, on=ON - timedelta(days=8))
    assert step(browser, case, "notice_over").status_code == 302
    assert fresh(case).state == S.PANEL


# Beside the page


def test_the_panel_of_the_household_lists_everything(browser):
    case = case_at(S.CONFIRMED)
    text = text_of(browser(person(Role.TOWN_CLERK)).get(reverse("identification:household_panel", args=[case.household_id])))
    assert "没有在办的申请" in text and "已办结1件" in text and "每月581.00元" in text and "确认通知书" in text


def test_the_api_lists_and_says_what_may_be_done(browser):
    case = case_at(S.SUBMITTED, town="990101101")
    client = browser(person(Role.TOWN_CLERK, "990101101"))
    rows = client.get("/api/applications/").json()
    rows = rows["results"] if isinstance(rows, dict) else rows
    assert [row["application_no"] for row in rows] == [case.application_no]
    one = client.get(f"/api/applications/{case.pk}/").json()
    assert set(one["available_steps"]) == {"accept", "return", "not_accept", "terminate"} and one["version"] == case.version
    assert browser(person(Role.TOWN_CLERK)).get(f"/api/applications/{case.pk}/").status_code == 404
    assert browser(person(Role.INSPECTOR)).get(f"/api/applications/{case.pk}/").json()["available_steps"] == []
