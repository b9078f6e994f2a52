"""The total clock of a case (rulings D1): so many working days from acceptance, stopped while a pause runs. Pure: dates in, dates out.

The day after the event is day 1. A pause written on day P and ended on day E stops the days after P up to and with E.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from casework.working_days import DueDate, WorkCalendar


@dataclass(frozen=True)
class Span:
    """One pause: stopped after `start` up to and with `end`; an open one has no end yet. `mark` is the one character of the strip."""

    start: date
    end: date | None
    mark: str = "停"
    title: str = "停钟"

    def stops(self, day: date) -> bool:
        return self.start < day and (self.end is None or day <= self.end)


def due_with_pauses(calendar: WorkCalendar, since: date, days: int, pauses: Iterable[Span]) -> DueDate:
    """The `days`-th working day after `since` that no pause stops.

    The end of a running pause is unknown: it has stopped nothing yet, and the page says 停钟 instead of the date.
    """
    spans = [Span(pause.start, pause.end or pause.start) for pause in pauses]
    current, left, provisional = since, days, False
    while left > 0:
        current += timedelta(days=1)
        provisional = provisional or not calendar.is_loaded(current)
        left -= calendar.is_working(current) and not any(span.stops(current) for span in spans)
    return DueDate(current, provisional)


def working_days_used(calendar: WorkCalendar, since: date, until: date, pauses: Iterable[Span]) -> int:
    """Working days after `since` up to and with `until` that no pause stopped; an open pause stops up to `until`."""
    spans = list(pauses)
    days = (since + timedelta(days=offset) for offset in range(1, (until - since).days + 1))
    return sum(calendar.is_working(day) and not any(span.stops(day) for span in spans) for day in days)


def working_days_paused(calendar: WorkCalendar, until: date, pauses: Iterable[Span]) -> int:
    """Working days the pauses have taken so far."""
    spans = list(pauses)
    first = min((span.start for span in spans), default=until)
    days = (first + timedelta(days=offset) for offset in range(1, (until - first).days + 1))
    return sum(calendar.is_working(day) and any(span.stops(day) for span in spans) for day in days)


class CellKind(StrEnum):
    """What one day of the strip is; the value is the class of look.css."""

    START = "start"
    USED = "used"
    LEFT = "left"
    OFF = "off"
    PAUSED = "pause"


@dataclass(frozen=True)
class DayCell:
    """One calendar day between acceptance and the deadline. `text` is its ordinal, 受, 休 or the pause's mark; `note` stands below it."""

    on: date
    kind: CellKind
    text: str
    is_today: bool
    is_due: bool
    note: str = ""


def strip(
    calendar: WorkCalendar, since: date, due: date, today: date, pauses: Sequence[Span], notes: dict[date, str] | None = None
) -> list[DayCell]:
    """Every day from acceptance to the deadline (or to today when that lies later): counted, stopped or off."""
    cells, ordinal, notes = [], 0, notes or {}
    # An open pause stops the days up to today; the rest of the strip shows what would be left if it ended now.
    spans = [Span(pause.start, pause.end or max(today, pause.start), pause.mark, pause.title) for pause in pauses]
    day = since
    while day <= max(due, today):
        paused = next((span for span in spans if span.stops(day)), None)
        if day == since:
            kind, text = CellKind.START, "受"
        elif not calendar.is_working(day):
            kind, text = CellKind.OFF, "休"
        elif paused:
            kind, text = CellKind.PAUSED, paused.mark
        else:
            ordinal += 1
            kind, text = (CellKind.USED if day <= today else CellKind.LEFT), str(ordinal)
        note = notes.get(day, "")
        if not note and calendar.is_working(day) and day.weekday() > 4:
            note = "调休上班"
        cells.append(DayCell(day, kind, text, day == today, day == due, note))
        day += timedelta(days=1)
    return cells
