"""The self-check of needs, pushes, measures and feedback: state against evidence row, quarters against days."""

from __future__ import annotations

from typing import Any

from django.db.models import F, IntegerField, Min, Q, QuerySet
from django.db.models.functions import Cast, ExtractMonth, ExtractYear, Substr

from assistance.choices import FINAL_RESULTS, OPEN_REFERRALS, NeedState
from assistance.choices import ReferralState as S
from assistance.models import Feedback, Measure, Need, Referral
from households.models import Household
from registers.checks import Check, has, last_step

ANSWERED = (S.FED_BACK, S.VERIFIED)


def quarter_place(column: str) -> Any:
    """2026Q2 as a number that runs on: year * 4 + quarter - 1."""
    return Cast(Substr(column, 1, 4), IntegerField()) * 4 + Cast(Substr(column, 6, 1), IntegerField()) - 1


def month_place(column: str, ahead: int = 0) -> Any:
    """The quarter a day lies in, counted the same way, `ahead` months later."""
    return Cast(ExtractYear(column) * 12 + ExtractMonth(column) - 1 + ahead, IntegerField()) / 3


def wrong_first_quarter() -> QuerySet[Referral]:
    """Pushed in a quarter's first two months: that quarter; in its third: the next (rulings D7). One month later it lies in the right one."""
    placed = Referral.objects.annotate(place=quarter_place("first_quarter"), covering=month_place("pushed_on", 1))
    return placed.exclude(place=F("covering"))


def measured_otherwise() -> QuerySet[Referral]:
    """Worked on without a measure, or measures of a push nobody worked on."""
    helped = Q(state__in=(S.HELPING, S.DONE, *ANSWERED), refusal="")
    rows = Referral.objects.annotate(is_measured=has(Measure, "referral"))
    return rows.filter(helped & Q(is_measured=False) | ~helped & Q(is_measured=True))


def answered_otherwise() -> QuerySet[Referral]:
    rows = Referral.objects.annotate(is_answered=has(Feedback, "referral", result__in=FINAL_RESULTS))
    return rows.filter(Q(state__in=ANSWERED, is_answered=False) | ~Q(state__in=ANSWERED) & Q(is_answered=True))


def needs_unlike_pushes() -> QuerySet[Need]:
    """待确认、待推送、不需要 have no push; 已推送 one on its way; 已解决 a verified one; 已了结 some."""
    before = Q(state__in=(NeedState.NOTED, NeedState.CONFIRMED, NeedState.DECLINED), referral__isnull=False)
    on_its_way = Q(state=NeedState.PUSHED) & (Q(referral__isnull=True) | Q(referral__state__in=(S.WITHDRAWN, S.VERIFIED)))
    met = Q(state=NeedState.MET) & (Q(referral__isnull=True) | ~Q(referral__state=S.VERIFIED))
    return Need.objects.filter(before | on_its_way | met | Q(state=NeedState.CLOSED, referral__isnull=True))


def first_measure_later() -> QuerySet[Household]:
    """The mark may be earlier (a register's), never later than the first measure recorded."""
    helped = Household.objects.annotate(first=Min("measures__carried_out_on")).filter(first__isnull=False)
    return helped.filter(Q(standing__first_measure_on__isnull=True) | Q(standing__first_measure_on__gt=F("first")))


PUSH_CHECKS = (
    Check("push_chain", "推送状态与链条上最后一步不一致", lambda: Referral.objects.annotate(to=last_step(Referral)).exclude(to__isnull=False, state=F("to"))),
    Check("push_due", "在办的推送没有期限", lambda: Referral.objects.filter(state__in=OPEN_REFERRALS, due_on__isnull=True)),
    Check("push_measures", "推送的状态与登记的措施不一致", measured_otherwise),
    Check("push_feedback", "推送的状态与最终反馈不一致", answered_otherwise),
    Check("push_quarter", "首个反馈季度不是推送日期所归的季度", wrong_first_quarter),
    Check("push_refused", "不符合的推送登记了措施，或没有写原因", lambda: Referral.objects.filter(Q(state=S.REFUSED, refusal="") | ~Q(refusal="") & has(Measure, "referral"))),
    Check("need_push", "需求的状态与它的推送不一致", needs_unlike_pushes),
    Check("feedback_quarter", "反馈早于首个反馈季度", lambda: Feedback.objects.filter(quarter__lt=F("referral__first_quarter"))),
    Check("feedback_due", "反馈期限不在该季度的末月，或逾期标记与日期不符", lambda: Feedback.objects.annotate(place=quarter_place("quarter"), month=month_place("due_on")).filter(~Q(place=F("month")) | Q(is_late=True, fed_back_on__lte=F("due_on")) | Q(is_late=False, fed_back_on__gt=F("due_on")))),
    Check("feedback_final", "最终反馈之后的季度又有反馈", lambda: Feedback.objects.filter(referral__feedbacks__result__in=FINAL_RESULTS, referral__feedbacks__quarter__lt=F("quarter"))),
    Check("first_measure", "首次落实措施的标记晚于最早的措施", first_measure_later),
)  # fmt: skip
