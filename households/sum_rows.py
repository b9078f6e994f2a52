"""Rows of evidence as the sums read them: one group per kind, person, item and source, and which groups a sheet shows."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q

from casework.working_days import add_months
from households.choices import EvidenceSource
from households.models import Household, HouseholdFacts, Income, Person, Spending

STALE_MONTHS = 6


def evidence(
    model: type[Income] | type[Spending], household: Household, facts: HouseholdFacts, people: set[int], at: datetime | None
) -> list[Any]:
    rows = model.objects.filter(household=household, month__gte=facts.window_start, month__lt=facts.window_end).filter(
        Q(person__isnull=True) | Q(person__in=people)
    )
    if at is None:
        rows = rows.filter(superseded_at__isnull=True)
    else:
        rows = rows.filter(known_at__lte=at).filter(Q(superseded_at__isnull=True) | Q(superseded_at__gt=at))
    return list(
        rows.select_related("person")
        .only("kind", "item", "month", "amount", "source", "received_on", "ref", "person__name")
        .order_by("kind", "person_id", "item", "month")
    )


@dataclass(frozen=True)
class Group:
    """Rows of one kind, person, item and source."""

    kind: str
    item: str
    person: Person | None
    source: str
    received_on: date
    rows: tuple[tuple[date, Decimal], ...]
    is_stale: bool

    @property
    def amount(self) -> Decimal:
        return sum((amount for _, amount in self.rows), Decimal(0))

    @property
    def who(self) -> str:
        return self.person.name if self.person else "全户"

    @property
    def where_from(self) -> str:
        return f"{EvidenceSource(self.source).label}，{self.received_on:%Y年%-m月}取得，{len(self.rows)}个月"


def grouped(rows: list[Any], facts: HouseholdFacts, on: date | None) -> list[Group]:
    """Rows folded by kind, person, item and source, in the order of the form."""
    folded: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
    for row in rows:
        folded[(row.kind, row.item, row.person_id, row.source)].append(row)
    return [
        Group(
            kind, item, members[0].person, source, max(row.received_on for row in members),
            tuple((row.month, row.amount) for row in members),
            add_months(max(row.received_on for row in members), STALE_MONTHS) < (on or facts.window_end),
        )
        for (kind, item, _, source), members in folded.items()
    ]  # fmt: skip


def shown(groups: list[Group]) -> list[Group]:
    """Groups without the idle zeros: "none" of a kind is said once, and not beside money of that kind. Every row stands on the page of incomes."""
    kept: list[Group] = []
    with_money = {group.kind for group in groups if group.amount or group.person}
    for group in groups:
        is_zero = group.person is None and not group.amount
        if not is_zero or (group.kind not in with_money and group.kind not in {other.kind for other in kept}):
            kept.append(group)
    return kept


def applies(rule: dict[str, Any], month: date) -> bool:
    return date.fromisoformat(rule["valid_from"]) <= month and (not rule.get("valid_to") or month <= date.fromisoformat(rule["valid_to"]))


def total(rows: tuple[tuple[date, Decimal], ...]) -> Decimal:
    return sum((amount for _, amount in rows), Decimal(0))
