"""DQ-06 风险与事实: a recorded risk that nothing the registers hold speaks for."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from households.choices import GONE_STATUSES, Health, Risk
from households.models import Disability, Disaster, Illness, Member
from households.record_choices import ACCIDENTS
from policies.clauses import NATIONAL_CHECKS, Clause
from registers.quality.base import Asked, Check, QualityRule, Unit
from registers.quality.labour import LABOUR_OPEN, LABOUR_WORDS, NO_LABOUR, VALUES
from registers.quality.populations import TAGGED, TAGGED_WORDS
from registers.quality.shown import Compared, Subject, labels, number, yes_no, yuan

ILL = (Health.CHRONIC, Health.SERIOUS)


def says(risk: Risk) -> Q:
    return Q(risks__contains=[str(risk)])


def rows(asked: Asked) -> QuerySet[Any]:
    here = Member.objects.living().filter(household=OuterRef("pk")).exclude(status__in=GONE_STATUSES)
    in_county = {"household__county_code": asked.county.code}
    return asked.households.filter(TAGGED).annotate(
        has_disabled=Q(facts__disabled__gt=0) | Q(Exists(here.filter(person__health=Health.DISABLED))),
        disability_received=Exists(Disability.objects.filter(**in_county)),
        has_disaster=Exists(Disaster.objects.filter(household=OuterRef("pk")).exclude(kind__in=ACCIDENTS)),
        disasters_received=Exists(Disaster.objects.filter(**in_county)),
        has_ill=Q(Exists(here.filter(person__health__in=ILL))) | Q(Exists(Illness.objects.filter(household=OuterRef("pk")))),
        has_unasked=Exists(here.filter(person__health="")),
        self_paid=F("facts__medical_deduction"),
        **VALUES,
    )


RULE = QualityRule(
    "DQ-06",
    "风险与事实",
    Unit.HOUSEHOLD,
    TAGGED_WORDS,
    Clause(NATIONAL_CHECKS, "2_11_001、2_11_005、2_11_006、5_15_015、5_15_020"),
    (
        Check(
            "DQ-06-1",
            "风险是因残，家里没有残疾人",
            "有残疾人证的，请残联补报；没有的，更正风险类型。",
            hit=says(Risk.DISABILITY) & Q(has_disabled=False, disability_received=True),
            unknown=says(Risk.DISABILITY) & (Q(has_disabled=False) | Q(has_disabled__isnull=True)),
            number="2_11_001",
            missing="“残疾人”台账",
        ),
        Check(
            "DQ-06-2",
            "风险是因自然灾害，没有写明是哪一种",
            "从“灾害与意外”台账补报是洪涝、地质、旱灾还是别的；没有受灾的，更正风险类型。",
            hit=says(Risk.DISASTER) & Q(has_disaster=False, disasters_received=True),
            unknown=says(Risk.DISASTER) & Q(has_disaster=False),
            number="2_11_005",
            missing="“灾害与意外”台账",
        ),
        Check(
            "DQ-06-3",
            "风险是务工就业不稳，家里没有人有劳动能力",
            "核实成员的劳动能力；确实没有的，风险改为缺劳动力。",
            hit=says(Risk.JOB) & NO_LABOUR,
            unknown=says(Risk.JOB) & LABOUR_OPEN,
            number="2_11_006",
            missing=LABOUR_WORDS,
        ),
        Check(
            "DQ-06-4",
            "风险是因病，家里没有病人",
            "入户核实健康状况，请医保、卫健部门补报患病；没有病人的，更正风险类型。",
            hit=says(Risk.ILLNESS) & Q(has_ill=False, has_unasked=False),
            unknown=says(Risk.ILLNESS) & Q(has_ill=False),
            number="5_15_015",
            missing="成员的健康状况",
        ),
        Check(
            "DQ-06-5",
            "风险是因病，近12个月合规自付是0",
            "请医保局核对结算；在外地就医、还没有报销的，写进走访记录。",
            hit=says(Risk.ILLNESS) & Q(self_paid=0),
            unknown=says(Risk.ILLNESS) & Q(self_paid__isnull=True),
            number="5_15_020",
            missing="医保结算",
        ),
    ),
    rows,
    mend="households:records",
    compared=(
        Compared("风险", "risks", labels(Risk)),
        Compared("残疾人", "has_disabled", yes_no),
        Compared("自然灾害", "has_disaster", yes_no),
        Compared("有劳动能力", "able", number("人")),
        Compared("病人", "has_ill", yes_no),
        Compared("合规自付", "self_paid", yuan),
    ),
    subject=Subject.WORK,
)
