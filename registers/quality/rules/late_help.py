"""DQ-23 应帮未帮: the days have passed since the household was identified, and no measure was carried out since (domain §4b)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Value

from policies.clauses import GUIZHOU_ACTION, Clause
from registers.quality.base import Asked, Check, QualityRule, Unit
from registers.quality.measures import DAY_WORDS, MEASURES_WORDS, carried_out, received, without_day
from registers.quality.populations import TAGGED, TAGGED_WORDS
from registers.quality.shown import Compared, Fault, Severity, Subject, day, number, yes_no

DAYS = "first_measure_days"
NONE_YET = Q(is_helped=False)


def rows(asked: Asked) -> QuerySet[Any]:
    days = int(asked.number(DAYS))
    late = Q(standing__identified_on__lt=asked.on - timedelta(days=days)) | Q(standing__identified_on__isnull=True)
    return asked.households.filter(TAGGED, late).annotate(
        identified_on=F("standing__identified_on"),
        is_helped=carried_out(asked.on, since=OuterRef("standing__identified_on")),
        was_helped=carried_out(asked.on),
        has_undated=without_day(),
        is_received=received(asked),
        limit=Value(days),
    )


RULE = QualityRule(
    "DQ-23",
    "应帮未帮",
    Unit.HOUSEHOLD,
    f"识别超过期限的{TAGGED_WORDS}",
    Clause(GUIZHOU_ACTION, "四（三）"),
    (
        Check(
            "DQ-23-1",
            "识别后超过期限，没有落实任何措施",
            "按风险补上针对性措施并登记落实日期；已经落实的，请责任部门在推送里登记，或从“已有帮扶措施”台账补报。识别前的措施不算。",
            hit=NONE_YET & Q(identified_on__isnull=False, has_undated=False, is_received=True),
            unknown=NONE_YET,
            severity=Severity.BLOCKS,
            missing=f"识别监测时间、{MEASURES_WORDS}或{DAY_WORDS}",
            fault=Fault.NOT_HELPED,
        ),
    ),
    rows,
    (DAYS,),
    mend="households:records",
    compared=(
        Compared("识别监测", "identified_on", day),
        Compared("应落实首项措施", "limit", number("天内")),
        Compared("识别前后已实施的措施", "was_helped", yes_no),
    ),
    subject=Subject.WORK,
)
