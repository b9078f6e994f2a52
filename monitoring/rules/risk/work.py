"""Risk warnings about work (domain §5.1): R13, R22, R26."""

from django.db.models import Q

from monitoring.choices import RuleClass
from monitoring.rules import populations as who
from monitoring.rules.base import AlertRule, Scope
from policies.clauses import PRODUCT_PRACTICE, Clause

RISK = RuleClass.RISK

RULES = (
    AlertRule(
        "R13", "务工人员失业或工资骤减", RISK, Scope.MEMBER, who.KNOWN,
        when=Q(may_work=True) & (Q(has_lost_job=True) | Q(has_wage_fall=True)), member_when=Q(is_counted=True),
        clause=Clause(PRODUCT_PRACTICE, "5.1 R13"), severity=2, parameters=("jobless_months", "income_fall_ratio", "working_age_from", "working_age_to"),
        shows="{name}{work}", finds="家里少了一份稳定收入",
        ask="什么时候停的工、为什么，欠薪没有，现在找没找、想去哪里，要不要岗位推荐、技能培训、公益岗位",
        hint="REFER",
    ),
    AlertRule(
        "R22", "易地搬迁户无人就业", RISK, Scope.HOUSEHOLD, who.RELOCATED,
        when=Q(has_labour=True) & Q(members_at_work=0),
        clause=Clause(PRODUCT_PRACTICE, "5.1 R22"), severity=2,
        shows="易地搬迁户，有劳动能力{able_members}人，在务工或在公益岗位{members_at_work}人", finds="没有一人就业",
        ask="为什么都没有工作，搬来以后做过什么，家里老小谁照看，愿不愿意去园区、公益岗位，是不是已回迁出地居住",
        hint="REFER",
    ),
    AlertRule(
        "R26", "有劳动能力未就业又无培训安排", RISK, Scope.MEMBER, who.LISTED,
        when=Q(may_work=True) & Q(is_at_work=False) & Q(wishes_training=False), member_when=Q(is_counted=True),
        clause=Clause(PRODUCT_PRACTICE, "5.1 R26"), severity=1, parameters=("working_age_from", "working_age_to"),
        shows="{name}在劳动年龄内、有劳动能力", finds="没有务工和公益岗位，也没有登记培训意愿",
        ask="会什么手艺、想做什么，能不能出门，愿不愿意参加培训，时间和路费有没有困难",
        hint="REFER", register="jobs_loaded",
    ),
)  # fmt: skip
