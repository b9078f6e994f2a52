"""Every single row of money behind the sheet, with its source, month and fate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from households.choices import IncomeKind, SpendingKind
from households.models import Household, HouseholdFacts, Income, Medical, Spending
from households.sum_rows import applies

LISTED_KINDS = (IncomeKind.PROPERTY, IncomeKind.TRANSFER)


@dataclass(frozen=True)
class MoneyLine:
    """One row: 元 in one month. `fate` says why it does not count; superseded rows are struck."""

    month: date
    who: str
    item: str
    amount: Decimal
    source: str
    received_on: date
    fate: str = ""
    is_superseded: bool = False

    @property
    def counts(self) -> bool:
        return not self.fate


@dataclass(frozen=True)
class MoneyGroup:
    """Rows of one kind with the sum of those that count."""

    title: str
    lines: list[MoneyLine]

    @property
    def total(self) -> Decimal:
        return sum((line.amount for line in self.lines if line.counts), Decimal(0))

    @property
    def uncounted(self) -> int:
        return sum(not line.counts for line in self.lines)


def _within(model: Any, household: Household, facts: HouseholdFacts) -> Iterable[Any]:
    rows = model.objects.filter(household=household, month__gte=facts.window_start, month__lt=facts.window_end)
    return rows.select_related("person").only(
        "kind", "item", "month", "amount", "source", "received_on", "superseded_at", "person__name"
    ).order_by("kind", "person_id", "item", "month", "pk")  # fmt: skip


def _line(row: Any, fate: str) -> MoneyLine:
    return MoneyLine(
        row.month, row.person.name if row.person else "全户", row.item, row.amount, row.get_source_display(), row.received_on,
        fate, row.superseded_at is not None,
    )  # fmt: skip


def income_groups(household: Household, facts: HouseholdFacts, counted: set[int]) -> list[MoneyGroup]:
    """收入 of the window in the order of the form; `counted` are the persons whose money counts now."""
    exclusions = {row["item"]: row for row in facts.parameters.rows.get("excluded_income", {}).get("value", [])}

    def fate(row: Income) -> str:
        if row.superseded_at:
            return "已被更可靠来源取代"
        if row.person_id and row.person_id not in counted:
            return "此人不计入"
        rule = exclusions.get(row.item) if row.kind in LISTED_KINDS else None
        if rule and applies(rule, row.month):
            return f"不计入：{rule['source']}"
        return "理赔单列，不作收入" if row.kind == IncomeKind.CLAIM else ""

    return _groups(_within(Income, household, facts), fate, IncomeKind)


def spending_groups(household: Household, facts: HouseholdFacts, counted: set[int]) -> list[MoneyGroup]:
    deducted = {SpendingKind.MEDICAL, SpendingKind.EDUCATION, SpendingKind.REHABILITATION, SpendingKind.LOSS}

    def fate(row: Spending) -> str:
        if row.superseded_at:
            return "已被更可靠来源取代"
        if row.person_id and row.person_id not in counted:
            return "此人不计入"
        return "" if row.kind in deducted else "不作扣减"

    return _groups(_within(Spending, household, facts), fate, SpendingKind)


def _groups(rows: Iterable[Any], fate: Any, kinds: Any) -> list[MoneyGroup]:
    by_kind = {kind: [_line(row, fate(row)) for row in members] for kind, members in groupby(rows, key=lambda row: row.kind)}
    return [MoneyGroup(kind.label, by_kind[kind]) for kind in kinds if kind in by_kind]


def settlements(household: Household, facts: HouseholdFacts, since: date) -> list[Medical]:
    """医保结算 of the window and of the year so far, newest first."""
    start = min(facts.window_start, since)
    return list(Medical.objects.filter(household=household, settled_on__gte=start).select_related("person").order_by("-settled_on", "-pk"))
