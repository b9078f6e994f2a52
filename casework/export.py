"""导出: what a list shows, as a workbook with the official head. One declared thing per list; rows come by a server-side cursor, none is kept.

A list says how its address is read (`ask`) and what its columns are. Numbers of persons are masked unless the duty may see them whole, the purpose is
stated and the rows are few (SE-06, PD-08): `secret` names the kind of accounts.unmasking.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from operator import itemgetter
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from accounts.fields import Sealed
from accounts.models import Position
from accounts.roles import Role
from accounts.unmasking import may_ask
from casework.xlsx_stream import Head, Kind, Tab, workbook
from policies.models import Parameter, ParameterMissing

CHUNK = 2_000
SIGNED_BY = ("审核人", "负责人")  # signed on paper
LIMIT = "export_whole_rows"


@dataclass(frozen=True)
class Column:
    """One column. `of` names what values_list reads, or reads a row's value itself; `shape` turns several, or a code, into what is shown."""

    title: str
    of: str | tuple[str, ...] | Callable[[Any], Any]
    kind: Kind = Kind.TEXT
    width: float = 12
    shape: Callable[..., Any] | None = None
    secret: str = ""

    @property
    def paths(self) -> tuple[str, ...]:
        return () if callable(self.of) else (self.of,) if isinstance(self.of, str) else self.of

    def reader(self, places: dict[str, int], whole: bool) -> Callable[[Any], Any]:
        """How the value is taken from a row: of values where paths are named, of an object otherwise."""
        if callable(self.of):
            return self.of
        at = [places[path] for path in self.paths]
        shape = (revealed if whole else masked) if self.secret else self.shape
        if shape is None:
            return itemgetter(at[0])
        if len(at) == 1:
            place = at[0]
            return lambda row: shape(row[place])
        return lambda row: shape(*[row[place] for place in at])


def masked(value: Sealed | None) -> str:
    return str(value) if value else ""


def revealed(value: Sealed | None) -> str:
    return value.reveal() if value else ""


def label_of(choices: Iterable[tuple[Any, Any]]) -> Callable[[Any], str]:
    """The word of a code; a code nobody knows any more stays as it is."""
    words = {value: str(label) for value, label in choices}
    return lambda value: words.get(value, value or "")


@dataclass(frozen=True)
class Asked:
    """What an address asks of a list: the rows in the list's order, the conditions in words, the way back.

    `rows`: a queryset, or for lists held in memory a sequence. Columns reading objects get its rows as they are.
    """

    rows: QuerySet[Any] | Sequence[Any]
    columns: Sequence[Column]
    conditions: Sequence[str] = ()
    part: str = ""  # which of the list's tabs: 已办结, 待抽查


@dataclass(frozen=True)
class ListExport:
    """One list that can be taken out of the house."""

    title: str
    list_url: str
    unit: str
    roles: tuple[Role, ...]
    ask: Callable[..., Asked]


class Refused(ValueError):
    """The rows cannot go out whole; said to the person."""


@dataclass
class Sheet:
    """One export about to be written: who takes what out, and why."""

    title: str
    asked: Asked
    by: Position
    on: date
    unit: str = "行"

    @cached_property
    def count(self) -> int:
        rows = self.asked.rows
        return rows.order_by().count() if isinstance(rows, QuerySet) else len(rows)

    @property
    def secrets(self) -> list[Column]:
        """Columns this duty may see whole."""
        return [column for column in self.asked.columns if column.secret and may_ask(column.secret, self.by)]

    @property
    def has_secrets(self) -> bool:
        return any(column.secret for column in self.asked.columns)

    @cached_property
    def whole_limit(self) -> int | None:
        """Up to how many rows may carry whole numbers on the word of one person; None where nobody set it: then none may at all."""
        try:
            return int(Parameter.objects.numbers(self.on).number(LIMIT, self.by.region.code))
        except ParameterMissing:
            return None

    @property
    def may_be_whole(self) -> bool:
        """Somebody whose duty needs whole numbers may ask for them; above the limit a second person must agree (casework.whole_exports)."""
        return bool(self.secrets) and self.whole_limit is not None

    @property
    def needs_approval(self) -> bool:
        return self.whole_limit is not None and self.count > self.whole_limit

    def check_whole(self) -> None:
        """Raises Refused with what can be done instead."""
        if not self.secrets:
            raise Refused(f"您的岗位是{self.by.title}，不办理需要完整号码的事项。请导出隐去号码的名单。")
        if self.whole_limit is None:
            raise Refused("政策标准里没有“一次导出可带完整号码的行数上限”，不能带完整号码。请导出隐去号码的名单。")

    def above(self, purpose: str, whole: bool) -> list[str]:
        """Title, official head, watermark."""
        return official_head(self.title, self.asked, self.by, self.on, self.count, self.unit, purpose, whole if self.has_secrets else None)

    def tab(self, purpose: str, *, whole: bool = False, name: str = "") -> Tab:
        heads = [Head(column.title, column.kind, column.width) for column in self.asked.columns]
        return Tab(name or self.title, heads, self.rows(whole), self.above(purpose, whole))

    def rows(self, whole: bool = False) -> Iterator[Sequence[Any]]:
        """Row by row; one statement whatever the size."""
        columns = self.asked.columns
        allowed = set(map(id, self.secrets)) if whole else set()
        paths = list(dict.fromkeys(path for column in columns for path in column.paths))
        places = {path: place for place, path in enumerate(paths)}
        readers = [column.reader(places, id(column) in allowed) for column in columns]
        found: Any = self.asked.rows
        if isinstance(found, QuerySet):
            found = (found.values_list(*paths) if paths else found).iterator(chunk_size=CHUNK)
        for row in found:
            yield [read(row) for read in readers]

    def stream(self, purpose: str, *, whole: bool = False) -> Iterator[bytes]:
        return workbook([self.tab(purpose, whole=whole)])


def official_head(
    title: str, asked: Asked, by: Position, on: date, count: int, unit: str, purpose: str, whole: bool | None
) -> list[str]:  # fmt: skip
    """The lines over the table; `whole` None: the table has no numbers of persons."""
    signed = "　　".join(f"{who}：＿＿＿＿" for who in SIGNED_BY)
    now = timezone.localtime()
    parts = [
        f"{by.user.name}（{by.title}）{on.year}年{on.month}月{on.day}日{now:%H:%M}导出",
        f"{count:,}{unit}",
        f"用途：{purpose}",
        f"条件：{'，'.join(asked.conditions) or '无'}",
    ]
    if whole is not None:
        parts.append("含完整号码，用完销毁，不得外传" if whole else "号码已隐去")
    return [
        title + (f"（{asked.part}）" if asked.part else ""),
        f"填报单位：{by.office.name}　　填报日期：{on.year}年{on.month}月{on.day}日　　制表人：{by.user.name}　　{signed}",
        "；".join(parts),
    ]


def where(prefix: str) -> tuple[Column, Column]:
    """Town and village of the household that `prefix` leads to."""
    return Column("镇街", f"{prefix}village__parent__name"), Column("村（社区）", f"{prefix}village__name", width=16)


def conditions_of(chips: Iterable[Any]) -> list[str]:
    """Chips of a list's filter as words."""
    return [f"{chip.label}为{chip.text}" for chip in chips]
