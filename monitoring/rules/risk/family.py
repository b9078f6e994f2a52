"""Risk warnings about who lives in the household (domain §5.1): R09, R17–R20."""

from django.db.models import Q

from monitoring.choices import RuleClass
from monitoring.rules import populations as who
from monitoring.rules.base import AlertRule, Scope
from monitoring.rules.risk.income import LINE
from policies.clauses import GUIZHOU_ACTION, LOW_INCOME_PLATFORM, MONITORING_GUIDE, PRODUCT_PRACTICE, Clause

RISK = RuleClass.RISK
SAFEGUARDS = Clause(GUIZHOU_ACTION, "四（三）")

RULES = (
    AlertRule(
        "R09", "义务教育阶段未在校", RISK, Scope.MEMBER, who.ALL,
        when=Q(is_school_age=True) & Q(is_out_of_school=True), member_when=Q(is_counted=True),
        clause=SAFEGUARDS, severity=3, parameters=("school_age_from", "school_age_to"),
        shows="{name}{age}岁", finds="学籍登记为失学辍学",
        ask="为什么不上学，是否在外地就读，要不要送教上门",
        hint="REFER",
    ),
    AlertRule(
        "R17", "主要劳动力死亡、服刑、失踪或强制戒毒", RISK, Scope.HOUSEHOLD, who.NO_CASE,
        when=Q(has_lost_main_earner=True),
        clause=Clause(MONITORING_GUIDE, "监测对象和范围"), severity=3, parameters=("new_event_months", "new_event_received_days"),
        shows="近12个月工资最多的成员死亡、服刑、失踪或强制戒毒", finds="家里失去主要收入",
        ask="现在靠谁挣钱，老人孩子谁照顾，有没有欠账，是否愿意申请",
        hint="APPLY",
    ),
    AlertRule(
        "R18", "增加人口后收入低于监测线", RISK, Scope.HOUSEHOLD, who.FREE,
        when=Q(has_new_member=True) & Q(gross__lt=LINE),
        clause=Clause(PRODUCT_PRACTICE, "5.1 R18"), severity=2, parameters=("low_income_line", "new_event_months"),
        shows="近期增加人口，现{per_head}，监测线{line}元/年", finds="低于监测线",
        ask="添的是谁（出生、嫁入、迁入），多出哪些开支，有没有人因此停工",
        hint="WATCH",
    ),
    AlertRule(
        "R19", "非义务教育在校生较多", RISK, Scope.HOUSEHOLD, who.KNOWN,
        when=Q(has_many_students=True),
        clause=Clause(PRODUCT_PRACTICE, "5.1 R19"), severity=1, parameters=("students_from", "student_age_to"),
        shows="学前、高中、中职、大学在读{students}人", finds="教育支出负担重",
        ask="各上什么学、一年交多少，助学金、贷款申请了没有，有没有人打算辍学",
        hint="REFER",
    ),
    AlertRule(
        "R20", "需要照护的家庭", RISK, Scope.HOUSEHOLD, who.KNOWN_NOT_ALONE,
        when=Q(has_many_disabled=True) | Q(elderly_disabled__gt=0) | Q(counted_members=1, elderly=1) | Q(has_children_alone=True) | Q(unable_to_care__gt=0),
        clause=Clause(LOW_INCOME_PLATFORM, "需求预警"), severity=1, parameters=("disabled_from", "elderly_age"),
        shows="家庭情况：{care}", finds="需要照护",
        ask="谁在照料，夜里有没有人，吃饭看病怎么办，要不要上门服务、护理补贴或送托",
        hint="REFER",
    ),
)  # fmt: skip
