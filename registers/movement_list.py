"""成员与户的变动 of a batch as its page lists them: narrowed by kind and name, each with who, from where to where, which day and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from households.models import Household, Person
from households.relations import RELATIONS
from registers.models import Batch, Movement, MovementKind


@dataclass(frozen=True)
class MovementFilter:
    """What the address asks: one kind, and a name or household number."""

    kind: str = ""
    word: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> MovementFilter:
        kind = query.get("kind", "")
        return cls(kind if kind in MovementKind.values else "", query.get("q", "").strip()[:40])

    def narrow(self, rows: QuerySet[Movement]) -> QuerySet[Movement]:
        if self.kind:
            rows = rows.filter(kind=self.kind)
        if self.word:
            names = Q(name__icontains=self.word) | Q(from_name__icontains=self.word) | Q(to_name__icontains=self.word)
            rows = rows.filter(names | Q(from_no=self.word) | Q(to_no=self.word))
        return rows

    @property
    def conditions(self) -> list[str]:
        return [*([f"变动为{MovementKind(self.kind).label}"] if self.kind else []), *([f"字词为{self.word}"] if self.word else [])]


@dataclass(frozen=True)
class KindCount:
    """One kind with its number, for the row of links above the list."""

    code: str
    label: str
    number: int


def kinds_of(batch: Batch) -> list[KindCount]:
    return [KindCount(kind.value, str(kind.label), batch.movements[kind.value]) for kind in MovementKind if batch.movements.get(kind.value)]


@dataclass(frozen=True)
class Side:
    """A household by its head and number; `pk` where it stands and can be opened."""

    name: str
    number: str
    pk: int | None


@dataclass(frozen=True)
class MovementRow:
    movement: Movement
    place: str
    number: str  # of the person, masked; "" while he is only in the preview
    relation: str
    left: Side | None
    came: Side | None


def movement_rows(batch: Batch, movements: Iterable[Movement]) -> list[MovementRow]:
    """Two queries for a page: the masked numbers, and which households there are to open."""
    rows = list(movements)
    people = {
        person.pk: str(person.id_number)
        for person in Person.objects.filter(pk__in={row.person_id for row in rows if row.person_id}).only("id_number")
    }
    wanted = {pk for row in rows for pk in (row.from_id, row.to_id) if pk}
    standing = set(Household.objects.filter(pk__in=wanted).values_list("pk", flat=True))

    def side(pk: int | None, name: str, number: str) -> Side | None:
        return Side(name, number, pk if pk in standing else None) if number else None

    return [
        MovementRow(
            row,
            batch.place_of(row.row_number) if row.row_number else "",
            people.get(row.person_id or 0, ""),
            RELATIONS.get(row.relation, ""),
            side(row.from_id, row.from_name, row.from_no),
            side(row.to_id, row.to_name, row.to_no),
        )
        for row in rows
    ]
