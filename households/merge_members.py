"""Two persons' memberships become one's: united by household, dates kept; he lives in one, elsewhere he is only listed (rulings A12, B5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from households.merge_changes import Change
from households.merge_rules import Way, member_relations
from households.models import Household, Member, Person
from policies.categories import SupportCategory


@dataclass(frozen=True)
class Stay:
    """One membership as the preview shows it: whose row, where, and what becomes of it."""

    member: Member
    after: str


@dataclass
class Union:
    stays: list[Stay] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)


def memberships(person: Person) -> list[Member]:
    return list(Member.objects.filter(person=person).select_related("person", "household__village__parent").order_by("pk"))


def possible_homes(keep: Person, gone: Person) -> list[Household]:
    """Where the one person may live: the households either lives in now, the kept one's first."""
    return [row.household for person in (keep, gone) for row in memberships(person) if row.left_on is None and not row.is_claim]


def unite(keep: Person, gone: Person, home: Household | None, on: date) -> Union:
    """`home` is one of `possible_homes`, None where there is none."""
    union = Union()
    own = memberships(keep)
    open_own = {row.household_id: row for row in own if row.left_on is None}
    twins: dict[int, Member] = {}
    for row in memberships(gone):
        twin = open_own.get(row.household_id) if row.left_on is None else None
        if twin is not None:
            twins[twin.pk] = row
            union.changes.append(Change(Member, row.pk, {"left_on": None}, {"left_on": on}))
            union.changes += lines_of(row, twin)
            union.stays.append(Stay(row, "两人同在这一户，留下一条，这一条到今天止"))
            continue
        changed = {"person_id": keep.pk} | listing(row, home)
        union.changes.append(Change(Member, row.pk, {name: getattr(row, name) for name in changed}, changed))
        union.stays.append(Stay(row, words(row, home)))
    for row in own:
        changed = listing(row, home)
        if other := twins.get(row.pk):
            changed |= joined(row, other, union)
        if changed:
            union.changes.append(Change(Member, row.pk, {name: getattr(row, name) for name in changed}, changed))
        union.stays.append(Stay(row, words(row, home)))
    return union


def listing(row: Member, home: Household | None) -> dict[str, Any]:
    """Whether an open membership is a second listing from now on; nothing where it is so already."""
    if row.left_on is not None or home is None:
        return {}
    is_claim = row.household_id != home.pk
    return {} if row.is_claim == is_claim else {"is_claim": is_claim}


def words(row: Member, home: Household | None) -> str:
    if row.left_on is not None:
        return "已离开的，日期不变"
    if home is not None and row.household_id == home.pk:
        return "生活在这一户"
    return "另一台账所列，不再计入这一户"


def joined(row: Member, other: Member, union: Union) -> dict[str, Any]:
    """What the membership that stays takes over from its twin: the earlier day, the category it has none of."""
    changed: dict[str, Any] = {}
    days = [day for day in (row.joined_on, other.joined_on) if day]
    if days and min(days) != row.joined_on:
        changed["joined_on"] = min(days)
    if other.category and not row.category:
        changed |= {"category": other.category, "dibao_mode": other.dibao_mode}
    elif other.category and other.category != row.category:
        labels = [SupportCategory(one.category).label for one in (row, other)]
        union.refusals.append(f"两人在{row.household}的类别不同（{labels[0]}、{labels[1]}），先由镇里重新认定这一户，再合并。")
    return changed


def lines_of(row: Member, twin: Member) -> Iterator[Change]:
    """What was decided of the membership that ends belongs to the one that stays, unless the same paper names both."""
    for relation in member_relations():
        if relation.rule.way in (Way.WRITTEN_ANEW, Way.LEFT):
            continue
        [key] = [name for name in next(iter(relation.model._meta.constraints)).fields if name != relation.field]  # type: ignore[attr-defined]
        base, column = relation.model._base_manager, relation.column
        told = set(base.filter(**{column: twin.pk}).values_list(key, flat=True))
        for pk, paper in base.filter(**{column: row.pk}).values_list("pk", key):
            if paper not in told:
                yield Change(relation.model, pk, {column: row.pk}, {column: twin.pk})
