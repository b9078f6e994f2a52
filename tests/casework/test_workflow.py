"""The table checks itself when it is made, and answers buttons, roles and inbox."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.roles import Role
from casework.workflow import Count, Step, Workflow, WorkflowError, calendar_days, working_days
from policies.clauses import PRODUCT_PRACTICE, Clause

HERE = Clause(PRODUCT_PRACTICE)
CLERK, HEAD = (Role.TOWN_CLERK,), (Role.TOWN_HEAD,)
THREE = working_days(3)


def step(code: str, source: str, target: str, *, roles: tuple[Role, ...] = CLERK, within: Any = THREE) -> Step:
    return Step(code, code, source, roles, within, target, HERE)


def workflow(*steps: Step, **columns: Any) -> Workflow:
    states = {state for row in steps for state in (row.source, row.target)} | {"start", "end"}
    defaults = {"name": "试", "initial": "start", "final": frozenset({"end"}), "labels": {state: state for state in states}}
    return Workflow(steps=steps, **{**defaults, **columns})


GOOD = workflow(
    step("accept", "start", "asked"),
    step("decide", "asked", "end", roles=HEAD, within=calendar_days(7)),
    step("return", "asked", "start", within=calendar_days(7)),
)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: workflow(step("go", "start", "end"), step("go", "start", "end")), "重复的步骤"),
        (lambda: workflow(step("go", "start", "end"), step("back", "lost", "end")), "到不了的状态"),
        (lambda: workflow(step("go", "start", "end"), step("stop", "start", "stuck")), "没有出路"),
        (lambda: workflow(step("go", "start", "end"), step("more", "end", "start")), "终点“end”还有后续步骤"),
        (lambda: workflow(step("go", "start", "end"), step("slow", "start", "end", within=working_days(5))), "期限不一致"),
        (lambda: workflow(step("go", "start", "end"), labels={"start": "开始"}), "没有中文名"),
    ],
)
def test_a_table_that_contradicts_itself_is_refused_at_import(make: Any, says: str) -> None:
    with pytest.raises(WorkflowError, match=says):
        make()


def test_open_to_gives_the_steps_of_the_held_roles_only() -> None:
    assert [row.code for row in GOOD.open_to("asked", [Role.TOWN_CLERK])] == ["return"]
    assert [row.code for row in GOOD.open_to("asked", [Role.TOWN_CLERK, Role.TOWN_HEAD])] == ["decide", "return"]
    assert GOOD.open_to("asked", [Role.INSPECTOR]) == []
    assert GOOD.open_to("end", list(Role)) == []


def test_states_and_limits_are_read_from_the_table() -> None:
    assert GOOD.states == {"start", "asked", "end"}
    assert GOOD.open_states == {"start", "asked"}
    assert GOOD.within("asked") == calendar_days(7)
    assert GOOD.within("end") is None
    assert GOOD.waiting_states([Role.TOWN_HEAD]) == {"asked"}
    assert GOOD.waiting_states([Role.TOWN_CLERK]) == {"start", "asked"}


def test_a_step_belongs_to_the_state_it_leaves() -> None:
    assert GOOD.step("decide", "asked").target == "end"
    assert GOOD.knows("decide") and not GOOD.knows("fly")
    with pytest.raises(KeyError):
        GOOD.step("decide", "start")


def test_a_limit_reads_as_the_forms_say_it() -> None:
    assert str(working_days(15)) == "15工作日"
    assert str(calendar_days(7)) == "7天"
    assert working_days("alert_visit_days").parameter == "alert_visit_days"
    assert working_days(3).parameter is None
    assert working_days(3).count is Count.WORKING
