"""疑似重复: finding person rows that look alike, in SQL; numbers are unsealed only of the few whose names and births already agree (rulings E4).

Found by county, after an import for the households it touched and every night for all. A second run over the same rows writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction

from accounts.encryption import blind_index, unseal
from accounts.models import Position, Region
from accounts.roles import Role
from casework.exceptions import StalePage, StepRefused
from households.choices import IdType
from households.models import Household, Likeness, Member, MergeState, Person, PersonMerge, SuspectedPair, Verdict
from households.national_id import BadIdNumber, normalise
from households.reasons import check_words
from households.relations import HEAD

# An account more households share than these is a village's or an agent's: it says nothing of one person.
SHARED_ACCOUNT = 5
# The commonest name of a county has some hundred bearers. More is a file that says one name for everybody: comparing each with each would take hours.
CROWD = 500
TWINS = 20  # of one name born on one day; beyond that nothing is learnt by asking about each two of them
FEW = 5_000  # households; beyond that one reading of the whole county is quicker
LAST = 18  # the check digit follows from the rest


@dataclass
class Found:
    """Why two rows look alike; `digit` is the one place of the number that differs."""

    grounds: set[Likeness]
    digit: int | None = None


@dataclass(frozen=True)
class Search:
    """What one search wrote; all zero when nothing changed. `left_out`: people whose name and birth so many share that they were not compared by them."""

    new: int
    changed: int
    ended: int
    left_out: int = 0

    @property
    def rows(self) -> int:
        return self.new + self.changed + self.ended


@transaction.atomic
def find_pairs(county: Region, *, on: date, households: Iterable[int] | None = None) -> Search:
    """Put what looks alike into the queue: of the whole county, or of people of these households with anybody in it.

    Those who left and the dead are compared like everybody; tombstones are not. A verdict stands, whatever is found.
    """
    touched = None if households is None else sorted(set(households))
    if touched == []:
        return Search(0, 0, 0)
    if touched and len(touched) > FEW:
        touched = None
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL jit = off; SET LOCAL work_mem = '256MB'")
        # Two searches at once would both find the same pair new.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('households.duplicates'), %s)", [int(county.code[:6])])
        if touched is None:
            cursor.execute("DROP TABLE IF EXISTS alike_person")
            cursor.execute(f"CREATE TEMP TABLE alike_person ON COMMIT DROP AS {EVERYBODY}", {"county": county.code[:6]})
            cursor.execute("ANALYZE alike_person")
    pairs: dict[tuple[int, int], Found] = {}
    for a, b, ground, digit in likenesses(county, touched):
        found = pairs.setdefault((min(a, b), max(a, b)), Found(set()))
        found.grounds.add(ground)
        found.digit = digit or found.digit
    return store(pairs, county, on, touched, left_out=crowded(county, touched))


def likenesses(county: Region, touched: Sequence[int] | None) -> Iterator[tuple[int, int, Likeness, int | None]]:
    for a, b, same_birth, first, second in by_name(county, touched):
        place = one_place(first, second)
        if same_birth:
            yield a, b, Likeness.NAME_AND_BIRTH, None
        if place:
            yield a, b, Likeness.ONE_DIGIT, place
    for a, b, first, second in by_account(county, touched):
        if place := one_place(first, second):
            yield a, b, Likeness.ONE_DIGIT, place
    for a, b in heads_by_account(county, touched):
        yield a, b, Likeness.ACCOUNT, None
    for a, b in by_other_papers(county, touched):
        yield a, b, Likeness.SAME_NUMBER, None


# Everybody who lives or lived in the county, each with his day of birth as eight digits; `near` are those looked at, `person` whom they are compared with.
EVERYBODY = """
SELECT p.id, p.name, p.birth, to_char(p.birth, 'YYYYMMDD') AS day, p.id_number, p.id_type FROM households_person p
WHERE p.merged_into_id IS NULL AND EXISTS (
    SELECT 1 FROM households_member m JOIN households_household h ON h.id = m.household_id WHERE m.person_id = p.id AND h.county_code = %(county)s)
