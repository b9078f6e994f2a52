"""季度反馈 (rulings D7): what is owed for a quarter, and answering it. `owed` is the one truth of desk, list, workbook, reminder and ledger."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q

from accounts.logs import redact
from accounts.models import Position
from assistance.choices import FINAL_RESULTS, FeedbackResult, ReferralState, RefusalReason
from assistance.models import Feedback, Referral, ReferralQuerySet
from assistance.quarters import Quarter
from assistance.referrals import check_is_theirs, feedback_due, locked, next_due, take
from assistance.workflow import DEPT
from casework.choices import EventKind
from casework.exceptions import StalePage, StepRefused
from casework.timeline import record
from policies.models import Parameter

WORDS_LENGTH = 4
# What may be reported of a push in which state.
RESULT_OF_STATE: dict[str, FeedbackResult] = {
    ReferralState.RECEIVED: FeedbackResult.HELPING,
    ReferralState.HELPING: FeedbackResult.HELPING,
    ReferralState.DONE: FeedbackResult.DONE,
    ReferralState.REFUSED: FeedbackResult.REFUSED,
}


def with_answers(rows: ReferralQuerySet, quarter: Quarter, on: date) -> ReferralQuerySet:
    """Joins each push's feedback of the quarter, and of the one before, as known on the day (`answer`, `former_answer`): at most one row each,
    joined once however often a statement asks."""

    def of(one: Quarter) -> FilteredRelation:
        return FilteredRelation("feedbacks", condition=Q(feedbacks__quarter=one.code, feedbacks__fed_back_on__lte=on))

    return rows.annotate(answer=of(quarter), former_answer=of(quarter.previous))


ANSWERED, UNANSWERED, FORMERLY_UNANSWERED = Q(answer__isnull=False), Q(answer__isnull=True), Q(former_answer__isnull=True)


def covered(quarter: Quarter, on: date) -> ReferralQuerySet:
    """Pushes a quarter's feedback must speak of: pushed early enough, not withdrawn, no final result fed back for a quarter before it."""
    settled = Feedback.objects.filter(referral=OuterRef("pk"), result__in=FINAL_RESULTS, quarter__lt=quarter.code, fed_back_on__lte=on)
    pushed = Referral.objects.filter(first_quarter__lte=quarter.code, pushed_on__lte=on).exclude(state=ReferralState.WITHDRAWN)
    return pushed.filter(~Exists(settled))


def owed(quarter: Quarter, on: date) -> ReferralQuerySet:
    """Covered and not answered for this quarter yet, late ones included."""
    return with_answers(covered(quarter, on), quarter, on).filter(UNANSWERED)


def current_quarter(on: date) -> Quarter:
    """The quarter whose feedback is being gathered on a day: that of the day."""
    return Quarter.of(on)


def last_due_quarter(on: date, county_code: str) -> Quarter:
    """The latest quarter whose deadline has passed."""
    quarter = Quarter.of(on)
    return quarter if on > feedback_due(quarter, county_code, on) else quarter.previous


def owed_quarters(referral: Referral, on: date) -> list[Quarter]:
    """The quarters this push may be answered for today, oldest first: owed ones up to the running quarter, or its first where that is the next."""
    if referral.state == ReferralState.WITHDRAWN:
        return []
    rows = {row.quarter: row.result for row in referral.feedbacks.all()}
    final = next((code for code, result in rows.items() if result in FINAL_RESULTS), "")
    quarter, first = Quarter.parse(referral.first_quarter), Quarter.parse(referral.first_quarter)
    last = max(first, Quarter.of(on))
    open_quarters = []
    while quarter <= last and (not final or quarter.code < final):
        if quarter.code not in rows:
            open_quarters.append(quarter)
        quarter = quarter.next
    return open_quarters


def check_quarter(referral: Referral, quarter: Quarter, result: str, on: date) -> None:
    """Whether this push may be answered so for this quarter."""
    rows = {row.quarter: row for row in referral.feedbacks.all()}
    if known := rows.get(quarter.code):
        raise StepRefused(
            f"{quarter.label}已于{known.fed_back_on:%Y-%m-%d}反馈为“{known.get_result_display()}”，不用再报。", "already_fed_back"
        )
    if quarter.code < referral.first_quarter:
        first = Quarter.parse(referral.first_quarter).label
        raise StepRefused(f"{referral.pushed_on:%Y-%m-%d}推送的，从{first}起反馈，不属于{quarter.label}。", "too_early")
    if quarter > max(Quarter.of(on), Quarter.parse(referral.first_quarter)):
        raise StepRefused(f"{quarter.label}还没有开始，到时再反馈。", "not_begun")
    final = next((row for row in rows.values() if row.result in FINAL_RESULTS), None)
    if final and quarter.code > final.quarter:
        raise StepRefused(f"{Quarter.parse(final.quarter).label}已反馈“{final.get_result_display()}”，以后的季度不用再报。", "settled")
    later = max(rows, default="")
    if result in FINAL_RESULTS and later > quarter.code:
        raise StepRefused(
            f"{Quarter.parse(later).label}已经反馈过，最终结果请报在最近的季度；{quarter.label}补报“正在帮扶”。", "final_before"
        )


