"""Reading the memberships a batch moved from its trail, set by set, and keeping what each is (registers.movements).

The trail is what the database itself recorded (registers.trail): whatever moved a membership is seen, and what a preview shows is what will be written.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone

from accounts.lookups import array
from accounts.models import Region
from casework.choices import EventKind
from casework.models import Event
from households.choices import GONE_STATUSES
from households.models import Household, Member, MemberQuestion, Person
from households.relations import HEAD
from registers.copying import lay_down
from registers.home_movements import home_movements
from registers.landing import Job
from registers.models import Change, Movement, MovementKind
from registers.movements import Found, Home, Turn, because_of_head, born_into, newborn_months, recognise

MEMBER, PERSON, HOME, QUESTION = (model._meta.db_table for model in (Member, Person, Household, MemberQuestion))
MOVEMENT = tuple(str(field.column) for field in Movement._meta.concrete_fields if not field.primary_key)
EVENT = (
    "household_id", "county_code", "town_code", "village_code", "kind", "at", "happened_on", "position_id", "by", "subject_type", "subject_id", "detail",
)  # fmt: skip
LABELS = {kind.value: str(kind.label) for kind in MovementKind}
GONE = ", ".join(f"'{status.value}'" for status in GONE_STATUSES)


def _lives(row: str) -> str:
    return f"({row}.left_on IS NULL AND NOT {row}.is_claim AND {row}.status NOT IN ({GONE}))"


# Every membership the batch made or moved, as it was and as it is.
TURNED = f"""
CREATE TEMP TABLE turned ON COMMIT DROP AS
SELECT m.id, m.household_id, m.person_id, m.relation, m.status, c.line, c.first <> 'new' AND {_lives("b")} AS was_here, {_lives("m")} AS is_here,
    CASE WHEN c.first = 'new' THEN '' ELSE b.relation END AS was_relation, CASE WHEN c.first = 'new' THEN '' ELSE b.status END AS was_status,
    m.joined_on, m.left_on, m.status_since
