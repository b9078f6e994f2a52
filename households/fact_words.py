"""What every fact means and where it comes from, in the words the dictionary page and an alert's page show (rulings A9, B).

A column of HouseholdFacts or MemberFacts without words here fails a test: nobody is judged by a figure nobody can look up.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.db import models

from accounts.fields import ExactFenField, FenField
from households.models import HouseholdFacts, MemberFacts

# Where a fact comes from, when it is no register's row.
OURS = "认定与跟踪记录"
MEMBERS = "家庭成员"
SUM = "算账表"
TOLD = "申报、入户和核对"
CALENDAR = "按日期推算"

# Columns that only tie the rows together.
TECHNICAL = {"household", "parameters", "member", "facts", "person", "county_code", "town_code", "village_code"}


@dataclass(frozen=True)
class FactWord:
    """One column: what it means, where it comes from, and the unit where the column's type does not tell it."""

    meaning: str
    source: str
    unit: str = ""


HOUSEHOLD_FACTS: dict[str, FactWord] = {
    "category": FactWord("现在的低收入人口类别；空是没有", OURS),
    "has_monitoring_tag": FactWord("现在有没有防返贫监测对象标识", OURS),
    "household_kind": FactWord("脱贫户、一般农户或城镇户", "家庭台账"),
    "area_type": FactWord("按农村还是城市的标准算", "家庭台账"),
    "is_relocated": FactWord("易地搬迁户", "家庭台账"),
    "has_open_case": FactWord("一窗受理里有没办结的申请", OURS),
    "is_watched_refused": FactWord("申请未通过，还在跟踪月数以内", OURS),
    "is_watched_exited": FactWord("退出后还在跟踪月数以内", OURS),
    "counted_members": FactWord("共同生活、计入的成员；服刑、强制戒毒、失踪、死亡的不计", MEMBERS, "人"),
    "income_members": FactWord("计入的成员去掉特困人员，人均收入按这个人数算", MEMBERS, "人"),
    "able_members": FactWord("计入的成员里劳动能力为普通、技能或弱、半劳动力的", MEMBERS, "人"),
    "labour_unknown": FactWord("计入的成员里劳动能力没有登记的", MEMBERS, "人"),
    "minors": FactWord("计入的成员里未满18周岁的", MEMBERS, "人"),
    "elderly": FactWord("计入的成员里到了老年年龄的", MEMBERS, "人"),
    "disabled": FactWord("计入的成员里持有效残疾人证的", "残疾人证", "人"),
    "window_start": FactWord("近12个整月的第一天", CALENDAR),
    "window_end": FactWord("近12个整月之后的第一天", CALENDAR),
    "wages": FactWord("计算期内的工资性收入合计", SUM),
    "employment_cost": FactWord("工资按比例扣、每人不超过低保标准，逐人算后相加，不四舍五入", SUM),
    "business": FactWord("种植、养殖、经营的净收入；可以是负数", SUM),
    "property": FactWord("租金、利息、土地流转等", SUM),
    "transfers": FactWord("计入的转移收入；不计入的项目单列", SUM),
    "excluded": FactWord("按规定不计入的救助金、优待、补贴", SUM),
    "claims": FactWord("保险理赔收入：抵减损失，不当收入", SUM),
    "gross": FactWord("四项收入减去必要就业成本，扣减医疗等支出之前；从没问过是不详", SUM),
    "medical_deduction": FactWord("政策范围内的自付医疗，可从收入里扣减", SUM),
    "education_deduction": FactWord("教育支出扣减", SUM),
    "rehabilitation_deduction": FactWord("残疾康复支出扣减", SUM),
    "loss_deduction": FactWord("灾害、意外损失减去理赔后的净额", SUM),
    "recognised": FactWord("家庭收入减去各项扣减，认定类别用", SUM),
    "net": FactWord("农业农村口径的纯收入", SUM),
    "is_self_declared": FactWord("收入只有本人申报，没有部门数据或入户核实", SUM),
    "previous_gross": FactWord("再往前12个整月的家庭收入", SUM),
    "self_pay_single": FactWord("近12个月里自付最高的一次（按标准只算住院，或门诊也算）", "医疗结算"),
    "self_pay_year": FactWord("今年1月1日以来的自付合计（按人最高或按户合计，由标准定）", "医疗结算"),
    "self_pay_window": FactWord("计算期内的自付合计", "医疗结算"),
    "house_grade": FactWord("最近一次鉴定；C、D级改造验收后算B级", "住房鉴定"),
    "water_is_unsafe": FactWord("水量、水质、方便程度、保证率有一项不达标；有一项没测是不详", "饮水检查"),
    "vehicle_count": FactWord("计入成员名下的机动车；残疾人代步车、摩托车和唯一谋生的不算", "车辆登记", "辆"),
    "vehicle_value": FactWord("计入的车里最高的购置价", "车辆登记"),
    "has_labour": FactWord("至少一个计入的成员有劳动能力；都没登记是不详", MEMBERS),
    "members_at_work": FactWord("正在务工或在公益岗位上的计入成员", "务工监测、公益岗位", "人"),
    "financial_assets": FactWord("申报或核对到的存款、证券等", TOLD),
    "house_count": FactWord("申报或核对到的住房", TOLD, "套"),
    "house_area": FactWord("申报或核对到的住房面积合计", TOLD, "平方米"),
    "barred_property_count": FactWord("申报或核对到的非居住用房、大型农机船舶、企业", TOLD, "项"),
    "houses_held": FactWord("不动产登记和申报核对里多的一个；两人共有的一套只算一次", f"不动产登记；{TOLD}", "套"),
    "houses_held_area": FactWord("上面那几套的面积合计；有一套没写面积是不详", f"不动产登记；{TOLD}", "平方米"),
    "shops_held": FactWord("商铺等非居住用房", f"不动产登记；{TOLD}", "处"),
    "savings_held": FactWord("各银行最近一次答复的余额合计和申报核对里多的一个", f"银行余额（凭授权）；{TOLD}"),
    "failed_payments": FactWord("近几个月失败或退回、后来也没有发成的", "一卡通发放", "笔"),
    "foreign_accounts": FactWord("近几个月账户名不是本户任何成员的", "一卡通发放", "笔"),
    "has_new_standard": FactWord(
        "低保户按低保标准、特困户按特困基本生活标准：近几个月换了数值，并且新标准的第一个整月已经开始；换标准以后才纳入的不算；没有公布标准、不知道以前是多少的是不详",
        "政策标准",
    ),
    "paid_before_standard": FactWord(
        "标准调整前最后一个整月，全户低保金（特困供养金）发放成功的合计；那个月没有发放记录是不详", "一卡通发放"
    ),
    "paid_since_standard": FactWord("标准调整后有发放成功的最近一个月的合计；还没有发放记录是不详", "一卡通发放"),
    "machinery_held": FactWord("申报或核对到的大型农机、船舶", TOLD, "台"),
    "has_recorded_risk": FactWord("台账登记过风险类型", "家庭台账"),
    "has_severe_case": FactWord("计入的成员里有重度残疾或大病；健康状况没登记是不详", f"残疾人证；{MEMBERS}"),
    "rigid_spending": FactWord("计算期内医疗、教育、康复、损失等刚性支出合计", SUM),
    "has_new_severe_disability": FactWord("近期新发证的重度残疾，之后还没有走访过", "残疾人证"),
    "has_lost_earner": FactWord("近期死亡、服刑、强制戒毒或失踪的成员此前有工资", f"死亡记录；{MEMBERS}"),
    "has_lost_main_earner": FactWord("其中此前工资不低于现在任何一个成员的", f"死亡记录；{MEMBERS}"),
    "has_new_serious_illness": FactWord("近期确诊的30种大病，之后还没有走访过", "患病记录"),
    "has_new_dibao": FactWord("近期新进低保台账，之后还没有走访过", "低保台账"),
    "has_new_disaster": FactWord("近期自然灾害且房屋、农作物有损失；损失没写是不详", "灾害与意外记录"),
    "has_new_accident": FactWord("近期有意外事故", "灾害与意外记录"),
    "has_income_fall": FactWord("家庭收入比上一计算期减少达到规定比例", SUM),
    "previous_business": FactWord("上一计算期的经营净收入", SUM),
    "has_spending_rise": FactWord("刚性支出比上一计算期增加达到规定比例", SUM),
    "has_new_member": FactWord("登记这一户以后新出生或新加入的计入成员，之后还没有走访过", MEMBERS),
    "students": FactWord("计入的成员里读高中、中职、大学等非义务教育的", "学籍", "人"),
    "has_many_students": FactWord("上面的人数达到规定", "学籍"),
    "has_many_disabled": FactWord("持有效残疾人证的计入成员达到规定人数", "残疾人证"),
    "elderly_disabled": FactWord("老年的计入成员里持有效残疾人证的", "残疾人证", "人"),
    "unable_to_care": FactWord("计入的成员里生活完全不能自理的", MEMBERS, "人"),
    "has_children_alone": FactWord("有未成年人，在家的成员里没有劳动年龄、非重残的大人", MEMBERS),
    "has_scattered_tekun": FactWord("计入的成员里有分散供养的特困人员", OURS),
    "last_visited_on": FactWord("最近一次核实、入户或走访的日期", "入户核实、走访"),
    "visit_months": FactWord("按“八必访”各情形取最勤的；没有情形是空", CALENDAR, "个月"),
    "is_visit_overdue": FactWord("最近一次走访早于应访的月数", "入户核实、走访"),
    "next_change_on": FactWord("即使没有新数据，这些数也会变的最近一天", CALENDAR),
    "known_on": FactWord("这一行是哪天算的", CALENDAR),
}

