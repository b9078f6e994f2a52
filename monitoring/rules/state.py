"""Integrity warnings (domain §5.3): I01 and I04. They speak of a household without counted members too (rulings B5)."""

from django.db.models import Q

from monitoring.choices import RuleClass
from monitoring.rules import populations as who
from monitoring.rules.base import AlertRule, Scope
from policies.clauses import DIBAO_RULES, NATIONAL_CHECKS, Clause

RULES = (
    AlertRule(
        "I01", "已死亡仍在册或在保", RuleClass.STATE, Scope.MEMBER, who.LISTED_OR_PAID,
        when=Q(is_dead=True), member_when=Q(is_claimed=True),
        clause=Clause(DIBAO_RULES, "第三十三条"), severity=3,
        shows="{name}已有死亡或户籍注销记录", finds="仍在册或在保",
        ask="死亡日期对不对，最后一次发放是哪个月，家里还有谁",
        hint="REVIEW_EXIT",
    ),
    AlertRule(
        "I04", "同一人列在两户", RuleClass.STATE, Scope.MEMBER, who.EVERYBODY,
        when=Q(other_households__gt=0),
        clause=Clause(NATIONAL_CHECKS, "1_12_002"), severity=2,
        shows="{name}另外还列在{other_households}户里，这里只按实际居住的一户计算", finds="同一人列在两户",
        ask="实际住在哪一户，另一户的登记是不是该迁出",
        hint="FALSE",
    ),
)  # fmt: skip
