"""DQ-03 参保: neither resident nor worker medical insurance, blank or No; serious-illness insurance or pension not filled in.

A register of the year that never reached the county leaves nobody blank: then it cannot be said (rulings B1).
"""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value

from households.choices import InsuranceKind, InsuranceStatus
from households.models import Insurance
from policies.clauses import NATIONAL_CHECKS, Clause
from registers.quality.base import Asked, Check, QualityRule, Unit
from registers.quality.populations import EVER_WORDS, ever
from registers.quality.shown import Compared, day, yes_no

MEDICAL = (InsuranceKind.RESIDENT_MEDICAL, InsuranceKind.WORKER_MEDICAL)
SERIOUS = (InsuranceKind.SERIOUS_ILLNESS,)
PENSION = (InsuranceKind.RESIDENT_PENSION, InsuranceKind.WORKER_PENSION)
# Who may be insured for old age: from this age on, unless at school.
INSURABLE_AGE = "quality_pension_age_from"
IN_SCHOOL = ~Q(person__school_status__in=("", "not"))
MAY_BE_PENSIONED = (Q(person__birth__isnull=True) | Q(person__birth__lte=F("insurable_born"))) & ~IN_SCHOOL


def rows(asked: Asked) -> QuerySet[Any]:
    of_year = Insurance.objects.filter(year=asked.on.year)

    def received(kinds: tuple[InsuranceKind, ...]) -> Value:
        return Value(of_year.filter(kind__in=kinds, household__county_code=asked.county.code).exists())

    own = of_year.filter(person=OuterRef("person"))
    return asked.members.filter(ever("household__")).annotate(
        has_medical=Exists(own.filter(kind__in=MEDICAL, status=InsuranceStatus.INSURED)),
        says_serious=Exists(own.filter(kind__in=SERIOUS)),
        says_pension=Exists(own.filter(kind__in=PENSION)),
        medical_received=received(MEDICAL),
        serious_received=received(SERIOUS),
        pension_received=received(PENSION),
        insurable_born=asked.born_until(INSURABLE_AGE),
    )


RULE = QualityRule(
    "DQ-03",
    "参保",
    Unit.PERSON,
    EVER_WORDS,
    Clause(NATIONAL_CHECKS, "2_01_008、1_02_003"),
    (
        Check(
            "DQ-03-1",
            "居民医保、职工医保都没有参保或没有填",
            "请医保局核对当年参保；没有参保的，动员参保或按政策代缴，从“参保”台账补报。",
            hit=Q(has_medical=False, medical_received=True),
            unknown=Q(has_medical=False),
            missing="当年的基本医保参保登记",
            number="2_01_008",
        ),
        Check(
            "DQ-03-2",
            "大病保险没有填",
            "请医保局补报当年大病保险。",
            hit=Q(says_serious=False, serious_received=True),
            unknown=Q(says_serious=False),
            missing="当年的大病保险登记",
            number="1_02_003",
        ),
        Check(
            "DQ-03-3",
            "养老保险没有填",
            "请人社局补报当年养老保险，已领待遇的也报。",
            hit=Q(says_pension=False, pension_received=True, person__birth__isnull=False) & MAY_BE_PENSIONED,
            unknown=Q(says_pension=False) & MAY_BE_PENSIONED,
            missing="当年的养老保险登记或出生日期",
        ),
    ),
    rows,
    (INSURABLE_AGE,),
    mend="households:records",
    compared=(
        Compared("当年居民、职工医保参保", "has_medical", yes_no),
        Compared("当年大病保险登记", "says_serious", yes_no),
        Compared("当年养老保险登记", "says_pension", yes_no),
        Compared("出生日期", "person__birth", day),
        Compared("晚于这天出生的不问养老保险", "insurable_born", day),
    ),
)
