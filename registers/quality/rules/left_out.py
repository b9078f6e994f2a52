"""SV-05 应纳未纳: an alert of R01 to R05 has stood for the days allowed, its rule still holds, and no case was begun."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import F, Min, OuterRef, Q, QuerySet, Subquery, Value

from identification.models import Application
from monitoring.choices import OPEN_STATES, AlertSource, Outcome
from monitoring.models import Alert
from policies.clauses import GUIZHOU_ACTION, Clause
from registers.quality.base import Asked, Check, QualityRule, Unit
from registers.quality.rules.outside import RISK_RULES, at_risk, free
from registers.quality.shown import Compared, Fault, Severity, Subject, day, number, yuan

DAYS = "uncased_alert_days"
# Still with somebody, or concluded to begin a case.
WAITING = Q(state__in=OPEN_STATES) | Q(outcome__in=(Outcome.APPLY, Outcome.IDENTIFY))


def rows(asked: Asked) -> QuerySet[Any]:
    days = int(asked.number(DAYS))
    alerts = Alert.objects.filter(WAITING, household=OuterRef("pk"), source=AlertSource.RULE, rule__in=RISK_RULES)
    first = alerts.order_by().values("household").annotate(first=Min("opened_on")).values("first")
    began = Application.objects.filter(household=OuterRef("pk"), created_on__lte=asked.on).order_by("-created_on").values("created_on")
    waiting = free(asked).annotate(alerted_on=Subquery(first), applied_on=Subquery(began[:1]))
    waiting = waiting.filter(Q(applied_on__isnull=True) | Q(applied_on__lt=F("alerted_on")), alerted_on__lt=asked.on - timedelta(days=days))
    return waiting.annotate(is_at_risk=at_risk(), line=F("parameters__low_income_line"), limit=Value(days))


RULE = QualityRule(
    "SV-05",
    "应纳未纳",
    Unit.HOUSEHOLD,
    "风险线索超过期限，无类别、无标识、没有启动申请的户",
    Clause(GUIZHOU_ACTION, "四（二）"),
    (
        Check(
            "SV-05-1",
            "线索成立超过期限，风险还在，没有启动申请或识别",
            "催村里入户、镇里审定；有风险的启动申请或识别，没有的按“无风险”写明理由办结。",
            hit=Q(is_at_risk=True),
            unknown=Q(is_at_risk__isnull=True),
            severity=Severity.BLOCKS,
            missing="近12个月的收入或医保结算",
            fault=Fault.NOT_TAKEN_IN,
        ),
    ),
    rows,
    (DAYS,),
    mend="households:detail",
    compared=(
        Compared("线索发现", "alerted_on", day),
        Compared("应启动申请或识别", "limit", number("天内")),
        Compared("上次申请", "applied_on", day),
        Compared("家庭收入", "gross", yuan),
        Compared("监测线（每人）", "line", yuan),
    ),
    subject=Subject.WORK,
)
