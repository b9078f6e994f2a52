"""DQ-16 电话与工资: one number in two counties of work, one number for a whole family, a wage that cannot be one."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value

from accounts.fields import FenField
from households.choices import IncomeKind
from households.models import Income, Job
from policies.clauses import NATIONAL_CHECKS, Clause
from registers.quality.base import Asked, Check, QualityRule, Unit
from registers.quality.populations import KNOWN_WORDS, known
from registers.quality.shown import Compared, text, yes_no, yuan

WAGE_FROM = "quality_wage_from"
BELOW_A_WAGE = Q(wage__gt=0, wage__lt=F("wage_from")) | Q(stated_wage__gt=0, stated_wage__lt=F("wage_from"))


def rows(asked: Asked) -> QuerySet[Any]:
    members = asked.members.filter(known("household__"))
    working = Job.objects.filter(Q(ended_on__isnull=True) | Q(ended_on__gte=asked.on), is_working=True)
    latest = working.filter(person=OuterRef("person")).order_by("-as_of", "-pk")
    placed = working.filter(household__county_code=asked.county.code, person__phone_index__isnull=False).exclude(county_name="")
    apart = placed.values("person__phone_index").annotate(places=Count("county_name", distinct=True)).filter(places__gt=1)
    families = members.order_by().values("household_id")
    families = families.annotate(
        people=Count("pk"), given=Count("person__phone_index"), numbers=Count("person__phone_index", distinct=True)
    )
    wages = Income.objects.filter(
        household=OuterRef("household"), person=OuterRef("person"), kind=IncomeKind.WAGE, superseded_at__isnull=True,
        month__gte=asked.window.start, month__lt=asked.window.end,
    )  # fmt: skip
    return members.annotate(
        works=Exists(latest),
        work_county=Subquery(latest.values("county_name")[:1]),
        stated_wage=Subquery(latest.values("yearly_income")[:1]),
        wage=Subquery(wages.order_by().values("person").annotate(total=Sum("amount")).values("total")),
        wage_from=Value(asked.number(WAGE_FROM), output_field=FenField()),
        shares_apart=Exists(apart.filter(person__phone_index=OuterRef("person__phone_index"))),
        family_shares=Q(household_id__in=families.filter(given__gte=2, numbers=1).values("household_id")),
        family_is_silent=Q(household_id__in=families.filter(people__gte=2, given__lt=2).values("household_id")),
    )


RULE = QualityRule(
    "DQ-16",
    "电话与工资",
    Unit.PERSON,
    KNOWN_WORDS,
    Clause(NATIONAL_CHECKS, "5_15_021、5_15_023"),
    (
        Check(
            "DQ-16-1",
            "在不同的县务工，却是同一个电话",
            "问清号码是谁的，各填各的。",
            hit=Q(works=True, shares_apart=True) & ~Q(work_county=""),
            unknown=Q(works=True) & (Q(person__phone_index__isnull=True) | Q(work_county="")),
            missing="本人的电话或务工所在县",
            number="5_15_021",
        ),
        Check(
            "DQ-16-2",
            "工资性收入大于0、不足100元",
            "核对是不是把万元、千元当成元填了。",
            hit=BELOW_A_WAGE,
            unknown=Q(works=True, wage__isnull=True, stated_wage__isnull=True),
            missing="工资",
            number="5_15_023",
        ),
        Check(
            "DQ-16-3",
            "全家同一个电话",
            "填了电话的成员（2人以上）全是一个号。各填各的，没有手机的空着。",
            hit=Q(family_shares=True, person__phone_index__isnull=False),
            unknown=Q(family_is_silent=True),
            missing="成员的电话",
        ),
    ),
    rows,
    (WAGE_FROM,),
    compared=(
        Compared("在务工", "works", yes_no),
        Compared("务工所在县", "work_county", text),
        Compared("同号的人在别的县务工", "shares_apart", yes_no),
        Compared("近12个月工资", "wage", yuan),
        Compared("务工登记的年收入", "stated_wage", yuan),
        Compared("一年工资不应低于", "wage_from", yuan),
    ),
)
