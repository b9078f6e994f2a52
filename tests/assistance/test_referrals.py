"""推送: one need to one department, told the least; its steps by the right people only."""

from __future__ import annotations

from datetime import date

import pytest

from accounts.choices import Dept
from accounts.roles import Role
from assistance import needs, referrals
from assistance.choices import ArrivalAnswer, NeedKind, NeedState, ReferralState, RefusalReason
from assistance.models import Need, Referral
from assistance.pushing import TOLD_OF_HEALTH, told
from casework.exceptions import StalePage, StepRefused
from casework.models import Event
from households.facts import refresh_facts
from tests.assistance.factories_assistance import ON, clerk, family, need, officer, pushed, referral_at, refused, staff, worker
from tests.households.factories import MemberFactory, PersonFactory, settlement

S = ReferralState
pytestmark = pytest.mark.usefixtures("county")


@pytest.mark.parametrize("role", sorted(Role))
def test_who_may_push(role: Role, on) -> None:
    asked = need()
    by = officer(role)
    if role == Role.TASKFORCE:
        referral = referrals.push(asked, by=by, on=on)
        assert (referral.dept, referral.state, referral.first_quarter) == ("ZJ", S.PUSHED, "2026Q3")
        assert referral.due_on == date(2026, 6, 18), "three working days to sign"
    else:
        with pytest.raises(StepRefused):
            referrals.push(asked, by=by, on=on)


def test_nothing_unconfirmed_is_pushed_and_nothing_twice(on) -> None:
    for state in (None, False):
        with pytest.raises(StalePage, match="没有推送"):
            referrals.push(need(answered=state), by=officer(), on=on)
    asked = need()
    referrals.push(asked, by=officer(), on=on)
    with pytest.raises(StalePage):
        referrals.push(asked, by=officer(), on=on)


def test_who_recorded_the_answer_does_not_push(on) -> None:
    by = officer()
    by.roles = [Role.TASKFORCE, Role.TOWN_CLERK]
    asked = needs.answer(need(answered=None), agrees=True, words="", by=by, on=on)
    with pytest.raises(StepRefused, match="另一人"):
        referrals.push(asked, by=by, on=on)


def test_numbers_run_through_the_year() -> None:
    assert [pushed().referral_no for _ in range(3)] == ["990101-T2026-00001", "990101-T2026-00002", "990101-T2026-00003"]
    assert pushed(on=date(2026, 1, 5)).referral_no == "990101-T2026-00004"


@pytest.mark.parametrize("dept", sorted(Dept))
def test_health_is_told_to_nobody_but_the_two(dept: Dept) -> None:
    """PD-03, by department: the words and what was paid; the disease's recorded name stays sealed in the person's row for everybody."""
    household = family()
    person = PersonFactory(name="贺长庚", disease="系统性红斑狼疮")
    MemberFactory(household=household, person=person, relation="02")
    settlement(household, person, "9876", date(2026, 5, 2))
    refresh_facts([household.pk], county=household.village.parent.parent, on=ON)
    asked = need(household, kind=NeedKind.MEDICAL, person=person, words="系统性红斑狼疮每月化验，药费付不起")
    asked.refresh_from_db()
    text = told(asked, dept).text
    knows = dept in TOLD_OF_HEALTH
    assert "红斑狼疮" not in asked.words + text and ("药费" in text) is knows and ("9,876" in text) is knows
    assert "需求：医疗" in text


def test_the_department_is_told_the_least() -> None:
    household = family(phone="13707772345", bank_account="6217001234567890123", address="上湾村三组7号")
    person = household.members.get().person
    read = told(need(household, person=person), "ZJ")
    plain = person.id_number.reveal()
    everything = f"{read}"
    assert plain not in everything and read.id_number == plain[:6] + "********" + plain[-4:]
    assert read.phone == "137****2345" and read.village == "柳溪镇柳上湾村"
    assert "7号" not in everything and "6217" not in everything and "说明：正房西墙开裂漏雨" in read.text


STEPS = [
    ("receive", S.PUSHED, S.RECEIVED, {}),
    ("refuse", S.PUSHED, S.REFUSED, {"reason": RefusalReason.NOT_ELIGIBLE, "basis": "办法第五条"}),
    ("refuse", S.RECEIVED, S.REFUSED, {"reason": RefusalReason.ALREADY, "basis": "办法第六条"}),
    ("withdraw", S.PUSHED, S.WITHDRAWN, {"note": "推错部门了"}),
    ("done", S.HELPING, S.DONE, {}),
    ("verify", S.FED_BACK, S.VERIFIED, {"answer": ArrivalAnswer.ARRIVED}),
]


