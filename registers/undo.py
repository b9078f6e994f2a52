"""撤回: a batch taken back row for row from its trail (registers.trail), as long as nothing was built on it.

What it created goes, what it overwrote or removed comes back. With a batch go those that landed rows it had kept aside, and those that landed kept rows because
it brought their people (registers.matching). The timeline stays, with one line more. Everything is asked and done set by set.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils import timezone

from accounts.logs import redact
from casework.choices import EventKind
from casework.exceptions import StepRefused
from casework.models import Event
from households.journal import mark_changed, with_neighbours
from households.models import ChangedHousehold, Household, HouseholdFacts, MemberFacts, SuspectedPair
from monitoring.data_answers import take_back
from registers.batches import ORGANISATION, lock_register
from registers.blockers import QUESTIONS, Blocker, find
from registers.models import AsideRow, AsideState, Batch, BatchState, Change
from registers.outcomes import drop_lists
from registers.sheets import SHEETS
from registers.trail import key_of, watched

NO_TRAIL = "这一批的原值已经过了保存期，不能整批撤回。请导入更正的台账。"
NOT_DONE = "这一批没有入库，或已经撤回过，不能再撤回。请看最新情况。"
IN_THE_WAY = "后来登记的内容与这一批之前的值不能并存，不能整批撤回。请导入更正的台账。"

# The trail of the batch folded to one line per row of the register: what stood before, what was written, what is to be done.
FOLDED = f"""
CREATE TEMP TABLE undo_row ON COMMIT DROP AS
SELECT "table", target_id, max(household_id) AS household_id, min(first_id) AS first_id, max(last_id) AS last_id,
    CASE WHEN first = 'new' THEN CASE WHEN last = 'removed' THEN 'nothing' ELSE 'delete' END
         ELSE CASE WHEN last = 'removed' THEN 'insert' ELSE 'restore' END END AS todo, was, wrote
