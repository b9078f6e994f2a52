"""The life of an alert (domain §4e) as one table."""

from collections.abc import Iterable

from accounts.roles import Role
from casework.workflow import Step, Workflow, working_days
from monitoring.choices import AlertState as S
from policies.clauses import GUIZHOU_ACTION, PRODUCT_PRACTICE, YINTAI_PLAN, Clause

SCREENING = Clause(YINTAI_PLAN, "三、健全预警处置")
COMB = Clause(GUIZHOU_ACTION, "四（二）")
OURS = Clause(PRODUCT_PRACTICE)

TOWN = (Role.TOWN_CLERK,)
COUNTY = (Role.TASKFORCE, Role.MONITOR_CENTER)
ASSIGN, VISIT, DECIDE = working_days("alert_assign_days"), working_days("alert_visit_days"), working_days("alert_decision_days")

ALERT = Workflow(
    name="预警线索",
    steps=(
        #    code          label          from            who acts                          within   to               clause
        Step("assign",     "分派核实人",  S.NEW,          (*TOWN, *COUNTY),                 ASSIGN,  S.ASSIGNED,      SCREENING, "核实人", solid=True),
        Step("return",     "退回县里",    S.NEW,          TOWN,                             ASSIGN,  S.RETURNED,      OURS, "退回理由"),
        Step("start",      "开始入户",    S.ASSIGNED,     (Role.VILLAGE_WORKER,),           VISIT,   S.VISITING,      SCREENING, solid=True),
        Step("assign",     "改派核实人",  S.ASSIGNED,     TOWN,                             VISIT,   S.ASSIGNED,      OURS, "核实人"),
        Step("verify",     "记录核实",    S.VISITING,     (Role.VILLAGE_WORKER,),           VISIT,   S.TOWN_DECIDED,  COMB, "核实记录、两名核实人、照片", solid=True),
        Step("assign",     "改派核实人",  S.VISITING,     TOWN,                             VISIT,   S.ASSIGNED,      OURS, "核实人"),
        Step("close",      "审定办结",    S.TOWN_DECIDED, TOWN,                             DECIDE,  S.CLOSED,        SCREENING, "结论", solid=True),
        Step("send_back",  "退回重新核实", S.TOWN_DECIDED, TOWN,                            DECIDE,  S.ASSIGNED,      OURS, "退回理由"),
        Step("escalate",   "上报县级",    S.TOWN_DECIDED, TOWN,                             DECIDE,  S.ESCALATED,     COMB, "上报理由"),
        Step("close",      "县级审定办结", S.ESCALATED,   COUNTY,                           DECIDE,  S.CLOSED,        COMB, "结论", solid=True),
        Step("send_back",  "退回镇里核实", S.ESCALATED,   COUNTY,                           DECIDE,  S.ASSIGNED,      OURS, "退回理由"),
        Step("assign",     "重新分派",    S.RETURNED,     COUNTY,                           ASSIGN,  S.ASSIGNED,      OURS, "核实人", solid=True),
        Step("close",      "县级办结",    S.RETURNED,     COUNTY,                           ASSIGN,  S.CLOSED,        OURS, "结论"),
    ),
    initial=S.NEW,
    final=frozenset({S.CLOSED}),
    labels=dict(S.choices),
)  # fmt: skip


def whose_turn(state: str) -> frozenset[Role]:
    """Who is waited for in this state: the roles of its solid step; where town and county may both act, it is the town's turn."""
    roles = frozenset(role for step in ALERT.leaving(state) if step.solid for role in step.roles)
    return roles & frozenset(TOWN) or roles


def states_waiting_for(roles: Iterable[str]) -> list[str]:
    """States in which it is the turn of a holder of these roles: the inbox."""
    held = set(roles)
    return sorted(state for state in ALERT.open_states if held & whose_turn(state))
