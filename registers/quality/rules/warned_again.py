"""R30 多次预警未纳入 (rulings C4): separate hit episodes within the months counted, and still not admitted; it goes to the county.

Another rule is another episode; so is the same rule again after an alert that closed by itself, for a screening had found nothing by then. Where people
closed the alert before, whether a screening between was silent is not kept: it cannot be said.
"""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, Count, Exists, F, IntegerField, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat

from casework.working_days import add_months
from monitoring.choices import AlertSource, AlertState, Outcome
from monitoring.models import Alert
from policies.clauses import GUIZHOU_ACTION, Clause
from registers.quality.base import Asked, Check, QualityRule, Unit
from registers.quality.rules.outside import free
from registers.quality.shown import Compared, Fault, Severity, Subject, day, number, yes_no

MONTHS, TIMES = "warned_again_months", "warned_again_times"
# An alert of wrong data, or one told twice, was no hit.
NO_HIT = (Outcome.FALSE, Outcome.DUP)


def hits(asked: Asked) -> QuerySet[Any]:
    """Alerts of risk rules that stood within the months, since the household was last let go."""
    start = add_months(asked.on, -int(asked.number(MONTHS)))
    lasting = Q(closed_on__isnull=True) | Q(closed_on__gt=start)
    rows: QuerySet[Any] = Alert.objects.filter(lasting, source=AlertSource.RULE, rule__startswith="R", opened_on__lte=asked.on)
    for mark in ("exited_on", "cleared_on"):
        let_go = f"household__standing__{mark}"
        rows = rows.filter(Q(**{f"{let_go}__isnull": True}) | Q(opened_on__gt=F(let_go)))
    return rows.exclude(outcome__in=NO_HIT).order_by()


def rows(asked: Asked) -> QuerySet[Any]:
    own = hits(asked).filter(household=OuterRef("pk"))
    same = hits(asked).filter(household=OuterRef("household"), rule=OuterRef("rule"), opened_on__lt=OuterRef("opened_on"))
    over = same.filter(state=AlertState.CLOSED, closed_on__lte=OuterRef("opened_on"))
    running = same.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=OuterRef("opened_on")))
    again = own.filter(Exists(over.filter(outcome="")), ~Exists(running))
    unclear = own.filter(Exists(over.exclude(outcome="")), ~Exists(over.filter(outcome="")), ~Exists(running))

    def count(alerts: QuerySet[Any], what: Any) -> Coalesce:
        counted = alerts.values("household").annotate(n=Count(what, distinct=True)).values("n")
        return Coalesce(Subquery(counted, output_field=IntegerField()), 0)

    episode = Concat("rule", Value(" "), Cast("opened_on", CharField()))
    return (
        free(asked)
        .filter(Exists(own))
        .annotate(
            rules=count(own, F("rule")),
            times=count(own, F("rule")) + count(again, episode),
            is_unclear=Exists(unclear),
            first_on=Subquery(own.values("household").annotate(first=Min("opened_on")).values("first")),
            enough=Value(int(asked.number(TIMES))),
        )
    )


RULE = QualityRule(
    "R30",
    "多次预警未纳入",
    Unit.HOUSEHOLD,
    "统计期内有过风险预警，无类别、无标识、无在办申请的户",
    Clause(GUIZHOU_ACTION, "四（一）"),
    (
        Check(
            "R30-1",
            "统计期内多次预警，没有纳入",
            "县专班组织复核：派不是原来核实的人入户，符合的启动申请或识别，不符合的写明理由。",
            hit=Q(times__gte=F("enough")),
            unknown=Q(is_unclear=True),
            missing="两次预警之间有没有一次筛查没有查出（前一次由人办结，没有留记录）",
            fault=Fault.WARNED_AGAIN,
            severity=Severity.WARNS,
        ),
    ),
    rows,
    (MONTHS, TIMES),
    mend="households:detail",
    compared=(
        Compared("最早一次预警", "first_on", day),
        Compared("预警", "times", number("次")),
        Compared("涉及规则", "rules", number("条")),
        Compared("上报县级的次数", "enough", number("次")),
        Compared("分不清是不是同一次的", "is_unclear", yes_no),
    ),
    subject=Subject.WORK,
)
