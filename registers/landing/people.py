"""家庭 and 家庭成员: the rows everything else hangs on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import connection
from django.db.models.functions import Coalesce

from accounts.encryption import blind_index
from accounts.models import Position
from households.choices import IdType, MemberStatus
from households.memberships import Membership, leave, memberships_of
from households.models import Death, Household, Member, Person, Standing
from households.moves import carry_evidence
from households.names import initials
from households.national_id import birth_date, sex_code
from households.questions import listed_again, listed_again_by_home
from registers import parsing
from registers.landing.claims import warn_of_other_heads
from registers.landing.full_households import FullHouseholds
from registers.landing.full_register import FullRegister, Listing, Moves
from registers.landing.job import Job, Outcome
from registers.merging import Merged, Plan, merge
from registers.parsing import BadCell
from registers.references import Areas, known_households, known_people, reject_rounded
from registers.remarks import check_birth_and_sex
from registers.rows import Rows

HOUSEHOLD_TEXT = (
    "head_name", "area_type", "household_kind", "is_relocated", "settlement", "address", "phone", "bank_account", "bank_name", "account_name",
    "helper", "registered_on",
)  # fmt: skip
PERSON_TEXT = (
    "name", "id_type", "id_number", "sex", "birth", "ethnicity", "education", "marital", "political", "phone", "health", "disease", "labour",
    "school_status", "job_status",
)  # fmt: skip


def households(job: Job) -> Outcome:
    rows, areas = job.rows, Areas(county_code(job.position_id))
    villages = {}
    for index, written in rows.live("region_code"):
        try:
            villages[index] = areas.village(written)
            if written in areas.remarks:
                rows.warn(index, "region_code", areas.remarks[written])
        except BadCell as error:
            rows.reject(index, "region_code", error.remedy)
    # The head is who the register of members names; here his number is only held against his name.
    warn_of_other_heads(rows, known_people({number for _, number in rows.live("head_id_number") if number}))
    columns = ("village_id", "county_code", "town_code", "village_code", *HOUSEHOLD_TEXT)
    plan = Plan(Household, ("household_no",), columns, new={"registered_on": job.on})
    records = [
        (rows.lines[index], [number, villages[index].pk, *_codes(villages[index].code), *texts])
        for index, number, *texts in rows.live("household_no", *HOUSEHOLD_TEXT)
    ]
    merged = merge(plan, records)
    ids = known_households(number for _, (number, *_) in records)
    _open_standings(ids.values())
    listed_again_by_home(ids.values(), on=job.on)
    outcome = Outcome()
    if job.covers:
        full = FullHouseholds(job, ids)
        outcome.beside = full.change_heads()
        full.ask_about_the_absent()
    return outcome.add(merged, {line: (ids[values[0]],) for line, values in records})


def county_code(position_id: int | None) -> str:
    """The county whose villages and former names a position's files speak of; "" for the command: all."""
    code = Position.objects.filter(pk=position_id).values_list("region__code", flat=True).first() if position_id else None
    return (code or "")[:6]


def _codes(code: str) -> tuple[str, str, str]:
    return code[:6], code[:9], code[:12]


