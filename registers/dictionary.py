"""The dictionary of fields: of every column of every register its kind, its words, where it lands, and how much of it is known in a county."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.core.cache import cache
from django.core.exceptions import FieldDoesNotExist
from django.db.models import CharField, Count, Field, Model, Q, QuerySet, TextField
from django.utils import timezone

from accounts.models import Office, Position, Region
from households.choices import Register
from households.models import Household, Member, Person, RegisterClaim
from registers.kinds import Kind, is_required, kind_of, options
from registers.models import Batch
from registers.sheets import SHEETS, Column, Sheet

KEPT_SECONDS = 3600
CHECKS_ONLY = "只用来找人、找户或核对"
OF_PERSON = {field.name for field in Person._meta.concrete_fields}
# Where a column's own code is no field of the register's model: the path from there.
USUAL = {"id_number": "person__id_number", "name": "person__name", "household_no": "household__household_no"}
PATHS: dict[str, dict[str, str]] = {
    "regions": {"parent_code": "parent__code"},
    "offices": {"region_code": "region__code"},
    "users": {"name": "user__name", "username": "user__username", "phone": "user__phone", "office_code": "office__code", "region_code": "region__code"},
    "households": {"region_code": "village__code"},
    "members": {column.code: f"person__{column.code}" for column in SHEETS["members"].columns if column.code in OF_PERSON},
    "obligors": {**USUAL, "obligor_name": "name", "obligor_id_number": "id_number"},
    "monitored": {"household_no": "outside_no"} | {f"risk_{number}": "risks" for number in range(1, 6)},
}  # fmt: skip
ROOTS: dict[str, type[Model]] = {"users": Position, "members": Member}


@dataclass(frozen=True)
class Known:
    """How many rows of a register a county has, how many of them say something in each column, and when that was counted."""

    total: int
    by_code: Mapping[str, int]
    at: Any


@dataclass(frozen=True)
class Entry:
    """One column as the page and the manual show it; `known` and `share` (percent) only where it was counted."""

    column: Column
    lands: str
    known: int | None = None
    total: int = 0

    @property
    def kind(self) -> Kind:
        return kind_of(self.column)

    @property
    def required(self) -> str:
        return is_required(self.column)

    @property
    def options(self) -> tuple[str, ...]:
        return options(self.column)

    @property
    def share(self) -> int | None:
        """Percent, rounded down: 100 only when every row is known."""
        return None if self.known is None or not self.total else self.known * 100 // self.total

    @property
    def share_words(self) -> str:
        if self.share is None:
            return "—"
        return "不到1%" if self.known and not self.share else f"{self.share}%"


@dataclass(frozen=True)
class Dictionary:
    """One register's columns and what the database holds of them."""

    sheet: Sheet

    @cached_property
    def root(self) -> type[Model]:
        return ROOTS.get(self.sheet.code) or apps.get_model(self.sheet.lands_on[0])

    def path(self, column: Column) -> str | None:
        """The way from the register's model to the field; None where the column only helps to find or to check."""
        code = self.sheet.code
        for path in (PATHS.get(code, {}).get(column.code), column.code, USUAL.get(column.code)):
            if path and field_at(self.root, path) is not None:
                return path
        return None

    def lands(self, column: Column) -> str:
        path = self.path(column)
        if path is None:
            return "村的曾用名" if (self.sheet.code, column.code) == ("regions", "former_names") else CHECKS_ONLY
        field = field_at(self.root, path)
        assert field is not None
        return f"{field.model._meta.verbose_name}·{field.verbose_name}"

    def entries(self, known: Known | None = None) -> list[Entry]:
        rows = []
        for column in self.sheet.columns:
            count = known.by_code.get(column.code) if known else None
            rows.append(Entry(column, self.lands(column), count, known.total if known else 0))
        return rows

    def rows(self, position: Position) -> QuerySet[Any]:
        """The register's rows within a position's region."""
        manager: Any = self.root._default_manager
        visible = Household.objects.visible_to(position)
        inside = Region.objects.under(position.region)
        if self.root is Region:
            return inside
        if self.root in (Office, Position):
            return manager.filter(region__in=inside)
        if self.root is Household:
            return visible
        rows = manager.filter(household__in=visible)
        if self.root is RegisterClaim:
            return rows.filter(register=Register(self.sheet.code))
        return rows.filter(is_claim=False) if self.root is Member else rows

    def known(self, position: Position) -> Known:
        """One statement a register; kept for an hour or until the register's next batch. 300,000 households take a second or two."""
        last = Batch.objects.filter(sheet=self.sheet.code).order_by("-pk").values_list("pk", flat=True).first()
        key = f"registers.known.{position.region.code}.{self.sheet.code}.{last}"
        counted: Known | None = cache.get(key)
        if counted is None:
            asked = {f"c{number}": Count("pk", filter=is_known(self.root, path, column.code))
                     for number, column in enumerate(self.sheet.columns) if (path := self.path(column))}  # fmt: skip
            answer = self.rows(position).order_by().aggregate(in_all=Count("pk"), **asked)
            by_code = {self.sheet.columns[int(name[1:])].code: count for name, count in answer.items() if name != "in_all"}
            counted = Known(answer["in_all"], by_code, timezone.localtime())
            cache.set(key, counted, KEPT_SECONDS)
        return counted


def field_at(model: type[Model], path: str) -> Field[Any, Any] | None:
    field: Any = None
    for name in path.split("__"):
        try:
            field = model._meta.get_field(name)
        except FieldDoesNotExist:
            return None
        model = field.related_model or model
    return field if getattr(field, "concrete", False) else None


def is_known(root: type[Model], path: str, code: str) -> Q:
    """Whether a row says something: not NULL, and no empty text or list."""
    field = field_at(root, path)
    if isinstance(field, ArrayField):
        return Q(**{f"{path}__len__gte": int(code.rpartition("_")[2]) if code.startswith("risk_") else 1})
    said = Q(**{f"{path}__isnull": False})
    return said & ~Q(**{path: ""}) if isinstance(field, CharField | TextField) else said
