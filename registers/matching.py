"""补入: rows kept aside land when the people they are about have appeared — by an import, by hand, through the interface, by an undo.

The database marks them due in the statement that gives somebody a membership (migration 0013); `land_due` lands them through the same code as any
file, as a batch of its own for each file they came in, with a trail of its own. A row is due once: run again it writes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import structlog
from django.db import connection, transaction
from django.utils import timezone

from households.models import Member, Person
from registers import outcomes, trail
from registers.aside import rows_of
from registers.landing import Job
from registers.models import AsideRow, AsideState, Batch, BatchState

log = structlog.get_logger(__name__)

BY = "系统（人已在册，补入另存的行）"
# Rows landed in one transaction: what is unsealed at once stays small.
AT_ONCE = 50_000


def land_on_commit() -> None:
    """Tell a worker once people may have appeared; a queue that is down must not make the import look failed."""
    from registers.tasks import land_kept_rows

    transaction.on_commit(lambda: land_kept_rows.delay(), robust=True)


def mark_due() -> int:
    """Rows whose person is registered all the same: he was written while the file that speaks of him was being read. Run again it writes nothing."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {AsideRow._meta.db_table} a SET state = %s FROM {Person._meta.db_table} p "
            "WHERE a.state = %s AND p.id_index = a.id_index AND EXISTS "
            f"(SELECT FROM {Member._meta.db_table} m WHERE m.person_id = coalesce(p.merged_into_id, p.id))",
            [AsideState.DUE, AsideState.WAITING],
        )
        return int(cursor.rowcount)


def land_due(*, on: date) -> int:
    """Land what is due, file by file in the order they came; returns how many rows. What fails stays due and does not keep the others waiting."""
    done = 0
    failed: Exception | None = None
    for batch_id, cause_id in _due():
        try:
            while number := _land(batch_id, cause_id, on):
                done += number
        except Exception as error:
            log.error("kept_rows_not_landed", batch=batch_id, error=type(error).__name__)
            failed = failed or error
    if failed is not None:
        raise failed
    return done


def _due() -> list[tuple[int, int | None]]:
    found = AsideRow.objects.filter(state=AsideState.DUE).order_by("batch_id", "cause_id").values_list("batch_id", "cause_id").distinct()
    return list(found)


@transaction.atomic
def _land(batch_id: int, cause_id: int | None, on: date) -> int:
    """Rows of one file that one import made due, as a batch of their own; all of it or nothing."""
    from registers.batches import lock_register, write

    lock_register()
    kept = list(AsideRow.objects.filter(batch_id=batch_id, cause_id=cause_id, state=AsideState.DUE).order_by("row_number")[:AT_ONCE])
    if not kept:
        return 0
    origin = Batch.objects.select_related("county").get(pk=batch_id)
    batch = Batch.objects.create(
        county=origin.county, sheet=origin.sheet, file_name=origin.file_name, file_hash=origin.file_hash, tab_name=origin.tab_name,
        mapping=origin.mapping, on=on, asked_by_name=BY, state=BatchState.WRITING, origin=origin, cause_id=cause_id,
    )  # fmt: skip
    rows = rows_of(origin, kept)
    with trail.recording(batch.pk):
        outcome = write(Job(batch.pk, rows, on, BY), origin.county)
    outcomes.drop_unseen(batch.pk)
    counts = outcomes.count(batch.pk, rows, outcome)
    outcomes.keep(batch, rows, outcome)
    Batch.objects.filter(pk=batch.pk).update(
        **counts, done_rows=len(rows), headings=[outcomes.safe(text) for text in rows.headings], movements=outcome.movements,
        state=BatchState.DONE, finished_at=timezone.now(), has_trail=True,
    )  # fmt: skip
    became: dict[AsideState, list[int]] = defaultdict(list)
    for index, row in enumerate(kept):
        state = AsideState.WAITING if index in rows.aside else AsideState.REFUSED if index in rows.dead else AsideState.LANDED
        became[state].append(row.pk)
    for state, ids in became.items():
        # Whoever went again before his rows were landed is waited for anew.
        told = {"cause": None} if state == AsideState.WAITING else {"landed_in": batch}
        AsideRow.objects.filter(pk__in=ids).update(state=state, **told)
    return len(kept)
