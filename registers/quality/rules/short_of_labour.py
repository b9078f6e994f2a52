"""DQ-07 缺劳动力: the household is short of labour by its risk, and by its members it is not (rulings B13)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, ExpressionWrapper, F, Q, QuerySet, Value

from households.choices import Risk
from policies.clauses import NATIONAL_CHECKS, Clause
from registers.quality.base import Asked, Check, QualityRule, Unit
from registers.quality.labour import LABOUR_WORDS, VALUES
from registers.quality.populations import TAGGED, TAGGED_WORDS
from registers.quality.shown import Compared, Subject, number, ratio

SHARE = "quality_labour_share_to"
NOBODY = Q(counted__isnull=True) | Q(counted=0)
AT_MOST = F("able") + F("unsaid")


def rows(asked: Asked) -> QuerySet[Any]:
    share = Value(Decimal(asked.number(SHARE)), output_field=DecimalField())
    short = asked.households.filter(TAGGED, risks__contains=[str(Risk.LABOUR)])
    return short.annotate(**VALUES, share=share, most=ExpressionWrapper(F("facts__counted_members") * share, output_field=DecimalField()))


RULE = QualityRule(
    "DQ-07",
    "缺劳动力",
    Unit.HOUSEHOLD,
    f"风险有缺劳动力的{TAGGED_WORDS}",
    Clause(NATIONAL_CHECKS, "4_11_009"),
    (
        Check(
            "DQ-07-1",
            "人人都有劳动能力",
            "核实每个人的劳动能力；登记无误的，更正风险类型。",
            hit=Q(counted__gt=0, able=F("counted")),
            unknown=NOBODY | Q(unsaid__gt=0, counted=AT_MOST),
            number="4_11_009",
            missing=LABOUR_WORDS,
        ),
        Check(
            "DQ-07-2",
            "有劳动能力的占比超过标准",
            "普通、技能、弱劳动力都算有劳动能力。登记无误的，更正风险类型；另有原因的，在走访里写明。",
            hit=Q(able__gt=F("most")),
            unknown=NOBODY | Q(most__lt=AT_MOST),
            missing=LABOUR_WORDS,
        ),
    ),
    rows,
    (SHARE,),
    compared=(
        Compared("计入人口", "counted", number("人")),
        Compared("有劳动能力", "able", number("人")),
        Compared("劳动能力没有填", "unsaid", number("人")),
        Compared("占比的标准", "share", ratio),
    ),
    subject=Subject.WORK,
)
