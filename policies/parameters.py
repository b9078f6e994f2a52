"""The declared parameters: what codes exist, what they mean, in which units. Values are dated rows (`Parameter`).

A rule names a code from here; `load_parameters` and the page refuse a code that is not declared.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from policies.clauses import DIBAO_RULES, GUIZHOU_ACTION, HUAIBEI_PLAN, PRODUCT_PRACTICE, RIGID_RULES, YINTAI_PLAN, Clause


class Unit(StrEnum):
    YUAN_PER_YEAR = "元/人·年"
    YUAN_PER_MONTH = "元/人·月"
    YUAN = "元"
    RATIO = "比例"
    MONTHS = "个月"
    DAYS = "天"
    WORKING_DAYS = "工作日"
    AGE = "周岁"
    COUNT = "个"
    SQUARE_METRES = "平方米/人"
    CHOICE = "选项"
    TABLE = "小表"


class Kind(StrEnum):
    NUMBER = "number"
    CHOICE = "choice"
    TABLE = "table"


@dataclass(frozen=True)
class Definition:
    """One kind of number of the law. `by_area`: rows differ by 农村/城市; `choices` for kind CHOICE; `columns` for kind TABLE."""

    code: str
    title: str
    units: tuple[Unit, ...]
    clause: Clause
    kind: Kind = Kind.NUMBER
    by_area: bool = False
    choices: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()


YEARLY = (Unit.YUAN_PER_YEAR, Unit.YUAN_PER_MONTH)
OURS = Clause(PRODUCT_PRACTICE)

DEFINITIONS = {
    definition.code: definition
    for definition in (
        Definition("low_income_line", "低收入人口监测线", YEARLY, Clause(YINTAI_PLAN, "二、统一认定标准"), by_area=True),
        Definition("dibao_standard", "最低生活保障标准", YEARLY, Clause(DIBAO_RULES, "第四条"), by_area=True),
        Definition("margin_ceiling", "低保边缘收入上限", YEARLY, Clause(DIBAO_RULES, "第八条"), by_area=True),
        Definition("pdi", "上年度居民人均可支配收入", (Unit.YUAN_PER_YEAR,), Clause(RIGID_RULES, "第四条")),
        Definition("rigid_ratio", "刚性支出占家庭总收入的比例", (Unit.RATIO,), Clause(RIGID_RULES, "第四条")),
        Definition("single_self_pay_tuopin", "脱贫户单次自付医疗预警线", (Unit.YUAN,), Clause(GUIZHOU_ACTION, "四（一）")),
        Definition("yearly_self_pay_tuopin", "脱贫户年度自付医疗预警线", (Unit.YUAN,), Clause(GUIZHOU_ACTION, "四（一）")),
        Definition("single_self_pay_ordinary", "一般农户单次自付医疗预警线", (Unit.YUAN,), Clause(GUIZHOU_ACTION, "四（一）")),
        Definition("yearly_self_pay_ordinary", "一般农户年度自付医疗预警线", (Unit.YUAN,), Clause(GUIZHOU_ACTION, "四（一）")),
        Definition("yearly_self_pay_unit", "年度自付按户还是按人", (Unit.CHOICE,), OURS, Kind.CHOICE, choices=("HOUSEHOLD", "PERSON")),
        Definition("self_pay_visits", "自付统计的就诊类别", (Unit.CHOICE,), OURS, Kind.CHOICE, choices=("INPATIENT", "ALL")),
        Definition(
            "income_window",
            "收入计算期",
            (Unit.CHOICE,),
            Clause(GUIZHOU_ACTION, "四（一）"),
            Kind.CHOICE,
            choices=("FULL_MONTHS_12", "ROLLING_YEAR", "FULL_MONTHS_6"),
        ),
        Definition("source_precedence", "同一收支多个来源时的先后", (Unit.TABLE,), OURS, Kind.TABLE, columns=("source",)),
        Definition("employment_cost_ratio", "就业成本占工资比例", (Unit.RATIO,), Clause(HUAIBEI_PLAN, "收入就低、支出就高")),
        Definition(
            "unified_income_rule",
            "统一用民政口径收入",
            (Unit.CHOICE,),
            Clause(HUAIBEI_PLAN, "统一六方面核算"),
            Kind.CHOICE,
            choices=("ON", "OFF"),
        ),
        Definition(
            "excluded_income",
            "不计入家庭收入的项目",
            (Unit.TABLE,),
            Clause(DIBAO_RULES, "第十四条"),
            Kind.TABLE,
            columns=("item", "title", "valid_from", "valid_to", "source", "is_provisional"),
        ),
        Definition("vehicle_value_limit", "低保边缘、刚性支出家庭允许的车辆价值", (Unit.YUAN,), Clause(DIBAO_RULES, "第十条")),
        Definition("vehicle_count_limit", "低保边缘、刚性支出家庭允许的车辆数", (Unit.COUNT,), Clause(DIBAO_RULES, "第十条")),
        Definition(
            "financial_assets_months_dibao", "低保家庭金融资产上限（低保月标准的倍数）", (Unit.MONTHS,), Clause(DIBAO_RULES, "第十条")
        ),
        Definition(
            "financial_assets_months_margin",
            "低保边缘、刚性支出家庭金融资产上限（低保月标准的倍数）",
            (Unit.MONTHS,),
            Clause(DIBAO_RULES, "第十条"),
        ),
        Definition("house_count_limit", "允许的住房套数", (Unit.COUNT,), Clause(DIBAO_RULES, "第十条")),
        Definition("house_area_average", "当地人均住房面积", (Unit.SQUARE_METRES,), Clause(DIBAO_RULES, "第十条")),
        Definition("near_line_share", "略高于线的区间", (Unit.RATIO,), OURS),
        Definition("income_fall_ratio", "收入骤减的比例", (Unit.RATIO,), OURS),
        Definition("new_event_months", "“新发生”的期限：发生在此前", (Unit.MONTHS,), OURS),
        Definition("new_event_received_days", "“新发生”的期限：收到在此前", (Unit.DAYS,), OURS),
        Definition("school_age_from", "义务教育年龄起", (Unit.AGE,), OURS),
        Definition("school_age_to", "义务教育年龄止", (Unit.AGE,), OURS),
        Definition("working_age_from", "劳动年龄起", (Unit.AGE,), OURS),
        Definition("working_age_to", "劳动年龄止", (Unit.AGE,), OURS),
        Definition("elderly_age", "老年人年龄", (Unit.AGE,), OURS),
        Definition("watch_refused_months", "未通过申请后的跟踪期", (Unit.MONTHS,), Clause(YINTAI_PLAN, "八、拓展监测范围")),
        Definition("watch_exited_months", "退出后的跟踪期", (Unit.MONTHS,), Clause(YINTAI_PLAN, "八、拓展监测范围")),
        Definition("enlisted_counted", "入伍人员是否计入", (Unit.CHOICE,), OURS, Kind.CHOICE, choices=("YES", "NO")),
        Definition("alert_assign_days", "线索分派期限", (Unit.WORKING_DAYS,), OURS),
        Definition("alert_visit_days", "线索入户期限", (Unit.WORKING_DAYS,), OURS),
        Definition("alert_decision_days", "线索结论期限", (Unit.WORKING_DAYS,), OURS),
        Definition("alert_silence_days", "核实后静默期", (Unit.DAYS,), OURS),
        Definition("single_dibao_amount", "单人保月保障金额", (Unit.YUAN_PER_MONTH,), Clause(DIBAO_RULES, "第八条")),
    )
}


def yearly(value: Decimal, unit: str) -> Decimal:
    """A line as 元/人·年; a monthly one counts × 12, 998 → 11,976 (rulings B2)."""
    return value * 12 if unit == Unit.YUAN_PER_MONTH else value


def monthly(value: Decimal, unit: str) -> Decimal:
    """A line as 元/人·月, unrounded, only for showing beside the year figure."""
    return value / 12 if unit == Unit.YUAN_PER_YEAR else value
