"""Money, property and obligors of a form as evidence rows (rulings B1, B4, B12).

A yearly figure covers the twelve full months before the day, the odd 分 in the last. What the same source said before and the form no longer says
becomes zero; a survey's form also answers what only the family had said. Nothing of a kind is a zero that is known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from casework.working_days import add_months
from households.choices import EvidenceSource
from households.effective import supersede_assets
from households.facts import window_of
from households.models import Asset, Household, Income, Obligor, Spending
from identification.one_form.items import NOTHING, PROPERTY_KINDS
from identification.one_form.known import INCOME_KINDS

FORM_SOURCES = (EvidenceSource.DECLARED, EvidenceSource.VISIT)
ZERO = Decimal(0)


def twelve_months(on: date) -> list[date]:
    """The twelve full months before the month of `on`."""
    start = window_of(on).start
    return [add_months(start, number) for number in range(12)]


def split(amount: Decimal) -> list[Decimal]:
    """Twelve parts in whole 分, the odd 分 in the last; they always sum to the amount."""
    fen = int(amount.scaleb(2))
    share = Decimal(abs(fen) // 12 * (1 if fen >= 0 else -1)).scaleb(-2)
    return [share] * 11 + [amount - share * 11]


def land_money(
    household: Household, told: Mapping[str, Sequence[Mapping[str, Any]]], people: Mapping[Any, int], *, source: str, on: date
) -> int:
    """Rows written. `people` translates who a line names into a person's id."""
    months, written = twelve_months(on), 0
    for kind, lines in told.items():
        wanted: dict[tuple[int | None, str], Decimal] = {}
        for line in lines:
            wanted[people[line["who"]] if line["who"] else None, line["item"]] = Decimal(line["amount"])
        if not wanted:
            wanted[None, NOTHING] = ZERO
        model: Any = Income if kind in INCOME_KINDS else Spending
        written += land_kind(model, household, kind, wanted, months, source=source, on=on)
    return written


def land_kind(
    model: Any, household: Household, kind: str, wanted: dict[tuple[int | None, str], Decimal], months: list[date], *,
    source: str, on: date,
) -> int:  # fmt: skip
    """One kind of money of one household, made to say exactly what the form says."""
    said = list(model.objects.filter(household=household, kind=kind, month__in=months, source__in=FORM_SOURCES).order_by("pk"))
    if any(item != NOTHING for _, item in wanted):
        gone = [row.pk for row in said if row.source == source and row.item == NOTHING]
        model.objects.filter(pk__in=gone).delete()
        said = [row for row in said if row.pk not in set(gone)]
    else:
        gone = []
    own = [row for row in said if row.source == source]
    # What the family alone had said, a survey answers: no longer there is zero.
    others = (
        {(row.person_id, row.item) for row in said if row.source == EvidenceSource.DECLARED} if source == EvidenceSource.VISIT else set()
    )
    keys = {*wanted, *((row.person_id, row.item) for row in own), *(key for key in others if key[1] != NOTHING)}
    by_key: dict[tuple[int | None, str, date], list[Any]] = {}
    for row in own:
        by_key.setdefault((row.person_id, row.item, row.month), []).append(row)
    new, changed = [], []
    for person_id, item in sorted(keys, key=lambda key: (key[0] or 0, key[1])):
        parts = split(wanted.get((person_id, item), ZERO))
        for month, part in zip(months, parts, strict=True):
            rows = by_key.get((person_id, item, month), [])
            if not rows:
                new.append(
                    model(
                        household=household,
                        person_id=person_id,
                        kind=kind,
                        item=item,
                        month=month,
                        amount=part,
                        source=source,
                        received_on=on,
                    )
                )
            for place, row in enumerate(rows):
                figure = part if place == 0 else ZERO
                if (row.amount, row.received_on) != (figure, on) and (row.amount != figure or (person_id, item) in wanted):
                    row.amount, row.received_on = figure, on
                    changed.append(row)
    model.objects.bulk_create(new)
    model.objects.bulk_update(changed, ["amount", "received_on"])
    return len(new) + len(changed) + len(gone)


def land_property(household: Household, lines: Sequence[Mapping[str, Any]], *, source: str, on: date) -> int:
    """财产 as one whole list of that day: what the same source listed before and lists no more is gone; of every other kind there is said to be none."""
    told = {line["kind"] for line in lines}
    silent = [{"kind": kind, "item": NOTHING, "value": None, "area": None, "is_none": True} for kind in PROPERTY_KINDS if kind not in told]
    listed = [*({**line, "is_none": False} for line in lines), *silent]
    own = {
        (row.kind, row.item, row.person_id): row
        for row in Asset.objects.filter(household=household, source=source, kind__in=PROPERTY_KINDS)
    }
    gone = [row.pk for key, row in own.items() if key not in {(line["kind"], line["item"], None) for line in listed}]
    Asset.objects.filter(pk__in=gone).delete()
    written = len(gone)
    for line in listed:
        row = own.get((line["kind"], line["item"], None))
        values = {"value": line["value"], "area": line["area"], "is_none": line["is_none"], "as_of": on, "received_on": on}
        if row is None:
            Asset.objects.create(household=household, kind=line["kind"], item=line["item"], source=source, **values)
        elif any(getattr(row, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(row, name, value)
            row.save(update_fields=list(values))
        else:
            continue
        written += 1
    if written:
        supersede_assets([household.pk], on=on)
    return written


def land_obligors(household: Household, told: Mapping[int, Sequence[Mapping[str, Any]]], *, source: str, on: date) -> int:
    """义务人 of each person named, or the statement that there is none. What departments brought stays."""
    written = 0
    for person_id, lines in told.items():
        rows = {(row.name, row.relation): row for row in Obligor.objects.filter(household=household, person_id=person_id)}
        wanted: list[Mapping[str, Any]] = list(lines) or [{"name": "", "relation": "", "is_none": True}]
        keys = {(line["name"], line["relation"]) for line in wanted}
        gone = [row.pk for key, row in rows.items() if key not in keys and row.source in FORM_SOURCES]
        Obligor.objects.filter(pk__in=gone).delete()
        written += len(gone)
        for line in wanted:
            row = rows.get((line["name"], line["relation"]))
            if row and row.source not in FORM_SOURCES:
                continue
            values = {**line, "source": source, "received_on": on}
            if row and all(getattr(row, name) == value for name, value in values.items()):
                continue
            row = row or Obligor(household=household, person_id=person_id)
            for name, value in values.items():
                setattr(row, name, value)
            row.save()
            written += 1
    return written
