"""Property anomalies (domain §5.2): A01–A09. Findings ask for a review; for tag-only households never an automatic exit (domain §3.5)."""

from decimal import Decimal

from django.db.models import F, Q, Value

from monitoring.choices import RuleClass
from monitoring.rules import populations as who
from monitoring.rules.base import AlertRule, Scope
from monitoring.rules.values import STRICT_CATEGORIES
from policies.clauses import DIBAO_RULES, PRODUCT_PRACTICE, Clause

STRICT = Q(category__in=STRICT_CATEGORIES)
PROPERTY = Clause(DIBAO_RULES, "第十条")
INCOME = Clause(DIBAO_RULES, "第十三条")
OURS = Clause(PRODUCT_PRACTICE, "5.2")
# The area of a second home is asked of 特困 and 低保 alone; the only dwelling may be a shop (domain §3.5)
HOMES = Q(houses_held__gt=F("parameters__house_count_limit")) | STRICT & Q(houses_held__gt=1) & Q(
    houses_held_area__gt=F("parameters__house_area_average") * F("counted_members")
)
SHOPS = Q(shops_held__gt=1) | Q(shops_held__gt=0) & Q(houses_held__gt=0)
# Months of the standard, the year's figure divided last: 分 compared with an exact ratio
HOUSEHOLD_STANDARD = F("parameters__dibao_standard") * F("counted_members") / Value(Decimal(12))
SAVINGS = STRICT & Q(savings_held__gt=F("parameters__financial_assets_months_dibao") * HOUSEHOLD_STANDARD) | ~STRICT & Q(
    savings_held__gt=F("parameters__financial_assets_months_margin") * HOUSEHOLD_STANDARD
)

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
    AlertRule(
        "A02", "名下房产超出规定", RuleClass.ASSET, Scope.HOUSEHOLD, who.LISTED,
        when=HOMES | SHOPS,
        clause=PROPERTY, severity=2, parameters=("house_count_limit", "house_area_average"),
        shows="名下住房{houses_held}套、{houses_held_area}平方米，非居住用房{shops_held}处（住房限{house_count_limit}套；"
        "特困、低保两套的人均不超过{house_area_average}平方米）", finds="超出规定",
        ask="各处房子谁在住、是不是唯一住处，什么时候买的、钱从哪里来，有没有网签还没有登记的",
        hint="REVIEW_EXIT",
    ),
    AlertRule(
        "A03", "名下有企业或个体工商户", RuleClass.ASSET, Scope.MEMBER, who.LISTED,
        when=Q(companies__gt=0) & Q(has_company_beyond=True), member_when=Q(is_counted=True),
        clause=PROPERTY, severity=2, parameters=("company_exempt_subscribed",),
        shows="{name}名下存续的企业或个体{companies}户（合作社份额不算）", finds="雇了人或认缴额超过豁免",
        ask="还在不在经营，雇了几个人，一年挣多少；是不是被人借名登记",
        hint="REVIEW_EXIT", register="companies_loaded",
    ),
    AlertRule(
        "A04", "存款和金融资产超出规定", RuleClass.ASSET, Scope.HOUSEHOLD, who.LISTED,
        when=SAVINGS,
        clause=PROPERTY, severity=2, parameters=("dibao_standard", "financial_assets_months_dibao", "financial_assets_months_margin"),
        shows="存款和金融资产{savings_held}元，{counted_members}人，限{savings_limit}元", finds="超出规定",
        ask="钱是哪里来的、做什么用；是不是大病治疗筹的款（存了不到12个月、有医院证明的不算）",
        hint="REVIEW_EXIT",
    ),
    AlertRule(
        "A05", "工资社保计税反映有收入", RuleClass.ASSET, Scope.MEMBER, who.LISTED,
        when=Q(reported_income__gt=F("facts__parameters__low_income_line")), member_when=Q(is_counted=True),
        clause=INCOME, severity=2, parameters=("low_income_line",),
        shows="{name}近12个月的工资、养老金、公积金、计税反映收入{reported_income}元，监测线{income_line}元/年", finds="超过监测线",
        ask="在哪里上班、还做不做，这笔收入登记时报没报",
        hint="REVIEW_EXIT", register="salaries_loaded",
    ),
    AlertRule(
        "A06", "财政供养人员", RuleClass.ASSET, Scope.MEMBER, who.LISTED,
        when=Q(is_state_paid=True), member_when=Q(is_counted=True),
        clause=OURS, severity=3,
        shows="{name}近12个月的工资", finds="由财政发放",
        ask="在哪个单位、什么身份（在编、聘用、临时），登记时报没报",
        hint="REVIEW_EXIT", register="salaries_loaded",
    ),
    AlertRule(
        "A07", "有大型农机、船舶", RuleClass.ASSET, Scope.HOUSEHOLD, who.LISTED,
        when=Q(machinery_held__gt=0),
        clause=PROPERTY, severity=2,
        shows="大型农机、船舶{machinery_held}台（艘）", finds="超出规定",
        ask="谁在用、是不是唯一谋生工具，哪年买的、有没有贷款；有没有出境、自费留学、上高收费学校",
        hint="REVIEW_EXIT",
    ),
    AlertRule(
        "A08", "连续拒绝推荐岗位", RuleClass.ASSET, Scope.MEMBER, who.LISTED,
        when=Q(job_refusals__gte=F("facts__parameters__job_refusal_limit")), member_when=Q(is_counted=True),
        clause=Clause(DIBAO_RULES, "第三十四条"), severity=2, parameters=("job_refusal_limit",),
        shows="{name}连续拒绝推荐岗位{job_refusals}次，规定{job_refusal_limit}次", finds="达到规定次数",
        ask="推荐的岗位合不合适，为什么不去（身体、照料家人、路远），本人想做什么",
        hint="REVIEW_EXIT", register="refusals_loaded",
    ),
    AlertRule(
        "A09", "长期不在家（人户分离）", RuleClass.ASSET, Scope.MEMBER, who.LISTED_EVEN_EMPTY,
        when=Q(is_long_absent=True), member_when=Q(is_claimed=True),
        clause=OURS, severity=2, parameters=("absence_months", "never_visited"),
        shows="{name}在册，登记为不在家，最近走访这一户{last_visited_on}", finds="离家或失去联系已到规定的时间",
        ask="人在哪里、还有没有联系，家里谁代领，要不要减少保障人口",
        hint="REVIEW_EXIT",
    ),
)  # fmt: skip
