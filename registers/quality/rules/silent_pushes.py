"""SV-06 推送没有回音: a push still owed an answer, and none came for the last quarters that fell due (domain §4f; decision 0008)."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, IntegerField, Min, OuterRef, Q, QuerySet, Subquery

from assistance.feedback import covered, last_due_quarter
from assistance.models import Feedback
from assistance.quarters import Quarter
from policies.clauses import YINTAI_PLAN, Clause
from registers.quality.base import Asked, Check, QualityRule, Unit
from registers.quality.shown import Compared, Severity, Subject, day, number

QUARTERS = "silent_quarters"


def first_of(last: Quarter, quarters: int) -> Quarter:
    """The first of so many quarters that end with `last`."""
    for _ in range(quarters - 1):
        last = last.previous
    return last


def rows(asked: Asked) -> QuerySet[Any]:
    last = last_due_quarter(asked.on, asked.county.code)
    first = first_of(last, int(asked.number(QUARTERS)))
    pushes = covered(last, asked.on).filter(household=OuterRef("pk")).order_by()
    answered = Feedback.objects.filter(referral=OuterRef("pk"), quarter__gte=first.code, quarter__lte=last.code, fed_back_on__lte=asked.on)
    silent = pushes.filter(~Exists(answered), first_quarter__lte=first.code).values("household")
    return asked.households.filter(Exists(pushes)).annotate(
        pushes=Subquery(silent.annotate(n=Count("pk")).values("n"), output_field=IntegerField()),
        pushed_on=Subquery(silent.annotate(first=Min("pushed_on")).values("first")),
    )


RULE = QualityRule(
    "SV-06",
    "推送没有回音",
    Unit.HOUSEHOLD,
    "有推送还没有最终结果的户",
    Clause(YINTAI_PLAN, "七、因需推送"),
    (
        Check(
            "SV-06-1",
            "推送连续几个季度没有反馈",
            "请责任部门补报反馈；办不了的写明原因和依据退回，由县专班另推。",
            hit=Q(pushes__gt=0),
            severity=Severity.BLOCKS,
        ),
    ),
    rows,
    (QUARTERS,),
    mend="households:detail",
    compared=(Compared("没有反馈的推送", "pushes", number("件")), Compared("其中最早推送", "pushed_on", day)),
    subject=Subject.WORK,
)
