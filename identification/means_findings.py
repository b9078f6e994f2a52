"""What a means check found, landed as evidence of source 核对: it supersedes what departments, visits and the household said (rulings B4).

What was looked at and not found is a known zero, never a blank (rulings B1).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from accounts.models import Region
from casework.exceptions import StepRefused
from casework.working_days import add_months
from households.choices import AssetKind, EvidenceSource, IncomeKind
from households.effective import supersede_assets, supersede_money
from households.facts import refresh_facts, window_of
from households.journal import mark_changed
from households.models import Asset, Household, Income, Member, Person
from identification.models import MeansCheck
from identification.one_form.items import NOT_FOUND
from policies.models import Parameter

INCOME_KINDS = {str(kind): str(kind.label) for kind in IncomeKind if kind is not IncomeKind.CLAIM}
ASSET_KINDS = {str(kind): str(kind.label) for kind in AssetKind if kind is not AssetKind.OTHER}
VEHICLE = str(AssetKind.VEHICLE)
# 核对范围: what a check may have looked at.
LOOKED_AT = {**INCOME_KINDS, **ASSET_KINDS}


@dataclass(frozen=True)
class FoundIncome:
    """元. Without `months` the amount is that of the whole window; with them that of each month named (their first days)."""

    kind: str
    item: str
    amount: Decimal
    person: Person | None = None
    months: tuple[date, ...] = ()

    def as_row(self) -> dict[str, Any]:
        return {
            "kind": self.kind, "title": INCOME_KINDS[self.kind], "who": self.person.name if self.person else "全户", "item": self.item,
            "amount": str(self.amount), "months": [f"{month:%Y-%m}" for month in self.months],
        }  # fmt: skip


@dataclass(frozen=True)
class FoundAsset:
    """`value` in 元 (of a vehicle its 购置价), `area` in square metres; None where the check could not tell."""

    kind: str
    item: str
    value: Decimal | None = None
    area: Decimal | None = None
    person: Person | None = None

    def as_row(self) -> dict[str, Any]:
        return {
            "kind": self.kind, "title": ASSET_KINDS[self.kind], "who": self.person.name if self.person else "全户", "item": self.item,
            "value": None if self.value is None else str(self.value), "area": None if self.area is None else str(self.area),
        }  # fmt: skip


Found = FoundIncome | FoundAsset


def window_months(check: MeansCheck) -> list[date]:
    """The months income of the case is counted over: those before the day of acceptance (rulings B3). Raises ParameterMissing."""
    accepted_on = check.application.accepted_on
    assert accepted_on is not None
    choice = Parameter.objects.numbers(accepted_on).choice("income_window", check.application.county_code)
    window, months = window_of(accepted_on, choice), []
    month = window.start.replace(day=1)
    while month < window.end:
        months.append(month)
        month = add_months(month, 1)
    return months


def check_found(check: MeansCheck, found: Sequence[Found], looked_at: Iterable[str]) -> None:
    """Each row can land: a kind that was looked at, a member of the household, months of the window, nothing named twice. Raises StepRefused."""
    window, living = set(window_months(check)), living_persons(check.application.household)
    seen: set[tuple[Any, ...]] = set()
    for row in found:
        title = f"“{LOOKED_AT.get(row.kind, row.kind)}·{row.item}”"
        if row.kind not in set(looked_at) or row.kind not in (INCOME_KINDS if isinstance(row, FoundIncome) else ASSET_KINDS):
            raise StepRefused(f"{title}不在核对范围里，请先勾选核对了这一类。", "kind_not_looked_at")
        if not row.item.strip():
            raise StepRefused(f"{title}要写明项目。", "item_missing")
        if row.person and row.person.pk not in living:
            raise StepRefused(f"{row.person}不是这一户共同生活的成员。", "not_a_member")
        if isinstance(row, FoundIncome):
            if row.amount < 0 and row.kind != IncomeKind.BUSINESS:
                raise StepRefused(f"{title}不能为负；只有经营可以亏损。", "amount_negative")
            if outside := sorted(set(row.months) - window):
                raise StepRefused(f"{title}的{outside[0]:%Y年%-m月}不在计算期内。", "month_outside")
        elif min(row.value or 0, row.area or 0) < 0:
            raise StepRefused(f"{title}的金额和面积不能为负。", "amount_negative")
        for key in keys(row, sorted(window)):
            if key in seen:
                raise StepRefused(f"{title}写了两遍，合成一行。", "found_twice")
            seen.add(key)


def keys(row: Found, window: Sequence[date]) -> list[tuple[Any, ...]]:
    who = row.person.pk if row.person else None
    months: Sequence[date | None] = (row.months or window) if isinstance(row, FoundIncome) else [None]
    return [(who, row.kind, row.item.strip(), month) for month in months]


def living_persons(household: Household) -> set[int]:
    return set(Member.objects.living().filter(household=household).values_list("person_id", flat=True))


def shared_out(amount: Decimal, parts: int) -> list[Decimal]:
    """Equal parts in whole 分, the odd 分 in the last; they always sum to the amount (rulings B4)."""
    fen = int(amount.scaleb(2))
    share = abs(fen) // parts * (1 if fen >= 0 else -1)
    return [Decimal(share).scaleb(-2)] * (parts - 1) + [amount - Decimal(share * (parts - 1)).scaleb(-2)]


def land_found(check: MeansCheck, found: Sequence[Found], looked_at: Sequence[str], *, on: date, vehicles: str = "") -> None:
    """Write the evidence, in the caller's transaction: money, property, the precedence of sources, the facts. Raises ParameterMissing.

    An earlier check's own rows of the same kinds give way: the latest check is the word of 核对 on what it looked at. `vehicles` told in words
    alone are neither none nor a number: how many of them count stays unknown until a row or the register says so.
    """
    household, months = check.application.household, window_months(check)
    land_incomes(check, [row for row in found if isinstance(row, FoundIncome)], looked_at, months, on)
    land_assets(
        household, [row for row in found if isinstance(row, FoundAsset)], looked_at, on, told={VEHICLE} if vehicles.strip() else set()
    )
    supersede_money([household.pk], on=on)
    supersede_assets([household.pk], on=on)
    mark_changed([household.pk])
    refresh_facts([household.pk], county=Region.objects.get(code=household.county_code), on=on)


def own_rows(model: Any, household: Household) -> Any:
    """Evidence of means checks done here; what registers brought stays."""
    return model.objects.filter(household=household, source=EvidenceSource.MEANS_CHECK, batch_id__isnull=True)


def land_incomes(check: MeansCheck, found: Sequence[FoundIncome], looked_at: Sequence[str], months: list[date], on: date) -> None:
    household, kinds = check.application.household, [kind for kind in looked_at if kind in INCOME_KINDS]
    own_rows(Income, household).filter(kind__in=kinds, month__in=months).delete()
    common = {"household": household, "source": EvidenceSource.MEANS_CHECK, "received_on": on, "ref": f"核对{check.pk}"}
    rows = []
    for row in found:
        amounts = [row.amount] * len(row.months) if row.months else shared_out(row.amount, len(months))
        rows += [
            Income(person=row.person, kind=row.kind, item=row.item.strip(), month=month, amount=amount, **common)
            for month, amount in zip(row.months or months, amounts, strict=True)
        ]
    silent = [kind for kind in kinds if kind not in {row.kind for row in found}]
    rows += [Income(person=None, kind=kind, item=NOT_FOUND, month=months[-1], amount=Decimal(0), **common) for kind in silent]
    Income.objects.bulk_create(rows)


def land_assets(household: Household, found: Sequence[FoundAsset], looked_at: Sequence[str], on: date, *, told: Set[str]) -> None:
    kinds = [kind for kind in looked_at if kind in ASSET_KINDS]
    own_rows(Asset, household).filter(kind__in=kinds).delete()
    for row in found:
        Asset.objects.update_or_create(
            household=household, person=row.person, kind=row.kind, item=row.item.strip(), source=EvidenceSource.MEANS_CHECK,
            defaults={"value": row.value, "area": row.area, "as_of": on, "received_on": on, "is_none": False},
        )  # fmt: skip
    for kind in set(kinds) - {row.kind for row in found} - told:
        Asset.objects.update_or_create(
            household=household, person=None, kind=kind, item=NOT_FOUND, source=EvidenceSource.MEANS_CHECK,
            defaults={"value": Decimal(0), "area": Decimal(0), "as_of": on, "received_on": on, "is_none": True},
        )  # fmt: skip