def _open_standings(household_ids: Iterable[int]) -> None:
    """Every household has its row of dated marks from the first day."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {Standing._meta.db_table} (household_id, refused_category, exited_category, clearance_mode, has_open_case) "
            "SELECT unnest(%s::bigint[]), '', '', '', false ON CONFLICT (household_id) DO NOTHING",
            [list(household_ids)],
        )


def members(job: Job) -> Outcome:
    rows = job.rows
    _check_documents(rows)
    households_by_no = known_households(number for _, number in rows.live("household_no"))
    for index, number in rows.live("household_no"):
        if number not in households_by_no:
            rows.reject(index, "household_no", "没有这个户编号。请先导入“家庭”，或核对户编号。")
    persons, ids = _persons(rows)
    _one_line_each(rows, ids)
    outcome = _memberships(
        job, households_by_no, people_meant(number for number in rows.column("id_number") if number) if job.covers else ids
    )
    household_of = {rows.lines[index]: (households_by_no[number],) for index, number in rows.live("household_no")}
    return outcome.add(persons, household_of)


def _check_documents(rows: Rows) -> None:
    """ID cards must be valid and agree with birth and sex as written; what the row leaves out follows from the number."""
    numbers, births, sexes = rows.column("id_number"), rows.column("birth"), rows.column("sex")
    for index, kind, number in rows.live("id_type", "id_number"):
        if (kind or IdType.ID_CARD) != IdType.ID_CARD:
            continue
        try:
            given = parsing.id_number(number)
        except BadCell as error:
            rows.reject(index, "id_number", error.remedy)
            continue
        if isinstance(given, parsing.Remarked):
            rows.warn(index, "id_number", given.remark)
        numbers[index] = checked = parsing.taken(given)
        check_birth_and_sex(rows, index, checked)
        births[index], sexes[index] = birth_date(checked), sex_code(checked)
    for index, born in rows.live("birth"):
        if isinstance(born, parsing.Period):  # no ID number tells the day
            rows.reject(index, "birth", "只写到年月。没有身份证号的，出生日期请写到日。")
    reject_rounded(rows)
    rows.leave_out_repeated()


def people_meant(numbers: Iterable[str]) -> dict[str, int]:
    """Person ids by ID number, members or not; the number of a row that was merged leads to the person it became. One query."""
    by_index = {blind_index("id_number", number): number for number in set(numbers)}
    found = Person.objects.filter(id_index__one_of=list(by_index)).values_list("id_index", Coalesce("merged_into_id", "id"))
    return {by_index[bytes(index)]: pk for index, pk in found}


def _one_line_each(rows: Rows, ids: dict[str, int]) -> None:
    """A household listing one person under two numbers names him once; the other line says so."""
    first: dict[tuple[str, int], str] = {}
    for index, household_no, number in rows.live("household_no", "id_number"):
        if first.setdefault((household_no, ids[number]), number) != number:
            rows.reject(index, "id_number", "这个号码和本户另一行的号码已确认是同一个人，只列一行。请删去这一行。")


def _persons(rows: Rows) -> tuple[Merged, dict[str, int]]:
    """One row for life: a person listed twice in the file is read from his first row. Also the person each ID number means (`people_meant`)."""
    first: dict[str, int] = {}
    records = []
    # The number finds the person by its index; the plain text is sealed only for new ones.
    order = (*[name for name in PERSON_TEXT if name != "id_number"], "id_number")
    for index, *values in rows.live(*order):
        number = values[-1]
        line = rows.lines[index]
        if first.setdefault(number, line) == line:
            records.append((line, [blind_index("id_number", number), *values]))
    plan = Plan(
        Person, ("id_index",), order, new={"id_type": IdType.ID_CARD}, derived={"initials": ("name", initials)},
        known="coalesce(t.merged_into_id, t.id)",
    )  # fmt: skip
    merged = merge(plan, records)
    return merged, {number: merged.known[line] for number, line in first.items()}


def _memberships(job: Job, households_by_no: dict[str, int], ids: dict[str, int]) -> Outcome:
    """A person lives where he is first listed and not gone; where another register lists him too stands a claim (rulings A12, B5)."""
    rows = job.rows
    listings = [
        Listing(index, rows.lines[index], households_by_no[number], ids[document], *values)
        for index, number, document, *values in rows.live(
            "household_no", "id_number", "relation", "status", "status_since", "status_until", "joined_on", "birth"
        )
    ]
    people = {listing.person_id for listing in listings}
    standing: dict[tuple[int, int], Membership] = {}
    lives: dict[int, int] = {}
    for row in memberships_of(people):
        standing[row.household_id, row.person_id] = row
        if row.left_on is None and not row.is_claim:
            lives[row.person_id] = row.household_id
    dead = set(Death.objects.filter(person_id__one_of=people).values_list("person_id", flat=True))
    moves = Moves(_end_former(listings, standing, lives, job.on))
    full = FullRegister(job, listings, households_by_no, ids, standing) if job.covers else None
    if full:
        full.move(lives, moves)
    lived = set(lives)
    for staying in (True, False):
        for listing in listings:
            if listing.person_id not in lives and listing.stays == staying:
                lives[listing.person_id] = listing.household_id
    days = full.joining_days(lives, lived, moves) if full else {}
    plan = Plan(
        Member,
        ("id",),
        ("household_id", "person_id", "relation", "status", "status_since", "status_until", "joined_on", "left_on", "is_claim"),
        new={"status": MemberStatus.PRESENT},
        together={"status": ("status_since", "status_until", "left_on")},
    )
    for listing in listings:
        known = standing.get((listing.household_id, listing.person_id))
        if (
            known
            and known.left_on
            and listing.stays
            and listing.person_id in moves.days
            and lives[listing.person_id] == listing.household_id
        ):
            del standing[listing.household_id, listing.person_id]  # back after having left: a membership of its own
    records = [(listing.line, _member_row(listing, standing, lives, dead, days, job.on)) for listing in listings]
    merged = merge(plan, records)
    carry_evidence(people)
    listed_again({(listing.household_id, listing.person_id) for listing in listings if listing.stays}, on=job.on)
    beside = moves.left
    if full:
        beside |= full.turn_former_heads()
        full.ask_about_the_absent()
    outcome = Outcome(beside=beside)
    return outcome.add(merged, {listing.line: (listing.household_id,) for listing in listings})


def _end_former(listings: list[Listing], standing: dict[tuple[int, int], Membership], lives: dict[int, int], on: date) -> dict[int, date]:
    """Somebody married or moved out of the household he lived in, whom the same file lists in another, lives there from now on; the days by person."""
    stays = {listing.person_id for listing in listings if listing.stays}
    ended: list[tuple[int, date]] = []
    days = {}
    for listing in listings:
        row = standing.get((listing.household_id, listing.person_id))
        left = listing.status in (MemberStatus.MOVED_OUT, MemberStatus.MARRIED_OUT) and listing.person_id in stays
        if row and left and row.left_on is None and lives.get(listing.person_id) == listing.household_id:
            row.left_on = days[listing.person_id] = listing.since or on
            ended.append((row.pk, row.left_on))
            del lives[listing.person_id]
    # Before the new membership is written: a person lives in one household at a time.
    leave(ended)
    return days


def _member_row(
    listing: Listing,
    standing: dict[tuple[int, int], Membership],
    lives: dict[int, int],
    dead: set[int],
    days: dict[tuple[int, int], date],
    on: date,
) -> list[Any]:
    pair = listing.household_id, listing.person_id
    row = standing.get(pair)
    status, since = listing.status, listing.since
    if listing.person_id in dead and status != MemberStatus.DEAD:
        status = since = None  # a death record of 公安 or 民政 outweighs what a household list still says
    if since is None and status and status != (row.status if row else MemberStatus.PRESENT):
        since = on
    elsewhere = lives[listing.person_id] != listing.household_id
    gone_on = None
    if elsewhere and status in (MemberStatus.MOVED_OUT, MemberStatus.MARRIED_OUT):
        gone_on = (row.left_on if row else None) or since or on
    is_claim = elsewhere and gone_on is None
    return [
        row.pk if row else None, *pair, listing.relation, status, since, listing.until, listing.joined_on or days.get(pair), gone_on, is_claim,
    ]  # fmt: skip
