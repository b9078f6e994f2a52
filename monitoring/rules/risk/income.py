"""Risk warnings about income (domain §5.1): R01."""

from django.db.models import F, Q

from monitoring.choices import RuleClass
from monitoring.rules import populations as who
from monitoring.rules.base import AlertRule, Scope
from policies.clauses import YINTAI_PLAN, Clause

RISK = RuleClass.RISK
LINE = F("parameters__low_income_line") * F("income_members")

RULES = (
    AlertRule(
        "R01", "家庭收入低于监测线", RISK, Scope.HOUSEHOLD, who.FREE,
        when=Q(gross__lt=LINE),
        clause=Clause(YINTAI_PLAN, "二、统一认定标准"), severity=3, parameters=("low_income_line",),
        shows="近12个月家庭收入{gross}元，{income_members}人，人均{gross_per_head}元，监测线{line}元/年", finds="低于监测线",
        ask="逐人问近12个月收入，漏了哪一项；有没有人停工、患病；是否愿意申请",
        hint="APPLY",
    ),
)  # fmt: skip
