"""DQ-17 外出务工措施: help for work outside the county, and nobody of the household works outside it."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from households.choices import GONE_STATUSES, JobStatus, MemberStatus
from households.models import Job, Member
from policies.clauses import NATIONAL_CHECKS, Clause
from registers.quality.base import Asked, Check, QualityRule, Unit
from registers.quality.measures import DAY_WORDS, carried_out, without_day
from registers.quality.populations import EVER_WORDS, ever
from registers.quality.rules.earnings import untold
from registers.quality.shown import Compared, Subject, yes_no

WORDS = ("外出务工", "劳务输出", "交通补")
MAY_BE_HELPED = Q(away_helped=True) | Q(away_undated=True)


def rows(asked: Asked) -> QuerySet[Any]:
    since = asked.window.start
    here = Member.objects.living().filter(household=OuterRef("pk")).exclude(status__in=GONE_STATUSES)
    lately = Q(ended_on__isnull=True) | Q(ended_on__gte=since)
    jobs = Job.objects.filter(lately, household=OuterRef("pk"), is_working=True)
    told_away = Q(status=MemberStatus.AWAY_WORKING) | Q(person__job_status=JobStatus.MIGRANT)
    return asked.households.filter(ever()).annotate(
        away_helped=carried_out(asked.on, words=WORDS, since=since),
        away_undated=without_day(words=WORDS),
        is_away=Q(Exists(jobs.exclude(county_name__in=("", asked.county.name)))) | Q(Exists(here.filter(told_away))),
        has_placeless=Exists(jobs.filter(county_name="")),
        is_untold=untold(),
    )


RULE = QualityRule(
    "DQ-17",
    "外出务工措施",
    Unit.HOUSEHOLD,
    EVER_WORDS,
    Clause(NATIONAL_CHECKS, "5_17_011至5_17_013"),
    (
        Check(
            "DQ-17-1",
            "近12个月有外出务工的措施，家里没有人在县外务工",
            "从“务工监测”台账补报谁在哪里务工；没有人外出的，更正措施，补贴按规定追回。",
            hit=Q(away_helped=True, is_away=False, has_placeless=False, is_untold=False),
            unknown=MAY_BE_HELPED & Q(is_away=False),
            number="5_17_011至5_17_013",
            missing=f"务工地点、成员的务工情况或{DAY_WORDS}",
        ),
    ),
    rows,
    mend="households:records",
    compared=(
        Compared("近12个月的外出务工措施", "away_helped", yes_no),
        Compared("没有日期的外出务工措施", "away_undated", yes_no),
        Compared("在县外务工的成员", "is_away", yes_no),
    ),
    subject=Subject.WORK,
)
