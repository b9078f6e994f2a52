"""不在册另存: rows about people who are not in our registers, laid down sealed and read back as rows (decision 0015).

What is kept is what the columns print of the parsed values, so that it reads back as the same values whatever the file's headings were, and the
same row of another file has the same digest.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any

from accounts.encryption import blind_index, seal
from accounts.models import Region
from casework.working_days import add_months, first_of_month
from policies.models import Parameter
from registers.copying import lay_down
from registers.models import AsideRow, AsideState, Batch
from registers.parsing import Period
from registers.reading.layout import Heading, Place
from registers.rows import Rows
from registers.sheets import SHEETS
from registers.sheets.base import Column
from registers.sources import SOURCES
from registers.workbook import Tab

AT_ONCE = 20_000
COLUMNS = ("batch_id", "sheet", "row_number", "id_index", "payload", "digest", "period", "received_on", "state")
TOO_OLD = "不在册的行里有{number}行说的是{day}以前的事，已过另存期，只计数，没有另存。"


def first_day_kept(county: Region, on: date) -> date:
    """The first day whose rows are still kept aside. Raises ParameterMissing."""
    months = int(Parameter.objects.numbers(on).number("aside_months", county))
    return add_months(first_of_month(on), -months)


def keep(batch: Batch, rows: Rows) -> list[str]:
    """Lay down the rows set aside, each once whatever file brought it; returns what the batch has to say of those too old to be kept.

    Raises ParameterMissing. In the caller's transaction, one register at a time (registers.batches.lock_register).
    """
    if not rows.aside:
        return []
    first, old = first_day_kept(batch.county, batch.on) if batch.county else date.min, 0
    found = _written(batch, rows)
    while some := list(islice(found, AT_ONCE)):
        young = {row[4]: row for row in some if row[2] >= first}
        old += len(some) - len(young)
        standing = {bytes(digest) for digest in AsideRow.objects.filter(digest__in=young).values_list("digest", flat=True)}
        lay_down(
            AsideRow,
            COLUMNS,
            [
                (batch.pk, batch.sheet, line, index, seal(text), digest, day, batch.on, AsideState.WAITING.value)
                for digest, (line, index, day, text, _) in young.items()
                if digest not in standing
            ],
        )
    return [TOO_OLD.format(number=old, day=f"{first.year}年{first.month}月")] if old else []


def _written(batch: Batch, rows: Rows) -> Iterator[tuple[int, bytes, date, str, bytes]]:
    """(line, index of the person, day it speaks of, text, digest) of every row set aside; a value that comes again and again is printed once."""
    source = SOURCES[batch.sheet]
    columns = [rows.sheet.by_code[code] for code in rows.places if code in rows.sheet.by_code]
    dated = columns.index(rows.sheet.by_code[source.dated_by]) if source.dated_by in rows.places else None
    values = [rows.column(column.code) for column in columns]
    numbers = rows.column("id_number")
    people: dict[str, bytes] = {}
    printed: list[dict[Any, Any]] = [{} for _ in columns]
    for index in sorted(rows.aside):
        said: dict[str, Any] = {}
        for place, column in enumerate(columns):
            value = values[place][index]
            if value is None:
                continue
            memo = printed[place]
            if value not in memo:
                memo[value] = _plain(column, value)
            said[column.code] = memo[value]
        day = day_of(values[dated][index], batch.on) if dated is not None else batch.on
        if source.is_sent_day and source.dated_by not in said:
            said[source.dated_by] = _plain(rows.sheet.by_code[source.dated_by], batch.on)
        number = numbers[index]
        if number not in people:
            people[number] = blind_index("id_number", number)
        text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        digest = blind_index("aside", f"{batch.county_id or 0}|{batch.sheet}|{text}")
        yield rows.lines[index], people[number], day, text, digest


def _plain(column: Column, value: Any) -> Any:
    shown = column.show(value)
    return str(shown) if isinstance(shown, Decimal) else shown


def day_of(value: Any, received_on: date) -> date:
    """The day a row speaks of, never after it was received: a month by its first day, a year by its last."""
    match value:
        case None:
            return received_on
        case int():
            day = date(value, 12, 31)
        case Period():
            day = value.start
        case _:
            day = value
    return min(day, received_on)


def rows_of(batch: Batch, kept: Sequence[AsideRow]) -> Rows:
    """Kept rows of one batch as rows of its register, under the numbers they had in its file."""
    sheet = SHEETS[batch.sheet]
    sealed: list[Any] = [row.payload for row in kept]
    said = [json.loads(payload.reveal()) for payload in sealed]
    columns = [column for column in sheet.columns if any(column.code in row for row in said)]
    places = [Place(column, number, column.title) for number, column in enumerate(columns)]
    heading = Heading(1, 1, places, [], [column.title for column in columns])
    cells = [(row.row_number, [values.get(column.code, "") for column in columns]) for row, values in zip(kept, said, strict=True)]
    names = batch.mapping.get("tabs") or [batch.tab_name]
    rows = Rows(sheet, Tab(batch.tab_name, heading, cells, 0, names=list(names)))
    rows.parse()
    return rows
