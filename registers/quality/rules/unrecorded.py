"""DQ-09 漏登的风险: the water or the insurance of a monitored household shows a risk that is not recorded."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from households.choices import InsuranceKind, Risk
from households.models import Insurance, MemberFacts
from policies.clauses import NATIONAL_CHECKS, Clause
from registers.quality.base import Asked, Check, QualityRule, Unit
from registers.quality.populations import TAGGED, TAGGED_WORDS
from registers.quality.shown import Compared, Subject, labels, yes_no

MEDICAL = (InsuranceKind.RESIDENT_MEDICAL, InsuranceKind.WORKER_MEDICAL)
NO_RISK = Q(risks=[])
LACKS_WATER, LACKS_ILLNESS = ~Q(risks__contains=[str(Risk.WATER)]), ~Q(risks__contains=[str(Risk.ILLNESS)])


def rows(asked: Asked) -> QuerySet[Any]:
    counted = MemberFacts.objects.filter(facts=OuterRef("pk"), is_counted=True)
    told = Insurance.objects.filter(person=OuterRef("person"), year=asked.on.year, kind__in=MEDICAL)
    return asked.households.filter(TAGGED).annotate(
        water=F("facts__water_is_unsafe"),
        has_uninsured=Exists(counted.filter(is_uninsured=True)),
        has_untold=Exists(counted.filter(~Exists(told))),
    )


RULE = QualityRule(
    "DQ-09",
    "漏登的风险",
    Unit.HOUSEHOLD,
    TAGGED_WORDS,
    Clause(NATIONAL_CHECKS, "4_11_006、4_11_007"),
    (
        Check(
            "DQ-09-1",
            "饮水不达标，风险里没有因饮水安全",
            "入户核实饮水；属实的补登风险并落实饮水安全保障，不属实的请水利局更正。",
            hit=Q(water=True) & LACKS_WATER & ~NO_RISK,
            unknown=(Q(water__isnull=True) & LACKS_WATER) | (Q(water=True) & NO_RISK),
            number="4_11_006",
            missing="饮水四项指标或风险类型",
        ),
        Check(
            "DQ-09-2",
            "有人没有参加医保，风险里没有因病",
            "动员参保或按政策代缴；因病致贫风险属实的补登。",
            hit=Q(has_uninsured=True) & LACKS_ILLNESS & ~NO_RISK,
            unknown=(Q(has_uninsured=True) & NO_RISK) | (Q(has_uninsured=False, has_untold=True) & LACKS_ILLNESS),
            number="4_11_007",
            missing="当年的医保参保或风险类型",
        ),
    ),
    rows,
    mend="households:records",
    compared=(
        Compared("风险", "risks", labels(Risk)),
        Compared("饮水不达标的指标", "water", yes_no),
        Compared("明确没有参保的成员", "has_uninsured", yes_no),
    ),
    subject=Subject.WORK,
)
