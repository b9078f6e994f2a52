"""DQ-02 未纳入监测: below the line or in a dangerous house, and not monitored."""

from __future__ import annotations

from typing import Any

from django.db.models import ExpressionWrapper, F, Q, QuerySet

from accounts.fields import FenField
from households.choices import HouseGrade, HouseholdKind
from policies.categories import AreaType
from policies.clauses import NATIONAL_CHECKS, Clause
from registers.quality.base import Asked, Check, QualityRule, Unit
from registers.quality.shown import Compared, Fault, Subject, labels, yuan

DANGEROUS = [str(HouseGrade.C), str(HouseGrade.D)]


def rows(asked: Asked) -> QuerySet[Any]:
    listed = Q(area_type=AreaType.RURAL) & ~Q(category="")
    line = F("facts__parameters__low_income_line") * F("facts__income_members")
    return asked.households.filter(Q(household_kind=HouseholdKind.TUOPIN) | listed, has_monitoring_tag=False).annotate(
        gross=F("facts__gross"), line=ExpressionWrapper(line, output_field=FenField()), grade=F("facts__house_grade")
    )


RULE = QualityRule(
    "DQ-02",
    "未纳入监测",
    Unit.HOUSEHOLD,
    "没有监测标识的脱贫户、有类别的农村户",
    Clause(NATIONAL_CHECKS, "1_02_006"),
    (
        Check(
            "DQ-02-1",
            "收入低于监测线，不是监测对象",
            "入户核实收入和风险；有返贫致贫风险的按程序识别，没有的在走访里写明。",
            hit=Q(gross__lt=F("line")),
            unknown=Q(gross__isnull=True) | Q(line__isnull=True),
            number="1_02_006",
            missing="近12个月的收入",
            fault=Fault.NOT_TAKEN_IN,
        ),
        Check(
            "DQ-02-2",
            "住房是C级、D级，不是监测对象",
            "请住建局核对鉴定；属实的，安排改造并按程序识别。",
            hit=Q(grade__in=DANGEROUS),
            unknown=Q(grade__isnull=True),
            missing="住房鉴定",
            fault=Fault.NOT_TAKEN_IN,
        ),
    ),
    rows,
    mend="households:records",
    compared=(
        Compared("家庭收入", "gross", yuan),
        Compared("监测线乘人口", "line", yuan),
        Compared("住房鉴定", "grade", labels(HouseGrade)),
    ),
    subject=Subject.WORK,
)
