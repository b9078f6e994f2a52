"""家庭 and 家庭成员: the rows everything else hangs on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from accounts.encryption import blind_index
from households.choices import GONE_STATUSES, IdType, MemberStatus
from households.models import Death, Household, Member, Person, PersonGram, Standing
from households.moves import carry_evidence
from households.national_id import birth_date, sex_code
from registers import parsing
from registers.landing.job import Job, Outcome
from registers.merging import Plan, merge
from registers.parsing import BadCell
from registers.references import Areas, known_households
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
    rows, areas = job.rows, Areas()
    villages = {}
    for index, written in rows.live("region_code"):
        try:
            villages[index] = areas.village(written)
        except BadCell as error:
            rows.reject(index, "region_code", error.remedy)
    columns = ("village_id", "county_code", "town_code", "village_code", *HOUSEHOLD_TEXT)
    plan = Plan(Household, ("household_no",), columns, new={"registered_on": job.on})
    records = [
        (rows.lines[index], [number, villages[index].pk, *_codes(villages[index].code), *texts])
        for index, number, *texts in rows.live("household_no", *HOUSEHOLD_TEXT)
    ]
    merged = merge(plan, records)
    ids = known_households(number for _, (number, *_) in records)
    _open_standings(ids.values())
    return Outcome().add(merged, {line: (ids[values[0]],) for line, values in records})


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
    persons = _persons(rows)
    ids = known_people_ids(number for _, number in rows.live("id_number"))
    outcome = _memberships(job, households_by_no, ids)
    household_of = {rows.lines[index]: (households_by_no[number],) for index, number in rows.live("household_no")}
    return outcome.add(persons, household_of)


def _check_documents(rows: Rows) -> None:
    """ID cards must be valid and agree with birth and sex as written; what the row leaves out follows from the number."""
    numbers, births, sexes = rows.column("id_number"), rows.column("birth"), rows.column("sex")
    for index, kind, number in rows.live("id_type", "id_number"):
        if (kind or IdType.ID_CARD) != IdType.ID_CARD:
            continue
        try:
            numbers[index] = checked = parsing.id_number(number)
        except BadCell as error:
            rows.reject(index, "id_number", error.remedy)
            continue
        if births[index] and births[index] != birth_date(checked):
            rows.reject(index, "birth", "与身份证号里的出生日期不符。请对照户口簿，改身份证号或出生日期。")
        elif sexes[index] and sexes[index] != sex_code(checked):
            rows.reject(index, "sex", "与身份证号里的性别不符。请对照户口簿，改身份证号或性别。")
        births[index], sexes[index] = birth_date(checked), sex_code(checked)
    rows.leave_out_repeated()


def known_people_ids(numbers: Iterable[str]) -> dict[str, int]:
    """Person ids by ID number, members or not."""
    by_index = {blind_index("id_number", number): number for number in set(numbers)}
    return {by_index[bytes(index)]: pk for index, pk in Person.objects.filter(id_index__in=list(by_index)).values_list("id_index", "pk")}


def _persons(rows: Rows) -> Any:
    """One row for life: a person listed twice in the file is read from his first row."""
    seen: set[str] = set()
    records, names = [], {}
    for index, *values in rows.live(*PERSON_TEXT):
        number = values[PERSON_TEXT.index("id_number")]
        if number not in seen:
            seen.add(number)
            names[rows.lines[index]] = number, values[0]
            records.append((rows.lines[index], values))
    # The number finds the person by its index; the plain text is sealed only for new ones.
    order = ("id_index", *[name for name in PERSON_TEXT if name != "id_number"], "id_number")
    plan = Plan(Person, ("id_index",), order[1:], new={"id_type": IdType.ID_CARD})
    place = {name: PERSON_TEXT.index(name) for name in PERSON_TEXT}
    merged = merge(
        plan,
        (
            (line, [blind_index("id_number", values[place["id_number"]]), *[values[place[name]] for name in order[1:]]])
            for line, values in records
        ),
    )
    _spell([names[line] for line in (*merged.new, *merged.changed)])
    return merged


def _spell(people: list[tuple[str, str]]) -> None:
    """Initials and grams of new and renamed people; those already spelt right are left alone."""
    from households.names import grams, initials

    ids = known_people_ids(number for number, _ in people)
    spelt = {ids[number]: (name, initials(name)) for number, name in people}
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {Person._meta.db_table} p SET initials = s.initials "
            "FROM unnest(%s::bigint[], %s::text[]) AS s(id, initials) WHERE p.id = s.id AND p.initials <> s.initials RETURNING p.id",
            [list(spelt), [letters for _, letters in spelt.values()]],
        )
        # Equal initials may hide another name: compare the pieces themselves.
        cursor.execute("CREATE TEMP TABLE piece (gram varchar(4), person_id bigint) ON COMMIT DROP")
        with cursor.copy("COPY piece FROM STDIN") as copy:
            for person_id, (name, _) in spelt.items():
                for gram in grams(name):
                    copy.write_row((gram, person_id))
        table = PersonGram._meta.db_table
        cursor.execute(
            f"DELETE FROM {table} g WHERE g.person_id = ANY(%s) "
            "AND NOT EXISTS (SELECT 1 FROM piece WHERE piece.gram = g.gram AND piece.person_id = g.person_id)",
            [list(spelt)],
        )
        cursor.execute(f"INSERT INTO {table} (gram, person_id) SELECT gram, person_id FROM piece ON CONFLICT DO NOTHING")
        cursor.execute("DROP TABLE piece")


@dataclass
class _Listing:
    line: int
    household_id: int
    person_id: int
    relation: str
    status: str | None
    since: date | None
    until: date | None
    joined_on: date | None


def _memberships(job: Job, households_by_no: dict[str, int], ids: dict[str, int]) -> Outcome:
    """A person lives where he is first listed and not gone; where another register lists him too stands a claim (rulings A12, B5)."""
    rows = job.rows
    listings = [
        _Listing(rows.lines[index], households_by_no[number], ids[document], relation, status, since, until, joined)
        for index, number, document, relation, status, since, until, joined in rows.live(
            "household_no", "id_number", "relation", "status", "status_since", "status_until", "joined_on"
        )
    ]
    people = {listing.person_id for listing in listings}
    standing: dict[tuple[int, int], Member] = {}
    lives: dict[int, int] = {}
    for row in Member.objects.filter(person_id__in=people).order_by("pk"):
        standing[row.household_id, row.person_id] = row
        if row.left_on is None and not row.is_claim:
            lives[row.person_id] = row.household_id
    dead = set(Death.objects.filter(person_id__in=people).values_list("person_id", flat=True))
    _end_former(listings, standing, lives, job.on)
    for staying in (True, False):
        for listing in listings:
            if listing.person_id not in lives and (listing.status not in GONE_STATUSES) == staying:
                lives[listing.person_id] = listing.household_id
    plan = Plan(
        Member,
        ("id",),
        ("household_id", "person_id", "relation", "status", "status_since", "status_until", "joined_on", "left_on", "is_claim"),
        new={"status": MemberStatus.PRESENT},
    )
    records = [(listing.line, _member_row(listing, standing, lives, dead, job.on)) for listing in listings]
    merged = merge(plan, records)
    carry_evidence(people)
    return Outcome().add(merged, {listing.line: (listing.household_id,) for listing in listings})


def _end_former(listings: list[_Listing], standing: dict[tuple[int, int], Member], lives: dict[int, int], on: date) -> None:
    """Somebody married or moved out of the household he lived in, whom the same file lists in another, lives there from now on."""
    stays = {listing.person_id for listing in listings if listing.status not in GONE_STATUSES}
    ended = []
    for listing in listings:
        row = standing.get((listing.household_id, listing.person_id))
        left = listing.status in (MemberStatus.MOVED_OUT, MemberStatus.MARRIED_OUT) and listing.person_id in stays
        if row and left and row.left_on is None and lives.get(listing.person_id) == listing.household_id:
            row.left_on = listing.since or on
            ended.append(row)
            del lives[listing.person_id]
    # Before the new membership is written: a person lives in one household at a time.
    Member.objects.bulk_update(ended, ["left_on"])


def _member_row(listing: _Listing, standing: dict[tuple[int, int], Member], lives: dict[int, int], dead: set[int], on: date) -> list[Any]:
    row = standing.get((listing.household_id, listing.person_id))
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
        row.pk if row else None, listing.household_id, listing.person_id, listing.relation, status, since, listing.until, listing.joined_on,
        gone_on, is_claim,
    ]  # fmt: skip
