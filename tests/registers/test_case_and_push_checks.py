"""The self-check of applications and pushes: nothing is found in a town at work, and each planted contradiction is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db.models import F, Model
from django.test import override_settings

from accounts.roles import Role
from assistance.choices import ReferralState as R
from assistance.models import Feedback, Measure, Need, Referral
from casework.models import Event
from households.models import HouseholdFacts, Standing
from identification.choices import LetterKind, NoticeKind, RecusalGround
from identification.models import (
    Application,
    CountyCheck,
    Determination,
    Letter,
    Objection,
    Opinion,
    PublicNotice,
    Recusal,
    VisitSignature,
    Vote,
)
from registers.case_checks import CASE_CHECKS
from registers.checks import Check
from registers.demo import meeting
from registers.demo.walk import Cast
from registers.push_checks import PUSH_CHECKS
from tests.assistance.test_step_matrix import TO_STATE, pushed
from tests.identification.test_step_matrix import Town
from tests.monitoring.factories import ON
from tests.world import build, colleagues, rolled_back

pytestmark = pytest.mark.django_db

CHECKS = {check.code: check for check in (*CASE_CHECKS, *PUSH_CHECKS)}


@dataclass
class AtWork:
    """One case in each state the checks speak of, and a push in each."""

    cases: dict[str, Application]
    pushes: dict[str, Referral] = field(default_factory=dict)

    def of(self, model: type[Model], state: str, **columns: Any) -> Any:
        """Rows of the case in this state."""
        to = {Application: "pk", Standing: "household__applications", HouseholdFacts: "household__applications"}.get(model, "application")
        return model._default_manager.filter(**{to: self.cases[state].pk}, **columns)

    def pushed(self, state: str) -> Any:
        return Referral.objects.filter(pk=self.pushes[state].pk)


@pytest.fixture(scope="module")
def county_at_work(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[AtWork]:
    files = tmp_path_factory.mktemp("files")
    with django_db_blocker.unblock(), override_settings(FIXED_TODAY=ON, MEDIA_ROOT=files, DEMO=False), rolled_back():
        world = build()
        town = Town(world, colleagues(world, Role.VILLAGE_WORKER, Role.TOWN_PANEL, Role.TOWN_HEAD))
        cases = {name: getattr(town, name) for name in ("draft", "submitted", "returned", "notice", "objected", "waiting", "county_check")}
        for item, name in zip(town.items, ("confirmed", "rejected"), strict=True):
            assert name.startswith(meeting.announce(item, town.cast, ON))
            cases[name] = item.application
        cast = Cast(ON)
        pushes = {state: pushed(world, cast, steps) for state, steps in {**TO_STATE, R.VERIFIED: (*TO_STATE[R.FED_BACK], "verify")}.items()}
        yield AtWork(cases, pushes)


def settled(objections: Any) -> None:
    objections.update(settled_on=ON, settled_by=F("recorded_by"), is_upheld=False, finding="查过，不属实。")


def stood_aside(it: AtWork) -> None:
    vote = Vote.objects.filter(item__application=it.cases["confirmed"]).first()
    assert vote is not None
    Recusal.objects.create(item=vote.item, position=vote.position, ground=RecusalGround.OWN_WORD, note="申请人是我的姐夫")


def fed_back_again(it: AtWork) -> None:
    row = Feedback.objects.get(referral=it.pushes[R.FED_BACK])
    row.pk, row.quarter = None, "2026Q4"
    row.save()


# What is planted, by the check that must find it.
PLANTED: dict[str, Callable[[AtWork], object]] = {
    "case_chain": lambda it: it.of(Application, "waiting").update(state="proposed"),
    "case_event": lambda it: Event.objects.filter(subject_type="application", subject_id=it.cases["submitted"].pk).delete(),
    "case_determined": lambda it: it.of(Determination, "confirmed").update(application=None, ground="register"),
    "case_ground": lambda it: it.of(Determination, "confirmed").update(category="tekun"),
    "case_refused": lambda it: it.of(Standing, "rejected").update(refused_on=None),
    "case_open": lambda it: it.of(Standing, "waiting").update(has_open_case=False),
    "case_open_facts": lambda it: it.of(HouseholdFacts, "confirmed").update(has_open_case=True),
    "case_due": lambda it: it.of(Application, "waiting").update(due_on=None),
    "case_due_before": lambda it: it.of(Application, "returned").update(due_on=None),
    "case_due_after": lambda it: it.of(Application, "confirmed").update(due_on=ON),
    "case_paused": lambda it: it.of(Application, "objected").update(paused_since=None),
    "case_objected": lambda it: settled(Objection.objects.filter(notice__application=it.cases["objected"])),
    "case_notice": lambda it: it.of(PublicNotice, "notice").update(removed_on=F("posted_on")),
    "notice_case": lambda it: it.of(PublicNotice, "waiting").update(removed_on=None),
    "case_published": lambda it: it.of(PublicNotice, "confirmed", kind=NoticeKind.FIRST).update(removed_on=F("ends_on")),
    "case_opinion": lambda it: it.of(Opinion, "notice").update(is_current=False),
    "case_county": lambda it: it.of(CountyCheck, "county_check").delete(),
    "visit_signed": lambda it: VisitSignature.objects.filter(visit__application=it.cases["waiting"]).update(visit_version=0),
    "vote_aside": stood_aside,
    "vote_counted": lambda it: Vote.objects.filter(item__application=it.cases["rejected"]).delete(),
    "letter_receipt": lambda it: it.of(Letter, "waiting", kind=LetterKind.RECEIPT).delete(),
    "letter_not_accepted": lambda it: it.of(Letter, "waiting").update(kind=LetterKind.NOT_ACCEPTED),
    "letter_confirmed": lambda it: it.of(Letter, "confirmed", kind=LetterKind.CONFIRMED).delete(),
    "letter_rejected": lambda it: it.of(Letter, "confirmed", kind=LetterKind.CONFIRMED).update(kind=LetterKind.REJECTED),
    "letter_terminated": lambda it: it.of(Letter, "waiting").update(kind=LetterKind.TERMINATED),
    "letter_number": lambda it: it.of(Letter, "rejected", kind=LetterKind.REJECTED).update(number="不予确认1号"),
    "letter_gaps": lambda it: it.of(Letter, "rejected", kind=LetterKind.REJECTED).update(number="青溪镇不予确认〔2026〕0009号"),
    "push_chain": lambda it: it.pushed(R.RECEIVED).update(state=R.PUSHED),
    "push_due": lambda it: it.pushed(R.RECEIVED).update(due_on=None),
    "push_measures": lambda it: Measure.objects.filter(referral=it.pushes[R.HELPING]).delete(),
    "push_feedback": lambda it: Feedback.objects.filter(referral=it.pushes[R.FED_BACK]).delete(),
    "push_quarter": lambda it: it.pushed(R.PUSHED).update(first_quarter="2026Q3"),
    "push_refused": lambda it: it.pushed(R.HELPING).update(refusal="already"),
    "need_push": lambda it: Need.objects.filter(referral=it.pushes[R.VERIFIED]).update(state="pushed"),
    "feedback_quarter": lambda it: Feedback.objects.filter(referral=it.pushes[R.FED_BACK]).update(quarter="2026Q1"),
    "feedback_due": lambda it: Feedback.objects.filter(referral=it.pushes[R.FED_BACK]).update(quarter="2026Q3"),
    "feedback_final": fed_back_again,
    "first_measure": lambda it: Standing.objects.filter(household=it.pushes[R.HELPING].household_id).update(first_measure_on=None),
}  # fmt: skip


def test_a_town_at_work_contradicts_nothing(county_at_work: AtWork) -> None:
    assert [(check.code, list(check.rows())) for check in CHECKS.values() if check.rows().exists()] == []


def test_every_check_is_planted_once() -> None:
    assert PLANTED.keys() == CHECKS.keys()


@pytest.mark.parametrize("check", CHECKS.values(), ids=lambda check: check.code)
def test_each_planted_contradiction_is_found_by_one_query(county_at_work: AtWork, check: Check, django_assert_num_queries) -> None:
    PLANTED[check.code](county_at_work)
    with django_assert_num_queries(1):
        assert check.rows().count() > 0


@pytest.mark.parametrize(
    "day, quarter", [("2026-02-28", "2026Q1"), ("2026-03-01", "2026Q2"), ("2026-05-31", "2026Q2"), ("2026-12-01", "2027Q1")]
)
def test_the_quarter_of_a_push_is_the_one_its_day_belongs_to(county_at_work: AtWork, day: str, quarter: str) -> None:
    check = CHECKS["push_quarter"]
    county_at_work.pushed(R.PUSHED).update(pushed_on=day, first_quarter=quarter)
    assert not check.rows().exists()