FROM (
    SELECT target_id, (array_agg(kind ORDER BY id))[1] AS first, max(row_number) AS line,
        registers_overlay(before ORDER BY id DESC) FILTER (WHERE before IS NOT NULL) AS was
    FROM {Change._meta.db_table} WHERE batch_id = %s AND "table" = '{MEMBER}'
        AND (kind = 'new' OR before ?| ARRAY['left_on', 'is_claim', 'status', 'relation', 'joined_on', 'status_since']) GROUP BY target_id
) c JOIN {MEMBER} m ON m.id = c.target_id CROSS JOIN LATERAL jsonb_populate_record(m, coalesce(c.was, '{{}}')) b
"""
# How many lived in each household concerned before and after.
PEOPLED = f"""
CREATE TEMP TABLE peopled ON COMMIT DROP AS
SELECT household_id, count(*) FILTER (WHERE was_here) AS before, count(*) FILTER (WHERE is_here) AS after
FROM (
    SELECT household_id, was_here, is_here FROM turned
    UNION ALL SELECT m.household_id, {_lives("m")}, {_lives("m")} FROM {MEMBER} m
    WHERE m.household_id IN (SELECT household_id FROM turned) AND NOT EXISTS (SELECT FROM turned t WHERE t.id = m.id)
) found GROUP BY household_id
"""
# Who came or went: comers into a household nobody knew with people nobody knew are its first registration.
COMERS = """
SELECT t.*, p.name, p.birth FROM turned t JOIN households_person p ON p.id = t.person_id JOIN peopled h USING (household_id)
WHERE t.is_here <> t.was_here AND (t.was_here OR h.before > 0 OR EXISTS (
    SELECT FROM turned o JOIN turned f ON f.person_id = o.person_id WHERE o.household_id = t.household_id AND o.is_here AND f.was_here AND NOT f.is_here
)) ORDER BY t.id
"""
# Households whose head is another than before: the one before, and the one who is now and was not.
HEADS = f"""
SELECT n.household_id, n.person_id, n.line, coalesce(CASE WHEN n.was_here THEN NULL ELSE n.joined_on END, f.left_on, f.status_since), np.name, fp.name, f.id, f.stays
FROM turned n JOIN {PERSON} np ON np.id = n.person_id
JOIN (
    SELECT t.household_id, t.id, t.person_id, t.left_on, CASE WHEN t.is_here THEN NULL ELSE t.status_since END AS status_since,
        t.is_here AND t.relation = '{HEAD}' AS stays FROM turned t
    WHERE t.was_here AND t.was_relation = '{HEAD}'
    UNION ALL SELECT m.household_id, m.id, m.person_id, NULL, NULL, true FROM {MEMBER} m WHERE m.relation = '{HEAD}' AND {_lives("m")}
        AND m.household_id IN (SELECT household_id FROM turned) AND NOT EXISTS (SELECT FROM turned t WHERE t.id = m.id)
) f ON f.household_id = n.household_id AND f.person_id <> n.person_id JOIN {PERSON} fp ON fp.id = f.person_id
WHERE n.is_here AND n.relation = '{HEAD}' AND NOT (n.was_here AND n.was_relation = '{HEAD}') ORDER BY n.household_id, n.id, f.id
"""


class _Row(NamedTuple):
    """A membership that began or ended."""

    id: int
    household_id: int
    person_id: int
    relation: str
    status: str
    line: int | None
    was_here: bool
    is_here: bool
    was_relation: str
    was_status: str
    joined_on: date | None
    left_on: date | None
    status_since: date | None
    name: str
    birth: date | None


def find_movements(job: Job, county: Region | None) -> list[Found]:
    """Everything the batch does to who lives with whom, kept with it, told to the households, the head's name carried. In the caller's transaction."""
    with connection.cursor() as cursor:
        cursor.execute(TURNED, [job.batch_id])
        cursor.execute("ANALYZE turned")
        cursor.execute(PEOPLED)
        cursor.execute("ANALYZE peopled")
        cursor.execute(COMERS)
        rows = [_Row(*row) for row in cursor.fetchall()]
        cursor.execute(
            "SELECT household_id, before, after FROM peopled WHERE before > 0 OR after = 0 OR household_id = ANY(%s::bigint[])",
            [array(row.household_id for row in rows)],
        )
        numbers = {pk: (before, after) for pk, before, after in cursor.fetchall()}
        cursor.execute(HEADS)
        heads = cursor.fetchall()
        cursor.execute("DROP TABLE turned, peopled")
    absent = list(
        MemberQuestion.objects.filter(batch_id=job.batch_id)
        .select_related("member__person")
        .order_by("pk")
        .defer("member__person__phone", "member__person__disease")
    )
    of_homes = home_movements(job) if job.covers else []
    if not (rows or heads or absent or of_homes):
        return []
    wanted = {row.household_id for row in rows} | {row[0] for row in heads} | {question.household_id for question in absent}
    names = {pk: said for pk, *said in Household.objects.filter(pk__one_of=wanted).values_list("pk", "head_name", "household_no")}
    homes = {pk: Home(pk, name, number, *numbers.get(pk, (0, 0))) for pk, (name, number) in names.items()}
    found = [
        *_absences(job, absent, homes),
        *_heads(job, heads, homes, {question.member_id for question in absent}),
        *_turns(job, rows, homes, absent, county),
        *of_homes,
    ]
    lay_down(Movement, MOVEMENT, ([getattr(movement, name) for name in MOVEMENT] for movement in found))
    _carry_heads(found)
    _tell(job, found)
    return found


def count(found: Iterable[Found]) -> dict[str, int]:
    """How many of each kind, in the order of the list."""
    numbers: Counter[str] = Counter(movement.kind for movement in found)
    return {kind.value: numbers[kind.value] for kind in MovementKind if numbers[kind.value]}


def _turns(job: Job, rows: list[_Row], homes: dict[int, Home], absent: list[MemberQuestion], county: Region | None) -> list[Found]:
    came = {row.person_id: row for row in rows if row.is_here}
    left = {row.person_id: row for row in rows if row.was_here}
    together = Counter((left[pk].household_id, row.household_id) for pk, row in came.items() if pk in left)
    gone: dict[int, set[str]] = defaultdict(set)
    for question in absent:
        gone[question.household_id].add(question.member.person.name)
    for person, one in left.items():
        if person not in came:
            gone[one.household_id].add(one.name)
    months = newborn_months(county.code, job.on) if county and came else 0
    found = []
    for person in dict.fromkeys(row.person_id for row in rows):
        here, former = came.get(person), left.get(person)
        row = here or former
        assert row is not None
        turn = Turn(
            person, row.name, row.relation, row.status, line=row.line,
            day=(here.joined_on or (former.left_on if former else None)) if here else (row.left_on or row.status_since),
            was=here.was_status if here and here.was_status in GONE_STATUSES else "",
            left=homes[former.household_id] if former else None, came=homes[here.household_id] if here else None,
            is_newborn=bool(here) and born_into(row.relation, row.birth, job.on, months),
            has_namesake=bool(here) and not former and row.name in gone[row.household_id],
            goes_with=together[former.household_id, here.household_id] if here and former else 0,
        )  # fmt: skip
        kind = recognise(turn)
        found.append(_movement(job, kind.kind, turn, kind.because(turn)))
    return found


def _movement(job: Job, kind: MovementKind, turn: Turn, why: str) -> Found:
    found = Found(job.batch_id, turn.line, kind, turn.name, turn.day, why[:200], turn.person_id, turn.relation)
    if turn.left:
        found.from_id, found.from_name, found.from_no = turn.left.pk, turn.left.name, turn.left.number
    if turn.came:
        found.to_id, found.to_name, found.to_no = turn.came.pk, turn.came.name, turn.came.number
    return found


def _absences(job: Job, absent: Iterable[MemberQuestion], homes: dict[int, Home]) -> list[Found]:
    return [
        _movement(
            job,
            MovementKind.ABSENT,
            Turn(
                question.member.person_id,
                question.member.person.name,
                question.member.relation,
                question.member.status,
                left=homes[question.household_id],
            ),
            question.why,
        )
        for question in absent
    ]


def _heads(job: Job, rows: Iterable[Any], homes: dict[int, Home], asked: set[int]) -> list[Found]:
    """One head came for one who was: two at once are a fault of the register, told elsewhere."""
    by_home: dict[int, list[Any]] = defaultdict(list)
    for household_id, *row in rows:
        by_home[household_id].append(row)
    found = []
    for household_id, pairs in by_home.items():
        if len(pairs) > 1:
            continue
        [(person_id, line, day, name, former, former_member, is_still_head)] = pairs
        if is_still_head and former_member not in asked:
            continue
        home = homes[household_id]
        turn = Turn(person_id, name, HEAD, "", line=line, day=day or job.on, left=replace(home, name=former), came=replace(home, name=name))
        found.append(_movement(job, MovementKind.HEAD, turn, because_of_head(former, is_asked_about=former_member in asked)))
    return found


def _carry_heads(found: Iterable[Found]) -> None:
    """A household carries its head's name, as at the window."""
    heads = [(movement.to_id, movement.name) for movement in found if movement.kind == MovementKind.HEAD]
    if heads:
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {HOME} h SET head_name = s.name, updated_at = now() FROM unnest(%s::bigint[], %s::text[]) AS s(id, name) "
                "WHERE h.id = s.id AND h.head_name <> s.name",
                [[pk for pk, _ in heads], [name for _, name in heads]],
            )


