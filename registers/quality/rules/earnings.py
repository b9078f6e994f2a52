"""DQ-11 措施与收入: cleared below the line, help for work without wages or workers, help for business without any business income.

Income below the line is what the facts say now; business income is that of the 12 full months before the month of clearing (rulings B3).
"""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery, Sum, Value

from accounts.fields import FenField
from households.choices import ABLE_LABOUR, GONE_STATUSES, ClearanceMode, IncomeKind, JobStatus
from households.models import Income, Job, Member, PublicPost
from households.record_choices import MeasureKind
from policies.clauses import NATIONAL_CHECKS, Clause
from registers.quality.base import Asked, Check, FirstOfMonth, MonthsAfter, QualityRule, Unit
from registers.quality.measures import DAY_WORDS, carried_out, without_day
from registers.quality.populations import EVER_WORDS, ever
from registers.quality.shown import Compared, Fault, Severity, Subject, day, yes_no, yuan

WORKING = (JobStatus.MIGRANT, JobStatus.LOCAL_JOB, JobStatus.PUBLIC_POST, JobStatus.SELF_EMPLOYED, JobStatus.FLEXIBLE)
JOB = [MeasureKind.JOB]
CLEARED_BY_HELP = Q(has_monitoring_tag=False, cleared_on__isnull=False) & ~Q(mode=ClearanceMode.NATURAL)
MAY_HAVE_JOB_HELP = Q(job_helped=True) | Q(job_undated=True)


def worked(on: Any) -> Q:
    """Whether somebody of the household works on the day, by any register."""
    here = Member.objects.living().filter(household=OuterRef("pk")).exclude(status__in=GONE_STATUSES)
    running = Q(ended_on__isnull=True) | Q(ended_on__gte=on)
    jobs = Job.objects.filter(running, household=OuterRef("pk"), is_working=True)
    posts = PublicPost.objects.filter(running, household=OuterRef("pk"), started_on__lte=on)
    return Q(Exists(jobs)) | Q(Exists(posts)) | Q(Exists(here.filter(person__job_status__in=WORKING)))


def untold() -> Exists:
    """Whether of somebody who may work nobody says whether he does."""
    here = Member.objects.living().filter(household=OuterRef("pk"), person__job_status="", person__labour__in=("", *ABLE_LABOUR))
    return Exists(here.exclude(status__in=GONE_STATUSES).filter(~Exists(Job.objects.filter(person=OuterRef("person")))))


def rows(asked: Asked) -> QuerySet[Any]:
    cleared_month = FirstOfMonth(OuterRef("standing__cleared_on"))
    before = Income.objects.filter(
        household=OuterRef("pk"), superseded_at__isnull=True, month__lt=cleared_month, month__gte=MonthsAfter(cleared_month, Value(-12))
    )
    business = before.filter(kind=IncomeKind.BUSINESS).order_by().values("household").annotate(total=Sum("amount")).values("total")
    line = F("facts__parameters__low_income_line") * F("facts__income_members")
    return asked.households.filter(ever()).annotate(
        mode=F("standing__clearance_mode"),
        cleared_on=F("standing__cleared_on"),
        gross=F("facts__gross"),
        line=ExpressionWrapper(line, output_field=FenField()),
        wages=F("facts__wages"),
        job_helped=carried_out(asked.on, kinds=JOB, since=asked.window.start),
        job_undated=without_day(kinds=JOB),
        works=worked(asked.on),
        is_untold=untold(),
        industry_helped=carried_out(asked.on, kinds=[MeasureKind.INDUSTRY]),
        business_then=Subquery(business),
        was_told=Exists(before),
    )


RULE = QualityRule(
    "DQ-11",
    "措施与收入",
    Unit.HOUSEHOLD,
    f"{EVER_WORDS}（第1、4项只问风险已消除的）",
    Clause(NATIONAL_CHECKS, "4_11_010、4_11_012、4_11_014、5_11_013"),
    (
        Check(
            "DQ-11-1",
            "风险已消除，家庭收入低于监测线",
            "按近12个月的收入和现行监测线算。收入漏登的补登；确实低于线的，办理回退或按新发风险重新识别。",
            hit=CLEARED_BY_HELP & Q(gross__lt=F("line")),
            unknown=CLEARED_BY_HELP & (Q(gross__isnull=True) | Q(line__isnull=True)),
            number="4_11_010",
            severity=Severity.BLOCKS,
            missing="近12个月的收入",
            fault=Fault.FALSELY_CLEARED,
        ),
        Check(
            "DQ-11-2",
            "近12个月有就业帮扶，工资性收入是0",
            "问清实际务工收入，补登；没有务工的，更正措施。",
            hit=Q(job_helped=True, wages=0),
            unknown=(Q(job_helped=True) & Q(wages__isnull=True)) | (Q(job_undated=True) & (Q(wages=0) | Q(wages__isnull=True))),
            number="4_11_012",
            missing=f"近12个月的收入或{DAY_WORDS}",
        ),
        Check(
            "DQ-11-3",
            "近12个月有就业帮扶，家里没有人务工",
            "从“务工监测”台账补报谁在务工；没有人务工的，更正措施。",
            hit=Q(job_helped=True, works=False, is_untold=False),
            unknown=MAY_HAVE_JOB_HELP & Q(works=False),
            number="4_11_014",
            missing=f"成员的务工情况或{DAY_WORDS}",
        ),
        Check(
            "DQ-11-4",
            "有产业帮扶，消除前12个月经营收入是0",
            "补登消除前一年的经营收入；产业没有见效的，说明收入靠什么稳定下来。",
            hit=CLEARED_BY_HELP & Q(industry_helped=True, was_told=True) & (Q(business_then=0) | Q(business_then__isnull=True)),
            unknown=CLEARED_BY_HELP & Q(industry_helped=True, was_told=False),
            number="5_11_013",
            missing="消除前12个月的收入",
        ),
    ),
    rows,
    mend="households:incomes",
    compared=(
        Compared("风险消除", "cleared_on", day),
        Compared("家庭收入", "gross", yuan),
        Compared("监测线乘人口", "line", yuan),
        Compared("工资性收入", "wages", yuan),
        Compared("近12个月的就业帮扶", "job_helped", yes_no),
        Compared("务工的成员", "works", yes_no),
        Compared("产业帮扶", "industry_helped", yes_no),
        Compared("消除前经营收入", "business_then", yuan),
    ),
    subject=Subject.WORK,
)
