"""SV-02 快进快出 (rulings C6): cleared by help within a month or two of being identified. Natural clearing is never hasty."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q, QuerySet, Value

from households.choices import ClearanceMode
from policies.clauses import GUIZHOU_ACTION, Clause
from registers.quality.base import Asked, Check, MonthsAfter, QualityRule, Unit
from registers.quality.populations import HELPED_WORDS, MAY_BE_HELPED
from registers.quality.shown import Compared, Fault, Severity, Subject, day, labels

HASTY, EARLY = "hasty_clearing_months", "early_clearing_months"
HELPED = Q(mode=ClearanceMode.HELPED)
WITHIN_HASTY = Q(cleared_on__lte=F("hasty_until"))
WITHIN_EARLY = Q(cleared_on__gt=F("hasty_until"), cleared_on__lte=F("early_until"))
MISSING = "识别监测时间或风险消除方式"


def rows(asked: Asked) -> QuerySet[Any]:
    identified = F("standing__identified_on")
    return asked.households.filter(MAY_BE_HELPED).annotate(
        mode=F("standing__clearance_mode"),
        identified_on=identified,
        cleared_on=F("standing__cleared_on"),
        hasty_until=MonthsAfter(identified, Value(int(asked.number(HASTY)))),
        early_until=MonthsAfter(identified, Value(int(asked.number(EARLY)))),
    )


RULE = QualityRule(
    "SV-02",
    "快进快出",
    Unit.HOUSEHOLD,
    HELPED_WORDS,
    Clause(GUIZHOU_ACTION, "四（四）"),
    (
        Check(
            "SV-02-1",
            "识别后很快就按帮扶消除（3级的期限以内）",
            "核对两个日期；确实这样消除的，按风险消除不实回退，继续监测帮扶。台账只到年月的，按当月1日算。",
            hit=HELPED & WITHIN_HASTY,
            unknown=Q(identified_on__isnull=True) | Q(mode="") & WITHIN_HASTY,
            severity=Severity.BLOCKS,
            missing=MISSING,
            fault=Fault.IN_AND_OUT,
        ),
        Check(
            "SV-02-2",
            "识别后不久就按帮扶消除（2级的期限以内）",
            "核对两个日期和首次落实措施的日期，说明收入怎样稳定下来；说明不了的，回退继续监测。",
            hit=HELPED & WITHIN_EARLY,
            unknown=Q(identified_on__isnull=True) | Q(mode="") & WITHIN_EARLY,
            missing=MISSING,
            fault=Fault.IN_AND_OUT,
        ),
    ),
    rows,
    (HASTY, EARLY),
    mend="households:records",
    compared=(
        Compared("识别监测", "identified_on", day),
        Compared("风险消除", "cleared_on", day),
        Compared("3级的期限到", "hasty_until", day),
        Compared("2级的期限到", "early_until", day),
        Compared("消除方式", "mode", labels(ClearanceMode)),
    ),
    subject=Subject.WORK,
)
