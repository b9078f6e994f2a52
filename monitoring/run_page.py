"""A screening run ready to be read: stages with their seconds, and the counts of each rule with the lists behind them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from casework.lights import Light
from monitoring.choices import RunStage, RunState
from monitoring.difference import rule_title
from monitoring.filters import alerts_url
from monitoring.models import ScreeningRun
from monitoring.runs import stages_done

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
    """What a run found by one rule; `opened_url` lists exactly those it opened, `open_url` those open today."""

    code: str
    title: str
    opened: int
    kept: int
    closed: int
    cannot_say: int
    opened_url: str


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

    @property
    def rules(self) -> list[RuleCount]:
        return [rule_count(self.run, code, counts) for code, counts in sorted(self.run.per_rule.items())]

    @property
    def opened_url(self) -> str:
        return alerts_url(run=self.run.pk, state="all")


def rule_count(run: ScreeningRun, code: str, counts: dict[str, Any]) -> RuleCount:
    opened, kept, closed, cannot_say = (int(counts.get(name, 0)) for name in ("opened", "kept", "closed", "cannot_say"))
    return RuleCount(code, rule_title(code), opened, kept, closed, cannot_say, alerts_url(run=run.pk, rule=code, state="all"))


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
