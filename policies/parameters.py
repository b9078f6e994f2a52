"""The declared parameters: what codes exist, what they mean, in which units. Values are dated rows (`Parameter`).

A rule names a code from here; `load_parameters` and the page refuse a code that is not declared.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from policies.clauses import (
    CIVIL_CODE,
    DIBAO_RULES,
    EIGHT_VISITS,
    GUIZHOU_ACTION,
    HUAIBEI_PLAN,
    LAYERED_NOTICE,
    LITIGATION_LAW,
    NATIONAL_CHECKS,
    PRODUCT_PRACTICE,
    REVIEW_LAW,
    RIGID_RULES,
    TEKUN_RULES,
    YINTAI_PLAN,
    Clause,
)


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
        Definition("tekun_standard", "特困人员基本生活标准", YEARLY, Clause(PRODUCT_PRACTICE, "3.6"), by_area=True),
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
        Definition(
            "excluded_income_tekun",
            "另不计入特困人员本人收入的项目",
            (Unit.TABLE,),
            Clause(TEKUN_RULES, "第六条"),
            Kind.TABLE,
            columns=("item", "title", "source"),
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
        Definition("company_exempt_subscribed", "没有雇人的企业可豁免的认缴额", (Unit.YUAN,), Clause(DIBAO_RULES, "第十条")),
        Definition("job_refusal_limit", "连续拒绝推荐岗位的次数", (Unit.COUNT,), Clause(DIBAO_RULES, "第三十四条")),
        Definition("jobless_months", "失业超过多久提示", (Unit.MONTHS,), OURS),
        Definition("absence_months", "多久不在家算人户分离", (Unit.MONTHS,), OURS),
        Definition("crossing_ages", "待遇随之变化的年龄", (Unit.TABLE,), OURS, Kind.TABLE, columns=("age", "title")),
        Definition("crossing_months", "年龄变化提前几个月的月初起提示", (Unit.MONTHS,), OURS),
        Definition("payment_months", "近几个月的一卡通发放", (Unit.MONTHS,), OURS),
        Definition("standard_change_months", "提标后几个月内核对发放金额", (Unit.MONTHS,), OURS),
        Definition(
            "payment_purposes",
            "同一用途、不能同月重复领取的补贴项目",
            (Unit.TABLE,),
            OURS,
            Kind.TABLE,
            columns=("item", "purpose", "source"),
        ),
        Definition("near_line_share", "略高于线的区间", (Unit.RATIO,), OURS),
        Definition("income_fall_ratio", "收入骤减的比例", (Unit.RATIO,), OURS),
        Definition("spending_rise_ratio", "刚性支出骤增的比例", (Unit.RATIO,), OURS),
        Definition("students_from", "非义务教育在校生较多：不少于", (Unit.COUNT,), OURS),
        Definition("student_age_to", "没有在校登记时按学生问到的年龄", (Unit.AGE,), OURS),
        Definition("disabled_from", "一户多残：持证残疾人不少于", (Unit.COUNT,), OURS),
        Definition("many_children_from", "多子女户：未成年人不少于", (Unit.COUNT,), Clause(EIGHT_VISITS)),
        Definition("visit_months_alone", "特困分散供养户、单人户多久必访", (Unit.MONTHS,), Clause(EIGHT_VISITS)),
        Definition("visit_months_tagged", "监测对象多久必访", (Unit.MONTHS,), Clause(EIGHT_VISITS)),
        Definition("visit_months_unstable", "有劳动能力的低保户多久必访", (Unit.MONTHS,), Clause(DIBAO_RULES, "第三十一条")),
        Definition("visit_months_listed", "其他应走访的户多久必访", (Unit.MONTHS,), Clause(DIBAO_RULES, "第三十一条")),
        Definition(
            "never_visited", "从未有走访记录的户", (Unit.CHOICE,), Clause(EIGHT_VISITS), Kind.CHOICE, choices=("CANNOT_SAY", "OVERDUE")
        ),
        Definition("new_event_months", "“新发生”的期限：发生在此前", (Unit.MONTHS,), OURS),
        Definition("new_event_received_days", "“新发生”的期限：收到在此前", (Unit.DAYS,), OURS),
        Definition("school_age_from", "义务教育年龄起", (Unit.AGE,), OURS),
        Definition("school_age_to", "义务教育年龄止", (Unit.AGE,), OURS),
        Definition("working_age_from", "劳动年龄起", (Unit.AGE,), OURS),
        Definition("working_age_to", "劳动年龄止", (Unit.AGE,), OURS),
        Definition("elderly_age", "老年人年龄", (Unit.AGE,), OURS),
        Definition("adult_age", "成年：年满", (Unit.AGE,), Clause(CIVIL_CODE, "第十七条")),
        Definition("watch_refused_months", "未通过申请后的跟踪期", (Unit.MONTHS,), Clause(YINTAI_PLAN, "八、拓展监测范围")),
        Definition("watch_exited_months", "退出后的跟踪期", (Unit.MONTHS,), Clause(YINTAI_PLAN, "八、拓展监测范围")),
        Definition("enlisted_counted", "入伍人员是否计入", (Unit.CHOICE,), OURS, Kind.CHOICE, choices=("YES", "NO")),
        Definition("alert_assign_days", "线索分派期限", (Unit.WORKING_DAYS,), OURS),
        Definition("alert_visit_days", "线索入户期限", (Unit.WORKING_DAYS,), OURS),
        Definition("alert_decision_days", "线索结论期限", (Unit.WORKING_DAYS,), OURS),
        Definition("alert_silence_days", "核实后静默期", (Unit.DAYS,), OURS),
        Definition("silence_change_share", "静默期内金额变动达到多少重新提出", (Unit.RATIO,), OURS),
        Definition("single_dibao_amount", "单人保月保障金额", (Unit.YUAN_PER_MONTH,), Clause(DIBAO_RULES, "第八条")),
        Definition("classified_addon_amount", "分类施保每人每月增发", (Unit.YUAN_PER_MONTH,), Clause(DIBAO_RULES, "第二十三条")),
        Definition("tekun_minor_age", "特困未成年人：不满", (Unit.AGE,), Clause(TEKUN_RULES, "第五条")),
        Definition("tekun_elderly_age", "特困老年人：年满", (Unit.AGE,), Clause(TEKUN_RULES, "第五条")),
        Definition("edge_requires_hardship", "低保边缘另要求重病重残或无劳动力", (Unit.CHOICE,), OURS, Kind.CHOICE, choices=("ON", "OFF")),
        Definition("accept_days", "提交后受理期限", (Unit.WORKING_DAYS,), OURS),
        Definition("returned_days", "退回补正期限", (Unit.DAYS,), OURS),
        Definition("unified_sla_days", "受理到确认的总期限", (Unit.WORKING_DAYS,), Clause(YINTAI_PLAN, "五、规范认定程序")),
        Definition("notice_pauses_clock", "公示期间停钟", (Unit.CHOICE,), OURS, Kind.CHOICE, choices=("ON", "OFF")),
        Definition("means_check_days", "经济状况核对期限", (Unit.WORKING_DAYS,), Clause(DIBAO_RULES, "第十七条")),
        Definition("home_visit_days", "入户调查期限", (Unit.WORKING_DAYS,), Clause(DIBAO_RULES, "第十五条")),
        Definition("notice_days_dibao", "低保公示天数", (Unit.DAYS,), Clause(DIBAO_RULES, "第十九条")),
        Definition("notice_days_tekun", "特困公示天数", (Unit.DAYS,), Clause(TEKUN_RULES, "第十五条")),
        Definition("notice_days_tag", "监测对象公示天数", (Unit.DAYS,), Clause(GUIZHOU_ACTION, "四（二）")),
        Definition("notice_days_other", "其他类别公示天数", (Unit.DAYS,), Clause(LAYERED_NOTICE, "谁救助谁公示、救助谁公示谁")),
        Definition(
            "confirm_level",
            "审核确认在哪一级",
            (Unit.CHOICE,),
            Clause(HUAIBEI_PLAN, "审核确认权限下放"),
            Kind.CHOICE,
            choices=("TOWN", "COUNTY"),
        ),
        Definition("panel_quorum", "联审联批到会比例不低于", (Unit.TABLE,), OURS, Kind.TABLE, columns=("numerator", "denominator")),
        Definition("panel_majority", "联审联批同意比例须超过", (Unit.TABLE,), OURS, Kind.TABLE, columns=("numerator", "denominator")),
        Definition("review_apply_days", "行政复议申请期限", (Unit.DAYS,), Clause(REVIEW_LAW, "第二十条")),
        Definition("litigation_months", "行政诉讼起诉期限", (Unit.MONTHS,), Clause(LITIGATION_LAW, "第四十六条")),
        Definition(
            "complaint_phones",
            "监督电话（公示和文书上印的）",
            (Unit.TABLE,),
            Clause(DIBAO_RULES, "第三十七条"),
            Kind.TABLE,
            columns=("office", "phone"),
        ),
        Definition("export_whole_rows", "一次导出可带完整号码的行数上限", (Unit.COUNT,), OURS),
        Definition("undo_days", "导入批次可以整批撤回的期限", (Unit.DAYS,), OURS),
        Definition("aside_months", "不在册的人的部门数据另存几个月", (Unit.MONTHS,), OURS),
        Definition(
            "source_rhythm", "各部门台账多久送一次（0为有了才送）", (Unit.TABLE,), OURS, Kind.TABLE, columns=("sheet", "months", "title")
        ),
        Definition("source_grace_days", "部门台账到期后几个工作日内送到", (Unit.WORKING_DAYS,), OURS),
        Definition("newborn_months", "台账里多大以内的新成员算新生儿", (Unit.MONTHS,), OURS),
        Definition("month_cutoff_day", "月报截止日：每月几日（31为自然月）", (Unit.DAYS,), OURS),
        Definition("county_check_days", "县级抽查期限", (Unit.WORKING_DAYS,), Clause(DIBAO_RULES, "第二十条")),
        Definition("county_sample_share_tekun", "特困随机抽查比例不低于", (Unit.RATIO,), Clause(TEKUN_RULES, "第十六条")),
        Definition("rigid_valid_months", "刚性支出困难家庭有效期", (Unit.MONTHS,), Clause(RIGID_RULES, "第十一条")),
        Definition("referral_receive_days", "部门签收期限", (Unit.WORKING_DAYS,), OURS),
        Definition("feedback_day", "季末月反馈截止日", (Unit.DAYS,), Clause(YINTAI_PLAN, "七、因需推送")),
        Definition("feedback_reminders", "季末月提醒日", (Unit.TABLE,), OURS, Kind.TABLE, columns=("day",)),
        Definition("elder_allowance_age", "高龄津贴年龄", (Unit.AGE,), OURS),
        Definition("public_post_age_to", "乡村公益性岗位年龄上限", (Unit.AGE,), OURS),
        Definition("loan_age_from", "小额信贷年龄起", (Unit.AGE,), OURS),
        Definition("loan_age_to", "小额信贷年龄止", (Unit.AGE,), OURS),
        Definition("quality_tekun_age_from", "数据核查：健康特困人员年龄起", (Unit.AGE,), Clause(NATIONAL_CHECKS, "5_15_019")),
        Definition("quality_tekun_age_to", "数据核查：健康特困人员年龄止", (Unit.AGE,), Clause(NATIONAL_CHECKS, "5_15_019")),
        Definition("quality_labour_age_from", "数据核查：普通、技能劳动力年龄起", (Unit.AGE,), Clause(NATIONAL_CHECKS, "劳动技能")),
        Definition("quality_labour_age_to", "数据核查：普通、技能劳动力年龄止", (Unit.AGE,), Clause(NATIONAL_CHECKS, "劳动技能")),
        Definition("quality_pension_age_from", "数据核查：应填养老保险的年龄起", (Unit.AGE,), OURS),
        Definition("quality_wage_from", "数据核查：一年工资性收入不应低于", (Unit.YUAN,), Clause(NATIONAL_CHECKS, "5_15_023")),
        Definition("quality_income_per_head_to", "数据核查：人均纯收入不应超过", YEARLY, Clause(NATIONAL_CHECKS, "人均纯收入")),
        Definition(
            "quality_labour_share_to", "数据核查：缺劳动力户有劳动能力人口占比不应超过", (Unit.RATIO,), Clause(NATIONAL_CHECKS, "4_11_009")
        ),
        Definition("first_measure_days", "工作监督：识别后应落实首项措施", (Unit.DAYS,), Clause(GUIZHOU_ACTION, "四（三）")),
        Definition(
            "hasty_clearing_months", "工作监督：识别后几个月内帮扶消除为快进快出（3级）", (Unit.MONTHS,), Clause(GUIZHOU_ACTION, "四（四）")
        ),
        Definition(
            "early_clearing_months", "工作监督：识别后几个月内帮扶消除为快进快出（2级）", (Unit.MONTHS,), Clause(GUIZHOU_ACTION, "四（四）")
        ),
        Definition(
            "development_measure_months", "工作监督：有劳动力户识别后应有开发式帮扶", (Unit.MONTHS,), Clause(NATIONAL_CHECKS, "5_12_007")
        ),
        Definition("uncased_alert_days", "工作监督：线索成立后应启动申请或识别", (Unit.DAYS,), Clause(GUIZHOU_ACTION, "四（二）")),
        Definition("silent_quarters", "工作监督：推送连续几个季度没有反馈", (Unit.COUNT,), Clause(YINTAI_PLAN, "七、因需推送")),
        Definition("warned_again_months", "工作监督：多次预警的统计期", (Unit.MONTHS,), Clause(GUIZHOU_ACTION, "四（一）")),
        Definition("warned_again_times", "工作监督：统计期内预警几次未纳入上报县级", (Unit.COUNT,), Clause(GUIZHOU_ACTION, "四（一）")),
    )
}


def yearly(value: Decimal, unit: str) -> Decimal:
    """A line as 元/人·年; a monthly one counts × 12, 998 → 11,976 (rulings B2)."""
    return value * 12 if unit == Unit.YUAN_PER_MONTH else value


def monthly(value: Decimal, unit: str) -> Decimal:
    """A line as 元/人·月, unrounded, only for showing beside the year figure."""
    return value / 12 if unit == Unit.YUAN_PER_YEAR else value