"""
# Of a whole county in a table of its own, counted: a planner that guesses would compare everybody with everybody.
OF_COUNTY = "WITH person AS NOT MATERIALIZED (SELECT * FROM alike_person), near AS NOT MATERIALIZED (SELECT * FROM alike_person)"
# Of a few households only what the index on name and birth leads to is read of everybody else.
OF_HOUSEHOLDS = (
    f"WITH person AS NOT MATERIALIZED ({EVERYBODY}), near AS MATERIALIZED ({EVERYBODY} "
    "AND p.id IN (SELECT m.person_id FROM households_member m WHERE m.household_id = ANY(%(touched)s)))"
)
DIGITS_APART = " + ".join(f"(substr(a.day, {place}, 1) <> substr(b.day, {place}, 1))::int" for place in range(1, 9))


def rows(sql: str, county: Region, touched: Sequence[int] | None, **values: Any) -> list[tuple[Any, ...]]:
    """`{ordered}`: a pair once where both sides are everybody, from either side where one is those touched."""
    head = OF_COUNTY if touched is None else OF_HOUSEHOLDS
    text = head + sql.replace("{ordered}", "a.id < b.id" if touched is None else "a.id <> b.id")
    text = text.replace("{picked}", "NOT MATERIALIZED" if touched is None else "MATERIALIZED")
    with connection.cursor() as cursor:
        cursor.execute(text, {"county": county.code[:6], "touched": None if touched is None else list(touched), **values})
        return list(cursor.fetchall())


# Names so many bear that only those born the same day are compared, and of those no more than `twins`. Of a few households the people are picked before they meet anybody.
CROWDS = """
, crowd AS MATERIALIZED (SELECT name FROM person WHERE name IN (SELECT name FROM near) GROUP BY name HAVING count(*) > %(crowd)s)
, twins AS MATERIALIZED (SELECT name, birth FROM person WHERE name IN (SELECT name FROM crowd) AND birth IS NOT NULL GROUP BY name, birth HAVING count(*) <= %(twins)s)
, rare AS {picked} (SELECT * FROM near WHERE birth IS NOT NULL AND name NOT IN (SELECT name FROM crowd))
, common AS MATERIALIZED (SELECT near.* FROM near JOIN twins ON twins.name = near.name AND twins.birth = near.birth)
"""
SEEN = "a.id, b.id, a.birth = b.birth, a.id_number, b.id_number FROM"


def by_name(county: Region, touched: Sequence[int] | None) -> list[tuple[Any, ...]]:
    """Same name, birth the same or one digit apart: a number with one wrong digit leaves no more than that."""
    return rows(
        CROWDS + f"SELECT {SEEN} rare a JOIN person b ON b.name = a.name AND {{ordered}} WHERE b.birth IS NOT NULL AND {DIGITS_APART} <= 1 "
        f"UNION ALL SELECT {SEEN} common a JOIN person b ON b.name = a.name AND b.birth = a.birth AND {{ordered}}",
        county, touched, crowd=CROWD, twins=TWINS,
    )  # fmt: skip


def crowded(county: Region, touched: Sequence[int] | None) -> int:
    """How many of those looked at share name and birth with too many to be compared by them."""
    sql = (
        CROWDS
        + "SELECT count(*) FROM near a WHERE name IN (SELECT name FROM crowd) AND birth IS NOT NULL AND (name, birth) NOT IN (SELECT name, birth FROM twins)"
    )
    return int(rows(sql, county, touched, crowd=CROWD, twins=TWINS)[0][0])


HOMES = """
, shared AS (
    SELECT h.id, h.bank_account_index AS account FROM households_household h WHERE h.county_code = %(county)s AND h.bank_account_index IN (
        SELECT bank_account_index FROM households_household WHERE county_code = %(county)s AND bank_account_index IS NOT NULL
        GROUP BY 1 HAVING count(*) BETWEEN 2 AND %(limit)s)
)
"""


def by_account(county: Region, touched: Sequence[int] | None) -> list[tuple[Any, ...]]:
    """People of two households with one account, born the same day or one digit apart, whatever they are called."""
    return rows(
        HOMES + "SELECT DISTINCT ON (a.id, b.id) a.id, b.id, a.id_number, b.id_number FROM shared s JOIN shared o ON o.account = s.account AND o.id <> s.id "
        "JOIN households_member ma ON ma.household_id = s.id JOIN households_member mb ON mb.household_id = o.id "
        "JOIN near a ON a.id = ma.person_id JOIN person b ON b.id = mb.person_id AND {ordered} " + f"WHERE {DIGITS_APART} <= 1",
        county, touched, limit=SHARED_ACCOUNT,
    )  # fmt: skip


def heads_by_account(county: Region, touched: Sequence[int] | None) -> list[tuple[Any, ...]]:
    """The heads of two households with one account; of a household without one now, its last."""
    return rows(
        HOMES + ", head AS (SELECT DISTINCT ON (s.id) s.id, s.account, m.person_id FROM shared s JOIN households_member m ON m.household_id = s.id "
        "AND m.relation = %(head)s ORDER BY s.id, m.left_on DESC NULLS FIRST, m.is_claim, m.id DESC) "
        "SELECT DISTINCT a.id, b.id FROM head x JOIN head y ON y.account = x.account AND y.id <> x.id "
        "JOIN near a ON a.id = x.person_id JOIN person b ON b.id = y.person_id AND {ordered}",
        county, touched, limit=SHARED_ACCOUNT, head=HEAD,
    )  # fmt: skip


def by_other_papers(county: Region, touched: Sequence[int] | None) -> list[tuple[int, int]]:
    """Rows registered by another paper whose number holds an ID number: 户口簿 with 15 digits, a disability certificate of 20.

    Two ID cards of one number cannot stand: the blind index is unique, and 15 digits are lengthened before it is made.
    """
    holders: dict[bytes, list[int]] = {}
    other = " SELECT p.id, p.id_number FROM person p WHERE p.id_type <> %(card)s AND p.id_number IS NOT NULL"
    for pk, sealed in rows(other, county, touched, card=IdType.ID_CARD):
        if index := index_within(unseal(bytes(sealed))):
            holders.setdefault(index, []).append(pk)
    same = [(a, b) for people in holders.values() for a in people for b in people if a < b]
    cards = Person.objects.filter(id_index__in=list(holders), id_type=IdType.ID_CARD, merged_into__isnull=True)
    for pk, card in cards.values_list("pk", "id_index"):
        same += [(pk, holder) for holder in holders[bytes(card or b"")]]
    return same


def index_within(number: str) -> bytes | None:
    """The blind index of the ID number inside another paper's number, if there is a right one."""
    compact = number.strip()
    try:
        return blind_index("id_number", normalise(compact[:18] if len(compact) in {20, 22} else compact))
    except BadIdNumber:
        return None


