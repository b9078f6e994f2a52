"""DQ-12 措施与成员: a measure of the last 12 months that is meant for a member the household does not have."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from households.choices import GONE_STATUSES, Health, Register
from households.models import Disability, Member, RegisterClaim
from policies.categories import SupportCategory
from policies.clauses import NATIONAL_CHECKS, Clause
from registers.quality.base import Asked, Check, QualityRule, Unit
from registers.quality.measures import DAY_WORDS, carried_out, without_day
from registers.quality.populations import EVER_WORDS, ever
from registers.quality.shown import Compared, Subject, yes_no

RELIEF, MARGIN, DISABILITY = ("低保", "最低生活保障", "特困"), "边缘", ("残疾",)
CATEGORIES, REGISTERS = (SupportCategory.DIBAO, SupportCategory.TEKUN), (Register.DIBAO, Register.TEKUN)


def rows(asked: Asked) -> QuerySet[Any]:
    here = Member.objects.living().filter(household=OuterRef("pk")).exclude(status__in=GONE_STATUSES)
    in_county = {"household__county_code": asked.county.code}
    claims = RegisterClaim.objects.filter(register__in=REGISTERS)
    since = asked.window.start
    return asked.households.filter(ever()).annotate(
        relieved=carried_out(asked.on, words=RELIEF, but=MARGIN, since=since),
        relief_undated=without_day(words=RELIEF),
        is_listed=Q(category__in=CATEGORIES)
        | Q(Exists(here.filter(category__in=CATEGORIES)))
        | Q(Exists(claims.filter(household=OuterRef("pk")))),
        lists_received=Exists(claims.filter(**in_county)),
        subsidised=carried_out(asked.on, words=DISABILITY, since=since),
        subsidy_undated=without_day(words=DISABILITY),
        has_disabled=Q(facts__disabled__gt=0, facts__isnull=False) | Q(Exists(here.filter(person__health=Health.DISABLED))),
        disability_received=Exists(Disability.objects.filter(**in_county)),
    )


RULE = QualityRule(
    "DQ-12",
    "措施与成员",
    Unit.HOUSEHOLD,
    EVER_WORDS,
    Clause(NATIONAL_CHECKS, "4_11_015、4_11_016、5_16_006"),
    (
        Check(
            "DQ-12-1",
            "近12个月有低保、特困的措施，家里没有低保、特困人员",
            "请民政局核对台账；已经停保的，更正措施的止期。",
            hit=Q(relieved=True, is_listed=False, lists_received=True),
            unknown=(Q(relieved=True) | Q(relief_undated=True)) & Q(is_listed=False),
            number="4_11_015、5_16_006",
            missing=f"低保、特困台账或{DAY_WORDS}",
        ),
        Check(
            "DQ-12-2",
            "近12个月有残疾人补贴的措施，家里没有残疾人",
            "请残联核对残疾人证；没有残疾人的，更正措施。",
            hit=Q(subsidised=True, has_disabled=False, disability_received=True),
            unknown=(Q(subsidised=True) | Q(subsidy_undated=True)) & (Q(has_disabled=False) | Q(has_disabled__isnull=True)),
            number="4_11_016",
            missing=f"“残疾人”台账或{DAY_WORDS}",
        ),
    ),
    rows,
    mend="households:records",
    compared=(
        Compared("低保、特困的措施", "relieved", yes_no),
        Compared("低保、特困人员", "is_listed", yes_no),
        Compared("残疾人补贴的措施", "subsidised", yes_no),
        Compared("残疾人", "has_disabled", yes_no),
    ),
    subject=Subject.WORK,
)
