"""DQ-20 信息采集人: cleared, and the national system's table names nobody who collected it, or no phone of his.

The check's other half, a missing signature, photo or approval, stands in no register; what is decided here cannot be stored without them.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from households.choices import Register
from households.models import RegisterClaim
from policies.clauses import NATIONAL_CHECKS, Clause
from registers.quality.base import Asked, Check, QualityRule, Unit
from registers.quality.populations import CLEARED, CLEARED_WORDS
from registers.quality.shown import Compared, Subject, day, yes_no

NAMED, REACHABLE = ~Q(collector=""), Q(collector_phone_index__isnull=False)
FIX = "请信息采集人所在的村补填，再导入一次“监测对象”台账。"


def rows(asked: Asked) -> QuerySet[Any]:
    listed = RegisterClaim.objects.filter(register=Register.MONITORED)
    here, of_county = listed.filter(household=OuterRef("pk")), listed.filter(household__county_code=asked.county.code)
    return asked.households.filter(CLEARED).annotate(
        cleared_on=F("standing__cleared_on"),
        is_listed=Exists(here),
        has_name=Exists(here.filter(NAMED)),
        has_phone=Exists(here.filter(REACHABLE)),
        # an export without the column says nothing of anybody
        names_told=Exists(of_county.filter(NAMED)),
        phones_told=Exists(of_county.filter(REACHABLE)),
    )


RULE = QualityRule(
    "DQ-20",
    "信息采集人",
    Unit.HOUSEHOLD,
    CLEARED_WORDS,
    Clause(NATIONAL_CHECKS, "风险消除的采集信息"),
    (
        Check(
            "DQ-20-1",
            "风险已消除，没有信息采集人",
            FIX,
            hit=Q(is_listed=True, names_told=True, has_name=False),
            unknown=Q(is_listed=False) | Q(names_told=False),
            missing="“监测对象”台账的信息采集人一栏",
        ),
        Check(
            "DQ-20-2",
            "风险已消除，没有信息采集人的联系电话",
            FIX,
            hit=Q(is_listed=True, phones_told=True, has_phone=False),
            unknown=Q(is_listed=False) | Q(phones_told=False),
            missing="“监测对象”台账的信息采集人联系电话一栏",
        ),
    ),
    rows,
    mend="households:records",
    compared=(
        Compared("风险消除", "cleared_on", day),
        Compared("有信息采集人", "has_name", yes_no),
        Compared("有信息采集人联系电话", "has_phone", yes_no),
    ),
    subject=Subject.WORK,
)
