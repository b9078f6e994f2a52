"""The desk: each role's first page, gathered from what every room says waits (inbox.SOURCES)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, QuerySet

from accounts.models import Position
from casework.due import DueGroup, count_by_due, due_q, group_of
from casework.inbox import SOURCES, Todo, TodoSource
from casework.lights import Light, light_for
from casework.models import WorkDay
from casework.working_days import WorkCalendar

SHORT, LONG = 6, 100  # rows of a heap under 全部, and under its own tab
FORTNIGHT = 14
# A source that hands over no queryset is read whole; such sources are short by agreement.
SHORT_SOURCE = 200


@dataclass(frozen=True)
class DeskFact:
    """One line of 今天: what, how much, and the list behind it."""

    title: str
    value: str
    url: str


FACTS: list[Callable[[Position, date], DeskFact | None]] = []


def register_fact(fact: Callable[[Position, date], DeskFact | None]) -> None:
    if fact not in FACTS:
        FACTS.append(fact)


@dataclass(frozen=True)
class DeskRow:
    """A todo with its light."""

    todo: Todo
    light: Light


@dataclass
class Heap:
    """已超期, 今日 …: its full number, the rows shown, and where the rest stands."""

    group: DueGroup
    count: int
    rows: list[DeskRow] = field(default_factory=list)
    rest: list[tuple[str, int, str]] = field(default_factory=list)  # source title, how many, address of exactly those

    @property
    def hidden(self) -> int:
        return self.count - len(self.rows)


@dataclass(frozen=True)
class Day:
    """One day of the next fortnight: how many fall due, and whether it is worked."""

    on: date
    count: int
    mark: str  # 休 · 班 · empty
    note: str
    width: int  # pixels of the bar, at most 92
    is_today: bool
    is_soon: bool

    @property
    def weekday(self) -> str:
        return "一二三四五六日"[self.on.weekday()]


@dataclass(frozen=True)
class Slice:
    """What one source has for this position and segment, counted by heap."""

    source: TodoSource
    counts: dict[DueGroup, int]
    queryset: QuerySet[Any] | None
    todos: list[Todo]

    def rows(self, group: DueGroup, position: Position, on: date, limit: int) -> list[Todo]:
        if not self.counts[group]:
            return []
        if self.queryset is None or self.source.slices is None:
            return [todo for todo in self.todos if group_of(todo.due_on, on, is_paused=todo.is_paused) is group][:limit]
        return self.source.slices.todos(self.queryset.filter(due_q(group, on))[:limit], position, on)


def slice_of(source: TodoSource, position: Position, on: date, is_mine: bool) -> Slice:
    if source.slices is not None:
        queryset = source.slices.queryset(position, on, is_mine)
        return Slice(source, count_by_due(queryset, on), queryset, [])
    todos = [todo for todo in source.rows(position, on, SHORT_SOURCE) if todo.is_mine or not is_mine]
    counts = dict.fromkeys(DueGroup, 0)
    for todo in todos:
        counts[group_of(todo.due_on, on, is_paused=todo.is_paused)] += 1
    return Slice(source, counts, None, todos)


@dataclass(frozen=True)
class Desk:
    """All of the page, counted once."""

    slices: list[Slice]
    position: Position
    on: date
    is_mine: bool
    calendar: WorkCalendar

    @classmethod
    def of(cls, position: Position, on: date, *, is_mine: bool) -> Desk:
        return cls([slice_of(source, position, on, is_mine) for source in SOURCES], position, on, is_mine, WorkDay.objects.calendar())

    def count(self, group: DueGroup) -> int:
        return sum(part.counts[group] for part in self.slices)

    @property
    def total(self) -> int:
        return sum(self.count(group) for group in DueGroup)

    def heaps(self, only: str = "") -> list[Heap]:
        """The heaps with something on them, the one asked for at length."""
        groups = [DueGroup(only)] if only else list(DueGroup)
        return [self.heap(group, LONG if only else SHORT) for group in groups if self.count(group)]

    def heap(self, group: DueGroup, limit: int) -> Heap:
        todos = [(todo, part) for part in self.slices for todo in part.rows(group, self.position, self.on, limit)]
        todos.sort(key=lambda pair: pair[0].due_on or date.max)
        shown = todos[:limit]
        heap = Heap(group, self.count(group), [self.row(todo) for todo, _ in shown])
        for part in self.slices:
            if part.counts[group] > sum(one is part for _, one in shown):
                url = part.source.slices.url(self.is_mine, group.value) if part.source.slices else part.source.list_url(self.position)
                heap.rest.append((part.source.title, part.counts[group], url))
        return heap

    def row(self, todo: Todo) -> DeskRow:
        return DeskRow(todo, light_for(todo.due_on, self.on, self.calendar, is_paused=todo.is_paused))

    def fortnight(self) -> list[Day]:
        """The days of the next two weeks on which something falls due, and the days off or made up among them."""
        last = self.on + timedelta(days=FORTNIGHT)
        counts: dict[date, int] = {}
        for part in self.slices:
            for day, number in due_days(part, self.on, last):
                counts[day] = counts.get(day, 0) + number
        notes = {row.day: row for row in WorkDay.objects.filter(day__range=(self.on, last)).exclude(note="")}
        most = max(counts.values(), default=1)
        soon = self.calendar.add(self.on, 2).on
        days = []
        for day in sorted({*counts, *notes, self.on}):
            known = notes.get(day)
            mark = "" if known is None else ("班" if known.is_working else "休")
            number = counts.get(day, 0)
            width = max(round(92 * number / most), 2) if number else 0
            days.append(Day(day, number, mark, known.note if known else "", width, day == self.on, day <= soon))
        return days

    def facts(self) -> list[DeskFact]:
        return [fact for ask in FACTS if (fact := ask(self.position, self.on)) is not None]


def due_days(part: Slice, first: date, last: date) -> Iterable[tuple[date, int]]:
    if part.queryset is None:
        return [(todo.due_on, 1) for todo in part.todos if todo.due_on and first <= todo.due_on <= last and not todo.is_paused]
    days = part.queryset.order_by().filter(due_on__range=(first, last)).values_list("due_on").annotate(count=Count("pk"))
    return [(day, count) for day, count in days if day is not None]  # a source without deadlines groups by nothing
