"""推送: the verbs of a push's life, one transaction each. The table is workflow.py; feedback by quarter stands in feedback.py."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max

from accounts.choices import Dept
from accounts.logs import redact
from accounts.models import Position, Region
from accounts.roles import Role
from assistance import needs
from assistance.choices import ArrivalAnswer, NeedKind, NeedState, ReferralState, RefusalReason
from assistance.kinds import dept_for
from assistance.models import Need, Referral
from assistance.pushing import told
from assistance.quarters import Quarter
from assistance.workflow import COUNTY, REFERRAL
from casework.actions import advance, due_after
from casework.choices import EventKind
from casework.exceptions import StalePage, StepRefused
from casework.timeline import record
from identification.kin import check_no_conflict
from policies.models import Numbers, Parameter

REASON_LENGTH = 4
# States in which nothing but the quarter's feedback is a deadline.
OWING = (ReferralState.RECEIVED, ReferralState.HELPING, ReferralState.DONE, ReferralState.REFUSED)


def locked(referral: Referral) -> Referral:
    """The row as it is now, held until the transaction ends."""
    rows = Referral.objects.select_for_update(of=("self",)).select_related("household__village__parent", "person", "policy", "need")
    return rows.get(pk=referral.pk)


def feedback_due(quarter: Quarter, county_code: str, on: date, numbers: Numbers | None = None) -> date:
    """The day the quarter's feedback is due in this county. Raises ParameterMissing."""
    return quarter.due_on(int((numbers or Parameter.objects.numbers(on)).number("feedback_day", county_code)))


def next_due(referral: Referral, on: date, answered: str = "") -> date:
    """The deadline of a push that is being worked on: that of its earliest quarter without feedback. `answered` is a quarter answered just now."""
    known = set(referral.feedbacks.values_list("quarter", flat=True)) | {answered}
    quarter = Quarter.parse(referral.first_quarter)
    while quarter.code in known:
        quarter = quarter.next
    return feedback_due(quarter, referral.county_code, on)


def check_is_theirs(referral: Referral, by: Position) -> None:
    """A department acts on its own pushes in its county; everybody else inside his region."""
    if by.has(Role.DEPT_STAFF):
        if by.office.dept != referral.dept or by.region.code[:6] != referral.county_code:
            raise StepRefused(f"这件推送给了{referral.get_dept_display()}，由该部门办理。", "other_department")
    elif not referral.village_code.startswith(by.region.code[:12]):
        raise StepRefused(f"这件推送不在您的辖区（{by.region.name}）。", "wrong_region")


def take(
    referral: Referral, code: str, *, by: Position, on: date, version: int | None, note: str = "", answered: str = "",
    changes: Mapping[str, Any] | None = None,
) -> Referral:  # fmt: skip
    """One step of the table; while the push is being worked on, its deadline is that of the feedback it owes."""
    columns = dict(changes or {})
    target = REFERRAL.step(code, referral.state).target if (code, referral.state) in STEPS else ""
    if target in OWING:
        columns |= {"due_on": next_due(referral, on, answered)}
    detail = {"dept": referral.dept}
    return advance(
        REFERRAL, referral, code, by=by, on=on, version=version, note=note, household=referral.household, detail=detail, changes=columns
    )


STEPS = {(step.code, step.source) for step in REFERRAL.steps}


@transaction.atomic
def push(need: Need, *, dept: str = "", by: Position, on: date, version: int | None = None) -> Referral:
    """推送部门: one confirmed need to one department, once. `dept` empty: the policy's own department, or by the kind of need.

    Who recorded the household's answer does not push it. Raises StepRefused, StalePage, ParameterMissing.
    """
    need = needs.locked(need)
    needs.check_role(by, COUNTY, "推送部门")
    needs.check_place(by, need.household)
    if need.state != NeedState.CONFIRMED or (version is not None and need.version != version):
        raise StalePage(f"{need.household}的这项需求现在是“{need.get_state_display()}”，没有推送。请看最新情况。")
    if need.answered_by and need.answered_by.user_id == by.user_id:
        raise StepRefused("群众意见是您记录的，推送要由专班另一人办理。", "own_answer")
    check_no_conflict(by, need.household)
    chosen = dept or dept_for(need.kind, need.policy)
    if chosen not in Dept.values:
        raise StepRefused("请选责任部门。", "unknown_dept")
    due = due_after(REFERRAL, REFERRAL.initial, on, need.village_code)
    referral = Referral.objects.create(
        referral_no=next_number(need.county_code, on), household=need.household, person=need.person, need=need, policy=need.policy,
        dept=chosen, sealed_told=told(need, chosen).text, pushed_on=on, pushed_by=by, first_quarter=Quarter.covering(on).code,
        county_code=need.county_code, town_code=need.town_code, village_code=need.village_code, state=REFERRAL.initial, state_since=on,
        due_on=due.on if due else None, due_is_provisional=bool(due and due.is_provisional),
    )  # fmt: skip
    Need.objects.filter(pk=need.pk).update(state=NeedState.PUSHED, version=need.version + 1)
    detail = {
        "step": "push",
        "label": f"推送{referral.get_dept_display()}",
        "to": referral.state,
        "note": needs.called(need),
        "dept": chosen,
    }
    record(EventKind.STEP, household=need.household, by=by, on=on, subject=referral, detail=detail)
    return referral


