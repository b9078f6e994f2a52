"""Who works on a batch (rulings E2): the truth is the row, the broker only wakes a worker.

A worker takes the batch by writing its name and an end into the row, renews while it works, and must still hold it when it commits. A worker
that was killed stops renewing; after LEASE_SECONDS another may take the batch. Its transaction died with it, so the register is as before.
"""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.db import close_old_connections, connection
from django.db.models import Q
from django.utils import timezone

from registers.models import OPEN_STATES, Batch, BatchState


class LeaseLost(Exception):
    """Another worker took the batch over; what this one did is rolled back."""


def new_holder() -> str:
    """A name no other worker has."""
    return f"{socket.gethostname()[:30]}-{os.getpid()}-{uuid4().hex[:12]}"


def _end() -> datetime:
    return timezone.now() + timedelta(seconds=settings.LEASE_SECONDS)


def take(batch_id: int, holder: str) -> bool:
    """Whether this worker now holds the batch: it was waiting, or its holder has not renewed in time. One statement, so one wins."""
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=timezone.now())
    return bool(
        Batch.objects.filter(free, pk=batch_id, state__in=OPEN_STATES).update(
            holder=holder, lease_until=_end(), state=BatchState.READING, done_rows=0
        )
    )


def renew(batch_id: int, holder: str, **columns: object) -> bool:
    """Hold on for another while, and tell the page how far it is."""
    return bool(Batch.objects.filter(pk=batch_id, holder=holder, state__in=OPEN_STATES).update(lease_until=_end(), **columns))


@contextmanager
def kept(batch_id: int, holder: str) -> Iterator[None]:
    """Renew from a thread with a connection of its own while one long transaction runs in this one."""
    done = threading.Event()

    def keep() -> None:
        while not done.wait(max(settings.LEASE_SECONDS / 3, 0.5)):
            close_old_connections()
            try:
                # A row locked by our own finishing transaction must not hold this thread for long.
                with connection.cursor() as cursor:
                    cursor.execute("SET lock_timeout = '2s'")
                renew(batch_id, holder)
            except Exception:
                connection.close()
        connection.close()

    keeper = threading.Thread(target=keep, name=f"lease-{batch_id}", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        done.set()
        keeper.join(timeout=5)
