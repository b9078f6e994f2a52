"""R30 多次预警未纳入 (rulings C4): separate hit episodes within the months counted, and still not admitted; it goes to the county.

Episodes are what the screenings saw (monitoring.models.HitEpisode), so a hit that stayed silent counts like one that opened an alert. Another rule is another
episode; so is the same rule again after a screening had found nothing of it in this household.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from casework.working_days import add_months
from monitoring.choices import AlertSource, Outcome
from monitoring.models import Alert, HitEpisode
from policies.clauses import GUIZHOU_ACTION, Clause
from registers.quality.base import Asked, Check, QualityRule, Unit
from registers.quality.rules.outside import free
from registers.quality.shown import Compared, Fault, Severity, Subject, day, number

MONTHS, TIMES = "warned_again_months", "warned_again_times"
# A hit people found to be wrong data, or told twice, was none.
NO_HIT = (Outcome.FALSE, Outcome.DUP)


def hits(asked: Asked) -> QuerySet[Any]:
    """Episodes of risk rules that stood within the months, since the household was last let go."""
    start = add_months(asked.on, -int(asked.number(MONTHS)))
    rows: QuerySet[Any] = HitEpisode.objects.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gt=start), rule__startswith="R", began_on__lte=asked.on
    )
    for mark in ("exited_on", "cleared_on"):
        let_go = f"household__standing__{mark}"
        rows = rows.filter(Q(**{f"{let_go}__isnull": True}) | Q(began_on__gt=F(let_go)))
    alerts = Alert.objects.annotate(who=Coalesce("person_id", 0)).filter(
        source=AlertSource.RULE, household=OuterRef("household"), rule=OuterRef("rule"), who=OuterRef("who"),
        opened_on__gte=OuterRef("began_on"), opened_on__lte=asked.on,
    )  # fmt: skip
    within = alerts.filter(Q(opened_on__lt=Coalesce(OuterRef("ended_on"), date.max)) | Q(opened_on=OuterRef("began_on")))
    rows = rows.annotate(who=Coalesce("person_id", 0))
    concluded = Subquery(within.order_by("-opened_on", "-pk").values("outcome")[:1])
    return rows.annotate(concluded=Coalesce(concluded, Value(""))).exclude(concluded__in=NO_HIT).order_by()


def rows(asked: Asked) -> QuerySet[Any]:
    own = hits(asked).filter(household=OuterRef("pk"))
    same = hits(asked).filter(household=OuterRef("household"), rule=OuterRef("rule"))
    # Somebody of the household was hit when it began: a second member, not a second time.
    began = OuterRef("began_on")
    beside = same.filter(Q(began_on__lt=began) | Q(began_on=began, pk__lt=OuterRef("pk")))
    beside = beside.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=began))
    again = own.filter(Exists(same.filter(ended_on__lte=began).exclude(pk=OuterRef("pk"))), ~Exists(beside))

    def count(episodes: QuerySet[Any], what: str) -> Coalesce:
        counted = episodes.values("household").annotate(n=Count(what, distinct=True)).values("n")
        return Coalesce(Subquery(counted, output_field=IntegerField()), 0)

    return (
        free(asked)
        .filter(Exists(own))
        .annotate(
            rules=count(own, "rule"),
            times=count(own, "rule") + count(again, "pk"),
            silent=count(own.filter(ended_on__isnull=True, silent_until__gte=asked.on), "pk"),
            first_on=Subquery(own.values("household").annotate(first=Min("began_on")).values("first")),
            enough=Value(int(asked.number(TIMES))),
        )
    )


RULE = QualityRule(
    "R30",
    "多次预警未纳入",
    Unit.HOUSEHOLD,
    "统计期内命中过风险规则（静默的也算），无类别、无标识、无在办申请的户",
    Clause(GUIZHOU_ACTION, "四（一）"),
    (
        Check(
            "R30-1",
            "统计期内多次预警，没有纳入",
            "县专班组织复核：派不是原来核实的人入户，符合的启动申请或识别，不符合的写明理由。",
            hit=Q(times__gte=F("enough")),
            fault=Fault.WARNED_AGAIN,
            severity=Severity.WARNS,
        ),
    ),
    rows,
    (MONTHS, TIMES),
    mend="households:detail",
    compared=(
        Compared("最早一次命中", "first_on", day),
        Compared("分开的命中", "times", number("次")),
        Compared("涉及规则", "rules", number("条")),
        Compared("上报县级的次数", "enough", number("次")),
        Compared("其中核实后正在静默的", "silent", number("条")),
    ),
    subject=Subject.WORK,
)
