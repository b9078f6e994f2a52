"""A batch ready to be read: its light, its stages, its counts and its reasons by column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from casework.lights import Light
from registers.models import OPEN_STATES, TAKEN_STATES, Batch, BatchState
from registers.sheets import SHEETS

LIGHTS = {
    BatchState.QUEUED: ("idle", "ring"),
    BatchState.READING: ("warn", "warn"),
    BatchState.WRITING: ("warn", "warn"),
    BatchState.DONE: ("ok", "ok"),
    BatchState.TRIED: ("idle", "ring"),
    BatchState.REFUSED: ("bad", "bad"),
    BatchState.FAILED: ("bad", "bad"),
}
STAGES = ("选文件", "读表", "入库", "完成")
REACHED = {BatchState.QUEUED: 1, BatchState.READING: 1, BatchState.WRITING: 2, BatchState.REFUSED: 1, BatchState.FAILED: 2}


@dataclass(frozen=True)
class Stage:
    """One step of the import: done, now, back (stopped here), skip-stage, or empty for what is still to come."""

    label: str
    css: str
    note: str = ""


@dataclass(frozen=True)
class BatchView:
    batch: Batch

    @property
    def title(self) -> str:
        return SHEETS[self.batch.sheet].title if self.batch.sheet in SHEETS else self.batch.sheet

    @property
    def light(self) -> Light:
        state = BatchState(self.batch.state)
        css, icon = LIGHTS[state]
        if state == BatchState.DONE and self.batch.rejected_rows:
            css, icon = "warn", "warn"
        return Light(css, icon, f"{state.label}，有拒收" if css == "warn" and state == BatchState.DONE else state.label, 0)

    @property
    def is_working(self) -> bool:
        return self.batch.state in OPEN_STATES

    @property
    def is_counted(self) -> bool:
        return self.batch.state in TAKEN_STATES

    @property
    def is_failed(self) -> bool:
        return self.batch.state == BatchState.FAILED

    @property
    def stages(self) -> list[Stage]:
        state = BatchState(self.batch.state)
        if state in TAKEN_STATES:
            labels = [Stage(label, "done") for label in STAGES]
            if state == BatchState.TRIED:
                labels[2] = Stage(STAGES[2], "skip-stage", "只试读")
            return labels
        reached = REACHED[state]
        stopped = state in (BatchState.REFUSED, BatchState.FAILED)
        return [
            Stage(label, "done" if place < reached else ("back" if stopped else "now") if place == reached else "")
            for place, label in enumerate(STAGES)
        ]

    @property
    def reasons(self) -> list[Any]:
        """How many reasons each column has, most first."""
        return list(self.batch.problems.values("column_title").annotate(number=Count("pk")).order_by("-number", "column_title")[:12])
