"""The desk asks every room what waits for a position; rooms register their question in AppConfig.ready().

The inbox is a question, not a table (style §5): each source answers from its own rows, by the same querysets its lists use.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, DateField, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Cast

from accounts.models import Position
from accounts.roles import Role


@dataclass(frozen=True)
class Todo:
    """One row of the desk: by when, about whom, what to do, what blocks, and the address that opens it."""

    due_on: date | None
    household: str
    place: str
    what: str
    ground: str
    blocked_by: str
    action: str
    url: str
    is_mine: bool
    is_paused: bool = False
    household_url: str = ""


@dataclass(frozen=True)
class TodoSlices:
    """For a source too long to be read whole: the queryset behind it (with a `due_on` column), mine or the whole office's.

    `todos` words the rows the desk shows; `url(is_mine, due)` opens exactly the rows of that heap. `paused`: which rows' clocks are stopped.
    """

    queryset: Callable[[Position, date, bool], QuerySet[Any]]
    todos: Callable[[Iterable[Any], Position, date], list[Todo]]
    url: Callable[[bool, str], str]
    paused: Q | None = None


@dataclass(frozen=True)
class TodoSource:
    """`rows(position, on, limit)` are the most urgent; `count(position, on)` their full number; `list_url` opens exactly those.

    `roles`: for whom something can ever wait here, `readers`: whose office can have rows (None: the same); nobody else is asked about.
    `counted`: for a source without slices, querysets whose rows together are its number, or None where only `count` can tell.
    """

    code: str
    title: str
    rows: Callable[[Position, date, int], list[Todo]]
    count: Callable[[Position, date], int]
    list_url: Callable[[Position], str]
    slices: TodoSlices | None = None
    roles: frozenset[Role] | None = None
    readers: frozenset[Role] | None = None
    counted: Callable[[Position, date], list[QuerySet[Any]] | None] | None = None

    def concerns(self, position: Position, *, is_mine: bool) -> bool:
        wanted = self.roles if is_mine else (self.readers or self.roles)
        return wanted is None or position.has(*wanted)


def sliced(code: str, title: str, slices: TodoSlices, *, roles: Iterable[Role], readers: Iterable[Role]) -> TodoSource:
    """A source whose short questions (menu count, whole list) are asked of the same queryset as its slices."""
    return TodoSource(
        code=code,
        title=title,
        rows=lambda position, on, limit: slices.todos(slices.queryset(position, on, True)[:limit], position, on),
        count=lambda position, on: slices.queryset(position, on, True).count(),
        list_url=lambda position: slices.url(True, ""),
        slices=slices,
        roles=frozenset(roles),
        readers=frozenset(readers),
    )


SOURCES: list[TodoSource] = []


def register(source: TodoSource) -> None:
    if source.code not in {known.code for known in SOURCES}:
        SOURCES.append(source)


def asked(position: Position, *, is_mine: bool) -> list[TodoSource]:
    """The sources that can have anything for this position, or for its office."""
    return [source for source in SOURCES if source.concerns(position, is_mine=is_mine)]


def waiting(position: Position, on: date, codes: Iterable[str]) -> dict[str, int]:
    """How much waits for the position in these sources (`*`: in all): one statement, whatever their number."""
    wanted = set(codes)
    counts: dict[str, int] = {}
    parts: list[tuple[str, QuerySet[Any]]] = []
    for source in asked(position, is_mine=True):
        if "*" in wanted or source.code in wanted:
            querysets = rows_behind(source, position, on)
            if querysets is None:
                counts[source.code] = source.count(position, on)
            else:
                parts += [(source.code, queryset) for queryset in querysets]
    for (code, _), number in zip(parts, numbers_of([queryset for _, queryset in parts]), strict=True):
        counts[code] = counts.get(code, 0) + number
    return counts


def rows_behind(source: TodoSource, position: Position, on: date) -> list[QuerySet[Any]] | None:
    if source.slices is not None:
        return [source.slices.queryset(position, on, True)]
    return source.counted(position, on) if source.counted is not None else None


def numbers_of(querysets: Sequence[QuerySet[Any]]) -> list[int]:
    """How many rows each queryset has, whatever their tables; one statement."""
    parts = [
        queryset.order_by().annotate(part=Value(number, IntegerField())).values_list("part").annotate(number=Count("pk"))
        for number, queryset in enumerate(querysets)
    ]
    found = dict(parts[0].union(*parts[1:], all=True) if parts[1:] else parts[0]) if parts else {}
    return [found.get(number, 0) for number in range(len(querysets))]


def due_days_of(querysets: Sequence[tuple[QuerySet[Any], Q | None]]) -> list[dict[tuple[date | None, bool], int]]:
    """How many rows of each queryset fall due on which day, those whose clocks are stopped (`paused`) apart; one statement."""
    parts = [
        queryset.order_by()
        .annotate(
            part=Value(number, IntegerField()), is_paused=Value(False) if paused is None else Case(When(paused, then=True), default=False)
        )
        .values_list("part", Cast("due_on", DateField()), "is_paused")
        .annotate(number=Count("pk"))
        for number, (queryset, paused) in enumerate(querysets)
    ]
    found: list[dict[tuple[date | None, bool], int]] = [{} for _ in parts]
    for part, due_on, is_paused, number in (parts[0].union(*parts[1:], all=True) if parts[1:] else parts[0]) if parts else ():
        found[part][due_on, is_paused] = number
    return found


def first_of(querysets: Sequence[QuerySet[Any]], limit: int) -> list[tuple[int, int, date | None]]:
    """(which queryset, key, due_on) of the first rows of each, in the order of each; one statement that reads no other table."""
    parts = [
        queryset.annotate(part=Value(number, IntegerField())).values_list("part", "pk", "due_on")[:limit]
        for number, queryset in enumerate(querysets)
    ]
    if not parts:
        return []
    return list(parts[0].union(*parts[1:], all=True) if parts[1:] else parts[0])
