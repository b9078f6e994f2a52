"""The life of an application (domain §4a) as one table: 一次申请、一次受理、一次调查核实、分类审核确认."""

from collections.abc import Iterable

from accounts.roles import Role
from casework.workflow import Step, Workflow, calendar_days, working_days
from identification.choices import ApplicationState as S
from policies.clauses import DIBAO_RULES, HUAIBEI_PLAN, LAYERED_HELP, PRODUCT_PRACTICE, RIGID_RULES, YINTAI_PLAN, Clause

APPLY, ACCEPT, RETURN = Clause(DIBAO_RULES, "第九条"), Clause(DIBAO_RULES, "第十五条"), Clause(HUAIBEI_PLAN, "一次性告知")
INQUIRY, NOTICE, PANEL = Clause(DIBAO_RULES, "第十六条"), Clause(DIBAO_RULES, "第十九条"), Clause(YINTAI_PLAN, "五、规范认定程序")
DECIDE, REJECT = Clause(DIBAO_RULES, "第二十一条"), Clause(DIBAO_RULES, "第二十二条")
COUNTY, SPECIAL = Clause(DIBAO_RULES, "第二十条"), Clause(RIGID_RULES, "第九条")
RESULTS, OURS = Clause(LAYERED_HELP, "二"), Clause(PRODUCT_PRACTICE)

WINDOW, VILLAGE = (Role.TOWN_CLERK,), (Role.VILLAGE_WORKER,)
# Who wrote an objection down does not settle it; a window of one clerk has the head of the town's task force for that.
SETTLERS = (Role.TOWN_CLERK, Role.TOWN_HEAD)
DRAFTERS = (Role.TOWN_CLERK, Role.VILLAGE_WORKER, Role.COUNTY_CLERK)
CONFIRMERS = (Role.TOWN_HEAD, Role.TOWN_PANEL, Role.TASKFORCE)  # which level: the parameter confirm_level
CHECKERS = (Role.TASKFORCE,)
TO_ACCEPT, TO_MEND, TOTAL = working_days("accept_days"), calendar_days("returned_days"), working_days("unified_sla_days")

APPLICATION = Workflow(
    name="低收入人口认定申请",
    steps=(
        #    code            label              from             who acts    within     to               clause
        Step("submit",       "提交申请",        S.DRAFT,         DRAFTERS,   None,      S.SUBMITTED,     APPLY, "一张表、承诺书、核对授权书", solid=True),
        Step("terminate",    "撤销草稿",        S.DRAFT,         DRAFTERS,   None,      S.TERMINATED,    APPLY, "原因"),
        Step("accept",       "受理",            S.SUBMITTED,     WINDOW,     TO_ACCEPT, S.UNDER_INQUIRY, ACCEPT, "受理通知书", solid=True),
        Step("return",       "退回补正",        S.SUBMITTED,     WINDOW,     TO_ACCEPT, S.RETURNED,      RETURN, "补正告知书（一次列全）"),
        Step("not_accept",   "不予受理",        S.SUBMITTED,     WINDOW,     TO_ACCEPT, S.NOT_ACCEPTED,  ACCEPT, "不予受理告知书"),
        Step("terminate",    "终止办理",        S.SUBMITTED,     WINDOW,     TO_ACCEPT, S.TERMINATED,    ACCEPT, "终止办理告知书"),
        Step("resubmit",     "补正后提交",      S.RETURNED,      DRAFTERS,   TO_MEND,   S.SUBMITTED,     RETURN, "补来的材料", solid=True),
        Step("lapse",        "逾期未补正",      S.RETURNED,      (),         TO_MEND,   S.LAPSED,        OURS, automatic=True),
        Step("terminate",    "终止办理",        S.RETURNED,      WINDOW,     TO_MEND,   S.TERMINATED,    ACCEPT, "终止办理告知书"),
        Step("propose",      "提出初审意见",    S.UNDER_INQUIRY, WINDOW,     TOTAL,     S.PROPOSED,      INQUIRY, "初审意见、所依据的事实", solid=True),
        Step("terminate",    "终止办理",        S.UNDER_INQUIRY, WINDOW,     TOTAL,     S.TERMINATED,    REJECT, "终止办理告知书"),
        Step("post",         "张贴公示",        S.PROPOSED,      WINDOW,     TOTAL,     S.NOTICE,        NOTICE, "公示、公示栏照片", solid=True),
        Step("to_panel",     "不用公示，送联审联批", S.PROPOSED,  WINDOW,     TOTAL,     S.PANEL,         PANEL),
        Step("reinquire",    "补充调查",        S.PROPOSED,      WINDOW,     TOTAL,     S.UNDER_INQUIRY, INQUIRY, "原因"),
        Step("terminate",    "终止办理",        S.PROPOSED,      WINDOW,     TOTAL,     S.TERMINATED,    REJECT, "终止办理告知书"),
        Step("notice_over",  "公示期满，送联审联批", S.NOTICE,    WINDOW,     TOTAL,     S.PANEL,         NOTICE, "公示栏照片", solid=True),
        Step("object",       "登记公示异议",    S.NOTICE,        (*WINDOW, *VILLAGE), TOTAL, S.OBJECTED, NOTICE, "异议登记"),
        Step("terminate",    "终止办理",        S.NOTICE,        WINDOW,     TOTAL,     S.TERMINATED,    REJECT, "终止办理告知书"),
        Step("settle",       "异议核实完，重新调查", S.OBJECTED,  SETTLERS,   TOTAL,     S.UNDER_INQUIRY, NOTICE, "核实结果", solid=True),
        Step("terminate",    "终止办理",        S.OBJECTED,      WINDOW,     TOTAL,     S.TERMINATED,    REJECT, "终止办理告知书"),
        Step("confirm",      "确认",            S.PANEL,         CONFIRMERS, TOTAL,     S.CONFIRMED,     DECIDE, "会议纪要、表决、确认通知书", solid=True),
        Step("reject",       "不予确认",        S.PANEL,         CONFIRMERS, TOTAL,     S.REJECTED,      REJECT, "会议纪要、表决、不予确认告知书"),
        Step("reinquire",    "补充调查",        S.PANEL,         CONFIRMERS, TOTAL,     S.UNDER_INQUIRY, PANEL, "原因"),
        Step("county_check", "送县级抽查",      S.PANEL,         (*CONFIRMERS, *WINDOW), TOTAL, S.COUNTY_CHECK, COUNTY, "原因"),
        Step("terminate",    "终止办理",        S.PANEL,         WINDOW,     TOTAL,     S.TERMINATED,    REJECT, "终止办理告知书"),
        Step("checked",      "记录抽查结果",    S.COUNTY_CHECK,  CHECKERS,   TOTAL,     S.PANEL,         COUNTY, "抽查表", solid=True),
        Step("terminate",    "终止办理",        S.COUNTY_CHECK,  CHECKERS,   TOTAL,     S.TERMINATED,    SPECIAL, "终止办理告知书"),
    ),
    initial=S.DRAFT,
    final=frozenset({S.NOT_ACCEPTED, S.LAPSED, S.CONFIRMED, S.REJECTED, S.TERMINATED}),
    labels=dict(S.choices),
)  # fmt: skip


def whose_turn(state: str) -> frozenset[Role]:
    """Who is waited for in this state: the roles of its solid step."""
    return frozenset(role for step in APPLICATION.leaving(state) if step.solid for role in step.roles)


def states_waiting_for(roles: Iterable[str]) -> list[str]:
    """States in which it is the turn of a holder of these roles: the inbox."""
    held = set(roles)
    return sorted(state for state in APPLICATION.open_states if held & whose_turn(state))
