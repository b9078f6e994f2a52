"""A screening run ready to be read: stages with their seconds, and the counts of each rule with the lists behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import CharField, Count, F, Func, Q

from accounts.models import Position
from casework.lights import Light
from monitoring import run_lists
from monitoring.board import Cell
from monitoring.choices import RunStage, RunState
from monitoring.difference import rule_title
from monitoring.filters import SELF_CLOSED as SELF
from monitoring.filters import alerts_url
from monitoring.models import Alert, DataTask, ScreeningRun
from monitoring.runs import stages_done
from monitoring.task_filters import tasks_url

LIGHTS = {
    RunState.QUEUED: ("idle", "ring"),
    RunState.RUNNING: ("warn", "warn"),
    RunState.DONE: ("ok", "ok"),
    RunState.FAILED: ("bad", "bad"),
}


@dataclass(frozen=True)
class Stage:
    label: str
    css: str  # done · now · back · empty for what is still to come
    seconds: float | None


@dataclass(frozen=True)
class RuleCount:
    """One rule in a run: every cell opens exactly its rows. `lacks_register`: asked in vain, nobody can be named before its register comes."""

    code: str
    title: str
    opened: Cell
    held: Cell
    closed: Cell
    unsaid: Cell
    lacks_register: bool


@dataclass(frozen=True)
class RunNumbers:
    """The numbers of a finished run, counted as its reader may see them, by the conditions the lists narrow by."""

    run: ScreeningRun
    position: Position

    def alerts(self, condition: Q) -> dict[str, int]:
        """By rule; one statement."""
        return dict(Alert.objects.visible_to(self.position).filter(condition).order_by().values_list("rule").annotate(Count("pk")))

    @cached_property
    def opened(self) -> dict[str, int]:
        return self.alerts(run_lists.opened_by(self.run))

    @cached_property
    def held(self) -> dict[str, int]:
        return self.alerts(run_lists.held_by(self.run))

    @cached_property
    def closed(self) -> dict[str, int]:
        return self.alerts(run_lists.closed_by(self.run))

    @cached_property
    def unsaid(self) -> dict[str, int]:
        """Data tasks that name the rule and were open after the run."""
        tasks = DataTask.objects.visible_to(self.position).filter(run_lists.left_by(self.run))
        return dict(
            tasks.order_by()
            .annotate(rule=Func(F("rules"), function="unnest", output_field=CharField()))
            .values_list("rule")
            .annotate(Count("pk"))
        )

    def tasks(self, condition: Q) -> int:
        return DataTask.objects.visible_to(self.position).filter(condition).count()

    def url(self, name: str, **more: str) -> str:
        """Of alerts: opened, held, closed or noted by this run."""
        if name == "closed":
            return alerts_url(ended=self.run.pk, outcome=SELF, **more)
        return alerts_url(**{"run" if name == "opened" else name: self.run.pk}, state="all", **more)

    @cached_property
    def totals(self) -> list[tuple[str, Cell, str]]:
        """What, how many with their list, unit."""
        run = self.run
        return [
            ("新开线索", Cell(sum(self.opened.values()), self.url("opened")), "条"),
            ("仍在办", Cell(sum(self.held.values()), self.url("held")), "条"),
            ("自行关闭", Cell(sum(self.closed.values()), self.url("closed")), "条"),
            ("附注", Cell(sum(self.alerts(run_lists.noted_by(run)).values()), self.url("noted")), "条"),
            ("新开数据任务", Cell(self.tasks(run_lists.asked_by(run)), tasks_url(asked=run.pk)), "件"),
            ("补齐数据任务", Cell(self.tasks(run_lists.supplied_by(run)), tasks_url(supplied=run.pk)), "件"),
        ]

    @cached_property
    def rules(self) -> list[RuleCount]:
        codes = {*self.run.per_rule, *self.opened, *self.held, *self.closed, *self.unsaid}
        return [self.rule(code) for code in sorted(codes)]

    def rule(self, code: str) -> RuleCount:
        def cell(name: str) -> Cell:
            return Cell(getattr(self, name).get(code, 0), self.url(name, rule=code))

        unsaid = Cell(self.unsaid.get(code, 0), tasks_url(left=self.run.pk, rule=code))
        in_vain = not unsaid.count and bool(self.run.per_rule.get(code, {}).get("cannot_say", 0))
        return RuleCount(code, rule_title(code), cell("opened"), cell("held"), cell("closed"), unsaid, in_vain)


@dataclass(frozen=True)
class RunView:
    run: ScreeningRun

    @property
    def light(self) -> Light:
        css, icon = LIGHTS[RunState(self.run.state)]
        return Light(css, icon, self.run.get_state_display(), 0)

    @property
    def is_working(self) -> bool:
        return self.run.state in (RunState.QUEUED, RunState.RUNNING)

    @property
    def seconds(self) -> float:
        return round(sum(self.run.seconds.values()), 1)

    @property
    def done_stages(self) -> int:
        """Finished stages, for the bar: 3 when all are done."""
        return len(RunStage) if self.run.state == RunState.DONE else stages_done(self.run)

    @property
    def awaited(self) -> str:
        """The stage that a repetition begins with."""
        return list(RunStage)[self.done_stages].label


@dataclass(frozen=True)
class RunLine:
    """One run of the list."""

    view: RunView
    opened: Cell
    closed: Cell


def lines_of(runs: Sequence[ScreeningRun], position: Position) -> list[RunLine]:
    """Two statements whatever the number of runs."""
    seen = Alert.objects.visible_to(position).order_by()
    opened = dict(seen.filter(run__in=runs).values_list("run").annotate(Count("pk")))
    closed = dict(seen.filter(run_lists.SELF_CLOSED, ended_run__in=runs).values_list("ended_run").annotate(Count("pk")))
    numbers = [(RunView(run), RunNumbers(run, position)) for run in runs]
    return [
        RunLine(view, Cell(opened.get(view.run.pk, 0), one.url("opened")), Cell(closed.get(view.run.pk, 0), one.url("closed")))
        for view, one in numbers
    ]


def stages_of(run: ScreeningRun) -> list[Stage]:
    """计算事实 → 逐条判断 → 更新线索, as the stage bar shows them."""
    done = stages_done(run)
    stages = []
    for number, stage in enumerate(RunStage):
        if run.state == RunState.DONE or number < done:
            css = "done"
        elif number == done and run.state in (RunState.RUNNING, RunState.FAILED):
            css = "back" if run.state == RunState.FAILED else "now"
        else:
            css = ""
        stages.append(Stage(stage.label, css, run.seconds.get(stage.value)))
    return stages
