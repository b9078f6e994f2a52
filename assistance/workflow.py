"""The life of a push to a department (domain §4f) as one table."""

from collections.abc import Iterable

from accounts.roles import Role
from assistance.choices import ReferralState as S
from casework.workflow import Step, Workflow, working_days
from policies.clauses import PRODUCT_PRACTICE, YINTAI_PLAN, Clause

PUSH, OURS = Clause(YINTAI_PLAN, "七、因需推送"), Clause(PRODUCT_PRACTICE)
DEPT, COUNTY = (Role.DEPT_STAFF,), (Role.TASKFORCE,)
VILLAGE = (Role.VILLAGE_WORKER, Role.TOWN_CLERK)
TO_RECEIVE = working_days("referral_receive_days")

REFERRAL = Workflow(
    name="需求推送",
    steps=(
        #    code         label           from         who acts  within      to            clause
        Step("receive",   "签收",         S.PUSHED,    DEPT,     TO_RECEIVE, S.RECEIVED,   PUSH, solid=True),
        Step("refuse",    "不符合",       S.PUSHED,    DEPT,     TO_RECEIVE, S.REFUSED,    PUSH, "原因、依据条款"),
        Step("withdraw",  "撤回推送",     S.PUSHED,    COUNTY,   TO_RECEIVE, S.WITHDRAWN,  OURS, "原因"),
        Step("measure",   "登记措施",     S.RECEIVED,  DEPT,     None,       S.HELPING,    PUSH, "措施、金额、日期、凭证", solid=True),
        Step("refuse",    "不符合",       S.RECEIVED,  DEPT,     None,       S.REFUSED,    PUSH, "原因、依据条款"),
        Step("measure",   "再登记措施",   S.HELPING,   DEPT,     None,       S.HELPING,    PUSH, "措施、金额、日期、凭证"),
        Step("done",      "已落实",       S.HELPING,   DEPT,     None,       S.DONE,       PUSH, solid=True),
        Step("feed_back", "季度反馈",     S.DONE,      DEPT,     None,       S.FED_BACK,   PUSH, "反馈结果", solid=True),
        Step("feed_back", "季度反馈",     S.REFUSED,   DEPT,     None,       S.FED_BACK,   PUSH, "反馈结果", solid=True),
        Step("verify",    "核实到位",     S.FED_BACK,  VILLAGE,  None,       S.VERIFIED,   PUSH, "群众评价", solid=True),
    ),
    initial=S.PUSHED,
    final=frozenset({S.VERIFIED, S.WITHDRAWN}),
    labels=dict(S.choices),
)  # fmt: skip


def whose_turn(state: str) -> frozenset[Role]:
    """Who is waited for in this state."""
    return frozenset(role for step in REFERRAL.leaving(state) if step.solid for role in step.roles)


def states_waiting_for(roles: Iterable[str]) -> list[str]:
    held = set(roles)
    return sorted(state for state in REFERRAL.open_states if held & whose_turn(state))