MEMBER_FACTS: dict[str, FactWord] = {
    "is_counted": FactWord("是不是计入的共同生活成员", MEMBERS),
    "category": FactWord("本人的类别：特困、单人保按人认定，其余随户", OURS),
    "age": FactWord("到筛查日的周岁；没有出生日期是不详", MEMBERS, "周岁"),
    "is_school_age": FactWord("在义务教育的年龄段里", MEMBERS),
    "is_out_of_school": FactWord("学籍登记为失学辍学；没有学籍是不详", "学籍"),
    "is_uninsured": FactWord("本年度居民和职工医保都没有参保，并且有一条写明未参保", "参保"),
    "is_disabled": FactWord("残疾人证没有注销、没有过期", "残疾人证"),
    "is_severely_disabled": FactWord("一、二级，或智力、精神三级", "残疾人证"),
    "has_new_disability": FactWord("近期新发证或等级变动，之后还没有走访过", "残疾人证"),
    "has_new_illness": FactWord("近期确诊的30种大病，之后还没有走访过", "患病记录"),
    "is_dead": FactWord("有死亡、户籍注销或火化记录", "死亡记录"),
    "is_claimed": FactWord("本人有类别，或列在没有到期、没有消除的对象台账里", "对象台账"),
    "other_households": FactWord("同一人还被登记在几户里", MEMBERS, "户"),
    "companies": FactWord("存续的企业、个体；合作社份额不算", "企业登记", "户"),
    "has_company_beyond": FactWord("其中雇了人或认缴额超过豁免的；没有写人数、认缴额是不详", "企业登记"),
    "reported_income": FactWord("近12个月每月工资加养老金、计税收入、公积金里最大的一个，逐月相加", "工资社保计税"),
    "is_state_paid": FactWord("近12个月的工资由财政发放", "工资社保计税"),
    "job_refusals": FactWord("务工监测最近一次写的连续拒绝次数", "务工监测", "次"),
    "may_work": FactWord("在劳动年龄、有劳动能力、没有在读", f"{MEMBERS}；学籍"),
    "is_at_work": FactWord("正在务工，或在公益岗位上", "务工监测、公益岗位"),
    "has_lost_job": FactWord("最近一段务工结束已超过规定月数，现在没有务工", "务工监测"),
    "has_wage_fall": FactWord("本人工资比上一计算期减少达到规定比例", SUM),
    "wishes_training": FactWord("务工监测里写了培训意愿", "务工监测"),
    "is_paid_after_death": FactWord("死亡月份之后还有发放成功的", "死亡记录；一卡通发放"),
    "is_long_absent": FactWord(
        "登记为不在家且不计入，从起始日期算已满规定月数；起始日期没写的，看最近一次走访是不是已满规定月数，走访也不足月数是不详。"
        "外出务工、家里没有一个人在家的，要离家和最近走访都已满规定月数；从没走访过按标准算不详或算满",
        f"{MEMBERS}；入户核实、走访",
    ),
    "claimed_categories": FactWord("没有到期、没有消除的对象台账里有几类", "对象台账", "类"),
    "claimed_care": FactWord("特困台账写的自理能力", "对象台账"),
    "crossed_age": FactWord("最近几个月满的、待遇要跟着变的年龄；0是没有", MEMBERS, "周岁"),
    "has_left_school": FactWord("学籍写已毕业，成员登记还写在校", f"学籍；{MEMBERS}"),
    "has_expired_card": FactWord("残疾人证过了有效期、没有注销", "残疾人证"),
    "is_rigid_expired": FactWord("刚性支出困难家庭的认定过了有效期，没有重新认定", "对象台账"),
    "is_held": FactWord("正在服刑或强制戒毒；判决前的羁押不算", f"服刑与强制戒毒；{MEMBERS}"),
    "is_paid_while_held": FactWord("服刑或强制戒毒开始之后的月份还有发放成功的", "一卡通发放"),
    "doubled_purpose": FactWord("同一个月领了两项的用途；空是没有", "一卡通发放"),
    "benefits_missing": FactWord(
        "有证、有类别，应当领困难残疾人生活补贴或重度残疾人护理补贴，近几个月没有发放成功的；空是没有", "残疾人证；一卡通发放"
    ),
    "disability_kind": FactWord("有效残疾人证的类别；空是没有证", "残疾人证"),
    "disability_level": FactWord("有效残疾人证的等级；没有证写“无”", "残疾人证", "级"),
    "has_serious_illness": FactWord("成员登记的健康状况是大病；没登记是不详", MEMBERS),
    "is_in_school": FactWord("在义务教育、普通高中或中职就读", "学籍"),
    "own_income": FactWord("本人自己的收入，不含家庭分摊；问特困和单人保时用", SUM),
    "obligors_unable": FactWord("赡养、抚养、扶养义务人都没有履行能力；有一人没登记清楚是不详", "义务人"),
}


