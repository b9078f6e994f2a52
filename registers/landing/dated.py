"""What the landings of dated records share: rows by person under a plan of the register's own, and the order of two days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from registers.landing.job import Job, Outcome
from registers.merging import Plan, merge
from registers.references import resolve_people
from registers.rows import Rows


def by_person(job: Job, plan: Plan, derived: Mapping[str, Sequence[Any]] | None = None) -> Outcome:
    """Rows by who the ID number is. The plan names model columns; `derived` are those no column of the file gives: one value per row."""
    rows, derived = job.rows, derived or {}
    people = resolve_people(rows)
    given = [name for name in dict.fromkeys(plan.order) if name in rows.sheet.by_code]
    records, households = [], {}
    for index, number, *values in rows.live("id_number", *given):
        known, line = people[number], rows.lines[index]
        said = dict(zip(given, values, strict=True)) | {name: column[index] for name, column in derived.items()}
        said |= {"person_id": known.person_id, "household_id": known.household_id, "received_on": job.on, "batch_id": job.batch_id}
        households[line] = (known.household_id,)
        records.append((line, [said[name] for name in plan.order]))
    return Outcome().add(merge(plan, records), households)


def check_order(rows: Rows, first: str, last: str) -> None:
    """Reject rows whose last day lies before their first."""
    titles = rows.sheet.by_code[first].title, rows.sheet.by_code[last].title
    for index, start, end in rows.live(first, last):
        if start and end and end < start:
            rows.reject(index, last, f"“{titles[1]}”早于“{titles[0]}”。请核对。")


def check_not_ahead(job: Job, code: str) -> None:
    """Reject rows that tell of a day still to come."""
    title = job.rows.sheet.by_code[code].title
    for index, day in job.rows.live(code):
        if day and day > job.on:
            job.rows.reject(index, code, f"“{title}”晚于导入当天。请核对。")


def empty_for_none(rows: Rows, code: str) -> None:
    """A text that belongs to the key and may be missing: missing reads "", so that two missing ones meet."""
    column = rows.column(code)
    column[:] = ["" if value is None else value for value in column]
