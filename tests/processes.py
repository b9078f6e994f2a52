"""Workers of their own for the crash tests: the same database, keys and files as this test run has, killed with SIGKILL."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[1]


def environment() -> dict[str, str]:
    """The same database, keys and files as this test run has."""
    database = settings.DATABASES["default"]
    host = database["HOST"]
    where = f"@{host}:{database['PORT'] or 5432}/" if host and not host.startswith("/") else "@/"
    url = f"postgresql://{database['USER']}:{database['PASSWORD']}{where}{connection.settings_dict['NAME']}"
    if host.startswith("/"):
        url += f"?host={host}"
    return {
        **os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", "DATABASE_URL": url, "BINGGUI_VAR": str(settings.VAR_DIR),
        "BINGGUI_DATA_KEYS": settings.DATA_KEYS, "BINGGUI_INDEX_KEY": settings.INDEX_KEY, "BINGGUI_SECRET_KEY": settings.SECRET_KEY,
        "PYTHONPATH": str(ROOT),
    }  # fmt: skip


@contextmanager
def killed_in_the_middle(script: str, *arguments: object) -> Iterator[None]:
    """Start a worker, wait until it prints "middle", run the block while it hangs there, then kill it."""
    command = [sys.executable, "-c", script, *map(str, arguments)]
    worker = subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, text=True, cwd=ROOT)
    try:
        assert worker.stdout is not None and worker.stdout.readline().strip() == "middle"
        yield
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        worker.stdout.close()
