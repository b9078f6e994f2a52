"""The desk asks every room what waits for a position; rooms register their question in AppConfig.ready().

The inbox is a question, not a table (style §5): each source answers from its own rows, by the same querysets its lists use.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from accounts.models import Position


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

    `todos` words the rows the desk shows; `url(is_mine, due)` opens exactly the rows of that heap.
    """

    queryset: Callable[[Position, date, bool], QuerySet[Any]]
    todos: Callable[[Iterable[Any], Position, date], list[Todo]]
    url: Callable[[bool, str], str]


@dataclass(frozen=True)
class TodoSource:
    """`rows(position, on, limit)` are the most urgent; `count(position, on)` their full number; `list_url` opens exactly those."""

    code: str
    title: str
    rows: Callable[[Position, date, int], list[Todo]]
    count: Callable[[Position, date], int]
    list_url: Callable[[Position], str]
    slices: TodoSlices | None = None


SOURCES: list[TodoSource] = []


def register(source: TodoSource) -> None:
    if source.code not in {known.code for known in SOURCES}:
        SOURCES.append(source)
