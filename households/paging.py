"""Pages of long lists: counts capped, offset up to page 50, keyset beyond (design §8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict

COUNT_CAP = 10_001
LAST_OFFSET_PAGE = 50
PAGE_SIZES = (20, 50, 100)
DEFAULT_SIZE = 50


@dataclass(frozen=True)
class Order:
    """A sort whose columns end in a unique one, so that a row names its place. `fields` as order_by takes them, all in one direction."""

    code: str
    label: str
    fields: tuple[str, ...]

    @property
    def is_descending(self) -> bool:
        return self.fields[0].startswith("-")

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(name.lstrip("-") for name in self.fields)

    @property
    def turned(self) -> tuple[str, ...]:
        return tuple(name[1:] if name.startswith("-") else f"-{name}" for name in self.fields)

    def key(self, row: Any) -> str:
        """The row's place as text for the address."""
        values = (getattr(row, name) for name in self.columns)
        return "~".join(value.isoformat() if isinstance(value, datetime) else str(value) for value in values)

    def beyond(self, key: str, *, back: bool = False) -> Q:
        """Rows after (or before) the place a key names. Raises ValueError for a key that is none."""
        parts: list[Any] = key.split("~")
        if len(parts) != len(self.columns):
            raise ValueError(key)
        values = [datetime.fromisoformat(part) if name.endswith("_at") else part for name, part in zip(self.columns, parts, strict=True)]
        lookup = "lt" if self.is_descending != back else "gt"
        q = Q(**{f"{self.columns[-1]}__{lookup}": values[-1]})
        for name, value in zip(reversed(self.columns[:-1]), reversed(values[:-1]), strict=True):
            q = Q(**{f"{name}__{lookup}": value}) | (Q(**{name: value}) & q)
        return q


@dataclass(frozen=True)
class CappedCount:
    """How many there are, without counting past what anybody reads."""

    count: int

    @property
    def is_capped(self) -> bool:
        return self.count >= COUNT_CAP

    @property
    def count_text(self) -> str:
        return f"{COUNT_CAP - 1:,}+" if self.is_capped else f"{self.count:,}"


@dataclass(frozen=True)
class KeysetPage:
    """One page with the addresses of its neighbours; looks like Django's Page to `<c-pager>`. `number` is None beyond page 50."""

    object_list: Sequence[Any]
    paginator: CappedCount
    number: int | None
    previous_url: str
    next_url: str

    @property
    def has_previous(self) -> bool:
        return bool(self.previous_url)

    @property
    def has_next(self) -> bool:
        return bool(self.next_url)


def capped_count(queryset: QuerySet[Any]) -> CappedCount:
    return CappedCount(queryset.order_by()[:COUNT_CAP].count())


def page_size(query: QueryDict) -> int:
    asked = query.get("size", "")
    return int(asked) if asked.isdigit() and int(asked) in PAGE_SIZES else DEFAULT_SIZE


def _address(query: QueryDict, **place: str) -> str:
    changed = query.copy()
    for name in ("page", "after", "before"):
        changed.pop(name, None)
    for name, value in place.items():
        changed[name] = value
    return f"?{changed.urlencode()}"


def _rows(places: QuerySet[Any], load: QuerySet[Any]) -> list[Any]:
    """First the keys in order, from narrow rows and the index; then only these rows with all they carry along."""
    keys = list(places.values_list("pk", flat=True))
    known = load.in_bulk(keys)
    return [known[key] for key in keys if key in known]


def keyset_page(
    queryset: QuerySet[Any], order: Order, query: QueryDict, count: CappedCount, load: QuerySet[Any] | None = None
) -> KeysetPage:
    """The page the address asks for, in two queries: `size + 1` keys, then their rows as `load` brings them.

    A place that cannot be read is the first page.
    """
    load = queryset.model._default_manager.all() if load is None else load
    size = page_size(query)
    for name in ("after", "before"):
        if query.get(name):
            try:
                return _beyond(queryset, order, query, count, size, load, back=name == "before")
            except ValueError:
                break
    asked = query.get("page", "")
    number = min(max(int(asked), 1), LAST_OFFSET_PAGE) if asked.isdigit() and len(asked) < 6 else 1
    start = (number - 1) * size
    rows = _rows(queryset.order_by(*order.fields)[start : start + size + 1], load)
    following = ""
    if len(rows) > size:
        rows = rows[:size]
        following = _address(query, page=str(number + 1)) if number < LAST_OFFSET_PAGE else _address(query, after=order.key(rows[-1]))
    return KeysetPage(rows, count, number, _address(query, page=str(number - 1)) if number > 1 else "", following)


def _beyond(
    queryset: QuerySet[Any], order: Order, query: QueryDict, count: CappedCount, size: int, load: QuerySet[Any], *, back: bool
) -> KeysetPage:
    key = query["before" if back else "after"]
    found = queryset.filter(order.beyond(str(key), back=back)).order_by(*(order.turned if back else order.fields))
    rows = _rows(found[: size + 1], load)
    more = len(rows) > size
    rows = rows[:size]
    if back:
        rows.reverse()
    if not rows:
        return KeysetPage(rows, count, None, _address(query, page="1"), "")
    earlier = _address(query, before=order.key(rows[0])) if more or not back else ""
    later = _address(query, after=order.key(rows[-1])) if more or back else ""
    return KeysetPage(rows, count, None, earlier, later)
