"""DQ-21 收入与务工: receipts without costs, an income per head that cannot be, months of work that no year has, a place of work without a time."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import Combinable

from accounts.fields import FenField
from households.choices import IncomeKind
from households.models import Income, Job
from policies.clauses import NATIONAL_CHECKS, Clause
from registers.quality.base import Asked, Check, QualityRule, Unit
from registers.quality.populations import KNOWN_WORDS, known
from registers.quality.shown import Compared, number, yes_no, yuan

CEILING = "quality_income_per_head_to"
MONTHS_OF_A_YEAR = 12
A_PLACE = ~Q(province="") | ~Q(county_name="") | ~Q(employer="")
NO_TIME = Q(months_worked__isnull=True, started_on__isnull=True)
# A row by hand, from the one form or a visit, was written as receipts minus costs: both were asked.
OF_A_REGISTER = Q(batch_id__isnull=False)
# By its register's own words (registers.landing.evidence); rows from before these were kept say it by their item, or not at all.
RECEIPTS = Q(is_receipts=True) | Q(is_receipts__isnull=True, item__contains="收入") & ~Q(item__contains="净")
NOT_SAID = Q(is_receipts__isnull=True) & ~Q(item__contains="收入")


def rows(asked: Asked) -> QuerySet[Any]:
    business = Income.objects.filter(
        household=OuterRef("pk"), kind=IncomeKind.BUSINESS, superseded_at__isnull=True, month__gte=asked.window.start, month__lt=asked.window.end
    )  # fmt: skip
    jobs = Job.objects.filter(household=OuterRef("pk"))
    earned = business.filter(OF_A_REGISTER, amount__gt=0)
    ceiling: Combinable = Value(asked.numbers.per_year(CEILING, asked.county), output_field=FenField())
    return asked.households.filter(known()).annotate(
        calls_it_nothing=Exists(earned.filter(NOT_SAID)),
        calls_it_receipts=Exists(earned.filter(RECEIPTS)),
        spends=Exists(business.filter(amount__lt=0)),
        people=F("facts__counted_members"),
        net=F("facts__net"),
        most=ExpressionWrapper(F("facts__counted_members") * ceiling, output_field=FenField()),
        works_too_long=Exists(jobs.filter(months_worked__gt=MONTHS_OF_A_YEAR)),
        works_timeless=Exists(jobs.filter(NO_TIME, is_working=True)),
        works_somewhere=Exists(jobs.filter(A_PLACE, NO_TIME)),
    )


RULE = QualityRule(
    "DQ-21",
    "收入与务工",
    Unit.HOUSEHOLD,
    KNOWN_WORDS,
    Clause(NATIONAL_CHECKS, "数据逻辑性核查"),
    (
        Check(
            "DQ-21-1",
            "有经营收入，没有经营支出",
            "补登种子、化肥、饲料等支出（“收入”台账里填负数）；报的本来是净收入的，项目写成净收入。",
            hit=Q(calls_it_receipts=True, spends=False),
            unknown=Q(calls_it_nothing=True, calls_it_receipts=False, spends=False),
            missing="这笔经营收入是毛收入还是净收入",
        ),
        Check(
            "DQ-21-2",
            "人均纯收入不大于0，或超过10万元",
            "核对金额单位和人口，确实如此的在走访里写明。",
            hit=Q(people__gt=0) & (Q(net__lte=0) | Q(net__gt=F("most"))),
            unknown=Q(net__isnull=True) | Q(people__isnull=True) | Q(people=0),
            missing="近12个月收入或计入的人口",
        ),
        Check(
            "DQ-21-3",
            "务工月数不在0到12之间",
            "按当年实际务工的月数改。",
            hit=Q(works_too_long=True),
            unknown=Q(works_timeless=True),
            missing="务工月数或起止时间",
        ),
        Check("DQ-21-4", "有务工地点，没有务工时间", "补填开始时间或务工月数；没有务工的，去掉地点。", hit=Q(works_somewhere=True)),
    ),
    rows,
    (CEILING,),
    mend="households:incomes",
    compared=(
        Compared("纯收入", "net", yuan),
        Compared("计入的人口", "people", number("人")),
        Compared("按人口不应超过", "most", yuan),
        Compared("经营支出", "spends", yes_no),
    ),
)