def one_place(first: Any, second: Any) -> int | None:
    """Which one of the 18 places differs, the check digit left aside since it follows; 18 where only it does. Numbers live in memory only here."""
    if not first or not second:
        return None
    one, other = unseal(bytes(first)).strip().upper(), unseal(bytes(second)).strip().upper()
    if len(one) != LAST or len(other) != LAST:
        return None
    places = [number for number, (left, right) in enumerate(zip(one, other, strict=True), 1) if left != right]
    body = [place for place in places if place != LAST]
    if len(body) == 1:
        return body[0]
    return LAST if places == [LAST] else None


def store(pairs: dict[tuple[int, int], Found], county: Region, on: date, touched: Sequence[int] | None, *, left_out: int) -> Search:
    """Write what differs: new pairs, changed grounds of open ones, and, of what was searched, open pairs nothing likens any more."""
    table = SuspectedPair._meta.db_table
    lines = [(a, b, sorted(found.grounds), found.digit) for (a, b), found in sorted(pairs.items())]
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE alike (a bigint, b bigint, grounds varchar(16)[], digit smallint) ON COMMIT DROP")
        with cursor.copy("COPY alike FROM STDIN") as copy:
            for line in lines:
                copy.write_row(line)
        cursor.execute(
            f"INSERT INTO {table} (person_a_id, person_b_id, county_id, grounds, digit, found_on, verdict, note) "
            "SELECT a, b, %s, grounds, digit, %s, '', '' FROM alike ORDER BY a, b ON CONFLICT (person_a_id, person_b_id) DO NOTHING",
            [county.pk, on],
        )
        new = cursor.rowcount
        cursor.execute(
            f"UPDATE {table} p SET grounds = n.grounds, digit = n.digit, ended_on = NULL FROM alike n "
            "WHERE p.person_a_id = n.a AND p.person_b_id = n.b AND p.verdict = '' "
            "AND (p.grounds, p.digit, p.ended_on) IS DISTINCT FROM (n.grounds, n.digit, NULL::date)"
        )
        changed = cursor.rowcount
        cursor.execute(
            f"UPDATE {table} p SET ended_on = %(on)s WHERE p.county_id = %(county)s AND p.verdict = '' AND p.ended_on IS NULL "
            "AND NOT EXISTS (SELECT 1 FROM alike n WHERE n.a = p.person_a_id AND n.b = p.person_b_id) "
            "AND (%(touched)s::bigint[] IS NULL OR EXISTS (SELECT 1 FROM households_member m "
            "WHERE m.household_id = ANY(%(touched)s) AND m.person_id IN (p.person_a_id, p.person_b_id)))",
            {"on": on, "county": county.pk, "touched": None if touched is None else list(touched)},
        )
        ended = cursor.rowcount
        cursor.execute("DROP TABLE alike")
    return Search(new, changed, ended, left_out)


