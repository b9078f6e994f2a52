"""Risk warnings about help a person is entitled to and does not get (domain §5.1): R29, as far as the registers of payments and cards reach (两项补贴)."""

from django.db.models import Q

from monitoring.choices import RuleClass
from monitoring.rules import populations as who
from monitoring.rules.base import AlertRule, Scope
from policies.clauses import LOW_INCOME_PLATFORM, Clause

RULES = (
    AlertRule(
        "R29", "残疾人两项补贴应发未发", RuleClass.RISK, Scope.MEMBER, who.ALL,
        when=Q(benefits_missing__gt=""), member_when=Q(is_counted=True),
        clause=Clause(LOW_INCOME_PLATFORM, "需求预警"), severity=2, parameters=("payment_months",),
        shows="{name}{disability}，近期没有领到的补贴：{benefits_missing}", finds="应发未发",
        ask="申请过没有、哪天批的、卡在谁手里；是不是在外地领，是不是本人不愿申请",
        hint="REFER", register="payments_loaded",
    ),
)  # fmt: skip
