"""Adopting the stock: what the existing registers say becomes category, tag and dated marks (rulings A2, tag table of domain §2.4).

Set by set, in the caller's transaction; a second call over the same registers writes nothing. The rules of who is what are in `derive`, pure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection, models
from django.db.models import QuerySet
from django.utils import timezone

from casework.choices import EventKind
from casework.models import Event
from households.choices import COUNTED_STATUSES
from households.models import ExitRecord, Household, Member, RefusedApplication, RegisterClaim, Standing
from identification.models import Determination, DeterminationLine, Ground
from policies.categories import PRECEDENCE, TAG_LABEL, DibaoMode, MonitoringKind, SupportCategory


@dataclass
class Listed:
    """A household as the registers have it: its members, the claims on them, who left, who was refused."""

    members: list[Member] = field(default_factory=list)
    claims: list[RegisterClaim] = field(default_factory=list)
    exits: list[ExitRecord] = field(default_factory=list)
    refusals: list[RefusedApplication] = field(default_factory=list)


@dataclass(frozen=True)
class Adopted:
    """What follows for one household; `lines` are (member id, category, mode)."""

    category: str
    has_monitoring_tag: bool
    monitoring_kind: str
    risks: tuple[str, ...]
    lines: frozenset[tuple[int, str, str]]
    marks: dict[str, Any] = field(hash=False)


def in_force(claim: RegisterClaim, exits: Iterable[ExitRecord], on: date) -> bool:
    """A claim counts until its end, until its risk is cleared, or until the person left that category after it began."""
    if claim.is_cleared or (claim.until and claim.until < on) or (claim.since and claim.since > on):
        return False
    return not any(
        gone.person_id == claim.person_id and gone.category == claim.category and claim.category and gone.left_on <= on
        and (claim.since is None or gone.left_on >= claim.since)
        for gone in exits
    )  # fmt: skip


def derive(listed: Listed, on: date) -> Adopted:
    """Category, tag and marks of one household (rulings A2; tag table: tagged without a category is OTHER_HARDSHIP)."""
    current = [claim for claim in listed.claims if in_force(claim, listed.exits, on)]
    of_member = _member_categories(listed.members, current)
    monitored = sorted((claim for claim in current if claim.monitoring_kind), key=lambda claim: claim.since or on)
    counted = [member for member in listed.members if member.status in COUNTED_STATUSES]
    category = _household_category(counted, of_member)
    if not category and monitored:
        category = SupportCategory.OTHER_HARDSHIP
        of_member |= {member.pk: (SupportCategory.OTHER_HARDSHIP.value, "") for member in counted if member.pk not in of_member}
    return Adopted(
        str(category),
        bool(monitored),
        monitored[0].monitoring_kind if monitored else "",
        tuple(dict.fromkeys(risk for claim in monitored for risk in claim.risks))[:5],
        frozenset((member_id, kind, mode) for member_id, (kind, mode) in of_member.items()),
        _marks(listed, current, str(category), on),
    )


def _member_categories(members: Sequence[Member], claims: Iterable[RegisterClaim]) -> dict[int, tuple[str, str]]:
    """One category per person: the deepest his registers claim; claims of two registers stay as they are (I03 reads them)."""
    by_person: dict[int, list[RegisterClaim]] = defaultdict(list)
    for claim in claims:
        if claim.category and claim.person_id:
            by_person[claim.person_id].append(claim)
    result = {}
    for member in members:
        found = by_person.get(member.person_id)
        if found:
            deepest = min(found, key=lambda claim: PRECEDENCE.index(SupportCategory(claim.category)))
            result[member.pk] = (deepest.category, deepest.dibao_mode)
    return result


def _household_category(counted: Sequence[Member], of_member: dict[int, tuple[str, str]]) -> str:
    """That of the members other than TEKUN ones; TEKUN only when every counted member is; 单人保 leaves the household DIBAO_MARGIN."""
    held = [of_member[member.pk] for member in counted if member.pk in of_member]
    if not counted:
        held = list(of_member.values())  # everybody gone: what the registers still say, until somebody ends it
    others = [(category, mode) for category, mode in held if category != SupportCategory.TEKUN]
    if not others:
        return SupportCategory.TEKUN if held and len(held) >= len(counted) else ""
    singles = [mode for category, mode in others if category == SupportCategory.DIBAO and mode == DibaoMode.SINGLE]
    kinds = {category for category, mode in others if not (category == SupportCategory.DIBAO and mode == DibaoMode.SINGLE)}
    if kinds:
        return min(kinds, key=lambda category: PRECEDENCE.index(SupportCategory(category)))
    rest = len(counted) - sum(category == SupportCategory.TEKUN for category, _ in held)
    # A person of a margin household may hold 低保 alone; one who lives by himself is a household of 低保.
    return SupportCategory.DIBAO if rest <= len(singles) else SupportCategory.DIBAO_MARGIN


def _marks(listed: Listed, current: Sequence[RegisterClaim], category: str, on: date) -> dict[str, Any]:
    """The columns of Standing that follow from registers; None leaves what stands."""
    began = [claim.since for claim in current if claim.category == category and claim.since]
    tagged = [claim for claim in listed.claims if claim.monitoring_kind]
    active = [claim for claim in tagged if claim in current]
    cleared = max((claim for claim in tagged if claim.is_cleared), key=lambda claim: claim.cleared_on or date.min, default=None)
    refused = max(listed.refusals, key=lambda row: row.refused_on, default=None)
    left = max(listed.exits, key=lambda row: row.left_on, default=None)
    identified = [claim.since for claim in (active or tagged) if claim.since]
    # None: the registers do not say; what stands stays.
    since = min(began or identified, default=None) if category else None
    return {
        "category_since": since,
        "identified_on": min(identified, default=None),
        "cleared_on": None if active or cleared is None else cleared.cleared_on or cleared.received_on,
        "clearance_mode": "" if active or cleared is None else cleared.clearance_mode,
        "refused_on": refused.refused_on if refused else None,
        "refused_category": refused.category if refused else "",
        "exited_on": left.left_on if left else None,
        "exited_category": left.category if left else "",
        "grace_until": max((row.grace_until for row in listed.exits if row.grace_until), default=None),
    }


def decided_by_application(household_ids: Iterable[int]) -> QuerySet[Determination]:
    """Households whose present category was decided through an application: no register overwrites it."""
    return Determination.objects.filter(household_id__in=household_ids, is_current=True, ground=Ground.APPLICATION)


@dataclass(frozen=True)
class Difference:
    """A household decided through an application of which the registers still say something else."""

    household_id: int
    household_no: str
    head_name: str
    decided: str
    register: str


def differing(*, on: date, county_code: str = "") -> list[Difference]:
    """Registers that have not followed a decision: for people to put right in the register, never written back by itself.

    A household the registers do not speak of (they follow with the next delivery) is no difference.
    """
    held = Determination.objects.filter(is_current=True, ground=Ground.APPLICATION, household__county_code__startswith=county_code)
    current = {
        row.household_id: row for row in held.select_related("household").defer("household__phone", "household__bank_account", "snapshot")
    }
    listed = _load(sorted(current))
    found = []
    for household_id, determination in current.items():
        if not listed[household_id].claims:
            continue
        adopted = derive(listed[household_id], on)
        says = (adopted.category, adopted.has_monitoring_tag, adopted.monitoring_kind)
        if says != (determination.category, determination.has_monitoring_tag, determination.monitoring_kind):
            household = determination.household
            decided = said_of(determination.category, determination.has_monitoring_tag, determination.monitoring_kind)
            found.append(Difference(household_id, household.household_no, household.head_name, decided, said(adopted)))
    return sorted(found, key=lambda row: row.household_no)


def adopt(household_ids: Iterable[int], *, on: date, by: str, register_title: str, batch_id: int | None) -> int:
    """Write what the registers make of these households; returns how many changed. Nothing is written where nothing differs.

    Households decided through an application are left alone; `differing` lists where the registers disagree.
    """
    asked = set(household_ids)
    ids = sorted(asked - set(decided_by_application(asked).values_list("household_id", flat=True)))
    if not ids:
        return 0
    wanted = {household_id: derive(listed, on) for household_id, listed in _load(ids).items()}
    households = list(Household.objects.filter(pk__in=ids).defer("phone", "bank_account"))
    redetermined = _determine(households, wanted, on=on, by=by, batch_id=batch_id)
    changed = set(redetermined) | _write_households(households, wanted) | _write_members(wanted) | _write_standings(wanted, on)
    _tell([household for household in households if household.pk in redetermined], wanted, on=on, by=by, register_title=register_title)
    return len(changed)


def _load(ids: list[int]) -> dict[int, Listed]:
    listed: dict[int, Listed] = {household_id: Listed() for household_id in ids}
    lives: dict[int, int] = {}
    for member in Member.objects.living().filter(household_id__in=ids).order_by("pk"):
        listed[member.household_id].members.append(member)
        lives[member.person_id] = member.household_id
    for model, bucket in ((RegisterClaim, "claims"), (ExitRecord, "exits")):
        for row in model._default_manager.filter(person_id__in=lives).order_by("pk").defer(*_sealed(model)):
            getattr(listed[lives[row.person_id or 0]], bucket).append(row)
    for refusal in RefusedApplication.objects.filter(household_id__in=ids).order_by("pk"):
        listed[refusal.household_id].refusals.append(refusal)
    return listed


def _sealed(model: type[models.Model]) -> list[str]:
    return ["certificate"] if model is RegisterClaim else []


def _determine(households: Sequence[Household], wanted: dict[int, Adopted], *, on: date, by: str, batch_id: int | None) -> set[int]:
    """A new determination where category, tag, kind or lines differ from the current one; the former stays as history."""
    current = {row.household_id: row for row in Determination.objects.filter(household_id__in=wanted, is_current=True)}
    lines: dict[int, set[tuple[int, str, str]]] = defaultdict(set)
    for line in DeterminationLine.objects.filter(determination__in=current.values()):
        lines[line.determination_id].add((line.member_id, line.category, line.dibao_mode))
    new: list[Determination] = []
    for household in households:
        adopted, standing = wanted[household.pk], current.get(household.pk)
        says = (adopted.category, adopted.has_monitoring_tag, adopted.monitoring_kind)
        if standing is None:
            if not (adopted.category or adopted.has_monitoring_tag or adopted.lines):
                continue
        elif says == (standing.category, standing.has_monitoring_tag, standing.monitoring_kind) and adopted.lines == lines[standing.pk]:
            continue
        new.append(
            Determination(
                household=household, ground=Ground.REGISTER, decided_on=on, category=says[0], has_monitoring_tag=says[1], monitoring_kind=says[2],
                batch_id=batch_id, decided_by=by,
            )
        )  # fmt: skip
    moved = {row.household_id for row in new}
    Determination.objects.filter(household_id__in=moved, is_current=True).update(is_current=False)
    Determination.objects.bulk_create(new)
    DeterminationLine.objects.bulk_create(
        DeterminationLine(determination=row, member_id=member_id, category=category, dibao_mode=mode)
        for row in new
        for member_id, category, mode in sorted(wanted[row.household_id].lines)
    )
    return moved


def _write_households(households: Sequence[Household], wanted: dict[int, Adopted]) -> set[int]:
    changed = []
    for household in households:
        adopted = wanted[household.pk]
        says = (adopted.category, adopted.has_monitoring_tag, adopted.monitoring_kind, list(adopted.risks))
        if says != (household.category, household.has_monitoring_tag, household.monitoring_kind, household.risks):
            household.category, household.has_monitoring_tag, household.monitoring_kind, household.risks = says
            household.updated_at = timezone.now()
            changed.append(household)
    update_rows(changed, ("category", "has_monitoring_tag", "monitoring_kind", "risks", "updated_at"))
    return {household.pk for household in changed}


def _write_members(wanted: dict[int, Adopted]) -> set[int]:
    held = {member_id: (category, mode) for adopted in wanted.values() for member_id, category, mode in adopted.lines}
    changed = []
    for member in Member.objects.filter(household_id__in=wanted, left_on__isnull=True):
        says = held.get(member.pk, ("", ""))
        if says != (member.category, member.dibao_mode):
            member.category, member.dibao_mode = says
            changed.append(member)
    update_rows(changed, ("category", "dibao_mode"))
    return {member.household_id for member in changed}


def _write_standings(wanted: dict[int, Adopted], on: date) -> set[int]:
    """Marks that follow from registers. A date once known is not taken away by a register that no longer speaks of it."""
    standings = {row.household_id: row for row in Standing.objects.filter(household_id__in=wanted)}
    missing = [Standing(household_id=household_id) for household_id in wanted if household_id not in standings]
    Standing.objects.bulk_create(missing)
    standings |= {row.household_id: row for row in missing}
    changed, names = [], tuple(next(iter(wanted.values())).marks)
    for household_id, row in standings.items():
        before = [getattr(row, name) for name in names]
        marks = wanted[household_id].marks
        for name, value in marks.items():
            if value:
                setattr(row, name, value)
        row.category_since = (marks["category_since"] or before[0] or on) if wanted[household_id].category else None
        if wanted[household_id].has_monitoring_tag:
            row.cleared_on, row.clearance_mode = None, ""
        if [getattr(row, name) for name in names] != before:
            changed.append(row)
    update_rows(changed, names)
    return {row.household_id for row in changed}


def update_rows(rows: Sequence[models.Model], names: Sequence[str]) -> None:
    """One UPDATE … FROM unnest for any number of rows; Django's bulk_update takes seconds for thousands."""
    if not rows:
        return
    meta = rows[0]._meta
    fields: list[Any] = [meta.get_field(name) for name in names]
    pk = meta.pk
    assert pk is not None
    # Arrays of arrays do not unnest: lists travel as text.
    kinds = [f.db_type(connection) or "text" for f in fields]
    sent = ["text" if kind.endswith("[]") else kind for kind in kinds]
    sets = ", ".join(f'"{f.column}" = s.c{number}::{kind}' for number, (f, kind) in enumerate(zip(fields, kinds, strict=True)))
    arrays = ", ".join(f"%s::{kind}[]" for kind in sent)
    columns = ", ".join(f"c{number}" for number in range(len(fields)))
    values: list[list[Any]] = [[row.pk for row in rows]]
    for column_field, kind in zip(fields, kinds, strict=True):
        column = [getattr(row, column_field.attname) for row in rows]
        values.append(["{" + ",".join(value) + "}" for value in column] if kind.endswith("[]") else column)
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE {meta.db_table} t SET {sets} FROM unnest(%s::bigint[], {arrays}) AS s(pk, {columns}) WHERE t."{pk.column}" = s.pk',
            values,
        )


