"""Risk warnings about who lives in the household (domain §5.1): R09, R17."""

from django.db.models import Q

from monitoring.choices import RuleClass
from monitoring.rules import populations as who
from monitoring.rules.base import AlertRule, Scope
from policies.clauses import GUIZHOU_ACTION, MONITORING_GUIDE, Clause

RISK = RuleClass.RISK
SAFEGUARDS = Clause(GUIZHOU_ACTION, "四（三）")

RULES = (
    AlertRule(
        "R09", "义务教育阶段未在校", RISK, Scope.MEMBER, who.ALL,
        when=Q(is_school_age=True) & Q(is_out_of_school=True), member_when=Q(is_counted=True),
        clause=SAFEGUARDS, severity=3, parameters=("school_age_from", "school_age_to"),
        shows="{name}{age}岁", finds="学籍登记为失学辍学",
        ask="为什么不上学，是否在外地就读，要不要送教上门",
        hint="REFER",
    ),
    AlertRule(
        "R17", "主要劳动力死亡、服刑、失踪或强制戒毒", RISK, Scope.HOUSEHOLD, who.NO_CASE,
        when=Q(has_lost_main_earner=True),
        clause=Clause(MONITORING_GUIDE, "监测对象和范围"), severity=3, parameters=("new_event_months", "new_event_received_days"),
        shows="近12个月工资最多的成员死亡、服刑、失踪或强制戒毒", finds="家里失去主要收入",
        ask="现在靠谁挣钱，老人孩子谁照顾，有没有欠账，是否愿意申请",
        hint="APPLY",
    ),
)  # fmt: skip
