"""A batch ready to be read: its light, its stages, its counts with the list each opens, its reasons by column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from casework.lights import Light
from registers.coverage import Village, villages
from registers.models import COUNTED_STATES, OPEN_STATES, Batch, BatchState, MovementKind, ProblemKind, Verdict
from registers.sheets import SHEETS

LIGHTS = {
    BatchState.MAPPING: ("warn", "ring"),
    BatchState.QUEUED: ("idle", "ring"),
    BatchState.READING: ("warn", "warn"),
    BatchState.WRITING: ("warn", "warn"),
    BatchState.PREVIEWED: ("warn", "ring"),
    BatchState.DONE: ("ok", "ok"),
    BatchState.DECLINED: ("idle", "ring"),
    BatchState.WITHDRAWN: ("idle", "ring"),
    BatchState.REFUSED: ("bad", "bad"),
    BatchState.FAILED: ("bad", "bad"),
}
STAGES = ("选文件", "读表", "确认", "入库")
REACHED = {
    BatchState.MAPPING: 1, BatchState.QUEUED: 1, BatchState.READING: 1, BatchState.WRITING: 1, BatchState.REFUSED: 1, BatchState.FAILED: 1, BatchState.PREVIEWED: 2,
    BatchState.DECLINED: 2, BatchState.WITHDRAWN: 3,
}  # fmt: skip
STOPPED = (BatchState.REFUSED, BatchState.FAILED, BatchState.DECLINED, BatchState.WITHDRAWN)
# The lists of a batch in the order they are looked at: name in the address, title.
LISTS = {
    "conflict": "与核实值冲突",
    "rejected": "拒收",
    "repeated": "重复",
    "aside": "不在册，已另存",
    "movements": "成员与户的变动",
    "warned": "有提醒",
    "changed": "变更",
    "new": "新增",
}
PROBLEM_LISTS = {"rejected": ProblemKind.REJECTED, "repeated": ProblemKind.REPEATED, "warned": ProblemKind.WARNED}


@dataclass(frozen=True)
class Stage:
    """One step of the import: done, now, back (stopped here), skip-stage, or empty for what is still to come."""

    label: str
    css: str
    note: str = ""


@dataclass(frozen=True)
class Tally:
    """One count; `name` is the list it opens, "" where there is none."""

    name: str
    label: str
    number: int
    note: str = ""
    is_bad: bool = False


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
            return Light("warn", "warn", f"{state.label}，有拒收", 0)
        if state == BatchState.WRITING and self.batch.is_dry_run:
            return Light(css, icon, "正在比对", 0)
        return Light(css, icon, state.label, 0)

    @property
    def fingerprint(self) -> str:
        """The first letters of the file's hash: enough to tell two files apart."""
        return self.batch.file_hash[:8]

    @property
    def is_working(self) -> bool:
        return self.batch.state in OPEN_STATES

    @property
    def is_counted(self) -> bool:
        return self.batch.state in COUNTED_STATES

    @property
    def is_failed(self) -> bool:
        return self.batch.state == BatchState.FAILED

    @property
    def is_preview(self) -> bool:
        return self.batch.state == BatchState.PREVIEWED

    @property
    def waits_for_columns(self) -> bool:
        return self.batch.state == BatchState.MAPPING

    @property
    def is_done(self) -> bool:
        return self.batch.state == BatchState.DONE

    @property
    def is_withdrawn(self) -> bool:
        return self.batch.state == BatchState.WITHDRAWN

    @property
    def movements(self) -> int:
        """Changes of membership found, questions included."""
        return sum(self.batch.movements.values())

    @property
    def may_withdraw(self) -> bool:
        return self.is_done and self.batch.has_trail and not self.writes_nothing

    @property
    def writes_nothing(self) -> bool:
        """Nothing in the file that the register does not say already, nobody to ask about, nothing to keep aside."""
        return not (self.batch.new_rows or self.batch.changed_rows or self.movements or self.batch.aside_rows)

    @property
    def villages(self) -> list[Village]:
        """What could be a full register, village by village."""
        return villages(self.batch.coverage)

    @property
    def covered(self) -> list[Village]:
        return [village for village in self.villages if village.code in set(self.batch.covers)]

    @property
    def ticked(self) -> set[str]:
        """The villages ticked on the page: those said, else those the programme proposes."""
        return set(self.batch.covers) or {village.code for village in self.villages if village.is_likely}

    @property
    def stages(self) -> list[Stage]:
        state = BatchState(self.batch.state)
        if state == BatchState.DONE:
            return [Stage(label, "done") for label in STAGES]
        reached = REACHED[state]
        if state in OPEN_STATES and self.batch.confirmed is not None:
            reached = 3
        return [
            Stage(label, "done" if place < reached else ("back" if state in STOPPED else "now") if place == reached else "")
            for place, label in enumerate(STAGES)
        ]

    @property
    def tallies(self) -> list[Tally]:
        batch = self.batch
        asked = batch.movements.get(MovementKind.ABSENT, 0)
        left_out = f"不含合计和说明{batch.left_out_rows}行" if batch.left_out_rows else "没有合计行"
        found = [
            Tally("", "总行数", batch.total_rows, left_out),
            Tally("new", "新增", batch.new_rows),
            Tally("changed", "变更", batch.changed_rows),
            Tally("", "相同", batch.same_rows, "不写库"),
            Tally("movements", "成员与户的变动", self.movements, f"其中{asked}人待核实" if asked else "带日期入库"),
            Tally("conflict", "与核实值冲突", batch.conflict_rows, "默认保留核实值", bool(batch.conflict_rows)),
            Tally(
                "rejected", "拒收", batch.rejected_rows - batch.repeated_rows, "改后可单独补导", batch.rejected_rows > batch.repeated_rows
            ),
            Tally("repeated", "重复", batch.repeated_rows, "同一条只取一行"),
            Tally("aside", "不在册，已另存" if not self.is_preview else "不在册，入库时另存", batch.aside_rows, "人在册后自动补入"),
            Tally("warned", "有提醒", batch.warned_rows, "照常入库"),
        ]
        return [tally for tally in found if tally.number or tally.name in ("", "new", "changed", "rejected")]

    @property
    def first_list(self) -> str:
        """What to look at first: what needs somebody, then what changes."""
        numbers = {tally.name: tally.number for tally in self.tallies}
        order = [name for name in LISTS if name != "aside"] + ["aside"]  # nobody has to do anything about those
        return next((name for name in order if numbers.get(name)), "rejected")

    def reasons(self, kind: ProblemKind) -> list[Any]:
        """How many reasons each column has, most first."""
        found = self.batch.problems.filter(kind=kind)
        return list(found.values("column_title").annotate(number=Count("pk")).order_by("-number", "column_title")[:12])

    def rows_of(self, name: str) -> QuerySet[Any]:
        """The list behind a count."""
        if name in PROBLEM_LISTS:
            return self.batch.problems.filter(kind=PROBLEM_LISTS[name]).defer("written")
        if name == "conflict":
            return self.batch.conflicts.all()
        if name == "movements":
            return self.batch.found.all()
        return self.batch.rows.filter(verdict=Verdict(name))

    @property
    def deciders(self) -> str:
        """Who confirmed, who took it back."""
        batch = self.batch
        words = {BatchState.DECLINED: "决定不入库"}.get(BatchState(batch.state), "确认入库")
        return f"{batch.decided_by_name}{words}" if batch.decided_by_name else ""
