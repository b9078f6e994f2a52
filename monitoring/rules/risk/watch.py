"""Risk warnings about households already known (domain §5.1): R06, R21, R23–R25, R28."""

from django.db.models import Q

from monitoring.choices import RuleClass
from monitoring.rules import populations as who
from monitoring.rules.base import AlertRule, Scope
from policies.clauses import EIGHT_VISITS, MONITORING_GUIDE, YINTAI_PLAN, Clause

RISK = RuleClass.RISK
WATCH = Clause(YINTAI_PLAN, "八、拓展监测范围")
# What makes a watched household worth a new look (rulings C2).
EVENTS = (
    Q(has_new_severe_disability=True)
    | Q(has_new_serious_illness=True)
    | Q(has_lost_earner=True)
    | Q(has_new_disaster=True)
    | Q(has_new_accident=True)
    | Q(has_income_fall=True)
)

RULES = (
    AlertRule(
        "R06", "新纳入低保户未查风险", RISK, Scope.HOUSEHOLD, who.DIBAO & who.RURAL & who.UNTAGGED,
        when=Q(has_new_dibao=True),
        clause=Clause(MONITORING_GUIDE, "监测对象和范围"), severity=2, parameters=("new_event_months", "new_event_received_days"),
        shows="低保台账近期新纳入（整户或单人）", finds="还没有核查过返贫致贫风险",
        ask="因病、因残、因灾、因意外还是因学纳入，除了低保还缺什么，是否符合监测对象",
        hint="IDENTIFY",
    ),
    AlertRule(
        "R21", "特困分散供养户、单人户逾期未走访", RISK, Scope.HOUSEHOLD, who.ALONE,
        when=Q(is_visit_overdue=True),
        clause=Clause(EIGHT_VISITS), severity=2, parameters=("visit_months_alone", "never_visited"),
        shows="最近走访{last_visited_on}，应每{visit_months}个月走访一次", finds="逾期未走访",
        ask="人在不在家，身体怎样，吃住、取暖、用药有没有人管",
        hint="WATCH",
    ),
    AlertRule(
        "R23", "申请未通过户出现新情况", RISK, Scope.HOUSEHOLD, who.FAILED_APPLY,
        when=EVENTS, clause=WATCH, severity=2, parameters=("watch_refused_months", "income_fall_ratio", "new_event_months", "new_event_received_days"),
        shows="申请未通过不满24个月，现在{events}", finds="出现新情况",
        ask="上次未通过的原因还在不在，是否愿意重新申请",
        hint="APPLY",
    ),
    AlertRule(
        "R24", "退出户出现新情况", RISK, Scope.HOUSEHOLD, who.EXIT_2Y,
        when=EVENTS, clause=WATCH, severity=2, parameters=("watch_exited_months", "income_fall_ratio", "new_event_months", "new_event_received_days"),
        shows="退出不满24个月，现在{events}", finds="出现新情况",
        ask="退出后生活怎样，是否需要临时救助或重新申请",
        hint="APPLY",
    ),
    AlertRule(
        "R28", "“八必访”逾期未走访", RISK, Scope.HOUSEHOLD, who.TO_VISIT,
        when=Q(is_visit_overdue=True),
        clause=Clause(EIGHT_VISITS), severity=1,
        parameters=("visit_months_tagged", "visit_months_unstable", "visit_months_listed", "many_children_from", "never_visited"),
        shows="最近走访{last_visited_on}，应每{visit_months}个月走访一次", finds="逾期未走访",
        ask="家里有没有新情况：病、残、学、灾、工作、住房、饮水、收支",
        hint="WATCH",
    ),
    AlertRule(
        "R25", "脱贫人口", RISK, Scope.HOUSEHOLD, who.TUOPIN,
        when=who.TUOPIN_Q, clause=WATCH, severity=2,
        shows="脱贫户", finds="需重点关注", ask="",
        labels="脱贫人口", labelled=tuple(f"R{number:02d}" for number in range(1, 17)),
    ),
)  # fmt: skip
