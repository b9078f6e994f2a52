"""Background imports. The row is the truth, these only wake (rulings E2)."""

from celery import shared_task

from registers import batches


@shared_task
def run_batch(batch_id: int) -> str:
    """One file. Running it twice changes nothing."""
    return batches.run(batch_id).state


@shared_task
def resume_stale() -> int:
    """Every minute by beat: batches whose worker died or whose message was lost."""
    return batches.resume_stale()