def _tell(households: Sequence[Household], wanted: dict[int, Adopted], *, on: date, by: str, register_title: str) -> None:
    Event.objects.bulk_create(
        Event(
            household_id=household.pk, county_code=household.county_code, town_code=household.town_code, village_code=household.village_code,
            kind=EventKind.CATEGORY_ADOPTED, happened_on=on, by=by, detail={"register": register_title, "result": said(wanted[household.pk])},
        )
        for household in households
    )  # fmt: skip


def said(adopted: Adopted) -> str:
    """The result in the words of the documents."""
    some = sorted({SupportCategory(category).label for _, category, _ in adopted.lines}) if not adopted.category else []
    return said_of(adopted.category, adopted.has_monitoring_tag, adopted.monitoring_kind, some)


def said_of(category: str, has_tag: bool, kind: str, of_some_members: Sequence[str] = ()) -> str:
    """Category and tag in one phrase; `of_some_members` where only members, not the household, hold a category."""
    parts = [SupportCategory(category).label] if category else []
    if not parts and of_some_members:
        parts = ["部分成员" + "、".join(of_some_members)]
    if has_tag:
        parts.append(TAG_LABEL + (f"（{MonitoringKind(kind).label}）" if kind else ""))
    return "，".join(parts) or "不在各类救助和监测范围"
