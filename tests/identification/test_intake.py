"""The verbs at the window: who may, what stops, what stays behind, and nothing twice."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile

from accounts.roles import Role
from casework.choices import EventKind
from casework.exceptions import StalePage, StepRefused
from casework.models import Event
from households.models import Household, Standing
from identification import authorisations, intake, kin
from identification.choices import ApplicationState as S
from identification.choices import AuthorisationKind, Channel, Ending, LetterKind, PauseReason, Refusal
from identification.models import Application, ClockPause, Letter, Paper
from identification.one_form import FormIncomplete
from identification.scans import read_scan
from tests.accounts.factories import PositionFactory
from tests.identification.factories_intake import ON, accepted, clerk, draft, family, filled, money, signed, submitted, worker
from tests.monitoring.factories import PNG

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("county")]


def reason_of(refused: pytest.ExceptionInfo[StepRefused]) -> str:
    return refused.value.code


# Opening


def test_a_draft_belongs_to_the_households_place_and_has_a_number_of_its_own():
    by = clerk()
    first, second = draft(by=by), draft(by=by)
    assert (first.state, first.village_code, first.created_by, first.due_on) == (S.DRAFT, "990101100201", by, None)
    assert (first.application_no, second.application_no) == ("990101100-2026-0001", "990101100-2026-0002")
    assert first.applicant == first.household.members.get().person
    assert Event.objects.get(subject_type="application", subject_id=first.pk).sentence == f"{by}填写“一张表”：登记申请（窗口本人申请）"
    assert not Standing.objects.get(household=first.household).has_open_case


def test_numbers_begin_anew_with_the_year():
    by = clerk()
    draft(by=by)
    assert draft(by=by, on=date(2027, 1, 4)).application_no == "990101100-2027-0001"


def test_a_household_has_one_open_application_and_the_refusal_names_it():
    by, household = clerk(), family()
    known = draft(household, by)
    with pytest.raises(StepRefused, match=known.application_no) as refused:
        draft(household, by)
    assert reason_of(refused) == "open_application"
    intake.terminate(known, ending=Ending.WITHDRAWN, note="填错了户", by=by, on=ON)
    assert draft(household, by).pk != known.pk


def test_the_same_origin_answers_with_its_first_application():
    by, household = clerk(), family()
    first = draft(household, by, channel=Channel.ALERT, origin_type="alert", origin_id=7)
    assert draft(household, by, channel=Channel.ALERT, origin_type="alert", origin_id=7) == first


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.TOWN_CLERK, Role.VILLAGE_WORKER, Role.COUNTY_CLERK)])
def test_only_windows_and_village_workers_open(role, town):
    with pytest.raises(StepRefused):
        draft(by=PositionFactory(region=town, role=role))


def test_another_towns_clerk_cannot_open():
    with pytest.raises(StepRefused) as refused:
        draft(by=clerk("990101101"))
    assert reason_of(refused) == "out_of_scope"


@pytest.mark.parametrize(
    ("who", "asked", "channel", "proxy"),
    [
        ("clerk", {}, Channel.WINDOW, ""),
        ("worker", {}, Channel.VILLAGE_PROXY, "罗成"),
        ("county", {}, Channel.COUNTY_WINDOW, ""),
        ("clerk", {"channel": Channel.ENTRUSTED, "proxy_name": "王英", "proxy_relation": "relative"}, Channel.ENTRUSTED, "王英"),
    ],
)
def test_how_it_comes_in_follows_from_who_writes_it(who, asked, channel, proxy, county):
    by = {"clerk": clerk, "worker": worker, "county": lambda: PositionFactory(region=county, role=Role.COUNTY_CLERK)}[who]()
    if who == "worker":
        by.user.name = "罗成"
        by.user.save()
    application = draft(by=by, **asked)
    assert (application.channel, application.proxy_name) == (channel, proxy)


@pytest.mark.parametrize(
    "asked",
    [
        {"channel": "jump"},
        {"channel": Channel.COUNTY_WINDOW},
        {"channel": Channel.ENTRUSTED},
        {"channel": Channel.ENTRUSTED, "proxy_name": "王英"},
    ],
)
def test_a_way_in_that_cannot_be_is_refused(asked):
    with pytest.raises(StepRefused):
        draft(**asked)


def test_the_applicant_lives_in_the_household():
    with pytest.raises(StepRefused) as refused:
        draft(applicant=family().members.get().person)
    assert reason_of(refused) == "applicant"


# Submitting


def test_an_empty_form_names_everything_that_is_missing():
    application = signed(draft(), clerk())
    with pytest.raises(FormIncomplete) as refused:
        intake.submit(application, by=clerk(), on=ON)
    person = application.household.members.get().person_id
    assert set(refused.value.errors) == {
        "address", "phone", "risks", f"m{person}-ethnicity", f"m{person}-education", f"m{person}-school_status", f"m{person}-marital",
        f"m{person}-health", f"m{person}-labour", f"m{person}-job_status", "wage-said", "business-said", "property-said", "transfer-said",
        "medical-said", "loss-said", "claim-said", "assets-said", "difficulty", "needs",
    }  # fmt: skip


def test_every_adult_signs_both_papers():
    by, household = clerk(), family(size=2)
    application = filled(household, by)
    application.authorisations.get(kind=AuthorisationKind.MEANS_CHECK).signers.order_by("-pk").first().delete()
    with pytest.raises(StepRefused, match=r"经济状况核对授权书缺.*签字") as refused:
        intake.submit(application, by=by, on=ON)
    assert reason_of(refused) == "unsigned"


def test_a_proxy_needs_the_applicants_paper():
    by = worker()
    application = filled(by=by)
    application.authorisations.filter(kind=AuthorisationKind.PROXY).update(withdrawn_on=ON)
    with pytest.raises(StepRefused, match="代办委托书"):
        intake.submit(application, by=by, on=ON)


def test_submitting_lands_the_form_and_opens_the_case():
    by = clerk()
    application = submitted(by=by)
    household = Household.objects.get(pk=application.household_id)
    assert (application.state, application.submitted_on, application.due_on) == (S.SUBMITTED, ON, date(2026, 6, 17))
    assert household.address == "二组12号" and application.reason.startswith("去年十月住院")
    assert household.standing.has_open_case
    assert household.facts.gross == 0 and household.facts.is_self_declared
    assert set(application.papers.filter(is_shared=True).values_list("code", flat=True)) >= {"id_card", "hukou_book"}
    assert [event.kind for event in Event.objects.filter(subject_id=application.pk, subject_type="application").order_by("pk")][-2:] == [
        EventKind.STEP, EventKind.FORM_FILLED,
    ]  # fmt: skip


def test_a_village_worker_submits_his_own_draft_only():
    mine = worker()
    assert submitted(by=mine).state == S.SUBMITTED
    other = filled(by=mine)
    with pytest.raises(StepRefused) as refused:
        intake.submit(other, by=worker(), on=ON)
    assert reason_of(refused) == "not_own_draft"
    assert intake.submit(other, by=clerk(), on=ON).state == S.SUBMITTED


def test_submitting_twice_is_told_and_changes_nothing():
    by = clerk()
    application = filled(by=by)
    intake.submit(application, by=by, on=ON, version=application.version)
    with pytest.raises(StalePage):
        intake.submit(application, by=by, on=ON, version=application.version)
    assert Event.objects.filter(kind=EventKind.FORM_FILLED, subject_id=application.pk).count() == 2


# Accepting


def test_acceptance_sets_day_d_the_total_clock_the_receipt_and_the_means_check():
    by = clerk()
    application = accepted(by=by)
    assert (application.state, application.accepted_on, application.accepted_by) == (S.UNDER_INQUIRY, ON, by)
    assert application.due_on == date(2026, 7, 7)  # 15 working days, 端午 on 19 June off
    assert Letter.objects.get(application=application).kind == LetterKind.RECEIPT
    assert application.means_checks.get().asked_by == by and not application.has_relative_on_staff


def test_without_the_authorisation_no_check_is_asked():
    by = clerk()
    application = submitted(by=by)
    authorisations.withdraw(application.authorisations.get(kind=AuthorisationKind.MEANS_CHECK), by=by, on=ON)
    assert not intake.accept(application, by=by, on=ON).means_checks.exists()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.TOWN_CLERK])
@pytest.mark.parametrize("verb", ["accept", "return", "not_accept"])
def test_only_the_towns_window_decides_about_acceptance(role, verb, town):
    by, application = PositionFactory(region=town, role=role), submitted()
    verbs = {
        "accept": lambda: intake.accept(application, by=by, on=ON),
        "return": lambda: intake.return_once(application, papers=["diagnosis"], by=by, on=ON),
        "not_accept": lambda: intake.not_accept(application, refusal=Refusal.NOT_LOCAL, note="户籍和常住地都在邻县青山镇。", by=by, on=ON),
    }
    with pytest.raises(StepRefused) as refused:
        verbs[verb]()
    assert reason_of(refused) == "wrong_role"


def test_two_clerks_accept_and_one_wins():
    first, second, application = clerk(), clerk(), submitted()
    intake.accept(application, by=first, on=ON, version=application.version)
    with pytest.raises(StalePage):
        intake.accept(application, by=second, on=ON, version=application.version)
    assert Letter.objects.filter(application=application).count() == 1


def test_a_declared_relative_handles_nothing_and_the_case_is_marked():
    relative, other = clerk(), clerk()
    application = submitted(by=other)
    kin.declare(relative, application.applicant, "sibling", by=relative, on=ON)
    for act in (
        lambda: intake.accept(application, by=relative, on=ON),
        lambda: intake.return_once(application, papers=["diagnosis"], by=relative, on=ON),
        lambda: intake.not_accept(application, refusal=Refusal.NOT_LOCAL, note="户籍和常住地都在邻县青山镇。", by=relative, on=ON),
        lambda: intake.terminate(application, ending=Ending.WITHDRAWN, note="申请人撤回", by=relative, on=ON),
    ):
        with pytest.raises(StepRefused) as refused:
            act()
        assert reason_of(refused) == "kin"
    assert intake.accept(application, by=other, on=ON).has_relative_on_staff


def test_a_form_handed_in_in_may_covers_the_months_before_acceptance_in_june():
    by, household = clerk(), family()
    head = household.members.get().person
    application = submitted(household, by, date(2026, 5, 29), typed=money("wage", (head, "务工收入", 12000)))
    intake.accept(application, by=by, on=date(2026, 6, 1))
    household.refresh_from_db()
    assert household.facts.window_end == date(2026, 6, 1) and household.facts.wages == 12000


# Returning


def test_returned_once_with_the_whole_list():
    by, application = clerk(), submitted()
    returned = intake.return_once(application, papers=["diagnosis", "wages"], note="请一次带齐", by=by, on=ON)
    assert (returned.state, returned.due_on) == (S.RETURNED, ON + timedelta(days=30))
    asked = Paper.objects.filter(application=application, asked_on=ON)
    assert {paper.title for paper in asked} == {"诊断证明或出院小结", "务工收入说明或工资流水"}
    assert Letter.objects.get(application=application).kind == LetterKind.MISSING
    with pytest.raises(StepRefused, match="还没有交齐：诊断证明"):
        intake.resubmit(returned, by=by, on=ON)
    for paper in asked:
        intake.hand_in(paper, by=by, on=ON + timedelta(days=3))
    again = intake.resubmit(returned, by=by, on=ON + timedelta(days=3))
    assert again.state == S.SUBMITTED and again.due_on is not None
    with pytest.raises(StepRefused) as refused:
        intake.return_once(again, papers=["residence"], by=by, on=ON + timedelta(days=3))
    assert reason_of(refused) == "returned_before"
    assert intake.accept(again, by=by, on=ON + timedelta(days=3)).state == S.UNDER_INQUIRY


@pytest.mark.parametrize(
    ("codes", "code", "says"),
    [
        ([], "no_papers", "没有选"),
        (["id_card"], "shared_paper", "由公安局共享"),
        (["diagnosis", "disability_card"], "shared_paper", "由残联共享"),
        (["settlement"], "shared_paper", "由医保局共享"),
        (["moon"], "unknown_paper", "清单里没有"),
    ],
)
def test_nothing_a_department_shares_may_be_asked(codes, code, says):
    with pytest.raises(StepRefused, match=says) as refused:
        intake.return_once(submitted(), papers=codes, by=clerk(), on=ON)
    assert reason_of(refused) == code


def test_what_is_not_mended_in_time_lapses_once():
    by, application = clerk(), submitted()
    returned = intake.return_once(application, papers=["diagnosis"], by=by, on=ON)
    assert intake.lapse_returned(returned.due_on) == 0
    assert intake.lapse_returned(returned.due_on + timedelta(days=1)) == 1
    assert intake.lapse_returned(returned.due_on + timedelta(days=1)) == 0
    application.refresh_from_db()
    assert (application.state, application.closed_on) == (S.LAPSED, returned.due_on + timedelta(days=1))
    assert not Standing.objects.get(household=application.household).has_open_case
    assert Event.objects.filter(subject_id=application.pk, kind=EventKind.STEP).order_by("-pk").first().by == "到期自动办理"


# Refusing and ending


def test_not_accepted_says_why_and_closes():
    application = intake.not_accept(submitted(), refusal=Refusal.NOT_LOCAL, note="户籍和常住地都在邻县青山镇。", by=clerk(), on=ON)
    assert (application.state, application.refusal, application.closed_on) == (S.NOT_ACCEPTED, Refusal.NOT_LOCAL, ON)
    assert Letter.objects.get(application=application).kind == LetterKind.NOT_ACCEPTED


@pytest.mark.parametrize(
    ("refusal", "note"), [("", "户籍和常住地都在邻县青山镇。"), ("jump", "户籍和常住地都在邻县青山镇。"), (Refusal.NOT_LOCAL, "不行")]
)
def test_a_refusal_without_ground_or_words_is_refused(refusal, note):
    with pytest.raises(StepRefused):
        intake.not_accept(submitted(), refusal=refusal, note=note, by=clerk(), on=ON)


def test_ended_with_its_letter_and_the_clock_at_rest():
    by = clerk()
    application = intake.ask_paper(accepted(by=by), codes=["diagnosis"], by=by, on=ON)
    ended = intake.terminate(application, ending=Ending.NOT_COOPERATING, note="三次上门都拒绝", by=by, on=ON + timedelta(days=2))
    assert (ended.state, ended.ending, ended.paused_since) == (S.TERMINATED, Ending.NOT_COOPERATING, None)
    assert ClockPause.objects.get(application=application).ended_on == ON + timedelta(days=2)
    assert Letter.objects.filter(application=application, kind=LetterKind.TERMINATED).count() == 1


def test_a_draft_withdrawn_gets_no_letter():
    by, application = worker(), None
    application = draft(by=by)
    with pytest.raises(StepRefused):
        intake.terminate(application, ending=Ending.WITHDRAWN, note="填错了户", by=worker(), on=ON)
    assert intake.terminate(application, ending=Ending.WITHDRAWN, note="填错了户", by=by, on=ON).state == S.TERMINATED
    assert not Letter.objects.filter(application=application).exists()


# A paper after acceptance


def test_a_paper_asked_after_acceptance_stops_the_clock_once_until_the_last_has_come():
    by = clerk()
    application = accepted(by=by)
    due = application.due_on
    asked = intake.ask_paper(application, codes=["diagnosis", "wages"], by=by, on=ON, version=application.version)
    assert asked.paused_since == ON
    first, second = Paper.objects.filter(application=application, asked_on=ON).order_by("pk")
    intake.hand_in(first, by=by, on=date(2026, 6, 16))
    assert Application.objects.get(pk=application.pk).paused_since == ON
    intake.hand_in(second, by=by, on=date(2026, 6, 18), scan=read_scan(ContentFile(PNG), "工资流水"))
    running = Application.objects.get(pk=application.pk)
    assert running.paused_since is None and running.due_on == date(2026, 7, 10) > due  # three working days later
    with pytest.raises(StepRefused) as refused:
        intake.ask_paper(running, codes=["residence"], by=by, on=date(2026, 6, 18))
    assert reason_of(refused) == "asked_before"
    assert ClockPause.objects.get(application=application).reason == PauseReason.PAPER


def test_a_paper_is_asked_only_of_a_running_case_by_the_window():
    by = clerk()
    with pytest.raises(StepRefused) as refused:
        intake.ask_paper(submitted(by=by), codes=["diagnosis"], by=by, on=ON)
    assert reason_of(refused) == "not_running"
    application = accepted(by=by)
    with pytest.raises(StepRefused) as refused:
        intake.ask_paper(application, codes=["diagnosis"], by=worker(), on=ON)
    assert reason_of(refused) == "wrong_role"
    with pytest.raises(StalePage):
        intake.ask_paper(application, codes=["diagnosis"], by=by, on=ON, version=0)


def test_handed_in_twice_is_once():
    by = clerk()
    application = accepted(by=by)
    intake.ask_paper(application, codes=["diagnosis"], by=by, on=ON)
    paper = Paper.objects.get(application=application, code="diagnosis")
    intake.hand_in(paper, by=by, on=ON)
    assert intake.hand_in(paper, by=by, on=ON + timedelta(days=1)).handed_in_on == ON
    assert Event.objects.filter(kind=EventKind.PAPER_RECEIVED).count() == 1
