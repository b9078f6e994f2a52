"""Risk warnings (domain §5.1): R01–R05, R07–R10, R12, R23–R25."""

from django.db.models import F, Q

from households.choices import UNSAFE_GRADES
from monitoring.choices import RuleClass
from monitoring.rules import populations as who
from monitoring.rules.base import AlertRule, Scope
from policies.clauses import GUIZHOU_ACTION, NATIONAL_CHECKS, PRODUCT_PRACTICE, YINTAI_PLAN, Clause

RISK = RuleClass.RISK
LINE = F("parameters__low_income_line") * F("income_members")
EVENTS = Q(has_new_severe_disability=True) | Q(has_lost_earner=True) | Q(has_income_fall=True)
MEDICAL = Clause(GUIZHOU_ACTION, "四（一）")
WATCH = Clause(YINTAI_PLAN, "八、拓展监测范围")
SAFEGUARDS = Clause(GUIZHOU_ACTION, "四（三）")

RULES = (
    AlertRule(
        "R01", "家庭收入低于监测线", RISK, Scope.HOUSEHOLD, who.FREE,
        when=Q(gross__lt=LINE),
        clause=Clause(YINTAI_PLAN, "二、统一认定标准"), severity=3, parameters=("low_income_line",),
        shows="近12个月家庭收入{gross}元，{income_members}人，人均{gross_per_head}元，监测线{line}元/年", finds="低于监测线",
        ask="逐人问近12个月收入，漏了哪一项；有没有人停工、患病；是否愿意申请",
        hint="APPLY",
    ),
    AlertRule(
        "R02", "脱贫户单次自付医疗超限", RISK, Scope.HOUSEHOLD, who.TUOPIN & who.UNTAGGED,
        when=Q(self_pay_single__gt=F("parameters__single_self_pay_tuopin")),
        clause=MEDICAL, severity=2, parameters=("single_self_pay_tuopin", "self_pay_visits"),
        shows="近12个月单次自付最高{self_pay_single}元，脱贫户预警线{single_limit_tuopin}元", finds="超过预警线",
        ask="报销完没有，借没借钱，有没有停工照护",
        hint="IDENTIFY",
    ),
    AlertRule(
        "R03", "脱贫户年度自付医疗超限", RISK, Scope.HOUSEHOLD, who.TUOPIN & who.UNTAGGED,
        when=Q(self_pay_year__gt=F("parameters__yearly_self_pay_tuopin")),
        clause=MEDICAL, severity=2, parameters=("yearly_self_pay_tuopin", "yearly_self_pay_unit", "self_pay_visits"),
        shows="本年度自付合计{self_pay_year}元，脱贫户预警线{yearly_limit_tuopin}元", finds="超过预警线",
        ask="后续治疗还要多少钱，医疗救助申请了没有",
        hint="IDENTIFY",
    ),
    AlertRule(
        "R04", "一般农户自付医疗超限", RISK, Scope.HOUSEHOLD, who.ORDINARY & who.UNTAGGED,
        when=Q(self_pay_single__gt=F("parameters__single_self_pay_ordinary"))
        | Q(self_pay_year__gt=F("parameters__yearly_self_pay_ordinary")),
        clause=MEDICAL, severity=2,
        parameters=("single_self_pay_ordinary", "yearly_self_pay_ordinary", "yearly_self_pay_unit", "self_pay_visits"),
        shows="单次自付最高{self_pay_single}元（线{single_limit_ordinary}元），本年度自付合计{self_pay_year}元（线{yearly_limit_ordinary}元）", finds="超过预警线",
        ask="报销完没有，借没借钱，后续治疗还要多少钱",
        hint="IDENTIFY",
    ),
    AlertRule(
        "R05", "自付医疗后收入低于监测线", RISK, Scope.HOUSEHOLD, who.FREE & who.RURAL,
        when=Q(gross__gte=LINE) & Q(gross__lt=LINE + F("self_pay_window")),
        clause=MEDICAL, severity=2, parameters=("low_income_line", "self_pay_visits"),
        shows="家庭收入{gross}元，减去自付{self_pay_window}元后为{after_self_pay}元，{income_members}人，监测线{line}元/年", finds="自付后低于监测线",
        ask="自付是否还有报销未到账；今年收入会不会再降",
        hint="IDENTIFY",
    ),
    AlertRule(
        "R07", "住房不安全或无房", RISK, Scope.HOUSEHOLD, who.ALL & who.RURAL,
        when=Q(house_grade__in=[str(grade) for grade in UNSAFE_GRADES]),
        clause=SAFEGUARDS, severity=3,
        shows="住房鉴定为{house_grade}", finds="住房不安全",
        ask="是不是唯一住房，现在住不住人，改造申请了没有；拍房屋照片",
        hint="REFER",
    ),
    AlertRule(
        "R08", "饮水不达标", RISK, Scope.HOUSEHOLD, who.ALL & who.RURAL,
        when=Q(water_is_unsafe=True),
        clause=SAFEGUARDS, severity=2,
        shows="水量、水质、方便程度、供水保证率四项", finds="有不达标项",
        ask="哪一项不达标，从什么时候起，是一户还是一片",
        hint="REFER",
    ),
    AlertRule(
        "R09", "义务教育阶段未在校", RISK, Scope.MEMBER, who.ALL,
        when=Q(is_school_age=True) & Q(is_out_of_school=True), member_when=Q(is_counted=True),
        clause=SAFEGUARDS, severity=3, parameters=("school_age_from", "school_age_to"),
        shows="{name}{age}岁", finds="学籍登记为失学辍学",
        ask="为什么不上学，是否在外地就读，要不要送教上门",
        hint="REFER",
    ),
    AlertRule(
        "R10", "未参加基本医保", RISK, Scope.MEMBER, who.KNOWN,
        when=Q(is_uninsured=True), member_when=Q(is_counted=True),
        clause=Clause(NATIONAL_CHECKS, "2_01_008"), severity=2,
        shows="{name}本年度基本医保", finds="居民、职工医保都明确未参加",
        ask="为什么没参保，是否在外地参保，是否符合资助参保",
        hint="REFER",
    ),
    AlertRule(
        "R12", "新增残疾或残疾等级升高", RISK, Scope.MEMBER, who.NO_CASE,
        when=Q(has_new_disability=True), member_when=Q(is_counted=True),
        clause=Clause(PRODUCT_PRACTICE, "5.1 R12"), severity=2, parameters=("new_event_months", "new_event_received_days"),
        shows="{name}的残疾人证", finds="近期新领或变更",
        ask="生活能不能自理，需不需要照料、康复、辅具；两项补贴申请了没有",
        hint="APPLY",
    ),
    AlertRule(
        "R23", "申请未通过户出现新情况", RISK, Scope.HOUSEHOLD, who.FAILED_APPLY,
        when=EVENTS, clause=WATCH, severity=2, parameters=("watch_refused_months", "income_fall_ratio", "new_event_months"),
        shows="申请未通过不满24个月，现在{events}", finds="出现新情况",
        ask="上次未通过的原因还在不在，是否愿意重新申请",
        hint="APPLY",
    ),
    AlertRule(
        "R24", "退出户出现新情况", RISK, Scope.HOUSEHOLD, who.EXIT_2Y,
        when=EVENTS, clause=WATCH, severity=2, parameters=("watch_exited_months", "income_fall_ratio", "new_event_months"),
        shows="退出不满24个月，现在{events}", finds="出现新情况",
        ask="退出后生活怎样，是否需要临时救助或重新申请",
        hint="APPLY",
    ),
    AlertRule(
        "R25", "脱贫人口", RISK, Scope.HOUSEHOLD, who.TUOPIN,
        when=who.TUOPIN_Q, clause=WATCH, severity=2,
        shows="脱贫户", finds="需重点关注", ask="",
        labels="脱贫人口", labelled=("R01", "R02", "R03", "R04", "R05", "R07", "R08", "R09", "R10", "R12"),
    ),
)  # fmt: skip
