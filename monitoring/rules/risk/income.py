"""Risk warnings about income (domain §5.1): R01, R14, R27."""

from decimal import Decimal

from django.db.models import F, Q, Value

from monitoring.choices import RuleClass
from monitoring.rules import populations as who
from monitoring.rules.base import AlertRule, Scope
from policies.clauses import PRODUCT_PRACTICE, YINTAI_PLAN, Clause

RISK = RuleClass.RISK
LINE = F("parameters__low_income_line") * F("income_members")
NEAR_LINE = LINE * (Value(Decimal(1)) + F("parameters__near_line_share"))

RULES = (
    AlertRule(
        "R01", "家庭收入低于监测线", RISK, Scope.HOUSEHOLD, who.FREE,
        when=Q(gross__lt=LINE),
        clause=Clause(YINTAI_PLAN, "二、统一认定标准"), severity=3, parameters=("low_income_line",),
        shows="近12个月家庭收入{gross}元，{per_head}，监测线{line}元/年", finds="低于监测线",
        ask="逐人问近12个月收入，漏了哪一项；有没有人停工、患病；是否愿意申请",
        hint="APPLY",
    ),
    AlertRule(
        "R14", "经营收入大幅减少", RISK, Scope.HOUSEHOLD, who.KNOWN_IN_BUSINESS,
        when=Q(business__lte=F("previous_business") * (Value(Decimal(1)) - F("parameters__income_fall_ratio"))),
        clause=Clause(PRODUCT_PRACTICE, "5.1 R14"), severity=2, parameters=("income_fall_ratio",),
        shows="经营净收入{business}元，上一计算期{previous_business}元", finds="减少达到骤减的比例",
        ask="产业是减产、跌价还是停了，贷款还剩多少，今年打算怎么办，要不要技术、销路、保险",
        hint="REFER",
    ),
    AlertRule(
        "R27", "收入略高于线又有新压力", RISK, Scope.HOUSEHOLD, who.FREE,
        when=Q(gross__gte=LINE) & Q(gross__lt=NEAR_LINE) & (Q(has_income_fall=True) | Q(has_spending_rise=True)),
        clause=Clause(PRODUCT_PRACTICE, "5.1 R27"), severity=1,
        parameters=("low_income_line", "near_line_share", "income_fall_ratio", "spending_rise_ratio"),
        shows="{per_head}，在监测线{line}元和{near_line}元之间，现在{worse}", finds="可能跌到线下",
        ask="收入少在哪里、支出多在哪里，是一时还是长久，下半年会不会更紧",
        hint="WATCH",
    ),
)  # fmt: skip
