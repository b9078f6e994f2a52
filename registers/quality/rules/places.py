"""DQ-22 区划与日期: an area code that is no village's, dates in the wrong order."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Length

from accounts.choices import RegionLevel
from households.choices import Register
from households.models import RegisterClaim
from policies.clauses import NATIONAL_CHECKS, Clause
from registers.quality.base import Asked, Check, QualityRule, Unit
from registers.quality.populations import ALL_WORDS
from registers.quality.shown import Compared, day, text, yes_no

CODE_LENGTH = 12


def rows(asked: Asked) -> QuerySet[Any]:
    said = RegisterClaim.objects.filter(household=OuterRef("pk"), register=Register.MONITORED)
    here = asked.members.order_by()
    return asked.households.annotate(
        code_length=Length("village_code"),
        level=F("village__level"),
        true_code=F("village__code"),
        identified_on=F("standing__identified_on"),
        cleared_on=F("standing__cleared_on"),
        cleared_before=Exists(said.filter(since__gt=F("cleared_on"))),
        holds_the_unborn=Q(pk__in=here.filter(person__birth__gt=asked.on).values("household_id")),
        holds_no_birth=Q(pk__in=here.filter(person__birth__isnull=True).values("household_id")),
    )


RULE = QualityRule(
    "DQ-22",
    "区划代码与日期",
    Unit.HOUSEHOLD,
    ALL_WORDS,
    Clause(NATIONAL_CHECKS, "数据规范性核查"),
    (
        Check(
            "DQ-22-1",
            "区划代码不在12位区划表里",
            "这一户没有登记到村（社区）。查清在哪个村，从“家庭”台账更正行政区划。",
            hit=~Q(code_length=CODE_LENGTH) | ~Q(level=RegionLevel.VILLAGE) | ~Q(village_code=F("true_code")),
        ),
        Check(
            "DQ-22-2",
            "风险消除早于识别监测",
            "核对识别监测时间和消除监测时间，从“监测对象台账”更正。",
            hit=Q(identified_on__gt=F("cleared_on")) | Q(cleared_before=True),
            unknown=Q(cleared_on__isnull=False, identified_on__isnull=True),
            missing="识别监测时间",
        ),
        Check(
            "DQ-22-3",
            "出生日期晚于今天",
            "对照户口簿更正出生日期。",
            hit=Q(holds_the_unborn=True),
            unknown=Q(holds_no_birth=True),
            missing="成员的出生日期",
        ),
    ),
    rows,
    mend="households:detail",
    compared=(
        Compared("行政区划代码", "village_code", text),
        Compared("识别监测", "identified_on", day),
        Compared("风险消除", "cleared_on", day),
        Compared("出生日期晚于今天的成员", "holds_the_unborn", yes_no),
    ),
)
