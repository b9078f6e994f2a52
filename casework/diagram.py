"""Draws a workflow table as a page of docs/workflows (Mermaid and a table in words)."""

from accounts.roles import Role
from casework.workflow import Within, Workflow
from policies.parameters import DEFINITIONS


def limit_in_words(within: Within | None) -> str:
    """“3工作日”, or the title of the dated parameter that holds the number."""
    if within is None:
        return "不限"
    return f"参数“{DEFINITIONS[within.parameter].title}”（{within.count.value}）" if within.parameter else str(within)


def draw(workflow: Workflow) -> str:
    """The Markdown page; `manage.py draw_workflows` writes it and a test compares it."""
    ids = {state: f"s{number}" for number, state in enumerate(sorted(workflow.states))}
    lines = [f"# {workflow.name}", "", "Drawn from the table by `make docs`; do not edit.", "", "```mermaid", "stateDiagram-v2"]
    lines += [f'    state "{workflow.labels[state]}" as {ids[state]}' for state in sorted(workflow.states)]
    lines.append(f"    [*] --> {ids[workflow.initial]}")
    lines += [f"    {ids[step.source]} --> {ids[step.target]}: {step.label}" for step in workflow.steps]
    lines += [f"    {ids[state]} --> [*]" for state in sorted(workflow.final)]
    lines += ["```", "", "| 步骤 | 从 | 谁办 | 期限 | 到 | 留下的证据 | 依据 |", "|---|---|---|---|---|---|---|"]
    for step in workflow.steps:
        roles = "到期自动" if step.automatic else "、".join(Role(role).label for role in step.roles)
        lines.append(
            f"| {step.label} | {workflow.labels[step.source]} | {roles} | {limit_in_words(step.within)} | {workflow.labels[step.target]} | {step.evidence or '—'} | {step.clause} |"
        )
    return "\n".join(lines) + "\n"
