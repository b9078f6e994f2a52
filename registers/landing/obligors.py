"""义务人: who owes a member support, or the statement that nobody does."""

from __future__ import annotations

from typing import Any

from households.choices import EvidenceSource
from households.models import Obligor
from registers.landing.job import Job, Outcome
from registers.merging import Plan, merge
from registers.references import resolve_people

# Sheet column → column of Obligor.
COLUMNS = {
    "is_none": "is_none", "obligor_id_number": "id_number", "birth": "birth", "yearly_income": "yearly_income", "family_size": "family_size",
    "is_tekun": "is_tekun", "is_dibao": "is_dibao", "is_severely_disabled": "is_severely_disabled", "is_incapable": "is_incapable",
    "has_low_property": "has_low_property", "agreed_amount": "agreed_amount", "ability_words": "ability_words",
}  # fmt: skip


def obligors(job: Job) -> Outcome:
    """A row names an obligor or says there is none; one person cannot have both in one file. What a form or a visit said is replaced."""
    rows = job.rows
    people = resolve_people(rows)
    reject_half_rows(job)
    plan = Plan(
        Obligor,
        ("person_id", "name", "relation"),
        ("household_id", *COLUMNS.values()),
        once=("source", "received_on"),
        follow=("batch_id",),
    )
    records, households = [], {}
    for index, number, name, relation, *given in rows.live("id_number", "obligor_name", "relation", *COLUMNS):
        known, line = people[number], rows.lines[index]
        households[line] = (known.household_id,)
        values: list[Any] = list(given)
        values[0] = bool(values[0])
        records.append(
            (
                line,
                [known.person_id, name or "", relation or "", known.household_id, *values, EvidenceSource.DEPARTMENT, job.on, job.batch_id],
            )
        )
    return Outcome().add(merge(plan, records), households)


def reject_half_rows(job: Job) -> None:
    rows = job.rows
    named: dict[str, int] = {}
    none: dict[str, int] = {}
    for index, number, is_none, name, relation in rows.live("id_number", "is_none", "obligor_name", "relation"):
        if is_none and (name or relation):
            rows.reject(index, "is_none", "没有义务人的，义务人姓名和关系不填；有义务人的，这一栏填“否”。")
        elif not is_none and not name:
            rows.reject(index, "obligor_name", "请写义务人姓名；没有义务人的，“是否没有义务人”填“是”。")
        elif not is_none and not relation:
            rows.reject(index, "relation", "请写义务人与本人的关系。")
        else:
            (none if is_none else named).setdefault(number, rows.lines[index])
    for index, number, is_none in rows.live("id_number", "is_none"):
        if is_none and number in named:
            rows.reject(index, "is_none", f"{rows.tab.said(named[number])}写了这个人的义务人。请核对，只留一种。")
