"""Risk warnings about illness, its costs and disability (domain §5.1): R02–R05, R10–R12."""

from django.db.models import F, Q

from monitoring.choices import RuleClass
from monitoring.rules import populations as who
from monitoring.rules.base import AlertRule, Scope
from monitoring.rules.risk.income import LINE
from policies.clauses import GUIZHOU_ACTION, MONITORING_GUIDE, NATIONAL_CHECKS, PRODUCT_PRACTICE, Clause

RISK = RuleClass.RISK
MEDICAL = Clause(GUIZHOU_ACTION, "四（一）")

RULES = (
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
        "R10", "未参加基本医保", RISK, Scope.MEMBER, who.KNOWN,
        when=Q(is_uninsured=True), member_when=Q(is_counted=True),
        clause=Clause(NATIONAL_CHECKS, "2_01_008"), severity=2,
        shows="{name}本年度基本医保", finds="居民、职工医保都明确未参加",
        ask="为什么没参保，是否在外地参保，是否符合资助参保",
        hint="REFER",
    ),
    AlertRule(
        "R11", "新增大病", RISK, Scope.MEMBER, who.UNTAGGED,
        when=Q(has_new_illness=True), member_when=Q(is_counted=True),
        clause=Clause(MONITORING_GUIDE, "监测对象和范围"), severity=2, parameters=("new_event_months", "new_event_received_days"),
        shows="{name}的患病记录里有30种大病", finds="近期新确诊",
        ask="治疗到哪一步，自己还要付多少，有没有人停工照护，医疗救助申请了没有",
        hint="IDENTIFY", register="illness_loaded",
    ),
    AlertRule(
        "R12", "新增残疾或残疾等级升高", RISK, Scope.MEMBER, who.NO_CASE,
        when=Q(has_new_disability=True), member_when=Q(is_counted=True),
        clause=Clause(PRODUCT_PRACTICE, "5.1 R12"), severity=2, parameters=("new_event_months", "new_event_received_days"),
        shows="{name}的残疾人证", finds="近期新领或变更",
        ask="生活能不能自理，需不需要照料、康复、辅具；两项补贴申请了没有",
        hint="APPLY",
    ),
)  # fmt: skip