@dataclass(frozen=True)
class FactColumn:
    """One column of the facts with its words, as the dictionary lists it."""

    model: type[models.Model]
    name: str
    word: FactWord

    @cached_property
    def column(self) -> models.Field:
        found = self.model._meta.get_field(self.name)
        assert isinstance(found, models.Field)
        return found

    @property
    def title(self) -> str:
        return str(self.column.verbose_name)

    @property
    def anchor(self) -> str:
        """Its place on the dictionary page."""
        return f"{self.model._meta.model_name}-{self.name}"

    @property
    def unit(self) -> str:
        """元, 是/否, a date, a word of a list, or the unit that is counted."""
        if self.word.unit:
            return self.word.unit
        if isinstance(self.column, FenField | ExactFenField):
            return "元"
        if isinstance(self.column, models.BooleanField):
            return "是、否"
        return "日期" if isinstance(self.column, models.DateField) else "选项"

    @property
    def may_be_unknown(self) -> bool:
        return bool(self.column.null)


WORDS: dict[type[models.Model], dict[str, FactWord]] = {HouseholdFacts: HOUSEHOLD_FACTS, MemberFacts: MEMBER_FACTS}


def columns_of(model: type[models.Model]) -> list[FactColumn]:
    """The columns of the facts in the order they are laid out. Raises KeyError for one without words."""
    names = [column.name for column in model._meta.concrete_fields if column.name not in TECHNICAL]
    return [FactColumn(model, name, WORDS[model][name]) for name in names]


def source_of(model: type[models.Model], name: str) -> str:
    """Where this fact comes from. Raises KeyError."""
    return WORDS[model][name].source
