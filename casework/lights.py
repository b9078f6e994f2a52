"""Green, yellow and red (rulings D2): yellow from two working days before the end, the due day included; red from the day after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from casework.working_days import WorkCalendar

YELLOW_WORKING_DAYS = 2


@dataclass(frozen=True)
class Light:
    """A light with the words that go with it; colour, shape and text always together."""

    css: str  # ok · warn · bad · idle
    icon: str
    text: str
    days: int  # working days left; negative when overdue


def light_for(due_on: date | None, on: date, calendar: WorkCalendar, *, is_paused: bool = False) -> Light:
    if due_on is None:
        return Light("idle", "ring", "不限期", 0)
    if is_paused:
        return Light("idle", "idle", "停钟", 0)
    left = calendar.between(on, due_on)
    if on > due_on:
        late = max(calendar.between(due_on, on), 1)
        return Light("bad", "bad", f"超期{late}日", -late)
    if on == due_on:
        return Light("warn", "warn", "今日", 0)
    if left <= YELLOW_WORKING_DAYS:
        return Light("warn", "warn", f"剩{left}日", left)
    return Light("ok", "ok", f"剩{left}日", left)
