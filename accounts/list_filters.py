"""What the filters of every list share: a field of the address, its chip, its select, and how values are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from accounts.models import Region


@dataclass(frozen=True)
class Field:
    """One filter: the name in the address, the label of its chip, the condition, and how a value reads (None: not a value of it)."""

    name: str
    label: str
    condition: Callable[[str], Q]
    text: Callable[[str], str | None]


@dataclass(frozen=True)
class Chip:
    """A filter that is set, with the address that takes it away."""

    label: str
    text: str
    url: str


@dataclass(frozen=True)
class Select:
    """One select of the filter form."""

    name: str
    label: str
    options: list[tuple[str, str]]
    chosen: str


def in_choices(labels: Mapping[Any, Any]) -> Callable[[str], str | None]:
    known = {str(value): str(label) for value, label in labels.items()}
    return lambda value: known.get(value)


def digits(value: str) -> str | None:
    return value if value.isascii() and value.isdigit() and len(value) < 16 else None


def day(value: str) -> str | None:
    try:
        return f"{date.fromisoformat(value):%Y-%m-%d}"
    except ValueError:
        return None


def region_name(code: str) -> str | None:
    return (Region.objects.filter(code=code).values_list("name", flat=True).first() or code) if digits(code) else None
