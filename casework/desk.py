"""The desk: each role's first page, gathered from what every room says waits (inbox.SOURCES)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from accounts.models import Position
from casework.due import DueGroup, due_q, group_of
from casework.inbox import Todo, TodoSource, asked, due_days_of, first_of
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
    """What one source has for this position and segment: on the heaps, and on each day to come."""

    source: TodoSource
    counts: dict[DueGroup, int]
    days: dict[date, int]  # those whose clocks run
    queryset: QuerySet[Any] | None
    todos: list[Todo]

    @classmethod
    def counted(
        cls,
        source: TodoSource,
        on: date,
        numbers: Mapping[tuple[date | None, bool], int],
        queryset: QuerySet[Any] | None,
        todos: list[Todo],
    ) -> Slice:
        """From how many fall due on which day, the stopped ones apart."""
        counts = dict.fromkeys(DueGroup, 0)
        for (due_on, is_paused), number in numbers.items():
            counts[group_of(due_on, on, is_paused=is_paused)] += number
        days = {due_on: number for (due_on, is_paused), number in numbers.items() if due_on is not None and not is_paused}
        return cls(source, counts, days, queryset, todos)

    def worded(self, pks: Sequence[int], position: Position, on: date) -> list[Todo]:
        """These rows of the source as todos; of a source read whole, all of them."""
        if self.queryset is None or self.source.slices is None:
            return self.todos
        return self.source.slices.todos(self.queryset.filter(pk__in=pks), position, on) if pks else []


def slices_of(position: Position, on: date) -> tuple[list[Slice], list[Slice]]:
    """What waits for the position and what its office has, each source that concerns it: every heap of both counted in one statement."""
    sliced = [
        (source, source.slices, is_mine, source.slices.queryset(position, on, is_mine))
        for is_mine in (True, False)
        for source in asked(position, is_mine=is_mine)
        if source.slices is not None
    ]
    rows = due_days_of([(queryset, slices.paused) for _, slices, _, queryset in sliced])
    found: dict[tuple[str, bool], Slice] = {}
    for (source, _, is_mine, queryset), numbers in zip(sliced, rows, strict=True):
        found[source.code, is_mine] = Slice.counted(source, on, numbers, queryset, [])
    short: dict[str, list[Todo]] = {}
    for is_mine in (True, False):
        for source in asked(position, is_mine=is_mine):
            if source.slices is None:
                todos = short[source.code] if source.code in short else source.rows(position, on, SHORT_SOURCE)
                short[source.code] = todos
                found[source.code, is_mine] = short_slice(source, [todo for todo in todos if todo.is_mine or not is_mine], on)
    mine, office = ([found[source.code, is_mine] for source in asked(position, is_mine=is_mine)] for is_mine in (True, False))
    return mine, office


def short_slice(source: TodoSource, todos: list[Todo], on: date) -> Slice:
    return Slice.counted(source, on, Counter((todo.due_on, todo.is_paused) for todo in todos), None, todos)


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
        mine, office = cls.both(position, on)
        return mine if is_mine else office

    @classmethod
    def both(cls, position: Position, on: date) -> tuple[Desk, Desk]:
        """Mine and the whole office's."""
        mine, office = slices_of(position, on)
        calendar = WorkDay.objects.calendar()
        return cls(mine, position, on, True, calendar), cls(office, position, on, False, calendar)

    @property
    def by_source(self) -> dict[str, int]:
        """How much each source has, by code."""
        return {part.source.code: sum(part.counts.values()) for part in self.slices}

    def count(self, group: DueGroup) -> int:
        return sum(part.counts[group] for part in self.slices)

    @property
    def total(self) -> int:
        return sum(self.count(group) for group in DueGroup)

    def heaps(self, only: str = "") -> list[Heap]:
        """The heaps with something on them, the one asked for at length."""
        groups = [DueGroup(only)] if only else list(DueGroup)
        groups = [group for group in groups if self.count(group)]
        shown = self.shown(groups, LONG if only else SHORT)
        return [self.heap(group, shown[group]) for group in groups]

    def shown(self, groups: Sequence[DueGroup], limit: int) -> dict[DueGroup, list[tuple[int, Todo]]]:
        """The most urgent of each heap, each with the place of its source: chosen in one statement, worded in one a source."""
        sliced = [
            (group, place, part.queryset.filter(due_q(group, self.on, part.source.slices.paused)))
            for group in groups
            for place, part in enumerate(self.slices)
            if part.counts[group] and part.queryset is not None and part.source.slices is not None
        ]
        urgent: dict[DueGroup, list[tuple[date, int, int]]] = {group: [] for group in groups}
        for number, pk, due_on in first_of([queryset for *_, queryset in sliced], limit):
            group, place, _ = sliced[number]
            urgent[group].append((due_on or date.max, place, pk))
        for place, part in enumerate(self.slices):
            for todo in part.todos:
                if (group := group_of(todo.due_on, self.on, is_paused=todo.is_paused)) in urgent:
                    urgent[group].append((todo.due_on or date.max, place, 0))
        chosen = {group: sorted(rows, key=lambda row: row[:2])[:limit] for group, rows in urgent.items()}
        worded: dict[DueGroup, list[tuple[int, Todo]]] = {group: [] for group in groups}
        for place, part in enumerate(self.slices):
            todos = part.worded([pk for rows in chosen.values() for _, one, pk in rows if one == place], self.position, self.on)
            for todo in todos:
                if (group := group_of(todo.due_on, self.on, is_paused=todo.is_paused)) in worded:
                    worded[group].append((place, todo))
        return {group: sorted(rows, key=lambda row: (row[1].due_on or date.max, row[0]))[:limit] for group, rows in worded.items()}

    def heap(self, group: DueGroup, shown: Sequence[tuple[int, Todo]]) -> Heap:
        heap = Heap(group, self.count(group), [self.row(todo) for _, todo in shown])
        for number, part in enumerate(self.slices):
            if part.counts[group] > sum(place == number for place, _ in shown):
                url = part.source.slices.url(self.is_mine, group.value) if part.source.slices else part.source.list_url(self.position)
                heap.rest.append((part.source.title, part.counts[group], url))
        return heap

    def row(self, todo: Todo) -> DeskRow:
        return DeskRow(todo, light_for(todo.due_on, self.on, self.calendar, is_paused=todo.is_paused))

    def fortnight(self) -> list[Day]:
        """The days of the next two weeks on which something falls due, and the days off or made up among them."""
        last = self.on + timedelta(days=FORTNIGHT)
        counts: Counter[date] = Counter()
        for part in self.slices:
            counts.update({day: number for day, number in part.days.items() if self.on <= day <= last})
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
