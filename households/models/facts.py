"""One row of facts per household and per member: what every rule, page and list reads (design §2.1, rulings A9).

Money is integer 分 in these tables (FenField: 元 in Python). NULL means unknown, never zero.
"""

from __future__ import annotations

from django.db import models

from accounts.fields import ExactFenField, FenField
from accounts.models import Position
from accounts.scope import within_scope
from households.choices import CareLevel, DisabilityType, HouseGrade, HouseholdKind
from households.models.household import Household, Member, Person
from policies.categories import AreaType, SupportCategory


class AppliedParameters(models.Model):
    """The numbers of the law that one set of facts was judged by: typed columns for SQL, `rows` for the explanation.

    One row per distinct set of parameter rows (`digest`); never changed, so an old explanation still reads as it was.
    Lines are 元/人·年 whatever unit they were published in.
    """

    digest = models.CharField(max_length=64, unique=True)
    low_income_line = FenField("监测线")
    dibao_standard = FenField("低保标准")
    margin_ceiling = FenField("低保边缘上限")
    single_self_pay_tuopin = FenField("脱贫户单次自付预警线")
    yearly_self_pay_tuopin = FenField("脱贫户年度自付预警线")
    single_self_pay_ordinary = FenField("一般农户单次自付预警线")
    yearly_self_pay_ordinary = FenField("一般农户年度自付预警线")
    pdi = FenField("上年度居民人均可支配收入")
    rigid_ratio = models.DecimalField("刚性支出比例", max_digits=6, decimal_places=4)
    financial_assets_months_dibao = models.PositiveSmallIntegerField("低保家庭金融资产月数")
    financial_assets_months_margin = models.PositiveSmallIntegerField("低保边缘家庭金融资产月数")
    house_count_limit = models.PositiveSmallIntegerField("住房套数上限")
    house_area_average = models.DecimalField("当地人均住房面积", max_digits=6, decimal_places=2)
    vehicle_value_limit = FenField("车辆价值上限")
    vehicle_count_limit = models.PositiveSmallIntegerField("车辆数上限")
    job_refusal_limit = models.PositiveSmallIntegerField("连续拒绝推荐岗位次数上限")
    tekun_minor_age = models.PositiveSmallIntegerField("特困未成年人：不满")
    tekun_elderly_age = models.PositiveSmallIntegerField("特困老年人：年满")
    edge_requires_hardship = models.BooleanField("低保边缘另要求重病重残或无劳动力")
    is_income_unified = models.BooleanField("统一用民政口径收入")
    income_fall_ratio = models.DecimalField("收入骤减比例", max_digits=6, decimal_places=4)
    near_line_share = models.DecimalField("略高于线", max_digits=6, decimal_places=4)
    # the day the standard now in force began; NULL: none is published, or nobody knows whether another held before (I09)
    dibao_standard_since = models.DateField("低保标准起始日", null=True)
    tekun_standard_since = models.DateField("特困标准起始日", null=True)
    # {code: {"value", "unit", "title", "source", "valid_from", "where", "is_provisional", "id"}}, tables and choices included.
    rows = models.JSONField()

    class Meta:
        verbose_name = "所用参数"

    def __str__(self) -> str:
        return self.digest[:12]


class FactsQuerySet(models.QuerySet["HouseholdFacts"]):
    def visible_to(self, position: Position) -> FactsQuerySet:
        return within_scope(self, position)