def next_number(county_code: str, on: date) -> str:
    """990101-T2026-00012: the county's own count of the year. The county's row is held, so that two pushes never get one number."""
    Region.objects.select_for_update(no_key=True).get(code=county_code)
    prefix = f"{county_code}-T{on.year}-"
    last = Referral.objects.filter(referral_no__startswith=prefix).aggregate(last=Max("referral_no"))["last"]
    return f"{prefix}{int(last.removeprefix(prefix)) + 1 if last else 1:05d}"


@transaction.atomic
def receive(referral: Referral, *, by: Position, on: date, version: int | None = None) -> Referral:
    """签收."""
    referral = locked(referral)
    check_is_theirs(referral, by)
    return take(referral, "receive", by=by, on=on, version=version, changes={"received_on": on, "received_by": by})


@transaction.atomic
def refuse(referral: Referral, *, reason: str, basis: str, by: Position, on: date, version: int | None = None) -> Referral:
    """不符合: with the reason and the clause it rests on. Sent to the wrong department, the need goes back to the county to be pushed again."""
    referral = locked(referral)
    check_is_theirs(referral, by)
    if reason not in RefusalReason.values:
        raise StepRefused("请选不符合的原因。", "unknown_reason")
    if len(basis.strip()) < REASON_LENGTH:
        raise StepRefused("请写明依据哪个文件的哪一条，镇里要据此告知本人。", "basis_missing")
    seen = {} if referral.received_on else {"received_on": on, "received_by": by}
    label = RefusalReason(reason).label
    taken = take(
        referral, "refuse", by=by, on=on, version=version, note=str(label),
        changes={"refusal": reason, "refusal_basis": redact(basis.strip())[:200], "settled_on": on, **seen},
    )  # fmt: skip
    if reason == RefusalReason.NOT_OURS:
        needs.again(referral.need, words=referral.need.words, by=by, on=on, confirmed=True)
    return taken


@transaction.atomic
def withdraw(referral: Referral, *, note: str, by: Position, on: date, version: int | None = None) -> Referral:
    """撤回推送, before the department signed for it; the need waits to be pushed again, the household's word kept."""
    referral = locked(referral)
    check_is_theirs(referral, by)
    if len(note.strip()) < REASON_LENGTH:
        raise StepRefused(f"请写明为什么撤回（{REASON_LENGTH}个字以上）。", "words_missing")
    taken = take(referral, "withdraw", by=by, on=on, version=version, note=redact(note.strip())[:200])
    needs.again(referral.need, words=referral.need.words, by=by, on=on, confirmed=True)
    return taken


@transaction.atomic
def done(referral: Referral, *, by: Position, on: date, version: int | None = None) -> Referral:
    """已落实: all that was to be done is done; the quarter's feedback is what remains."""
    referral = locked(referral)
    check_is_theirs(referral, by)
    return take(referral, "done", by=by, on=on, version=version, changes={"settled_on": on})


@transaction.atomic
def verify(referral: Referral, *, answer: str, words: str = "", by: Position, on: date, version: int | None = None) -> Referral:
    """核实到位: asked at the door whether help arrived. A refused push is told to the person (INFORMED) and nothing else.

    What did not arrive is noted again, to be asked and pushed anew.
    """
    referral = locked(referral)
    check_is_theirs(referral, by)
    check_no_conflict(by, referral.household)
    if answer not in ArrivalAnswer.values:
        raise StepRefused("请选群众的回答。", "unknown_answer")
    if (answer == ArrivalAnswer.INFORMED) != bool(referral.refusal):
        said = "不符合的，要当面告知原因，选“不符合，已告知本人原因”。" if referral.refusal else "部门已落实，请选到位情况。"
        raise StepRefused(said, "other_answer")
    if answer in (ArrivalAnswer.UNSATISFIED, ArrivalAnswer.NOT_ARRIVED) and len(words.strip()) < REASON_LENGTH:
        raise StepRefused(f"请写明群众怎么说（{REASON_LENGTH}个字以上）。", "words_missing")
    label = ArrivalAnswer(answer).label
    said = redact(words.strip())[:200]
    taken = take(
        referral, "verify", by=by, on=on, version=version, note=str(label),
        changes={"arrival": answer, "arrival_words": said, "verified_on": on, "verified_by": by},
    )  # fmt: skip
    settle_need(referral, answer, said, by, on)
    return taken


def settle_need(referral: Referral, answer: str, words: str, by: Position, on: date) -> None:
    """What the answer means for the need behind the push."""
    need = referral.need
    if answer == ArrivalAnswer.NOT_ARRIVED and not needs_open_again(need):
        needs.again(need, words=f"{referral.get_dept_display()}反馈已落实，群众说没有到位：{words}", by=by, on=on, confirmed=False)
    elif need.state == NeedState.PUSHED:
        state = NeedState.CLOSED if answer in (ArrivalAnswer.INFORMED, ArrivalAnswer.NOT_ARRIVED) else NeedState.MET
        Need.objects.filter(pk=need.pk).update(state=state, version=need.version + 1)


def needs_open_again(need: Need) -> bool:
    """Whether the same matter was noted anew in the meantime."""
    known = needs.same_open(need.household, NeedKind(need.kind), need.person, need.policy)
    return known is not None and known.pk != need.pk
