"""SV-03 措施不精准: help that was over before the household was identified, and help that answers none of its risks (domain §8.10)."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet

from assistance.kinds import FITS_RISK
from households.choices import Risk
from policies.clauses import GUIZHOU_ACTION, Clause
from registers.quality.base import Asked, Check, QualityRule, Unit
from registers.quality.measures import DAY_WORDS, carried_out, without_day
from registers.quality.populations import TAGGED, TAGGED_WORDS
from registers.quality.shown import Compared, Fault, Subject, day, labels


def fitting(asked: Asked) -> Q:
    """Whether a measure carried out answers one of the household's risks, by the table every push is warned by."""
    return reduce(or_, (Q(risks__contains=[risk]) & carried_out(asked.on, kinds=sorted(kinds)) for risk, kinds in FITS_RISK.items()))


def rows(asked: Asked) -> QuerySet[Any]:
    return asked.households.filter(TAGGED).annotate(
        identified_on=F("standing__identified_on"),
        is_helped=carried_out(asked.on),
        was_helped_before=carried_out(asked.on, before=OuterRef("standing__identified_on")),
        has_undated=without_day(),
        fits=fitting(asked),
        can_be_fitted=Q(risks__overlap=[str(risk) for risk in FITS_RISK]),
    )


RULE = QualityRule(
    "SV-03",
    "措施不精准",
    Unit.HOUSEHOLD,
    TAGGED_WORDS,
    Clause(GUIZHOU_ACTION, "四（三）"),
    (
        Check(
            "SV-03-1",
            "措施在识别前就已结束",
            "识别前的措施不算针对性帮扶：核对措施的起止日期和识别监测时间，日期无误的，另行落实识别后的措施。",
            hit=Q(was_helped_before=True),
            unknown=Q(is_helped=True, identified_on__isnull=True) | Q(has_undated=True),
            missing=f"识别监测时间或{DAY_WORDS}",
            fault=Fault.BEFORE,
        ),
        Check(
            "SV-03-2",
            "已实施的措施没有一项对应登记的风险",
            "对照风险类型调整措施：缺什么补什么；风险类型登记错的，更正风险类型。",
            hit=Q(is_helped=True, can_be_fitted=True, fits=False),
            unknown=Q(is_helped=True, risks=[]),
            missing="风险类型",
            fault=Fault.UNFIT,
        ),
    ),
    rows,
    mend="households:records",
    compared=(Compared("识别监测", "identified_on", day), Compared("风险", "risks", labels(Risk))),
    subject=Subject.WORK,
)
