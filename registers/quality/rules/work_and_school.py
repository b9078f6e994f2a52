"""DQ-10 务工与在校、劳动能力: at work and at school, at work and unable to work."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from households.choices import Attendance, Labour, SchoolStatus
from households.models import Enrolment, Job
from policies.clauses import NATIONAL_CHECKS, Clause
from registers.quality.base import Asked, Check, QualityRule, Unit
from registers.quality.populations import ALL_WORDS
from registers.quality.shown import Compared, labels, yes_no

AT_SCHOOL = Q(is_enrolled=True) | ~Q(person__school_status__in=("", SchoolStatus.NOT))


def rows(asked: Asked) -> QuerySet[Any]:
    running = Q(ended_on__isnull=True) | Q(ended_on__gte=asked.on)
    attending = (Attendance.ENROLLED, Attendance.HOME_TAUGHT)
    return asked.members.annotate(
        works=Exists(Job.objects.filter(running, person=OuterRef("person"), is_working=True)),
        is_enrolled=Exists(Enrolment.objects.filter(person=OuterRef("person"), attendance__in=attending)),
        students_received=Exists(Enrolment.objects.filter(household__county_code=asked.county.code)),
        school=F("person__school_status"),
        labour=F("person__labour"),
    )


RULE = QualityRule(
    "DQ-10",
    "务工与在校、劳动能力",
    Unit.PERSON,
    ALL_WORDS,
    Clause(NATIONAL_CHECKS, "4_01_006、2_01_015、5_15_007"),
    (
        Check(
            "DQ-10-1",
            "在校，又登记为正在务工",
            "核实是在校还是务工：毕业、休学的更正学籍，假期短工的更正务工监测。",
            hit=Q(works=True) & AT_SCHOOL,
            unknown=Q(works=True, students_received=False, school=""),
            number="4_01_006",
            missing="在校生状况",
        ),
        Check(
            "DQ-10-2",
            "无劳动力、丧失劳动力，又登记为正在务工",
            "核实劳动能力和务工情况，改错的一边。",
            hit=Q(works=True, labour__in=(Labour.NONE, Labour.LOST)),
            unknown=Q(works=True, labour=""),
            number="2_01_015、5_15_007",
            missing="劳动能力",
        ),
    ),
    rows,
    compared=(
        Compared("在校生状况", "school", labels(SchoolStatus)),
        Compared("在校学籍", "is_enrolled", yes_no),
        Compared("劳动能力", "labour", labels(Labour)),
    ),
)
