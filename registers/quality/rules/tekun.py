"""DQ-15 特困: somebody healthy, of working years and not at school is hardly without means of his own."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from households.choices import Attendance, Health, SchoolStatus
from households.models import Enrolment
from policies.clauses import NATIONAL_CHECKS, Clause
from registers.quality.base import Asked, Check, QualityRule, Unit
from registers.quality.populations import TEKUN, TEKUN_WORDS
from registers.quality.shown import Compared, day, labels, yes_no

AGE_FROM, AGE_TO = "quality_tekun_age_from", "quality_tekun_age_to"
# Each is false only where it is known to be: what is blank might be so.
MAY_BE_HEALTHY = Q(person__health__in=("", Health.HEALTHY))
MAY_BE_OF_AGE = Q(person__birth__isnull=True) | Q(person__birth__lte=F("old_enough"), person__birth__gt=F("too_old"))
MAY_BE_OUT_OF_SCHOOL = Q(person__school_status__in=("", SchoolStatus.NOT), is_enrolled=False)


def rows(asked: Asked) -> QuerySet[Any]:
    at_school = Enrolment.objects.filter(person=OuterRef("person"), attendance__in=(Attendance.ENROLLED, Attendance.HOME_TAUGHT))
    return asked.members.filter(TEKUN).annotate(
        is_enrolled=Exists(at_school), old_enough=asked.born_until(AGE_FROM), too_old=asked.born_until(AGE_TO, more=1)
    )


RULE = QualityRule(
    "DQ-15",
    "特困人员认定",
    Unit.PERSON,
    TEKUN_WORDS,
    Clause(NATIONAL_CHECKS, "5_15_019"),
    (
        Check(
            "DQ-15-1",
            "健康、18至60周岁、不在校的特困人员",
            "核对健康状况、劳动能力和在校情况；确有劳动能力的，按退出程序重新认定。",
            hit=Q(person__health=Health.HEALTHY, person__birth__isnull=False, person__school_status=SchoolStatus.NOT)
            & MAY_BE_OF_AGE
            & MAY_BE_OUT_OF_SCHOOL,
            unknown=MAY_BE_HEALTHY & MAY_BE_OF_AGE & MAY_BE_OUT_OF_SCHOOL,
            missing="健康状况、出生日期或在校情况",
            number="5_15_019",
        ),
    ),
    rows,
    (AGE_FROM, AGE_TO),
    compared=(
        Compared("健康状况", "person__health", labels(Health)),
        Compared("出生日期", "person__birth", day),
        Compared("在校生状况", "person__school_status", labels(SchoolStatus)),
        Compared("学籍在读", "is_enrolled", yes_no),
    ),
)
