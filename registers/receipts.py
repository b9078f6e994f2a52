"""What a batch of a department's register brought to each town, noted with the batch (registers.freshness reads it)."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date

from households.models import Household
from registers.aside import day_of
from registers.models import Batch, TownReceipt
from registers.rows import Rows
from registers.sources import SOURCES


def note(batch: Batch, rows: Rows) -> None:
    """One row for each town the file speaks of, and one for the people who are in no household."""
    source = SOURCES.get(batch.sheet)
    if source is None:
        return
    towns = dict(Household.objects.filter(pk__one_of=set(rows.homes.values())).values_list("pk", "town_code"))
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    last: dict[str, date] = {}
    days = rows.column(source.dated_by) if source.is_flow else [None] * len(rows)
    for index, (number, said) in enumerate(zip(rows.column("id_number"), days, strict=True)):
        town = towns.get(rows.homes.get(number, 0), "")
        is_aside = index in rows.aside
        counts[town]["aside" if is_aside else "rejected" if index in rows.dead else "matched"] += 1
        day = day_of(said, batch.on)
        if town not in last or day > last[town]:
            last[town] = day
    TownReceipt.objects.filter(batch=batch).delete()
    TownReceipt.objects.bulk_create(
        TownReceipt(
            batch=batch, sheet=batch.sheet, town_code=town, received_on=batch.on, last_day=last[town], rows=number.total(), matched=number["matched"],
            rejected=number["rejected"], aside=number["aside"],
        )
        for town, number in counts.items()
    )  # fmt: skip
