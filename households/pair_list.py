"""The queue of suspected pairs: filters in the address, rows in words; and what of it waits on the desk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import DateField, Exists, OuterRef, Q, QuerySet, Value
from django.urls import reverse

from accounts.list_filters import Chip, Select, digits, region_name
from accounts.models import Position, Region
from accounts.roles import Role
from casework.inbox import Todo, TodoSlices, sliced
from households.models import Household, Likeness, Member, MergeState, PersonMerge, SuspectedPair, Verdict
from households.presenters import Mark, light

READERS = (Role.REGISTER_ADMIN, Role.TASKFORCE)
OPEN, PROPOSED, ENDED, ALL = "open", "proposed", "ended", "all"
STATES = {
    OPEN: "待判断",
    PROPOSED: "待县专班批准",
    Verdict.DIFFERENT.value: "不是同一人",
    Verdict.SAME.value: "已合并",
    ENDED: "不再相似",
    ALL: "全部",
}
NAMES = {"ground": "相似之处", "town": "镇街", "state": "状态"}


def proposed() -> Exists:
    return Exists(PersonMerge.objects.filter(pair=OuterRef("pk"), state=MergeState.PROPOSED))


def in_state(rows: Any, state: str) -> Any:
    match state:
        case "open":
            return rows.open().exclude(proposed())
        case "proposed":
            return rows.open().filter(proposed())
        case "ended":
            return rows.filter(
                Q(verdict="")
                & (Q(ended_on__isnull=False) | Q(person_a__merged_into__isnull=False) | Q(person_b__merged_into__isnull=False))
            )
        case "all":
            return rows
        case _:
            return rows.filter(verdict=state)


@dataclass(frozen=True)
class PairFilter:
    values: Mapping[str, str]
    position: Position

    @classmethod
    def read(cls, query: Mapping[str, str], position: Position) -> PairFilter:
        return cls({name: query.get(name, "").strip() for name in NAMES if query.get(name, "").strip()}, position)

    @cached_property
    def texts(self) -> dict[str, str]:
        found = {}
        if (ground := self.values.get("ground", "")) in Likeness.values:
            found["ground"] = Likeness(ground).label
        if digits(town := self.values.get("town", "")):
            found["town"] = region_name(town) or town
        if (state := self.values.get("state", "")) in STATES:
            found["state"] = STATES[state]
        return found

    @property
    def state(self) -> str:
        return self.values["state"] if "state" in self.texts else OPEN

    def rows(self) -> QuerySet[SuspectedPair]:
        rows = in_state(SuspectedPair.objects.visible_to(self.position), self.state)
        if "ground" in self.texts:
            rows = rows.filter(grounds__contains=[self.values["ground"]])
        if "town" in self.texts:
            lived = Member.objects.filter(household__town_code=self.values["town"])
            rows = rows.filter(Exists(lived.filter(person=OuterRef("person_a"))) | Exists(lived.filter(person=OuterRef("person_b"))))
        return rows.order_by("found_on", "pk")

    @property
    def chips(self) -> list[Chip]:
        kept = {name: self.values[name] for name in self.texts}
        return [
            Chip(NAMES[name], text, "?" + urlencode({other: value for other, value in kept.items() if other != name}))
            for name, text in self.texts.items()
        ]

    @property
    def selects(self) -> list[Select]:
        towns = [(region.code, region.name) for region in Region.objects.under(self.position.region).towns()]
        known = [
            ("state", "状态", list(STATES.items()), self.state),
            ("ground", "相似之处", [(str(value), str(label)) for value, label in Likeness.choices], self.values.get("ground", "")),
            ("town", "镇街", towns, self.values.get("town", "")),
        ]
        return [Select(name, label, options, chosen) for name, label, options, chosen in known if len(options) > 1]


@dataclass(frozen=True)
class PairRow:
    """A pair as the list shows it: both by name and home, how it stands."""

    pair: SuspectedPair
    homes: tuple[str, str]
    mark: Mark


def state_mark(pair: SuspectedPair, is_proposed: bool) -> Mark:
    if pair.verdict:
        return light("ok", pair.get_verdict_display())
    if pair.ended_on or pair.person_a.merged_into_id or pair.person_b.merged_into_id:
        return light("idle", "不再相似" if pair.ended_on else "其中一人已并入别人")
    return light("warn", STATES[PROPOSED]) if is_proposed else light("idle", STATES[OPEN])


def rows_of(pairs: Iterable[SuspectedPair], position: Position) -> list[PairRow]:
    """Two statements for a page of pairs: where each lives or lived last, as far as the reader sees, and what is proposed."""
    pairs = list(pairs)
    ids = {pk for pair in pairs for pk in (pair.person_a_id, pair.person_b_id)}
    waiting = set(PersonMerge.objects.filter(pair__in=pairs, state=MergeState.PROPOSED).values_list("pair_id", flat=True))
    homes: dict[int, Household] = {}
    members = Member.objects.visible_to(position).filter(person__in=ids).select_related("household__village__parent")
    for member in members.order_by("-left_on", "is_claim", "pk").defer("household__phone", "household__bank_account"):
        if member.person_id not in homes or (member.left_on is None and not member.is_claim):
            homes[member.person_id] = member.household
    return [
        PairRow(pair, (place(homes.get(pair.person_a_id)), place(homes.get(pair.person_b_id))), state_mark(pair, pair.pk in waiting))
        for pair in pairs
    ]


def place(home: Household | None) -> str:
    if home is None:
        return "已并入"
    town = home.village.parent.name if home.village.parent else ""
    return f"{town}{home.village.name}{home}"


# The desk


def open_pairs(position: Position, on: date, is_mine: bool) -> QuerySet[SuspectedPair]:
    """Pairs nobody judged yet: the register administrator's."""
    rows = SuspectedPair.objects.visible_to(position)
    rows = in_state(rows, OPEN) if position.has(Role.REGISTER_ADMIN) else rows.none()
    return rows.annotate(due_on=Value(None, DateField())).order_by("found_on", "pk")