@transaction.atomic
def feed_back(
    referral: Referral, *, quarter: Quarter | str, result: str, words: str = "", by: Position, on: date, version: int | None = None
) -> Feedback:
    """季度反馈: one answer per push and quarter; a late one is taken and marked. Final results take the step, 正在帮扶 leaves the next quarter owed.

    Raises StepRefused, StalePage, ParameterMissing.
    """
    referral = locked(referral)
    asked = quarter if isinstance(quarter, Quarter) else Quarter.parse(quarter)
    if not by.has(*DEPT):
        raise StepRefused(f"季度反馈由部门业务员办理，您的岗位是{by.title}。", "wrong_role")
    check_is_theirs(referral, by)
    if result not in FeedbackResult.values:
        raise StepRefused("请选反馈结果。", "unknown_result")
    check_quarter(referral, asked, result, on)
    if version is not None and version != referral.version:
        raise StalePage(f"刚才有人办过这一件，现在是“{referral.state_label}”。您填的内容没有保存，请看最新情况后再定。")
    check_result(referral, asked, result)
    said = redact(words.strip())[:300] or default_words(referral, result)
    if len(said) < WORDS_LENGTH:
        raise StepRefused(f"请写明帮到哪一步、还差什么（{WORDS_LENGTH}个字以上）。", "words_missing")
    due_on = feedback_due(asked, referral.county_code, on)
    if result in FINAL_RESULTS:
        take(referral, "feed_back", by=by, on=on, version=version, note=asked.label)
    elif referral.state in RESULT_OF_STATE:
        Referral.objects.filter(pk=referral.pk).update(due_on=next_due(referral, on, asked.code), version=F("version") + 1)
    row = Feedback.objects.create(
        referral=referral, quarter=asked.code, result=result, words=said, fed_back_on=on, fed_back_by=by, due_on=due_on, is_late=on > due_on
    )
    detail = {"quarter": asked.label, "result": row.get_result_display(), "late": row.is_late}
    record(EventKind.FEEDBACK, household=referral.household, by=by, on=on, subject=referral, detail=detail)
    return row


def check_result(referral: Referral, quarter: Quarter, result: str) -> None:
    """The result must be what the push has come to. A quarter skipped before the final answer is answered 正在帮扶 afterwards."""
    fits = RESULT_OF_STATE.get(referral.state)
    if referral.state == ReferralState.PUSHED:
        raise StepRefused("还没有签收。请先签收，或写明不符合的原因。", "not_received")
    if fits is None:  # fed back for good: only skipped quarters are left
        if result != FeedbackResult.HELPING:
            raise StepRefused(f"最终结果已经反馈，{quarter.label}只能补报“正在帮扶”。", "already_final")
        return
    if result == FeedbackResult.HELPING and fits in FINAL_RESULTS and referral.settled_on and referral.settled_on > quarter.end:
        return  # settled after that quarter's end: it was being helped then
    if result != fits:
        remedy = {
            FeedbackResult.DONE: "先登记措施并点“已落实”",
            FeedbackResult.REFUSED: "先在推送页写明不符合的原因和依据",
            FeedbackResult.HELPING: f"推送已是“{referral.state_label}”，请反馈最终结果",
        }
        raise StepRefused(f"不能反馈“{FeedbackResult(result).label}”：{remedy[FeedbackResult(result)]}。", "other_result")


def default_words(referral: Referral, result: str) -> str:
    """What the rows themselves say of a final result, where nothing is typed."""
    if result == FeedbackResult.DONE:
        last = referral.measures.order_by("carried_out_on", "pk").last()
        if last:
            paid = f"，{last.amount:,.2f}元" if last.amount is not None else ""
            return f"{last.carried_out_on:%Y-%m-%d}落实{last.title}{paid}"
    if result == FeedbackResult.REFUSED and referral.refusal:
        return f"{RefusalReason(referral.refusal).label}：{referral.refusal_basis}"[:300]
    return ""


def reminder_days(county_code: str, on: date) -> set[int]:
    """Days of the quarter's third month on which departments are reminded."""
    return {int(row["day"]) for row in Parameter.objects.numbers(on).table("feedback_reminders", county_code)}