FROM (
    SELECT "table", target_id, max(household_id) AS household_id, min(id) AS first_id, max(id) AS last_id,
        (array_agg(kind ORDER BY id))[1] AS first,
        (array_agg(kind ORDER BY id DESC))[1] AS last,
        registers_overlay(before ORDER BY id DESC) FILTER (WHERE before IS NOT NULL) AS was,
        registers_overlay(after ORDER BY id) FILTER (WHERE after IS NOT NULL) AS wrote
    FROM {Change._meta.db_table} WHERE batch_id = ANY(%s) GROUP BY "table", target_id
) folded GROUP BY "table", target_id, first, last, was, wrote
"""


def check_withdrawable(batch: Batch) -> None:
    """Raises StepRefused when there is nothing to take back or no trail to do it by."""
    if batch.state != BatchState.DONE:
        raise StepRefused(NOT_DONE, "stale")
    if not batch.has_trail:
        raise StepRefused(NO_TRAIL, "trail")


def blockers(batch: Batch) -> list[Blocker]:
    """What stands in the way now; writes nothing."""
    check_withdrawable(batch)
    family = family_of(batch)
    with transaction.atomic(), folded(family) as cursor:
        return find(cursor, family)


def family_of(batch: Batch) -> list[int]:
    """The batch and those that landed kept rows of its file, or because of it; they go together, in the order they were written."""
    found = [batch.pk]
    for pk in found:
        followed = Batch.objects.filter(Q(origin_id=pk) | Q(cause_id=pk), state=BatchState.DONE)
        if followed.filter(has_trail=False).exists():
            raise StepRefused(NO_TRAIL, "trail")
        found += sorted(set(followed.values_list("pk", flat=True)) - set(found))
    return found


@contextmanager
def folded(family: list[int]) -> Iterator[Any]:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '128MB'")
        cursor.execute(FOLDED, [family])
        cursor.execute('CREATE INDEX ON undo_row ("table", target_id)')
        cursor.execute("ANALYZE undo_row")
        yield cursor
        cursor.execute("DROP TABLE undo_row")


def withdraw(batch: Batch, *, by: str, position_id: int | None = None, reason: str, on: date) -> None:
    """Take the whole batch back in one transaction. Raises StepRefused with what stands in the way; a second withdrawal is told."""
    words = redact(reason.strip())[:200]
    if len(words) < 4:
        raise StepRefused("请写撤回的理由，如“文件传错了，是去年的台账”。", "reason")
    try:
        with transaction.atomic():
            _withdraw(batch, by=by, position_id=position_id, reason=words, on=on)
    except IntegrityError as error:
        raise StepRefused(IN_THE_WAY, "blocked") from error


def _withdraw(batch: Batch, *, by: str, position_id: int | None, reason: str, on: date) -> None:
    from households.facts import refresh_facts

    lock_register()
    batch = Batch.objects.select_for_update(of=("self",)).select_related("county").get(pk=batch.pk)
    check_withdrawable(batch)
    family = family_of(batch)
    with folded(family) as cursor:
        if found := find(cursor, family):
            raise StepRefused("不能撤回：" + "；".join(blocker.words for blocker in found) + "。", "blocked")
        touched = _touched(cursor)
        _tell(batch, touched, by=by, position_id=position_id, reason=reason, on=on)
        near = with_neighbours(touched)
        _drop_derived(cursor)
        _restore(cursor)
        # Keys are checked here, not at the commit: a refusal must be told on the page.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    staying = sorted(Household.objects.filter(pk__in=near).values_list("pk", flat=True))
    if batch.sheet not in ORGANISATION and staying:
        mark_changed(staying)
        if batch.county is not None:
            refresh_facts(staying, county=batch.county, on=on)
    for pk in family:
        drop_lists(pk, (Change,))
    _let_go(batch, family)
    take_back(family)
    Batch.objects.filter(pk__in=family).update(
        state=BatchState.WITHDRAWN, has_trail=False, withdrawn_by_name=by[:120], withdrawn_at=timezone.now(), withdrawn_reason=reason
    )


def _let_go(batch: Batch, family: list[int]) -> None:
    """What the batch kept aside goes with it. Rows it had brought the people for wait again; those of a landing taken back by itself are not landed again."""
    landed = AsideRow.objects.filter(landed_in__in=family)
    if batch.origin_id is not None:
        landed.filter(landed_in=batch).update(state=AsideState.REFUSED)
    landed.exclude(landed_in=batch).update(state=AsideState.WAITING, landed_in=None, cause=None)
    AsideRow.objects.filter(cause__in=family, state=AsideState.DUE).update(state=AsideState.WAITING, cause=None)
    AsideRow.objects.filter(batch__in=family).delete()


def _touched(cursor: Any) -> list[int]:
    cursor.execute("SELECT DISTINCT household_id FROM undo_row WHERE household_id IS NOT NULL")
    return [household_id for (household_id,) in cursor.fetchall()]


def _drop_derived(cursor: Any) -> None:
    """Facts of what goes, its place in the journal and the questions about it; the facts of the others are written anew."""
    gone = "SELECT target_id FROM undo_row WHERE todo = 'delete' AND \"table\" = "
    homes, people = f"{gone}'households_household'", f"{gone}'households_member'"
    cursor.execute(f"DELETE FROM {MemberFacts._meta.db_table} WHERE household_id IN ({homes}) OR member_id IN ({people})")
    cursor.execute(f"DELETE FROM {HouseholdFacts._meta.db_table} WHERE household_id IN ({homes})")
    cursor.execute(f"DELETE FROM {ChangedHousehold._meta.db_table} WHERE household_id IN ({homes})")
    persons = f"{gone}'households_person'"
    cursor.execute(
        f"DELETE FROM {SuspectedPair._meta.db_table} r WHERE {QUESTIONS[SuspectedPair._meta.label]} "
        f"AND (r.person_a_id IN ({persons}) OR r.person_b_id IN ({persons}))"
    )


def _restore(cursor: Any) -> None:
    """First what goes, then what comes back: no row meets its own successor in a unique key."""
    cursor.execute('SELECT DISTINCT "table", todo FROM undo_row')
    todo: dict[str, set[str]] = {}
    for table, what in cursor.fetchall():
        if table in watched():  # an older trail may tell of what is derived now
            todo.setdefault(what, set()).add(table)
    for table in sorted(todo.get("delete", ())):
        key = key_of(watched()[table])
        cursor.execute(
            f'DELETE FROM {table} t USING undo_row u WHERE u."table" = %s AND u.todo = \'delete\' AND u.target_id = t."{key}"', [table]
        )
    for table in sorted(todo.get("restore", ())):
        model = watched()[table]
        key = key_of(model)
        sets = [f'"{f.column}" = r."{f.column}"' for f in model._meta.concrete_fields if f.column != key]
        cursor.execute(
            f"UPDATE {table} t SET {', '.join(sets)} "
            f'FROM {table} o JOIN undo_row u ON u.target_id = o."{key}" CROSS JOIN LATERAL jsonb_populate_record(o, u.was) r '
            f'WHERE u."table" = %s AND u.todo = \'restore\' AND t."{key}" = o."{key}"',
            [table],
        )
    for table in sorted(todo.get("insert", ())):
        columns = [f'"{f.column}"' for f in watched()[table]._meta.concrete_fields]
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(f'r.{name}' for name in columns)} FROM undo_row u CROSS JOIN LATERAL jsonb_populate_record(NULL::{table}, u.was) r "
            "WHERE u.\"table\" = %s AND u.todo = 'insert'",
            [table],
        )


def _tell(batch: Batch, household_ids: list[int], *, by: str, position_id: int | None, reason: str, on: date) -> None:
    """One line in the chain of every household, also of those that go: the timeline is never taken back."""
    detail = json.dumps({"sheet": SHEETS[batch.sheet].title, "batch": batch.pk, "reason": reason}, ensure_ascii=False)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {Event._meta.db_table} (household_id, county_code, town_code, village_code, kind, at, happened_on, position_id, by, "
            "subject_type, subject_id, detail) SELECT id, county_code, town_code, village_code, %s, now(), %s, %s, %s, 'batch', %s, %s::jsonb "
            f"FROM {Household._meta.db_table} WHERE id = ANY(%s) ORDER BY id",
            [EventKind.IMPORT_WITHDRAWN, on, position_id, by, batch.pk, detail, household_ids],
        )
