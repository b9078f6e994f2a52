"""DQ-05 没有措施的消除: cleared by help, and no measure is marked as carried out."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q, QuerySet

from households.choices import ClearanceMode
from policies.clauses import NATIONAL_CHECKS, Clause
from registers.quality.base import Asked, Check, QualityRule, Unit
from registers.quality.measures import MEASURES_WORDS, carried_out, received
from registers.quality.populations import HELPED_WORDS, MAY_BE_HELPED
from registers.quality.shown import Compared, Fault, Severity, Subject, day, labels, yes_no


def rows(asked: Asked) -> QuerySet[Any]:
    return asked.households.filter(MAY_BE_HELPED).annotate(
        mode=F("standing__clearance_mode"),
        cleared_on=F("standing__cleared_on"),
        is_helped=carried_out(asked.on),
        is_received=received(asked),
    )


RULE = QualityRule(
    "DQ-05",
    "帮扶消除的措施",
    Unit.HOUSEHOLD,
    HELPED_WORDS,
    Clause(NATIONAL_CHECKS, "1_11_009"),
    (
        Check(
            "DQ-05-1",
            "帮扶消除，没有一项措施是“已实施”",
            "实施过的，从“已有帮扶措施”台账补报或更正状态；没有实施过的，办理回退。",
            hit=Q(mode=ClearanceMode.HELPED, is_helped=False, is_received=True),
            unknown=Q(is_helped=False),
            number="1_11_009",
            severity=Severity.BLOCKS,
            missing=f"{MEASURES_WORDS}或风险消除方式",
            fault=Fault.FALSELY_CLEARED,
        ),
    ),
    rows,
    mend="households:records",
    compared=(
        Compared("风险消除", "cleared_on", day),
        Compared("消除方式", "mode", labels(ClearanceMode)),
        Compared("已实施的措施", "is_helped", yes_no),
    ),
    subject=Subject.WORK,
)
