"""What an address asks of a list of cases: its fields read, worded, and turned into conditions; every room's list is one subclass."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import ClassVar, Self
from urllib.parse import urlencode

from django.db.models import Q

from accounts.list_filters import Chip, Field
from accounts.models import Position
from casework.due import DueGroup


@dataclass(frozen=True)
class ListFilter:
    """An address of a list, read. Values that mean nothing are left out, as if never written. `fields`: what the list can be narrowed by."""

    fields: ClassVar[tuple[Field, ...]]

    values: Mapping[str, str]
    position: Position
    on: date
    due: str = ""
    is_mine: bool = False

    @classmethod
    def read(cls, query: Mapping[str, str], position: Position, on: date) -> Self:
        due = query.get("due", "")
        values = {field.name: query.get(field.name, "").strip() for field in cls.fields}
        kept = {name: value for name, value in values.items() if value}
        return cls(kept, position, on, due if due in DueGroup.values else "", query.get("who") == "mine")

    @cached_property
    def texts(self) -> dict[str, str]:
        """The fields in force and how they read."""
        found = {field.name: field.text(self.values[field.name]) for field in self.fields if field.name in self.values}
        return {name: text for name, text in found.items() if text is not None}

    def narrowing(self, *names: str) -> list[Q]:
        """The conditions of the fields named, or of all; one by one, as conditions on many-valued relations are asked one by one."""
        return [
            field.condition(self.values[field.name])
            for field in self.fields
            if field.name in self.texts and (not names or field.name in names)
        ]

    @property
    def query(self) -> dict[str, str]:
        """The address again, cleaned."""
        query = {name: self.values[name] for name in self.texts}
        return query | ({"due": self.due} if self.due else {}) | ({"who": "mine"} if self.is_mine else {})

    def url_without(self, *names: str) -> str:
        return "?" + urlencode({name: value for name, value in self.query.items() if name not in names})

    @cached_property
    def chips(self) -> list[Chip]:
        labels = {field.name: field.label for field in self.fields}
        chips = [Chip(labels[name], text, self.url_without(name)) for name, text in self.texts.items()]
        return chips + ([Chip("范围", "轮到我办", self.url_without("who"))] if self.is_mine else [])
