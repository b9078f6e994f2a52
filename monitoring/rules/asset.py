"""Property anomalies (domain §5.2): A01. Findings ask for a review; for tag-only households never an automatic exit (domain §3.5)."""

from django.db.models import F, Q

from monitoring.choices import RuleClass
from monitoring.rules import populations as who
from monitoring.rules.base import AlertRule, Scope
from policies.categories import SupportCategory
from policies.clauses import DIBAO_RULES, Clause

STRICT = Q(category__in=[str(SupportCategory.TEKUN), str(SupportCategory.DIBAO)])

RULES = (
    AlertRule(
        "A01", "名下车辆超出规定", RuleClass.ASSET, Scope.HOUSEHOLD, who.LISTED,
        # 特困、低保: none but exempt; the others one car up to the limit (rulings B12)
        when=STRICT & Q(vehicle_count__gt=0)
        | ~STRICT & (Q(vehicle_count__gt=F("parameters__vehicle_count_limit")) | Q(vehicle_count__gt=0) & Q(vehicle_value__gt=F("parameters__vehicle_value_limit"))),
        clause=Clause(DIBAO_RULES, "第十条"), severity=2, parameters=("vehicle_count_limit", "vehicle_value_limit"),
        severe_when=Q(vehicle_value__gt=F("parameters__vehicle_value_limit")),
        shows="名下计入的车辆{vehicle_count}辆，最高购置价{vehicle_value}元（低保边缘、刚性支出家庭可有{vehicle_count_limit}辆、{vehicle_value_limit}元以内）", finds="超出规定",
        ask="车是谁在用，是不是唯一谋生工具，购车的钱从哪里来",
        hint="REVIEW_EXIT",
    ),
)  # fmt: skip
