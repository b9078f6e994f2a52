"""DQ-14 雨露计划与义务教育: paid for a school nobody attends, a child of compulsory age out of school."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from households.choices import SchoolStatus
from households.models import Enrolment, Member, PastMeasure, Payment
from households.record_choices import MeasureStatus, PaymentStatus
from policies.clauses import NATIONAL_CHECKS, Clause
from registers.quality.base import Asked, Check, QualityRule, Unit
from registers.quality.populations import ALL_WORDS
from registers.quality.shown import Compared, labels, yes_no

ITEM = "雨露"
STAGES = (SchoolStatus.VOCATIONAL, SchoolStatus.COLLEGE)
OUT, AGED = "facts__is_out_of_school", "facts__is_school_age"


def rows(asked: Asked) -> QuerySet[Any]:
    whose = {"person": OuterRef("person"), "item__contains": ITEM}
    paid = Payment.objects.filter(**whose, status=PaymentStatus.PAID, month__gte=asked.window.start, month__lte=asked.on)
    told = PastMeasure.objects.filter(**whose, status=MeasureStatus.DONE, started_on__gte=asked.window.start, started_on__lte=asked.on)
    # Money for a pupil may stand in a parent's name.
    family = Member.objects.living().filter(household=OuterRef("household"), person__school_status__in=STAGES)
    pupils = Enrolment.objects.filter(household=OuterRef("household"), stage__in=STAGES)
    return asked.members.annotate(
        is_paid=Q(Exists(paid)) | Q(Exists(told)),
        has_pupil=Q(Exists(family)) | Q(Exists(pupils)),
        school=F("person__school_status"),
        is_known=Exists(Enrolment.objects.filter(person=OuterRef("person"))),
        aged=F(AGED),
        absent=F(OUT),
        counts=F("facts__is_counted"),
    )


RULE = QualityRule(
    "DQ-14",
    "雨露计划与义务教育",
    Unit.PERSON,
    ALL_WORDS,
    Clause(NATIONAL_CHECKS, "5_15_012、5_15_016、5_15_017"),
    (
        Check(
            "DQ-14-1",
            "近12个月享受雨露计划，家里没有人读中职、高职",
            "请教育、农业农村部门核对学籍；学籍漏报的补报，不符合的停发并追回。",
            hit=Q(is_paid=True, has_pupil=False) & (Q(is_known=True) | ~Q(school="")),
            unknown=Q(is_paid=True, has_pupil=False),
            number="5_15_012",
            missing="在校生状况或学籍",
        ),
        Check(
            "DQ-14-2",
            "义务教育阶段没有在校",
            "入户劝返，或落实送教上门；在外地就读的，请教育局补报学籍。",
            hit=Q(counts=True, aged=True, absent=True),
            unknown=Q(counts=True) & (Q(aged=True) | Q(aged__isnull=True)) & (Q(absent=True) | Q(absent__isnull=True)),
            number="5_15_016、5_15_017",
            missing="学籍或出生日期",
        ),
    ),
    rows,
    mend="households:records",
    compared=(Compared("在校生状况", "school", labels(SchoolStatus)), Compared("家里读中职、高职的", "has_pupil", yes_no)),
)
