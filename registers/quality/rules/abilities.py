"""DQ-19 健康与劳动: health not filled in, ill by the school and healthy by the register, a labourer too young or too old."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q, QuerySet

from households.choices import Health, Labour
from policies.clauses import NATIONAL_CHECKS, Clause
from registers.quality.base import Asked, Check, QualityRule, Unit
from registers.quality.populations import KNOWN_WORDS, known
from registers.quality.shown import Compared, day, labels, text

AGE_FROM, AGE_TO = "quality_labour_age_from", "quality_labour_age_to"
ABSENT_FOR_ILLNESS = Q(absence_reason__contains="病")
# 弱劳动力 may be of any age.
FULL_LABOUR = Q(person__labour__in=(Labour.ORDINARY, Labour.SKILLED))


def rows(asked: Asked) -> QuerySet[Any]:
    return asked.members.filter(known("household__")).annotate(
        absence_reason=F("person__enrolment_records__absence_reason"),
        old_enough=asked.born_until(AGE_FROM),
        too_old=asked.born_until(AGE_TO, more=1),
    )


RULE = QualityRule(
    "DQ-19",
    "健康与劳动能力",
    Unit.PERSON,
    KNOWN_WORDS,
    Clause(NATIONAL_CHECKS, "数据完整性、逻辑性核查"),
    (
        Check("DQ-19-1", "健康状况没有填", "入户或向卫健部门核实后补填。", hit=Q(person__health="")),
        Check(
            "DQ-19-2",
            "因病失学辍学，健康状况却是健康",
            "学籍写因病，家庭成员写健康，两边必有一错。核实后改错的一边。",
            hit=ABSENT_FOR_ILLNESS & Q(person__health=Health.HEALTHY),
            unknown=ABSENT_FOR_ILLNESS & Q(person__health=""),
            missing="健康状况",
        ),
        Check(
            "DQ-19-3",
            "不满16周岁或超过65周岁，登记为普通、技能劳动力",
            "核对出生日期和劳动能力，按实际改。",
            hit=FULL_LABOUR & (Q(person__birth__gt=F("old_enough")) | Q(person__birth__lte=F("too_old"))),
            unknown=(FULL_LABOUR & Q(person__birth__isnull=True)) | Q(person__labour=""),
            missing="劳动能力或出生日期",
        ),
    ),
    rows,
    (AGE_FROM, AGE_TO),
    compared=(
        Compared("健康状况", "person__health", labels(Health)),
        Compared("失学辍学原因", "absence_reason", text),
        Compared("劳动能力", "person__labour", labels(Labour)),
        Compared("出生日期", "person__birth", day),
    ),
)