def _tell(job: Job, found: Iterable[Found]) -> None:
    """One line in the chain of every household a change concerns, worded as those made at the window."""
    found = list(found)
    ids = {pk for one in found for pk in (one.from_id, one.to_id) if pk}
    codes = Household.objects.filter(pk__one_of=ids).values_list("pk", "county_code", "town_code", "village_code")
    lay_down(Event, EVENT, _events(job, found, {home[0]: home for home in codes}))


def _events(job: Job, found: Iterable[Found], homes: Mapping[int, tuple[int, str, str, str]]) -> Iterator[tuple[Any, ...]]:
    """One after another: all of a county's at once take as much memory as its people."""
    document = f"“{job.rows.sheet.title}”台账（批次{job.batch_id}）"
    days: dict[date, str] = {}
    now = timezone.now()
    for one in found:
        day = one.day or job.on
        if day not in days:
            days[day] = f"{day:%Y年%-m月%-d日}"
        detail = json.dumps(
            {"change": LABELS[one.kind], "what": sentence_of(one), "day": days[day], "reason": one.why, "document": document},
            ensure_ascii=False,
        )
        said = (EventKind.MEMBERSHIP.value, now, job.on, job.position_id, job.by, "batch", job.batch_id, detail)
        for pk in dict.fromkeys(pk for pk in (one.from_id, one.to_id) if pk):
            yield *homes[pk], *said


def sentence_of(one: Found) -> str:
    """周小川：周守田户（户编号H1）→ 吴桂兰户（户编号H2)."""
    sides = [f"{name}户（户编号{number}）" for name, number in ((one.from_name, one.from_no), (one.to_name, one.to_no)) if number]
    if one.kind == MovementKind.HEAD:
        return f"户主由{one.from_name}改为{one.to_name}"
    if one.kind in (MovementKind.HOME_NEW, MovementKind.HOME_MOVED):
        return f"{sides[0]}，{one.why}"
    return f"{one.name}，{'→'.join(sides)}"
