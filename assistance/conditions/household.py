"""Conditions about the household as a whole."""

from __future__ import annotations

from django.db.models import F, Q

from assistance.conditions.base import DAY, Condition, Scope, decided
from households.choices import UNSAFE_GRADES
from policies.categories import AreaType
from policies.clauses import (
    DIBAO_RULES,
    GUIZHOU_ACTION,
    HOUSING_REPAIR,
    HUAIBEI_PLAN,
    LASTING_GUIDE,
    MEDICAL_AID,
    PRODUCT_PRACTICE,
    YINTAI_PLAN,
    Clause,
)

HOUSEHOLD = Scope.HOUSEHOLD
N = F("income_members")
# Nobody able is only known when everybody was asked.
ALL_ASKED = Q(labour_unknown=0)
SETTLEMENTS = "还没有收到医保结算，由医保局提供"
INCOME = "近12个月收入没有登记，走访或核对时补"

CONDITIONS = (
    Condition(
        "lives_in_countryside", "农村户籍", HOUSEHOLD, Q(area_type=AreaType.RURAL),
        shows="{area_type}户籍", unknown="户籍类型没有登记", clause=Clause(YINTAI_PLAN, "七、因需推送"), is_subject=True,
    ),
    Condition(
        "lives_in_town", "城镇户籍", HOUSEHOLD, Q(area_type=AreaType.URBAN),
        shows="{area_type}户籍", unknown="户籍类型没有登记", clause=Clause(PRODUCT_PRACTICE), is_subject=True,
    ),
    Condition(
        "has_unsafe_home", "住房鉴定为C级、D级或无房", HOUSEHOLD, Q(house_grade__in=[str(grade) for grade in UNSAFE_GRADES]),
        shows="住房{house_grade}", unknown="没有住房鉴定，由住建局鉴定", clause=Clause(HOUSING_REPAIR), is_subject=True,
    ),
    Condition(
        "has_unsafe_water", "饮水四项指标有不达标项", HOUSEHOLD, Q(water_is_unsafe=True),
        shows="饮水{water_is_unsafe}", unknown="饮水四项指标不全，由水务局检查", clause=Clause(GUIZHOU_ACTION, "四（三）"), is_subject=True,
    ),
    Condition(
        "has_able_member", "家中有劳动力", HOUSEHOLD, decided((Q(able_members__gt=0), True), (ALL_ASKED, False)),
        shows="有劳动能力{able_members}人", unknown="{labour_unknown}人劳动能力没有登记，村里入户时补", clause=Clause(LASTING_GUIDE),
    ),
    Condition(
        "has_no_able_member", "整户无劳动力", HOUSEHOLD, decided((Q(able_members__gt=0), False), (ALL_ASKED, True)),
        shows="有劳动能力{able_members}人", unknown="{labour_unknown}人劳动能力没有登记，村里入户时补", clause=Clause(LASTING_GUIDE),
        is_subject=True,
    ),
    Condition(
        "paid_for_treatment", "本年度有自付医疗费", HOUSEHOLD, Q(self_pay_year__gt=0),
        shows="本年度自付{self_pay_year}元", unknown=SETTLEMENTS, clause=Clause(MEDICAL_AID), is_subject=True,
        parameters=("self_pay_visits", "yearly_self_pay_unit"),
    ),
    Condition(
        "paid_above_insurance_line", "本年度自付医疗费超过起赔线", HOUSEHOLD,
        Q(self_pay_year__gt=F("parameters__yearly_self_pay_ordinary")),
        shows="本年度自付{self_pay_year}元，起赔线{yearly_self_pay_ordinary}元", unknown=SETTLEMENTS, clause=Clause(GUIZHOU_ACTION, "四（一）"),
        parameters=("yearly_self_pay_ordinary", "self_pay_visits", "yearly_self_pay_unit"),
    ),
    Condition(
        "income_below_margin_ceiling", "家庭人均收入低于低保边缘标准", HOUSEHOLD, Q(recognised__lt=F("parameters__margin_ceiling") * N),
        shows="认定收入{recognised}元，{income_members}人，标准{margin_ceiling}元/人·年", unknown=INCOME, clause=Clause(DIBAO_RULES, "第八条"),
        parameters=("margin_ceiling",),
    ),
    Condition(
        "has_own_produce", "有经营收支（种植、养殖、加工等）", HOUSEHOLD, Q(business__gt=0) | Q(business__lt=0),
        shows="近12个月经营净收入{business}元", unknown=INCOME, clause=Clause(LASTING_GUIDE), is_subject=True,
    ),
    Condition(
        "in_grace_period", "在渐退期内", HOUSEHOLD,
        decided((Q(household__standing__grace_until__gte=F(DAY)), True), otherwise=False),
        shows="渐退期{grace_until}", unknown="渐退期没有登记", clause=Clause(HUAIBEI_PLAN, "渐退期六个月"), is_subject=True,
    ),
)  # fmt: skip
