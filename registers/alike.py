"""After an import of people: a search for those who look alike, as a task of its own, so that an import takes the time of an import.

People found alike are a question about the register, never a reason to refuse it. A search that dies or is never begun is made up for by the night.
"""

from __future__ import annotations

from django.db import connection, transaction

from households.duplicates import find_pairs
from households.models import Member, Person
from registers.models import Batch, BatchState, Change

NOT_COMPARED = "{number}人同名同日生的太多，查重时没有按姓名和出生日期比对。请核对文件里的姓名和出生日期。"


def look_on_commit(batch_id: int) -> None:
    """Tell a worker once the batch stands; a queue that is down must not make the import look failed."""
    from registers.tasks import find_alike as task

    transaction.on_commit(lambda: task.delay(batch_id), robust=True)


def find_alike(batch_id: int) -> int:
    """Compare the people of a batch that stands; returns the pairs written, 0 when it was taken back or was looked at before."""
    batch = Batch.objects.select_related("county").filter(pk=batch_id, state=BatchState.DONE, county__isnull=False).first()
    if batch is None or batch.county is None:
        return 0
    found = find_pairs(batch.county, on=batch.on, households=households_of(batch_id))
    note = NOT_COMPARED.format(number=found.left_out)
    if found.left_out and note not in batch.notes:
        with transaction.atomic():
            now = Batch.objects.select_for_update().get(pk=batch_id)
            Batch.objects.filter(pk=batch_id).update(notes=[*now.notes, note])
    return found.rows


def households_of(batch_id: int) -> list[int]:
    """Whose rows or whose people the batch wrote, by its trail."""
    change, member = Change._meta.db_table, Member._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT household_id FROM {change} WHERE batch_id = %(batch)s AND household_id IS NOT NULL UNION "
            f'SELECT m.household_id FROM {change} c JOIN {member} m ON m.person_id = c.target_id WHERE c.batch_id = %(batch)s AND c."table" = %(people)s',
            {"batch": batch_id, "people": Person._meta.db_table},
        )
        return [household_id for (household_id,) in cursor.fetchall()]