@transaction.atomic
def call_different(pair: SuspectedPair, *, reason: str, by: Position, on: date) -> SuspectedPair:
    """不是同一人, remembered for ever. Raises StepRefused, StalePage."""
    if not by.has(Role.REGISTER_ADMIN):
        raise StepRefused(f"是不是同一人由台账管理员判断，您的岗位是{by.title}。", "wrong_role")
    words = check_words(reason, "为什么不是同一人")
    row = locked_pair(pair, by)
    if PersonMerge.objects.filter(pair=row, state=MergeState.PROPOSED).exists():
        raise StepRefused("这两人已提出合并，等县专班批准。要改判，先撤回合并。", "merge_waits")
    row.verdict, row.verdict_by, row.verdict_on, row.note = Verdict.DIFFERENT, by, on, words
    row.save(update_fields=["verdict", "verdict_by", "verdict_on", "note"])
    return row


def locked_pair(pair: SuspectedPair, by: Position) -> SuspectedPair:
    """The pair as it is now, held; only an open one may be judged."""
    row = SuspectedPair.objects.visible_to(by).select_for_update(of=("self",)).select_related("person_a", "person_b", "verdict_by__user").filter(pk=pair.pk).first()  # fmt: skip
    if row is None:
        raise StepRefused("这两人不都在您的辖区。", "not_there")
    if row.verdict:
        raise StalePage(f"刚才{row.verdict_by}已判断为“{row.get_verdict_display()}”，请看最新情况。")
    if row.person_a.merged_into_id or row.person_b.merged_into_id:
        raise StalePage("其中一人刚才已并入别人，请看最新情况。")
    return row


def homes_of(*people: int) -> list[Household]:
    """Every household these people live or lived in, in order of their keys."""
    ids = Member.objects.filter(person__in=people).values("household_id")
    return list(Household.objects.filter(pk__in=ids).select_related("village__parent").order_by("pk"))
