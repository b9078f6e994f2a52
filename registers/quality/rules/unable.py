"""SV-04 整户无劳动力标注消除: a household without anybody able to work is never cleared by help (rulings C7)."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q, QuerySet

from households.choices import ClearanceMode
from policies.clauses import GUIZHOU_ACTION, Clause
from registers.quality.base import Asked, Check, QualityRule, Unit
from registers.quality.labour import LABOUR_OPEN, LABOUR_WORDS, NO_LABOUR, VALUES
from registers.quality.populations import HELPED_WORDS, MAY_BE_HELPED
from registers.quality.shown import Compared, Fault, Severity, Subject, day, labels, number


def rows(asked: Asked) -> QuerySet[Any]:
    return asked.households.filter(MAY_BE_HELPED).annotate(
        mode=F("standing__clearance_mode"), cleared_on=F("standing__cleared_on"), **VALUES
    )


RULE = QualityRule(
    "SV-04",
    "整户无劳动力标注消除",
    Unit.HOUSEHOLD,
    HELPED_WORDS,
    Clause(GUIZHOU_ACTION, "四（四）"),
    (
        Check(
            "SV-04-1",
            "整户没有劳动能力，却按帮扶消除",
            "办理回退，兜底保障并继续监测；有人有劳动能力的，更正成员的劳动能力；死亡、迁出的，消除方式改为自然消除。",
            hit=NO_LABOUR & Q(mode=ClearanceMode.HELPED),
            unknown=(NO_LABOUR & Q(mode="")) | LABOUR_OPEN,
            severity=Severity.BLOCKS,
            missing=f"{LABOUR_WORDS}或风险消除方式",
            fault=Fault.NO_LABOUR_CLEARED,
        ),
    ),
    rows,
    compared=(
        Compared("风险消除", "cleared_on", day),
        Compared("消除方式", "mode", labels(ClearanceMode)),
        Compared("计入人口", "counted", number("人")),
        Compared("有劳动能力", "able", number("人")),
        Compared("劳动能力没有填", "unsaid", number("人")),
    ),
    subject=Subject.WORK,
)
