"""The lease of a batch (casework.lease): taken, renewed and kept by the worker that reads it."""

from __future__ import annotations

from contextlib import AbstractContextManager

from casework import lease
from casework.lease import LeaseLost, new_holder
from registers.models import OPEN_STATES, Batch, BatchState

__all__ = ["LeaseLost", "kept", "new_holder", "renew", "take"]


def take(batch_id: int, holder: str) -> bool:
    """Whether this worker now holds the batch: it was waiting, or its holder has not renewed in time. One statement, so one wins."""
    return bool(
        Batch.objects.filter(lease.is_free(), pk=batch_id, state__in=OPEN_STATES).update(
            holder=holder, lease_until=lease.lease_end(), state=BatchState.READING, done_rows=0
        )
    )


def renew(batch_id: int, holder: str, **columns: object) -> bool:
    """Hold on for another while, and tell the page how far it is."""
    mine = Batch.objects.filter(pk=batch_id, holder=holder, state__in=OPEN_STATES)
    return bool(mine.update(lease_until=lease.lease_end(), **columns))


def kept(batch_id: int, holder: str) -> AbstractContextManager[None]:
    return lease.kept(lambda: renew(batch_id, holder), f"batch-{batch_id}")
