"""Where the answers land: columns of household and people, evidence of money and property, obligors; then the facts are written again.

Only what differs is written, so that landing twice writes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from accounts.models import Position, Region
from households.checked import mark_checked
from households.choices import EvidenceSource, MemberStatus
from households.effective import supersede_money
from households.facts import refresh_facts
from households.journal import mark_changed
from households.models import Household, HouseholdFacts, Member, Person
from households.sums import SumSheet, sum_sheet
from identification.one_form.evidence import land_money, land_obligors, land_property
from identification.one_form.newcomers import add_member

HOUSEHOLD_COLUMNS = ("address", "phone", "bank_account", "bank_name", "account_name", "risks")
PERSON_COLUMNS = (
    "ethnicity",
    "education",
    "school_status",
    "marital",
    "political",
    "health",
    "disease",
    "labour",
    "job_status",
    "care_level",
)


@transaction.atomic
def land(household: Household, data: Mapping[str, Any], *, source: EvidenceSource | str, by: Position, on: date) -> None:
    """Write the answers as the word of `source` on that day. Raises StepRefused (a new member lives elsewhere), ParameterMissing."""
    household = Household.objects.select_for_update(no_key=True, of=("self",)).select_related("village").get(pk=household.pk)
    word = Word(str(source), str(by or ""), on)
    changed = set_columns(household, {name: value for name, value in data.get("household", {}).items() if name in HOUSEHOLD_COLUMNS}, word)
    people: dict[Any, int] = {person_id: person_id for person_id in household.members.living().values_list("person_id", flat=True)}
    for told in data.get("newcomers", []):
        member, is_new = add_member(household, told["name"], told["id_number"], told["relation"], on=on)
        people[told["key"]] = member.person_id
        changed |= is_new | land_member(member, told, word)
    for member in household.members.living().filter(person_id__in=data.get("members", {})).select_related("person"):
        changed |= land_member(member, data["members"][member.person_id], word)
    written = land_money(household, data.get("money", {}), people, source=str(source), on=on)
    if written:
        supersede_money([household.pk], on=on)
    if "property" in data:
        written += land_property(household, data["property"], source=str(source), on=on)
    written += land_obligors(household, data.get("obligors", {}), source=str(source), on=on)
    if changed or written:
        mark_changed([household.pk])
        refresh_facts([household.pk], county=Region.objects.get(code=household.county_code), on=on)


@dataclass(frozen=True)
class Word:
    """Whose word the answers are: its source, who took it down, and the day."""

    source: str
    by: str
    on: date


def set_columns(row: Household | Person, values: Mapping[str, Any], word: Word) -> bool:
    """Save the columns that differ; whether anything did. They, and all that a visit confirmed, are then checked by hand: no register overwrites them."""
    names = [name for name, value in values.items() if value is not None and (getattr(row, name) or "") != value]
    for name in names:
        setattr(row, name, values[name])
    if names:
        indexes = [column.name for column in row._meta.concrete_fields if getattr(column, "source", None) in names]
        row.save(update_fields=[*names, *indexes, *(["updated_at"] if isinstance(row, Household) else [])])
    confirmed = [name for name, value in values.items() if value] if word.source == EvidenceSource.VISIT else names
    mark_checked(row, confirmed, source=word.source, by=word.by, on=word.on)
    return bool(names)


def land_member(member: Member, told: Mapping[str, Any], word: Word) -> bool:
    changed = set_columns(member.person, {name: told[name] for name in PERSON_COLUMNS if name in told}, word)
    status = told.get("status")
    if status and status != member.status:
        member.status, member.status_since, member.status_until = status, told.get("status_since") or word.on, None
        if status == MemberStatus.PRESENT and not told.get("status_since"):
            member.status_since = None
        member.save(update_fields=["status", "status_since", "status_until"])
        mark_checked(member, ["status"], source=word.source, by=word.by, on=word.on)
        changed = True
    return changed


def trial(
    household: Household, data: Mapping[str, Any], *, on: date, source: EvidenceSource | str = EvidenceSource.DECLARED
) -> SumSheet | None:
    """算账表 as it would be: landed, read, and taken back; nothing stays written. None when the household has no facts yet."""
    with transaction.atomic():
        try:
            land(household, data, source=source, by=None, on=on)  # type: ignore[arg-type]  # nobody signs what does not stay
            refresh_facts([household.pk], county=Region.objects.get(code=household.county_code), on=on)
            facts = HouseholdFacts.objects.select_related("parameters").filter(pk=household.pk).first()
            return sum_sheet(household, facts, on=on) if facts else None
        finally:
            transaction.set_rollback(True)
