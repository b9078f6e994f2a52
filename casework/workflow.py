"""A workflow is one table (design §2.2): buttons, permissions, deadlines, timeline wording, inbox and diagram are read from it.

Pure: no database here. `casework.actions.advance` carries a step out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum

from accounts.roles import Role
from policies.clauses import Clause


class Count(Enum):
    WORKING = "工作日"
    CALENDAR = "天"


@dataclass(frozen=True)
class Within:
    """How long a state may wait: a fixed number of days, or the code of the dated parameter that holds it."""

    days: int | str
    count: Count = Count.WORKING

    @property
    def parameter(self) -> str | None:
        return self.days if isinstance(self.days, str) else None

    def __str__(self) -> str:
        return f"{self.days}{self.count.value}"


def working_days(days: int | str) -> Within:
    return Within(days)


def calendar_days(days: int | str) -> Within:
    return Within(days, Count.CALENDAR)


@dataclass(frozen=True)
class Step:
    """One row: what may be done, from where, by whom, within how long, to where, on which ground.

    `within` is how long the *from* state may wait for this step; steps leaving one state agree on it.
    """

    code: str
    label: str
    source: str
    roles: tuple[Role, ...]
    within: Within | None
    target: str
    clause: Clause
    evidence: str = ""  # what must be left behind; printed in the diagram and the manual
    solid: bool = False  # the one button most people came for
    automatic: bool = False  # taken by time alone: nobody presses it, no page shows it

    def __post_init__(self) -> None:
        object.__setattr__(self, "source", str(self.source))
        object.__setattr__(self, "target", str(self.target))


class WorkflowError(ValueError):
    """The table contradicts itself; raised at import."""


@dataclass(frozen=True)
class Workflow:
    """Steps in one table. Checks itself when made: unique codes, every state reachable, no dead end but the final ones, one `within` per state."""

    name: str
    steps: tuple[Step, ...]
    initial: str
    final: frozenset[str]
    labels: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "initial", str(self.initial))
        object.__setattr__(self, "final", frozenset(str(state) for state in self.final))
        object.__setattr__(self, "labels", {str(state): str(label) for state, label in self.labels.items()})
        codes = [(step.code, step.source) for step in self.steps]
        if len(codes) != len(set(codes)):
            raise WorkflowError(f"{self.name}：同一状态下有重复的步骤 {sorted(codes)}")
        for state in self.states:
            limits = {step.within for step in self.leaving(state)}
            if len(limits) > 1:
                raise WorkflowError(f"{self.name}：离开“{state}”的步骤期限不一致 {limits}")
            if state not in self.final and not limits:
                raise WorkflowError(f"{self.name}：状态“{state}”没有出路，也不是终点")
            if state in self.final and limits:
                raise WorkflowError(f"{self.name}：终点“{state}”还有后续步骤")
            if state not in self.labels:
                raise WorkflowError(f"{self.name}：状态“{state}”没有中文名")
        unreachable = self.states - self.reachable()
        if unreachable:
            raise WorkflowError(f"{self.name}：到不了的状态 {sorted(unreachable)}")

    @property
    def states(self) -> set[str]:
        return {self.initial, *self.final, *(s.source for s in self.steps), *(s.target for s in self.steps)}

    @property
    def open_states(self) -> set[str]:
        return self.states - self.final

    def reachable(self) -> set[str]:
        seen, frontier = {self.initial}, [self.initial]
        while frontier:
            state = frontier.pop()
            for step in self.leaving(state):
                if step.target not in seen:
                    seen.add(step.target)
                    frontier.append(step.target)
        return seen

    def leaving(self, state: str) -> list[Step]:
        return [step for step in self.steps if step.source == str(state)]

    def open_to(self, state: str, roles: Iterable[str]) -> list[Step]:
        """The steps a holder of these roles may take now: the page's buttons, the API's `available_steps`."""
        held = set(roles)
        return [step for step in self.leaving(state) if held & set(step.roles) and not step.automatic]

    def step(self, code: str, source: str) -> Step:
        for step in self.leaving(source):
            if step.code == code:
                return step
        raise KeyError(code)

    def knows(self, code: str) -> bool:
        return any(step.code == code for step in self.steps)

    def within(self, state: str) -> Within | None:
        """How long a thing may wait in this state."""
        leaving = self.leaving(state)
        return leaving[0].within if leaving else None

    def waiting_states(self, roles: Iterable[str]) -> set[str]:
        """States in which something waits for a holder of these roles: the inbox."""
        held = set(roles)
        return {step.source for step in self.steps if held & set(step.roles)}