@pytest.mark.parametrize(("code", "source", "target", "said"), STEPS)
def test_each_step_by_the_right_people_only(code, source, target, said, on) -> None:
    referral = referral_at(source)
    right = {"withdraw": [officer()], "verify": [worker(), clerk()]}.get(code, [staff()])
    wrong = [staff("SW"), officer(Role.INSPECTOR), clerk("990101101"), worker("990101101201"), officer(Role.COUNTY_LEADER)]
    wrong += [clerk(), officer()] if code not in ("verify", "withdraw") else []
    for by in wrong:
        with pytest.raises(StepRefused):
            getattr(referrals, code)(referral, **said, by=by, on=on)
    taken = getattr(referrals, code)(referral, **said, by=right[0], on=on, version=referral.version)
    assert taken.state == target
    with pytest.raises(StalePage):
        getattr(referrals, code)(referral, **said, by=right[0], on=on, version=referral.version)


def test_the_deadline_is_the_signature_then_the_quarter() -> None:
    referral = pushed(on=date(2026, 5, 11))
    assert referral.due_on == date(2026, 5, 14)
    referral = referrals.receive(referral, by=staff(), on=date(2026, 5, 12))
    assert referral.due_on == date(2026, 6, 20)


def test_refusing_needs_a_clause_and_counts_as_signed(on) -> None:
    referral = pushed()
    with pytest.raises(StepRefused, match="哪一条"):
        referrals.refuse(referral, reason=RefusalReason.NOT_ELIGIBLE, basis=" ", by=staff(), on=on)
    with pytest.raises(StepRefused, match="原因"):
        referrals.refuse(referral, reason="mood", basis="办法第五条", by=staff(), on=on)
    taken = refused(referral, staff())
    assert taken.received_on == on and taken.settled_on == on


def test_the_wrong_department_sends_the_need_back_to_the_county(on) -> None:
    referral = pushed()
    referrals.refuse(referral, reason=RefusalReason.NOT_OURS, basis="三定方案第三条", by=staff(), on=on)
    waiting = Need.objects.get(state=NeedState.CONFIRMED)
    assert waiting.answered_by == referral.need.answered_by
    assert referrals.push(waiting, dept="SW", by=officer(), on=on).dept == "SW"


def test_a_withdrawn_push_can_be_pushed_again_under_a_new_number(on) -> None:
    referral = referral_at(S.WITHDRAWN)
    waiting = Need.objects.get(state=NeedState.CONFIRMED)
    anew = referrals.push(waiting, dept="SW", by=officer(), on=on)
    assert anew.referral_no != referral.referral_no
    referral.need.refresh_from_db()
    assert referral.need.state == NeedState.CLOSED


@pytest.mark.parametrize(
    ("answer", "words", "need_state", "noted_again"),
    [
        (ArrivalAnswer.ARRIVED, "", NeedState.MET, False),
        (ArrivalAnswer.UNSATISFIED, "只修了一面墙", NeedState.MET, False),
        (ArrivalAnswer.NOT_ARRIVED, "没有人来过", NeedState.CLOSED, True),
    ],
)
def test_what_the_household_says(answer, words, need_state, noted_again, on) -> None:
    referral = referral_at(S.FED_BACK)
    referrals.verify(referral, answer=answer, words=words, by=worker(), on=on)
    referral.need.refresh_from_db()
    assert referral.need.state == need_state
    assert Need.objects.filter(state=NeedState.NOTED).exists() is noted_again


def test_a_refused_push_is_told_to_the_person(on) -> None:
    from assistance.feedback import feed_back

    referral = refused(pushed(), staff())
    feed_back(referral, quarter="2026Q3", result="refused", by=staff(), on=on)
    with pytest.raises(StepRefused, match="当面告知"):
        referrals.verify(referral, answer=ArrivalAnswer.ARRIVED, by=worker(), on=on)
    taken = referrals.verify(referral, answer=ArrivalAnswer.INFORMED, by=worker(), on=on)
    assert taken.state == S.VERIFIED


def test_departments_see_their_own_of_their_county_and_nobody_elses() -> None:
    mine, other = pushed(), pushed(kind=NeedKind.WATER, words="水质浑浊不能喝")
    assert list(Referral.objects.visible_to(staff("ZJ"))) == [mine]
    assert list(Referral.objects.visible_to(staff("SW"))) == [other]
    assert not Referral.objects.visible_to(clerk("990101101")).exists()


def test_no_event_holds_what_may_not_be_told() -> None:
    household = family()
    person = household.members.get().person
    pushed(household, kind=NeedKind.MEDICAL, person=person, words="肺结核住院欠费八千")
    text = " ".join(event.sentence for event in Event.objects.all())
    assert "肺结核" not in text and person.id_number.reveal() not in text and "推送医保局" in text