def merges_waiting(position: Position, on: date, is_mine: bool) -> QuerySet[PersonMerge]:
    """Merges another person proposed: the county's 专班 decides."""
    rows = PersonMerge.objects.filter(state=MergeState.PROPOSED, pair__in=SuspectedPair.objects.visible_to(position))
    rows = rows.exclude(proposer=position.user_id) if position.has(Role.TASKFORCE) else rows.none()
    return rows.annotate(due_on=Value(None, DateField())).order_by("proposed_on", "pk")


def todo(pair_id: int, names: str, what: str, ground: str, action: str) -> Todo:
    return Todo(
        due_on=None, household=names, place="", what=what, ground=ground, blocked_by="", action=action,
        url=reverse("households:duplicate", args=[pair_id]), is_mine=True,
    )  # fmt: skip


def pair_todos(pairs: Iterable[Any], position: Position, on: date) -> list[Todo]:
    if isinstance(pairs, QuerySet):
        pairs = pairs.select_related("person_a", "person_b")
    return [todo(pair.pk, str(pair), "判断是不是同一人", "、".join(pair.ground_labels), "去判断") for pair in pairs]


def merge_todos(merges: Iterable[Any], position: Position, on: date) -> list[Todo]:
    if isinstance(merges, QuerySet):
        merges = merges.select_related("keep", "gone", "proposed_by__user")
    return [todo(row.pair_id, str(row), "批准合并", f"{row.proposed_by}提出", "去批准") for row in merges]


def list_url(state: str) -> str:
    return f"{reverse('households:duplicates')}?{urlencode({'state': state})}"


PAIRS = sliced(
    "duplicates", "重复人员", TodoSlices(open_pairs, pair_todos, lambda is_mine, due: list_url(OPEN)),
    roles=(Role.REGISTER_ADMIN,), readers=(Role.REGISTER_ADMIN,),
)  # fmt: skip
MERGES = sliced(
    "merges", "合并人员", TodoSlices(merges_waiting, merge_todos, lambda is_mine, due: list_url(PROPOSED)),
    roles=(Role.TASKFORCE,), readers=(Role.TASKFORCE,),
)  # fmt: skip