class HouseholdFacts(models.Model):
    """户的事实. Population columns are copied here so that a rule reads one row. Money covers the window unless named otherwise."""

    household = models.OneToOneField(Household, on_delete=models.CASCADE, primary_key=True, related_name="facts")
    parameters = models.ForeignKey(AppliedParameters, on_delete=models.PROTECT, related_name="+")
    county_code = models.CharField(max_length=6)
    town_code = models.CharField(max_length=9)
    village_code = models.CharField(max_length=12)
    # who is asked
    category = models.CharField("类别", max_length=20, choices=SupportCategory.choices, blank=True)
    has_monitoring_tag = models.BooleanField("监测标识")
    household_kind = models.CharField("户类型", max_length=10, choices=HouseholdKind.choices)
    area_type = models.CharField("城乡", max_length=10, choices=AreaType.choices)
    is_relocated = models.BooleanField("易地搬迁")
    has_open_case = models.BooleanField("有在办申请")
    is_watched_refused = models.BooleanField("未通过申请跟踪期内")
    is_watched_exited = models.BooleanField("退出跟踪期内")
    # who lives there
    counted_members = models.PositiveSmallIntegerField("计入人口")
    income_members = models.PositiveSmallIntegerField("计算收入的人口（不含特困）")
    able_members = models.PositiveSmallIntegerField("有劳动能力人数")
    labour_unknown = models.PositiveSmallIntegerField("劳动能力未登记人数")
    minors = models.PositiveSmallIntegerField("未成年人数")
    elderly = models.PositiveSmallIntegerField("老年人数")
    disabled = models.PositiveSmallIntegerField("持证残疾人数")
    # income over the window (rulings B7); NULL: never asked
    window_start = models.DateField("计算期起")
    window_end = models.DateField("计算期止（不含）")
    wages = FenField("工资性收入", null=True)
    employment_cost = ExactFenField("必要就业成本", null=True)
    business = FenField("经营净收入", null=True)
    property = FenField("财产净收入", null=True)
    transfers = FenField("转移净收入（计入部分）", null=True)
    excluded = FenField("不计入收入", null=True)
    claims = FenField("理赔收入", null=True)
    gross = ExactFenField("家庭收入（民政口径）", null=True)
    medical_deduction = FenField("合规自付医疗", null=True)
    education_deduction = FenField("教育支出", null=True)
    rehabilitation_deduction = FenField("残疾康复支出", null=True)
    loss_deduction = FenField("灾害意外净损失", null=True)
    recognised = ExactFenField("认定收入", null=True)
    net = FenField("纯收入（农业口径）", null=True)
    is_self_declared = models.BooleanField("只有自报", default=False)
    previous_gross = ExactFenField("上一计算期收入", null=True)
    # medical (rulings B14); NULL: the settlements of the period were never received
    self_pay_single = FenField("近12个月单次自付最高", null=True)
    self_pay_year = FenField("本年度自付合计", null=True)
    self_pay_window = FenField("计算期自付合计", null=True)
    # home, water, property
    house_grade = models.CharField("住房等级", max_length=4, choices=HouseGrade.choices, null=True)
    water_is_unsafe = models.BooleanField("饮水不达标", null=True)
    vehicle_count = models.PositiveSmallIntegerField("计入的车辆数", null=True)
    vehicle_value = FenField("车辆最高购置价", null=True)
    # who could work and who does; NULL: labour not said of anybody, registers of work and posts never received
    has_labour = models.BooleanField("有劳动能力的成员", null=True)
    members_at_work = models.PositiveSmallIntegerField("在务工或在公益岗位的人数", null=True)
    # what the form or a check said of property; NULL: never asked
    financial_assets = FenField("金融资产", null=True)
    house_count = models.PositiveSmallIntegerField("住房套数", null=True)
    house_area = models.DecimalField("住房面积", max_digits=10, decimal_places=2, null=True)
    barred_property_count = models.PositiveSmallIntegerField("非居住用房、大型农机、企业", null=True)
    # the same by registry and bank as well; NULL: nobody ever told
    houses_held = models.PositiveSmallIntegerField("名下住房套数", null=True)
    houses_held_area = models.DecimalField("名下住房面积", max_digits=10, decimal_places=2, null=True)
    shops_held = models.PositiveSmallIntegerField("名下非居住用房", null=True)
    savings_held = FenField("存款和金融资产", null=True)
    # what came of the payments of late; NULL: the register was never received
    failed_payments = models.PositiveSmallIntegerField("发放失败或退回未补发", null=True)
    foreign_accounts = models.PositiveSmallIntegerField("账户名不是家庭成员", null=True)
    # what a month brought before the standard last changed, and what the latest month brings since; NULL: no change of late, or no such payment
    has_new_standard = models.BooleanField("近期低保、特困标准有调整", null=True)
    paid_before_standard = FenField("调整前一个月的发放额", null=True)
    paid_since_standard = FenField("调整后最近一个月的发放额", null=True)
    machinery_held = models.PositiveSmallIntegerField("大型农机、船舶", null=True)
    has_recorded_risk = models.BooleanField("登记过风险类型")
    has_severe_case = models.BooleanField("有重残或大病成员", null=True)
    rigid_spending = FenField("刚性支出", null=True)
    # what happened lately (rulings C2)
    has_new_severe_disability = models.BooleanField("新增重残")
    has_lost_earner = models.BooleanField("有收入的成员死亡、服刑、失踪或强制戒毒")
    has_lost_main_earner = models.BooleanField("挣钱最多的成员死亡、服刑、失踪或强制戒毒", null=True)
    has_new_serious_illness = models.BooleanField("新增大病", null=True)
    has_new_dibao = models.BooleanField("新纳入低保", null=True)
    has_new_disaster = models.BooleanField("新近自然灾害有损失", null=True)
    has_new_accident = models.BooleanField("新近意外事故", null=True)
    has_income_fall = models.BooleanField("收入骤减", null=True)
    # what it was like before the window, and what has grown since
    previous_business = FenField("上一计算期经营净收入", null=True)
    has_spending_rise = models.BooleanField("刚性支出骤增", null=True)
    has_new_member = models.BooleanField("近期增加人口", default=False)
    # who needs more than money
    students = models.PositiveSmallIntegerField("非义务教育在校生人数", default=0)
    has_many_students = models.BooleanField("非义务教育在校生较多", null=True)
    has_many_disabled = models.BooleanField("一户多残", default=False)
    elderly_disabled = models.PositiveSmallIntegerField("持证残疾的老年人数", default=0)
    unable_to_care = models.PositiveSmallIntegerField("失能人数", default=0)
    has_children_alone = models.BooleanField("未成年人身边没有劳动年龄的照料人", null=True)
    has_scattered_tekun = models.BooleanField("有分散供养的特困人员", default=False)
    # visits (domain §4i); no months: nobody must come regularly
    last_visited_on = models.DateField("最近走访", null=True)
    visit_months = models.PositiveSmallIntegerField("多久必访（月）", null=True)
    is_visit_overdue = models.BooleanField("走访逾期", null=True)
    # when these facts change by the calendar alone (rulings E3)
    next_change_on = models.DateField("下次自然变化", null=True)
    known_on = models.DateField("写入日")

    objects = FactsQuerySet.as_manager()

    class Meta:
        verbose_name = "户的事实"
        indexes = [
            models.Index(fields=["town_code"], name="facts_by_town"),
            models.Index(fields=["next_change_on"], name="facts_next_change"),
        ]

    def __str__(self) -> str:
        return f"{self.household_id}"


