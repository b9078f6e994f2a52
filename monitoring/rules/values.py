"""How a compared value reads in a reason, and what a missing one is called and who can supply it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Case, CharField, F, Func, OuterRef, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, NullIf

from accounts.choices import Dept
from households.choices import CareLevel, DisabilityType, HouseGrade
from households.models import Person
from policies.categories import SupportCategory

# Whose limits of property are those of 低保 (rulings B12).
STRICT_CATEGORIES = (str(SupportCategory.TEKUN), str(SupportCategory.DIBAO))
# What months of the standard are taken of: the whole household's twelve.
SAVINGS = (F("parameters__dibao_standard"), F("counted_members"))


class Money(Func):
    """分 as 12,000.00."""

    template = "replace(to_char(%(expressions)s / 100.0, 'FM999,999,999,990.00'), '-', '−')"
    output_field = CharField()


class PerHead(Func):
    """分 over heads as 元, rounded down so that "below" stays below when read; never compared."""

    template = "replace(to_char(floor(%(expressions)s) / 100.0, 'FM999,999,999,990.00'), '-', '−')"
    arg_joiner = "::numeric / "
    output_field = CharField()


class Minus(Func):
    """A difference of 分 as 元."""

    template = "replace(to_char((%(expressions)s) / 100.0, 'FM999,999,999,990.00'), '-', '−')"
    arg_joiner = " - "
    output_field = CharField()


class Twelfth(Func):
    """Months of a yearly standard for so many people, 分 as 元, rounded down; never compared."""

    template = "to_char(floor((%(expressions)s)::numeric / 12) / 100.0, 'FM999,999,999,990.00')"
    arg_joiner = " * "
    output_field = CharField()


def money(name: str) -> Func:
    return Money(F(name))


def text(name: str) -> Cast:
    return Cast(F(name), CharField())


def labelled(name: str, choices: list[tuple[str, str]]) -> Case:
    return Case(*(When(**{name: value}, then=Value(label)) for value, label in choices), default=Value(""), output_field=CharField())


# Placeholders of household rules. A missing value reads 不详.
HOUSEHOLD_VALUES = {
    "gross": money("gross"),
    # 特困 people are left out of the division (rulings B8): a household of theirs alone has nobody to divide by
    "per_head": Case(
        When(income_members=0, then=Value("成员都是特困人员，不计算人均收入")),
        When(gross__isnull=True, then=Func(text("income_members"), Value("人，人均收入不详"), function="concat")),
        default=Func(
            text("income_members"),
            Value("人，人均"),
            PerHead(F("gross"), NullIf(F("income_members"), Value(0))),
            Value("元"),
            function="concat",
        ),
        output_field=CharField(),
    ),
    "previous_gross": money("previous_gross"),
    "income_members": text("income_members"),
    "counted_members": text("counted_members"),
    "line": money("parameters__low_income_line"),
    "self_pay_single": money("self_pay_single"),
    "self_pay_year": money("self_pay_year"),
    "self_pay_window": money("self_pay_window"),
    "after_self_pay": Minus(F("gross"), F("self_pay_window")),
    "single_limit_tuopin": money("parameters__single_self_pay_tuopin"),
    "yearly_limit_tuopin": money("parameters__yearly_self_pay_tuopin"),
    "single_limit_ordinary": money("parameters__single_self_pay_ordinary"),
    "yearly_limit_ordinary": money("parameters__yearly_self_pay_ordinary"),
    "house_grade": labelled("house_grade", HouseGrade.choices),
    "vehicle_count": text("vehicle_count"),
    "vehicle_value": money("vehicle_value"),
    "vehicle_value_limit": money("parameters__vehicle_value_limit"),
    "vehicle_count_limit": text("parameters__vehicle_count_limit"),
    "houses_held": text("houses_held"),
    "houses_held_area": text("houses_held_area"),
    "shops_held": text("shops_held"),
    "house_count_limit": text("parameters__house_count_limit"),
    "house_area_average": text("parameters__house_area_average"),
    "savings_held": money("savings_held"),
    "savings_limit": Case(
        When(category__in=STRICT_CATEGORIES, then=Twelfth(F("parameters__financial_assets_months_dibao"), *SAVINGS)),
        default=Twelfth(F("parameters__financial_assets_months_margin"), *SAVINGS),
        output_field=CharField(),
    ),
    "business": money("business"),
    "previous_business": money("previous_business"),
    "near_line": PerHead(F("parameters__low_income_line") * (Value(Decimal(1)) + F("parameters__near_line_share")), Value(1)),
    "able_members": text("able_members"),
    "members_at_work": text("members_at_work"),
    "students": text("students"),
    "visit_months": text("visit_months"),
    "last_visited_on": Func(F("last_visited_on"), Value("YYYY-MM-DD"), function="to_char", output_field=CharField()),
    "worse": Func(
        Value("、"),
        Case(When(has_income_fall=True, then=Value("收入骤减")), output_field=CharField()),
        Case(When(has_spending_rise=True, then=Value("刚性支出骤增")), output_field=CharField()),
        function="concat_ws",
        output_field=CharField(),
    ),
    "care": Func(
        Value("、"),
        Case(When(has_many_disabled=True, then=Value("一户多残")), output_field=CharField()),
        Case(When(elderly_disabled__gt=0, then=Value("老残一体")), output_field=CharField()),
        Case(When(counted_members=1, elderly=1, then=Value("独居老人")), output_field=CharField()),
        Case(When(has_children_alone=True, then=Value("留守或困境儿童")), output_field=CharField()),
        Case(When(unable_to_care__gt=0, then=Value("失能")), output_field=CharField()),
        function="concat_ws",
        output_field=CharField(),
    ),
    "machinery_held": text("machinery_held"),
    "failed_payments": text("failed_payments"),
    "foreign_accounts": text("foreign_accounts"),
    "paid_before_standard": money("paid_before_standard"),
    "paid_since_standard": money("paid_since_standard"),
    "standard_since": Func(
        Case(
            When(category=SupportCategory.DIBAO, then=F("parameters__dibao_standard_since")),
            When(category=SupportCategory.TEKUN, then=F("parameters__tekun_standard_since")),
        ),
        Value("YYYY-MM-DD"),
        function="to_char",
        output_field=CharField(),
    ),
    "events": Func(
        Value("、"),
        Case(When(has_new_severe_disability=True, then=Value("新增重度残疾")), output_field=CharField()),
        Case(When(has_new_serious_illness=True, then=Value("新增大病")), output_field=CharField()),
        Case(When(has_lost_earner=True, then=Value("有收入的成员死亡、服刑、失踪或强制戒毒")), output_field=CharField()),
        Case(When(has_new_disaster=True, then=Value("自然灾害有损失")), output_field=CharField()),
        Case(When(has_new_accident=True, then=Value("意外事故")), output_field=CharField()),
        Case(When(has_income_fall=True, then=Value("收入骤减")), output_field=CharField()),
        function="concat_ws",
        output_field=CharField(),
    ),
}
MEMBER_VALUES = {
    "name": Subquery(Person.objects.filter(pk=OuterRef("person_id")).values("name")),  # read for those of whom something is said
    "age": text("age"),
    "other_households": text("other_households"),
    "companies": text("companies"),
    "reported_income": money("reported_income"),
    "job_refusals": text("job_refusals"),
    "job_refusal_limit": text("facts__parameters__job_refusal_limit"),
    "work": Func(
        Value("、"),
        Case(When(has_lost_job=True, then=Value("失业已超过规定的时间")), output_field=CharField()),
        Case(When(has_wage_fall=True, then=Value("近12个月工资比上一计算期骤减")), output_field=CharField()),
        function="concat_ws",
        output_field=CharField(),
    ),
    "crossing": Func(
        Value("、"),
        Case(
            When(crossed_age__gt=0, then=Func(Value("已满"), text("crossed_age"), Value("周岁"), function="concat")),
            output_field=CharField(),
        ),
        Case(When(has_left_school=True, then=Value("学籍已毕业、成员仍登记在校")), output_field=CharField()),
        function="concat_ws",
        output_field=CharField(),
    ),
    "expired": Func(
        Value("、"),
        Case(When(has_expired_card=True, then=Value("残疾人证")), output_field=CharField()),
        Case(When(is_rigid_expired=True, then=Value("刚性支出困难家庭认定")), output_field=CharField()),
        function="concat_ws",
        output_field=CharField(),
    ),
    "last_visited_on": Func(F("facts__last_visited_on"), Value("YYYY-MM-DD"), function="to_char", output_field=CharField()),
    "claimed_care": labelled("claimed_care", CareLevel.choices),
    "disability": Case(
        When(
            is_disabled=True,
            then=Func(labelled("disability_kind", DisabilityType.choices), text("disability_level"), Value("级残疾"), function="concat"),
        ),
        default=Value("没有有效的残疾人证"),
        output_field=CharField(),
    ),
    "claimed_categories": text("claimed_categories"),
    "doubled_purpose": F("doubled_purpose"),
    "benefits_missing": F("benefits_missing"),
    "income_line": money("facts__parameters__low_income_line"),
}


@dataclass(frozen=True)
class Datum:
    """A fact that may be unknown: its word, and who can supply it ("" is the village on a visit)."""

    label: str
    supplier: Dept | str = ""
    # Known or unknown for a whole county at once: the register was never received. One line on the run page, not a task per household.
    is_register: bool = False
    # Asked for only when this other fact is known: a price is missing of a car, not of a register that never came.
    within: str = ""
    # Asked for only once this register of households.received has come: before, it is the register that is missing.
    register: str = ""


DATA = {
    "gross": Datum("近12个月收入"),
    "previous_gross": Datum("上一计算期收入"),
    "has_income_fall": Datum("上一计算期收入"),
    "self_pay_single": Datum("医保结算", Dept.YB, is_register=True),
    "self_pay_year": Datum("医保结算", Dept.YB, is_register=True),
    "self_pay_window": Datum("医保结算", Dept.YB, is_register=True),
    "house_grade": Datum("住房鉴定等级", Dept.ZJ),
    "water_is_unsafe": Datum("饮水四项指标", Dept.SW),
    "vehicle_count": Datum("车辆登记", Dept.GA, is_register=True),
    "vehicle_value": Datum("车辆购置价", Dept.GA, within="vehicle_count"),
    "has_lost_main_earner": Datum("近12个月收入"),
    "has_new_dibao": Datum("低保起始年月", Dept.MZ),
    "has_new_illness": Datum("大病确诊日期", Dept.YB),
    "has_new_serious_illness": Datum("大病确诊日期", Dept.YB, register="illness_loaded"),
    "has_new_disaster": Datum("灾害损失金额", Dept.YJ, register="disasters_loaded"),
    "has_new_accident": Datum("灾害与意外记录", Dept.YJ, is_register=True),
    "business": Datum("近12个月收入"),
    # the year before is told by the year after: nobody is sent out to ask for it
    "has_spending_rise": Datum("上一计算期支出", is_register=True),
    "has_many_students": Datum("在校生状况", Dept.JT),
    "has_children_alone": Datum("出生日期"),
    "is_visit_overdue": Datum("走访记录", is_register=True),
    "is_out_of_school": Datum("学籍", Dept.JT),
    "is_school_age": Datum("出生日期"),
    "houses_held": Datum("不动产登记", Dept.ZJ, is_register=True),
    "houses_held_area": Datum("住房面积", Dept.ZJ, within="houses_held"),
    "shops_held": Datum("不动产登记", Dept.ZJ, is_register=True),
    "savings_held": Datum("存款和金融资产", Dept.MZ),
    "companies": Datum("企业登记", Dept.SG, is_register=True),
    "has_company_beyond": Datum("企业从业人数和认缴额", Dept.SG, within="companies"),
    "failed_payments": Datum("一卡通发放", Dept.CZ, is_register=True),
    "foreign_accounts": Datum("一卡通发放", Dept.CZ, is_register=True),
    # both of them for a whole county at once: nobody is asked for what the paying office knows
    "has_new_standard": Datum("低保、特困标准何时调整", Dept.MZ, is_register=True),
    "paid_before_standard": Datum("一卡通发放", Dept.CZ, is_register=True),
    "paid_since_standard": Datum("一卡通发放", Dept.CZ, is_register=True),
    "is_paid_while_held": Datum("一卡通发放", Dept.CZ, is_register=True),
    "doubled_purpose": Datum("一卡通发放", Dept.CZ, is_register=True),
    "crossed_age": Datum("出生日期"),
    "age": Datum("出生日期"),
    "has_serious_illness": Datum("健康状况"),
    "has_labour": Datum("劳动能力"),
    "may_work": Datum("出生日期和劳动能力"),
    "members_at_work": Datum("务工和公益岗位登记", Dept.RS, is_register=True),
    "is_at_work": Datum("务工和公益岗位登记", Dept.RS, is_register=True),
    "has_lost_job": Datum("务工结束时间", Dept.RS, register="jobs_loaded"),
    # as with the household's: nobody is sent out to ask for the year before
    "has_wage_fall": Datum("上一计算期收入", is_register=True),
    "wishes_training": Datum("务工和公益岗位登记", Dept.RS, is_register=True),
    "benefits_missing": Datum("一卡通发放", Dept.CZ, is_register=True),
    "is_paid_after_death": Datum("一卡通发放", Dept.CZ, is_register=True),
    "machinery_held": Datum("大型农机、船舶", Dept.NY),
    "is_state_paid": Datum("是否财政供养", Dept.CZ, within="reported_income"),
    "job_refusals": Datum("拒绝推荐岗位次数", Dept.RS, is_register=True),
    "is_long_absent": Datum("离家起始日期和走访"),
    "reported_income": Datum("工资社保和计税", Dept.RS, is_register=True),
    "NO_MEMBERS": Datum("计入的共同生活成员"),
}


def readable(expression: Any) -> Coalesce:
    return Coalesce(Cast(expression, CharField()), Value("不详"), output_field=CharField())
