"""Two people at once: each in a database session of his own, let go together, as often as asked; between two races the rows are laid back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Barrier
from typing import Any

from django.db import connection, connections, models, transaction

from casework.exceptions import StepRefused
from casework.models import Event

PATIENCE = 60  # seconds; whoever waits longer stands in a deadlock
CHINESE = re.compile(r"[一-龥]")
Verb = Callable[[], Any]


@dataclass(frozen=True)
class Outcome:
    """What became of those who were let go together; in no order. Anything but a refusal in words is raised."""

    won: list[Any]
    refused: list[StepRefused]

    @property
    def reason(self) -> str:
        """What the only loser is told."""
        (refusal,) = self.refused
        return refusal.reason


class Sessions:
    """As many sessions as people; a session stays open from race to race, as a server's does."""

    def __init__(self, people: int = 2) -> None:
        self.people = people
        self.threads = ThreadPoolExecutor(people)

    def race(self, *verbs: Verb) -> Outcome:
        assert len(verbs) == self.people
        start = Barrier(self.people)
        started = [self.threads.submit(self.run, verb, start) for verb in verbs]
        results = [one.result(PATIENCE) for one in started]
        refused = [one for one in results if isinstance(one, StepRefused)]
        for refusal in refused:
            assert CHINESE.search(refusal.reason), refusal.reason
        return Outcome([one for one in results if not isinstance(one, StepRefused)], refused)

    def run(self, verb: Verb, start: Barrier) -> Any:
        with connection.cursor() as cursor:  # opened and warm before anybody starts
            cursor.execute("SET lock_timeout = '30s'")
        start.wait(PATIENCE)
        try:
            return verb()
        except StepRefused as refusal:
            return refusal

    def close(self) -> None:
        everybody = Barrier(self.people)

        def leave() -> None:
            connections.close_all()
            everybody.wait(PATIENCE)

        for left in [self.threads.submit(leave) for _ in range(self.people)]:
            left.result(PATIENCE)
        self.threads.shutdown()


@contextmanager
def sessions(people: int = 2) -> Iterator[Sessions]:
    opened = Sessions(people)
    try:
        yield opened
    finally:
        opened.close()


class Kept:
    """Some tables as they are now, copied; `lay_back` makes them so again. References between them are checked at its end."""

    def __init__(self, *tables: type[models.Model]) -> None:
        self.tables = [model._meta.db_table for model in tables]
        with connection.cursor() as cursor:
            for table in self.tables:
                cursor.execute(f"CREATE TEMP TABLE kept_{table} AS TABLE {table}")

    def lay_back(self) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            for table in self.tables:
                cursor.execute(f"DELETE FROM {table}")
                cursor.execute(f"INSERT INTO {table} SELECT * FROM kept_{table}")

    def forget(self) -> None:
        with connection.cursor() as cursor:
            for table in self.tables:
                cursor.execute(f"DROP TABLE kept_{table}")


@contextmanager
def rounds(times: int, *tables: type[models.Model], people: int = 2) -> Iterator[Iterator[tuple[int, Sessions]]]:
    """`for number, pair in together:` – every round begins with the same rows."""
    kept = Kept(*tables)
    try:
        with sessions(people) as pair:

            def each() -> Iterator[tuple[int, Sessions]]:
                for number in range(times):
                    yield number, pair
                    kept.lay_back()

            yield each()
    finally:
        kept.forget()


def steps_taken(subject: models.Model, code: str) -> int:
    """How often the chain says this step was taken."""
    found = Event.objects.filter(subject_type=subject._meta.model_name, subject_id=subject.pk, kind="step", detail__step=code)
    return found.count()
