"""Which workflows exist: rooms register theirs in AppConfig.ready(), so that docs and tests can list them all."""

from casework.workflow import Workflow

_WORKFLOWS: dict[str, Workflow] = {}


def register_workflow(name: str, workflow: Workflow) -> None:
    _WORKFLOWS[name] = workflow


def all_workflows() -> dict[str, Workflow]:
    return dict(sorted(_WORKFLOWS.items()))
