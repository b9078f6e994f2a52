"""DQ-04 风险消除不实: cleared, and the house or the water is unsafe, or a child of compulsory age is out of school."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from households.choices import UNSAFE_GRADES, HouseGrade
from households.models import MemberFacts
from policies.clauses import NATIONAL_CHECKS, Clause
from registers.quality.base import Asked, Check, QualityRule, Unit
from registers.quality.populations import CLEARED, CLEARED_WORDS
from registers.quality.shown import Compared, Fault, Severity, Subject, day, labels, yes_no

FIX = "先请{}核实；属实的，落实保障并办理回退，不属实的，请{}更正台账。"


def rows(asked: Asked) -> QuerySet[Any]:
    counted = MemberFacts.objects.filter(facts=OuterRef("pk"), is_counted=True)
    may_be_absent = Q(is_out_of_school=True) | Q(is_out_of_school__isnull=True)
    return asked.households.filter(CLEARED).annotate(
        cleared_on=F("standing__cleared_on"),
        grade=F("facts__house_grade"),
        water=F("facts__water_is_unsafe"),
        has_absent=Exists(counted.filter(is_school_age=True, is_out_of_school=True)),
        may_have_absent=Exists(counted.filter(may_be_absent, Q(is_school_age=True) | Q(is_school_age__isnull=True))),
    )


RULE = QualityRule(
    "DQ-04",
    "消除后的住房、饮水、教育",
    Unit.HOUSEHOLD,
    CLEARED_WORDS,
    Clause(NATIONAL_CHECKS, "1_02_008、1_02_009、1_11_005"),
    (
        Check(
            "DQ-04-1",
            "风险已消除，住房是C级、D级或没有住房",
            FIX.format("住建局", "住建局"),
            hit=Q(grade__in=[str(grade) for grade in UNSAFE_GRADES]),
            unknown=Q(grade__isnull=True),
            number="1_02_008",
            severity=Severity.BLOCKS,
            missing="住房鉴定",
            fault=Fault.FALSELY_CLEARED,
        ),
        Check(
            "DQ-04-2",
            "风险已消除，饮水不达标",
            FIX.format("水利局", "水利局"),
            hit=Q(water=True),
            unknown=Q(water__isnull=True),
            number="1_02_009",
            severity=Severity.BLOCKS,
            missing="饮水四项指标",
            fault=Fault.FALSELY_CLEARED,
        ),
        Check(
            "DQ-04-3",
            "风险已消除，义务教育阶段有人失学辍学",
            FIX.format("教育局", "教育局"),
            hit=Q(has_absent=True),
            unknown=Q(may_have_absent=True),
            number="1_11_005",
            severity=Severity.BLOCKS,
            missing="适龄成员的学籍或出生日期",
            fault=Fault.FALSELY_CLEARED,
        ),
    ),
    rows,
    mend="households:records",
    compared=(
        Compared("风险消除", "cleared_on", day),
        Compared("住房鉴定", "grade", labels(HouseGrade)),
        Compared("饮水不达标的指标", "water", yes_no),
        Compared("失学辍学的适龄成员", "has_absent", yes_no),
    ),
    subject=Subject.WORK,
)
