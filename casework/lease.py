"""Who works on a long piece of work (rulings E2): the truth is a row with a holder and an end, the broker only wakes a worker.

A worker writes its name and an end into the row, renews while it works, and must still hold it when it commits. One that was killed stops
renewing; after LEASE_SECONDS another may take over. Its transaction died with it, so the tables are as before.
"""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.db import close_old_connections, connection
from django.db.models import Q
from django.utils import timezone


class LeaseLost(Exception):
    """Another worker took the work over; what this one did is rolled back."""


def new_holder() -> str:
    """A name no other worker has."""
    return f"{socket.gethostname()[:30]}-{os.getpid()}-{uuid4().hex[:12]}"


def lease_end() -> datetime:
    return timezone.now() + timedelta(seconds=settings.LEASE_SECONDS)


def is_free() -> Q:
    """Nobody holds it, or its holder has not renewed in time."""
    return Q(lease_until__isnull=True) | Q(lease_until__lt=timezone.now())


@contextmanager
def kept(renew: Callable[[], object], name: str) -> Iterator[None]:
    """Call `renew` from a thread with a connection of its own while one long transaction runs in this one."""
    done = threading.Event()

    def keep() -> None:
        while not done.wait(max(settings.LEASE_SECONDS / 3, 0.5)):
            close_old_connections()
            try:
                # A row locked by our own finishing transaction must not hold this thread for long.
                with connection.cursor() as cursor:
                    cursor.execute("SET lock_timeout = '2s'")
                renew()
            except Exception:
                connection.close()
        connection.close()

    keeper = threading.Thread(target=keep, name=f"lease-{name}", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        done.set()
        keeper.join(timeout=5)