class MemberFacts(models.Model):
    """成员的事实: one row per living membership (and per second listing)."""

    member = models.OneToOneField(Member, on_delete=models.CASCADE, primary_key=True, related_name="facts")
    facts = models.ForeignKey(HouseholdFacts, on_delete=models.CASCADE, db_column="household_id", related_name="members")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    is_counted = models.BooleanField("计入")
    category = models.CharField("类别", max_length=20, choices=SupportCategory.choices, blank=True)
    age = models.PositiveSmallIntegerField("年龄", null=True)
    is_school_age = models.BooleanField("义务教育年龄", null=True)
    is_out_of_school = models.BooleanField("未在校", null=True)
    is_uninsured = models.BooleanField("明确未参保")
    is_disabled = models.BooleanField("持有效残疾人证")
    is_severely_disabled = models.BooleanField("重度残疾")
    has_new_disability = models.BooleanField("新增残疾")
    has_new_illness = models.BooleanField("新增大病", null=True)
    is_dead = models.BooleanField("已有死亡记录")
    is_claimed = models.BooleanField("在册或在保")
    other_households = models.PositiveSmallIntegerField("另列在几户")
    # what registries and payers say of a person; NULL: the register was never received
    companies = models.PositiveSmallIntegerField("存续的企业或个体", null=True)
    has_company_beyond = models.BooleanField("企业或个体超出豁免", null=True)
    reported_income = FenField("工资、养老金、公积金、计税反映的收入", null=True)
    is_state_paid = models.BooleanField("财政供养", null=True)
    job_refusals = models.PositiveSmallIntegerField("连续拒绝推荐岗位次数", null=True)
    may_work = models.BooleanField("劳动年龄内有劳动能力、不在读", null=True)
    is_at_work = models.BooleanField("在务工或在公益岗位", null=True)
    has_lost_job = models.BooleanField("失业超过规定月数", null=True)
    has_wage_fall = models.BooleanField("本人工资骤减", null=True)
    wishes_training = models.BooleanField("登记过培训意愿", null=True)
    # names of the subsidies a person is entitled to and was not paid of late; "": none
    benefits_missing = models.CharField("应发未发的补贴", max_length=60, null=True)
    is_paid_after_death = models.BooleanField("死亡后仍有发放", null=True)
    # not counted and away, since when nobody knows: unknown
    is_long_absent = models.BooleanField("长期不在家", null=True)
    claimed_categories = models.PositiveSmallIntegerField("列在几类对象台账")
    claimed_care = models.CharField("特困台账的自理能力", max_length=6, choices=CareLevel.choices, blank=True)
    # 0: no such birthday of late
    crossed_age = models.PositiveSmallIntegerField("近期满的年龄", null=True)
    has_left_school = models.BooleanField("学籍已毕业，登记仍在校")
    has_expired_card = models.BooleanField("残疾人证过期")
    is_rigid_expired = models.BooleanField("刚性支出认定过期")
    is_held = models.BooleanField("服刑或强制戒毒")
    is_paid_while_held = models.BooleanField("羁押后仍有发放", null=True)
    # purposes for which two subsidies were paid in one month; "": none
    doubled_purpose = models.CharField("同月重复发放的用途", max_length=60, null=True)
    # what the criteria of 特困 and 单人保 ask of a person (domain §2.2); level 0: no certificate in force
    disability_kind = models.CharField("残疾类别", max_length=1, choices=DisabilityType.choices, blank=True)
    disability_level = models.PositiveSmallIntegerField("残疾等级")
    has_serious_illness = models.BooleanField("患有大病", null=True)
    is_in_school = models.BooleanField("在义务教育、普高或中职就读")
    own_income = ExactFenField("本人收入", null=True)
    obligors_unable = models.BooleanField("没有义务人，或义务人都没有履行能力", null=True)

    class Meta:
        verbose_name = "成员的事实"

    def __str__(self) -> str:
        return f"{self.member_id}"
