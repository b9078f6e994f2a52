"""灾害与意外: what befell a household on a day, once, whoever of it is named."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from households.models import Disaster
from registers.landing.dated import check_not_ahead
from registers.landing.job import Job, Outcome
from registers.merging import Plan, merge
from registers.references import resolve_people
from registers.rows import Rows

TOLD = ("house_loss", "crop_loss", "loss", "relief", "told")


def disasters(job: Job) -> Outcome:
    rows = job.rows
    check_not_ahead(job, "happened_on")
    check_sums(rows)
    people = resolve_people(rows, name="head_name")
    plan = Plan(Disaster, ("household_id", "happened_on", "kind"), ("person_id", *TOLD), once=("received_on",), follow=("batch_id",))
    records, households, seen = [], {}, dict[tuple[Any, ...], int]()
    for index, number, day, kind, *told in rows.live("id_number", "happened_on", "kind", *TOLD):
        known, line = people[number], rows.lines[index]
        first = seen.setdefault((known.household_id, day, kind), line)
        if first != line:
            rows.reject(index, "id_number", f"与{rows.tab.said(first)}是同一户同一天同一类，只取{rows.tab.said(first)}。损失合计到一行。")
            continue
        households[line] = (known.household_id,)
        records.append((line, [known.household_id, day, kind, known.person_id, *told, job.on, job.batch_id]))
    return Outcome().add(merge(plan, records), households)


def check_sums(rows: Rows) -> None:
    for index, house, crop, loss in rows.live("house_loss", "crop_loss", "loss"):
        parts = (house or Decimal(0)) + (crop or Decimal(0))
        if loss is not None and loss < parts:
            rows.reject(index, "loss", f"损失金额小于房屋损失与农作物损失之和{parts}。请核对。")
