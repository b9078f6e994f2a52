"""SV-01 体外循环: helped, at risk by the rules, and neither in a register nor known by an alert."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet

from households.models import HouseholdFacts, Payment, RegisterClaim
from households.record_choices import PaymentStatus
from monitoring.models import Alert
from monitoring.rules import RULES as ALERT_RULES
from monitoring.rules.populations import FREE
from policies.clauses import GUIZHOU_ACTION, Clause
from registers.quality.base import Asked, Check, QualityRule, Unit
from registers.quality.measures import carried_out
from registers.quality.shown import Compared, Fault, Severity, Subject, yes_no, yuan

RISK_RULES = ("R01", "R02", "R03", "R04", "R05")
RELIEF = Q(item__contains="救助") | Q(item__contains="慰问")


def at_risk() -> ExpressionWrapper:
    """R01 to R05 by today's facts, in three values: whom each asks, and what it asks."""
    rules = [ALERT_RULES[code] for code in RISK_RULES]
    return ExpressionWrapper(reduce(or_, (rule.population.condition & rule.when for rule in rules)), output_field=BooleanField())


def free(asked: Asked) -> QuerySet[Any]:
    """Facts of whoever has no category, no tag and no open case; their key is the household's."""
    return HouseholdFacts.objects.filter(FREE.condition, county_code=asked.county.code, counted_members__gt=0)


def rows(asked: Asked) -> QuerySet[Any]:
    since = asked.window.start
    paid = Payment.objects.filter(RELIEF, household=OuterRef("pk"), status=PaymentStatus.PAID, month__gte=since, month__lte=asked.on)
    known = Alert.objects.filter(household=OuterRef("pk"), opened_on__gte=since, opened_on__lte=asked.on)
    claims = RegisterClaim.objects.filter(household=OuterRef("pk"))
    helped = free(asked).annotate(is_paid=Exists(paid), is_helped=carried_out(asked.on, since=since))
    helped = helped.filter(Q(is_paid=True) | Q(is_helped=True), ~Exists(known), ~Exists(claims))
    return helped.annotate(is_at_risk=at_risk(), line=F("parameters__low_income_line"))


RULE = QualityRule(
    "SV-01",
    "体外循环",
    Unit.HOUSEHOLD,
    "近12个月得过救助帮扶，无类别、无标识、无在办申请，不在任何台账，也没有线索的户",
    Clause(GUIZHOU_ACTION, "四（一）"),
    (
        Check(
            "SV-01-1",
            "有返贫致贫风险，只在库外给了救助帮扶",
            "登记线索，入户核实；符合的按程序识别、认定，不符合的写明理由。",
            hit=Q(is_at_risk=True),
            unknown=Q(is_at_risk__isnull=True),
            severity=Severity.BLOCKS,
            missing="近12个月的收入或医保结算",
            fault=Fault.OUTSIDE,
        ),
    ),
    rows,
    mend="households:records",
    compared=(
        Compared("临时救助、慰问", "is_paid", yes_no),
        Compared("部门帮扶措施", "is_helped", yes_no),
        Compared("家庭收入", "gross", yuan),
        Compared("监测线（每人）", "line", yuan),
        Compared("本年度自付", "self_pay_year", yuan),
    ),
    subject=Subject.WORK,
)
