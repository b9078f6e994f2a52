"""What the departments say of a person or a household: one row per certificate, appraisal, check, enrolment, policy, vehicle, death."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection

from households.choices import MemberStatus
from households.models import Death, Disability, Enrolment, Housing, Insurance, Member, Vehicle, Water
from households.models.records import OutsideRecord
from registers.landing.job import Job, Outcome
from registers.merging import Plan, merge
from registers.references import Known, resolve_people


def land(
    job: Job,
    model: type[OutsideRecord],
    key: tuple[str, ...],
    columns: tuple[str, ...],
    *,
    name: str = "name",
    reset: dict[str, tuple[str, ...]] | None = None,
    values: Callable[[str, list[Any]], list[Any]] | None = None,
) -> Outcome:
    """Rows by person: `key` and `columns` name sheet columns, person_id and household_id standing for who the ID number is."""
    rows = job.rows
    people = resolve_people(rows, name=name)
    plan = Plan(model, key, ("household_id", *columns), once=("received_on",), follow=("batch_id",), reset=reset or {})
    codes = [code for code in (*key, *columns) if code not in ("person_id", "household_id")]
    records, households = [], {}
    for index, number, *given in rows.live("id_number", *codes):
        known = people[number]
        line = rows.lines[index]
        households[line] = (known.household_id,)
        records.append((line, _record(plan, known, dict(zip(codes, given, strict=True)), job)))
    return Outcome().add(merge(plan, records), households)


def _record(plan: Plan, known: Known, given: dict[str, Any], job: Job) -> list[Any]:
    fixed = {"person_id": known.person_id, "household_id": known.household_id, "received_on": job.on, "batch_id": job.batch_id}
    return [fixed[name] if name in fixed else given[name] for name in dict.fromkeys(plan.order)]


def disability(job: Job) -> Outcome:
    """A changed kind or level counts as newly received: R12 asks for new cards and new levels."""
    rows = job.rows
    for index, certificate, number in rows.live("certificate", "id_number"):
        if certificate and not (len(certificate) in (20, 22) and certificate[:18].upper() == number):
            rows.reject(index, "certificate", "残疾人证号应为20位或22位，前18位是本人身份证号。请核对。")
    columns = ("kind", "level", "certificate", "issued_on", "expires_on", "is_cancelled")
    return land(job, Disability, ("person_id",), columns, reset={"received_on": ("kind", "level")})


def housing(job: Job) -> Outcome:
    columns = ("person_id", "grade", "appraiser", "renovation", "accepted_on", "is_only_home", "is_occupied")
    return land_by_household(job, Housing, "appraised_on", columns)


def water(job: Job) -> Outcome:
    columns = ("person_id", "supply", "quantity", "quality", "access", "reliability", "problem")
    return land_by_household(job, Water, "checked_on", columns)


def land_by_household(job: Job, model: type[OutsideRecord], day: str, columns: tuple[str, ...]) -> Outcome:
    """Rows about a home, found by its head; two heads of one household on one day are the same home."""
    rows = job.rows
    people = resolve_people(rows, name="head_name")
    plan = Plan(model, ("household_id", day), columns, once=("received_on",), follow=("batch_id",))
    codes = [day, *columns[1:]]
    records, households, seen = [], {}, dict[tuple[Any, ...], int]()
    for index, number, *given in rows.live("id_number", *codes):
        known, line = people[number], rows.lines[index]
        first = seen.setdefault((known.household_id, given[0]), line)
        if first != line:
            rows.reject(index, "id_number", f"与{rows.tab.said(first)}是同一户同一天，只取{rows.tab.said(first)}。")
            continue
        households[line] = (known.household_id,)
        records.append((line, _record(plan, known, dict(zip(codes, given, strict=True)), job)))
    return Outcome().add(merge(plan, records), households)


def students(job: Job) -> Outcome:
    columns = ("student_no", "school", "stage", "grade", "is_boarding", "attendance", "absence_reason")
    return land(job, Enrolment, ("person_id",), columns)


def insurance(job: Job) -> Outcome:
    columns = ("status", "paid_on", "personal_paid", "subsidy_kind", "subsidy_amount")
    return land(job, Insurance, ("person_id", "kind", "year"), columns)


def vehicles(job: Job) -> Outcome:
    """A plate is sealed; its HMAC tells vehicles of one owner apart."""
    from accounts.encryption import blind_index

    rows = job.rows
    people = resolve_people(rows)
    plan = Plan(
        Vehicle,
        ("person_id", "plate_index"),
        ("household_id", "plate", "kind", "registered_on", "value", "is_livelihood"),
        once=("received_on",),
        follow=("batch_id",),
    )
    records, households = [], {}
    for index, number, plate, *given in rows.live("id_number", "plate", "kind", "registered_on", "value", "is_livelihood"):
        known, line = people[number], rows.lines[index]
        households[line] = (known.household_id,)
        key = [known.person_id, blind_index("plate", plate)]
        records.append((line, [*key, known.household_id, plate, *given, job.on, job.batch_id]))
    return Outcome().add(merge(plan, records), households)


def deaths(job: Job) -> Outcome:
    """The record, and the member's status with its date; a membership already marked dead on that day is left alone."""
    rows = job.rows
    for index, died in rows.live("died_on"):
        if died > job.on:
            rows.reject(index, "died_on", "死亡日期晚于导入当天。请核对。")
    outcome = land(job, Death, ("person_id",), ("died_on", "cancelled_on", "cremated_on", "reported_by"))
    return _mark_dead(job, outcome)


def _mark_dead(job: Job, outcome: Outcome) -> Outcome:
    rows = job.rows
    people = resolve_people(rows)
    line_of = {people[number].person_id: rows.lines[index] for index, number in rows.live("id_number")}
    died = {people[number].person_id: day for _, number, day in rows.live("id_number", "died_on")}
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {Member._meta.db_table} m SET status = %s, status_since = d.died_on, status_until = NULL "
            "FROM unnest(%s::bigint[], %s::date[]) AS d(person_id, died_on) WHERE m.person_id = d.person_id AND m.left_on IS NULL "
            "AND (m.status <> %s OR m.status_since IS DISTINCT FROM d.died_on) RETURNING m.person_id, m.household_id",
            [MemberStatus.DEAD, list(died), list(died.values()), MemberStatus.DEAD],
        )
        for person_id, household_id in cursor.fetchall():
            line = line_of[person_id]
            if line in outcome.new or line in outcome.changed:
                if household_id not in outcome.households:
                    outcome.changed_by_household[household_id] += 1
            else:
                outcome.changed.add(line)
                outcome.changed_by_household[household_id] += 1
    return outcome
