"""整册: what it means that a file which lists everybody of its villages lists somebody in another household, or not at all.

Only a person says that a file is one (registers.coverage). Then whoever it lists in another household alone lives there from now on, dated; whoever
it leaves out becomes a question. A refused row still names whom it names: nobody is missing because his row had a fault.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import connection

from households.choices import GONE_STATUSES, MemberStatus
from households.memberships import Membership, end_memberships, relate
from households.models import Household, Member, Person
from households.questions import ask
from households.relations import HEAD, MARRIED_INTO, turned
from identification.models import Application
from registers.landing.job import Job
from registers.movements import born_into, newborn_months
from registers.rows import Rows


@dataclass(slots=True)
class Listing:
    """One row of a register of people."""

    index: int
    line: int
    household_id: int
    person_id: int
    relation: str
    status: str | None
    since: date | None
    until: date | None
    joined_on: date | None
    birth: date | None

    @property
    def stays(self) -> bool:
        return self.status not in GONE_STATUSES


@dataclass(frozen=True)
class Named:
    """Whom a file names: where, and, in its refused rows, as far as they can be read."""

    pairs: frozenset[tuple[int, int]]  # household, person
    people: frozenset[int]
    names: frozenset[tuple[str, str]]  # household number, or "" where it is none of ours; name

    def may_name(self, household_no: str, person_id: int, name: str) -> bool:
        """Whether a refused row may be about him."""
        return person_id in self.people or (household_no, name) in self.names or ("", name) in self.names


def named(rows: Rows, listings: Iterable[Listing], households_by_no: Mapping[str, int], ids: Mapping[str, int]) -> Named:
    """`ids`: people by the numbers of all rows, refused ones included."""
    numbers, homes, names = rows.column("id_number"), rows.column("household_no"), rows.column("name")
    people = {ids[numbers[index]] for index in rows.dead if numbers[index] in ids}
    unread = {
        (homes[index] if homes[index] in households_by_no else "", names[index])
        for index in rows.dead
        if names[index] and numbers[index] not in ids
    }
    return Named(frozenset((row.household_id, row.person_id) for row in listings), frozenset(people), frozenset(unread))


@dataclass
class Moves:
    """Who lives elsewhere from now on: the day by person; `left`: households somebody left without a row saying so."""

    days: dict[int, date] = field(default_factory=dict)
    left: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class _Candidate:
    listing: Listing
    row: Membership


class FullRegister:
    """The reading of a file that somebody said to be the full register of the villages `job.covers`. `standing`: memberships by household and person."""

    def __init__(
        self,
        job: Job,
        listings: Sequence[Listing],
        households_by_no: Mapping[str, int],
        ids: Mapping[str, int],
        standing: Mapping[tuple[int, int], Membership],
    ) -> None:
        self.job, self.listings, self.standing = job, listings, standing
        self.file = named(job.rows, listings, households_by_no, ids)
        self.peopled = set(Member.objects.living().filter(household__in=households_by_no.values()).values_list("household_id", flat=True))

    def move(self, lives: dict[int, int], moves: Moves) -> None:
        """End the membership of whoever is listed in one other household alone; under an open case the row says why not. Tells `lives` and `moves`."""
        found, homes = self._listed_elsewhere(lives)
        stopped = _stopped(found, homes)
        endings = []
        for one in found:
            if reason := stopped.get(one.listing.person_id):
                self.job.rows.warn(one.listing.index, "household_no", reason)
                continue
            day = _day(one, self.job.on)
            gone = one.row.status if one.row.status in GONE_STATUSES else ""
            status = gone or (MemberStatus.MARRIED_OUT if one.listing.relation in MARRIED_INTO else MemberStatus.MOVED_OUT)
            endings.append((one.row.pk, day, status))
            moves.days[one.listing.person_id] = day
            moves.left.add(one.row.household_id)
            del lives[one.listing.person_id]
        end_memberships(endings)
        self._remark_on_those_who_left(lives, moves)

    def _listed_elsewhere(self, lives: Mapping[int, int]) -> tuple[list[_Candidate], dict[int, Household]]:
        stays: dict[int, list[Listing]] = defaultdict(list)
        for listing in self.listings:
            if listing.stays:
                stays[listing.person_id].append(listing)
        wanted = {lives[pk] for pk in stays if pk in lives}
        homes = {home.pk: home for home in Household.objects.filter(village_code__in=self.job.covers, pk__in=wanted)}
        names, found = self.job.rows.column("name"), []
        for person_id, rows in stays.items():
            home = homes.get(lives.get(person_id, 0))
            if home is None or len(rows) > 1 or (home.pk, person_id) in self.file.pairs:
                continue
            if not self.file.may_name(home.household_no, person_id, names[rows[0].index]):
                found.append(_Candidate(rows[0], self.standing[home.pk, person_id]))
        return found, homes

    def _remark_on_those_who_left(self, lives: Mapping[int, int], moves: Moves) -> None:
        """What was written at the window with a paper is not written over by a list that still has him."""
        for row in self.listings:
            known = self.standing.get((row.household_id, row.person_id))
            if known and known.left_on and row.stays and row.person_id not in lives and row.person_id not in moves.days:
                said = f"{known.left_on:%Y年%-m月%-d日}{MemberStatus(known.status).label}"
                self.job.rows.warn(row.index, "household_no", f"此人已登记{said}，台账还列着，没有改回。确已回来的，由镇里办迁入。")

    def joining_days(self, lives: Mapping[int, int], lived: Collection[int], moves: Moves) -> dict[tuple[int, int], date]:
        """The first day of each membership that begins in a household with people: of a child its birth. `lived`: who has a home already."""
        days = {}
        months = newborn_months(self.job.covers[0][:6], self.job.on)
        for row in self.listings:
            pair = row.household_id, row.person_id
            known = self.standing.get(pair)
            begins = row.stays and lives.get(row.person_id) == row.household_id and row.person_id not in lived
            if not begins or row.joined_on is not None:
                continue
            if row.person_id in moves.days:
                days[pair] = moves.days[row.person_id]
            elif row.household_id in self.peopled and not (known and known.left_on):
                is_newborn = born_into(row.relation, row.birth, self.job.on, months)
                days[pair] = row.birth if row.birth and is_newborn else self.job.on
        return days

    def turn_former_heads(self) -> set[int]:
        """Whoever was head where the file names another and leaves him out: he is asked about, and no second head meanwhile. Returns the households.

        What he is to the new head follows from what the register said that one was to him.
        """
        heads: dict[int, list[int]] = defaultdict(list)
        for row in self.listings:
            if row.stays and row.relation == HEAD:
                heads[row.household_id].append(row.person_id)
        said = {home: people[0] for home, people in heads.items() if len(people) == 1}
        relations, homes = [], set()
        for member_id, person_id, sex, home, new_head in _second_heads(said, self.job.covers):
            if (home, person_id) in self.file.pairs:
                continue
            was = self.standing.get((home, new_head))
            relations.append((member_id, turned(was.relation if was and was.left_on is None and not was.is_claim else "", sex)))
            homes.add(home)
        relate(relations)
        return homes

    def ask_about_the_absent(self) -> None:
        """A question for everybody who lives in the villages of the register and stands in none of its rows."""
        job = self.job
        ask(
            {
                row.member_id: _why(row)
                for row in _absent(sorted(self.file.pairs), job.covers)
                if not self.file.may_name(row.household_no, row.person_id, row.name)
            },
            batch_id=job.batch_id,
            on=job.on,
        )


def _day(one: _Candidate, on: date) -> date:
    """The day the file says he joined, or left as an earlier one said; the day of entry where neither can be."""
    said = one.listing.joined_on or (one.row.status_since if one.row.status in GONE_STATUSES else None)
    if said is None or said > on or (one.row.joined_on is not None and said < one.row.joined_on):
        return on
    return said


def _stopped(found: Sequence[_Candidate], homes: Mapping[int, Household]) -> dict[int, str]:
    """Why a move is not made, by person: as at the window, no change under an open case, no supported household left empty."""
    if not found:
        return {}
    concerned = {one.row.household_id for one in found} | {one.listing.household_id for one in found}
    held = set(Application.objects.open().filter(household__in=concerned).values_list("household_id", flat=True))
    staying = Member.objects.living().filter(household__in={one.row.household_id for one in found}).exclude(status__in=GONE_STATUSES)
    peopled = set(staying.exclude(pk__in={one.row.pk for one in found}).values_list("household_id", flat=True))
    stopped = {}
    for one in found:
        home = homes[one.row.household_id]
        where = f"此人登记在{home}（户编号{home.household_no}）"
        if held & {home.pk, one.listing.household_id}:
            stopped[one.listing.person_id] = f"{where}，有在办申请，没有改成员，只列作另一台账所列。办结后由镇里办成员变动，或再导一次。"
        elif home.pk not in peopled and (home.category or home.has_monitoring_tag):
            stopped[one.listing.person_id] = f"{where}，全户列到这里，但还有类别或监测标识，没有并户。先办退出或风险消除，再导一次。"
    return stopped


def _second_heads(said: Mapping[int, int], covers: Sequence[str]) -> list[tuple[int, int, str, int, int]]:
    """Other heads that live where the one said (person by household) is head by now: membership, person, sex, household, the head said."""
    lives = f"left_on IS NULL AND NOT {{0}}.is_claim AND {{0}}.status <> ALL(%s) AND {{0}}.relation = '{HEAD}'"
    members, gone = Member._meta.db_table, list(GONE_STATUSES)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT o.id, o.person_id, p.sex, o.household_id, n.person_id FROM unnest(%s::bigint[], %s::bigint[]) AS s(household_id, person_id) "
            f"JOIN {members} n ON n.household_id = s.household_id AND n.person_id = s.person_id AND n.{lives.format('n')} "
            f"JOIN {members} o ON o.household_id = s.household_id AND o.id <> n.id AND o.{lives.format('o')} "
            f"JOIN {Person._meta.db_table} p ON p.id = o.person_id JOIN {Household._meta.db_table} h ON h.id = o.household_id "
            "WHERE h.village_code = ANY(%s) ORDER BY o.id",
            [list(said), list(said.values()), gone, gone, list(covers)],
        )
        return cursor.fetchall()


@dataclass(frozen=True)
class _Absent:
    member_id: int
    person_id: int
    name: str
    household_no: str
    is_home_listed: bool
    elsewhere: str | None
    has_namesake: bool


def _absent(pairs: Iterable[tuple[int, int]], covers: Sequence[str]) -> list[_Absent]:
    """Who lives in these villages and is not among the pairs of household and person."""
    homes, people, members = Household._meta.db_table, Person._meta.db_table, Member._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE listed (household_id bigint, person_id bigint) ON COMMIT DROP")
        with cursor.copy("COPY listed FROM STDIN") as copy:
            for pair in pairs:
                copy.write_row(pair)
        cursor.execute("CREATE INDEX ON listed (person_id)")
        cursor.execute("CREATE INDEX ON listed (household_id)")
        cursor.execute("ANALYZE listed")
        cursor.execute(
            "SELECT m.id, m.person_id, p.name, h.household_no, EXISTS (SELECT FROM listed l WHERE l.household_id = m.household_id), "
            f"(SELECT min(o.head_name || '户（户编号' || o.household_no || '）') FROM listed l JOIN {homes} o ON o.id = l.household_id "
            "WHERE l.person_id = m.person_id), "
            f"EXISTS (SELECT FROM listed l JOIN {people} n ON n.id = l.person_id WHERE l.household_id = m.household_id AND n.name = p.name) "
            f"FROM {members} m JOIN {homes} h ON h.id = m.household_id JOIN {people} p ON p.id = m.person_id "
            "WHERE h.village_code = ANY(%s) AND m.left_on IS NULL AND NOT m.is_claim AND m.status <> ALL(%s) "
            "AND NOT EXISTS (SELECT FROM listed l WHERE l.household_id = m.household_id AND l.person_id = m.person_id)",
            [list(covers), list(GONE_STATUSES)],
        )
        found = [_Absent(*row) for row in cursor.fetchall()]
        cursor.execute("DROP TABLE listed")
    return found


def _why(row: _Absent) -> str:
    if row.elsewhere:
        return f"整册列在{row.elsewhere}，这一户没有列"
    if row.has_namesake:
        return "整册里本户有同名的人，证件号码不同，可能是号码更正"
    return "整册列了这一户，没有列此人" if row.is_home_listed else "整册没有列这一户"
