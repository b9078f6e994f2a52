"""The clock of a case as its page shows it: a strip of days, what is left in words, and the ledger of pauses (rulings D1, D2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from casework.clock import CellKind, DayCell, Span, strip, working_days_paused, working_days_used
from casework.lights import Light, light_for
from casework.models import WorkDay
from casework.working_days import WorkCalendar
from identification.choices import PauseReason
from identification.models import Application, ClockPause
from identification.steps import MARKS
from policies.models import Numbers

SHORT = {PauseReason.OBJECTED: "异议", PauseReason.PAPER: "补材料", PauseReason.NOTICE: "公示"}


@dataclass(frozen=True)
class PauseRow:
    """One row of the 停钟台账."""

    pause: ClockPause
    days: int  # working days it took so far


@dataclass(frozen=True)
class CaseClock:
    """`cells` empty before acceptance; `headline` is the large word, `sentence` what stands below it."""

    light: Light
    word: str  # 正常, 将到期, 超期, 停钟, 已办结
    headline: str
    sentence: str
    cells: list[DayCell]
    label: str
    ledger: list[PauseRow]
    total: int | None = None
    is_provisional: bool = False


WORDS = {"ok": "正常", "warn": "将到期", "bad": "超期", "idle": "停钟"}


def cn(day: date) -> str:
    return f"{day.month}月{day.day}日"


def clock_of(application: Application, pauses: Sequence[ClockPause], on: date, numbers: Numbers) -> CaseClock:
    """`numbers` are those in force on the day of acceptance: the length of the clock never changes on the way. Raises ParameterMissing."""
    calendar = WorkDay.objects.calendar()
    spans = [Span(row.started_on, row.ended_on, MARKS[PauseReason(row.reason)], SHORT[PauseReason(row.reason)]) for row in pauses]
    ledger = [PauseRow(row, working_days_paused(calendar, on, [span])) for row, span in zip(pauses, spans, strict=True)]
    if application.accepted_on is None:
        return before_acceptance(application, calendar, on, ledger)
    total = int(numbers.number("unified_sla_days", application.village_code))
    until = application.closed_on or on
    used = working_days_used(calendar, application.accepted_on, until, spans)
    paused = working_days_paused(calendar, until, spans)
    if application.closed_on or application.due_on is None:
        light = Light("ok", "ok", "已办结", 0)
        ended = f"{cn(until)}{application.state_label}" + (f"，停钟{paused}日" if paused else "")
        return CaseClock(light, "已办结", f"用{used}日", ended, [], "", ledger, total)
    is_paused = application.paused_since is not None
    light = light_for(application.due_on, on, calendar, is_paused=is_paused)
    provisional = "（暂估，工作日表还没有公布）" if application.due_is_provisional else ""
    ends = f"恢复计时后顺延，现为{cn(application.due_on)}" if is_paused else f"{cn(application.due_on)}到期"
    sentence = f"已用{used}日" + (f"，停钟{paused}日" if paused else "") + f"，{ends}{provisional}"
    left = max(total - used, 0)
    cells = strip(calendar, application.accepted_on, application.due_on, on, spans, notes_of(application, spans, on))
    return CaseClock(
        light, WORDS[light.css], f"停钟，剩{left}日" if is_paused else light.text, sentence, cells,
        f"时钟带：已用{used}个工作日，停钟{paused}天，剩{left}个工作日", ledger, total, application.due_is_provisional,
    )  # fmt: skip


def before_acceptance(application: Application, calendar: WorkCalendar, on: date, ledger: list[PauseRow]) -> CaseClock:
    """Until acceptance only the step's own limit warns."""
    if application.closed_on:
        return CaseClock(
            Light("ok", "ok", "已办结", 0), "已办结", "未受理", f"{cn(application.closed_on)}{application.state_label}", [], "", ledger
        )
    if application.due_on is None:
        return CaseClock(Light("idle", "ring", "不限期", 0), "草稿", "未提交", "提交后开始计时", [], "", ledger)
    light = light_for(application.due_on, on, calendar)
    provisional = "（暂估）" if application.due_is_provisional else ""
    what = "补齐材料" if application.state == "returned" else "受理"
    return CaseClock(light, WORDS[light.css], light.text, f"应于{cn(application.due_on)}前{what}{provisional}", [], "", ledger)


def notes_of(application: Application, spans: Sequence[Span], on: date) -> dict[date, str]:
    """What stands below single days: acceptance, pauses, today, the deadline. The later word wins."""
    assert application.accepted_on is not None and application.due_on is not None
    notes = {application.accepted_on: "受理"}
    for span in spans:
        end = span.end or max(on, span.start)
        if days := (end - span.start).days:
            notes[span.start + timedelta(days=(days + 1) // 2)] = f"{span.title}{days}天"
    notes[on] = "今天"
    if on != application.due_on:
        notes[application.due_on] = f"{cn(application.due_on)}到期"
    else:
        notes[on] = "今天到期"
    return notes


def short_days(cells: Sequence[DayCell]) -> list[tuple[DayCell, str]]:
    """Each day with its number; the first of the strip and of a month with the month before it. Days off stand without."""
    rows, month = [], 0
    for cell in cells:
        if cell.kind is CellKind.OFF:
            rows.append((cell, "·"))
            continue
        rows.append((cell, f"{cell.on.month}/{cell.on.day}" if cell.on.month != month else str(cell.on.day)))
        month = cell.on.month
    return rows
