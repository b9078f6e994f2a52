"""A contender in a process of its own: the database it is told, the keys of this one, its own time and the most memory it ever held."""

from __future__ import annotations

import multiprocessing
import os
import re
from pathlib import Path
from time import process_time
from typing import Any

# (variable of the environment, setting it becomes)
HANDED_ON = (
    ("BINGGUI_SECRET_KEY", "SECRET_KEY"),
    ("BINGGUI_DATA_KEYS", "DATA_KEYS"),
    ("BINGGUI_INDEX_KEY", "INDEX_KEY"),
    ("BINGGUI_VAR", "VAR_DIR"),
)


def peak_mb() -> int:
    """VmHWM: unlike ru_maxrss it knows nothing of the process that started this one."""
    found = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
    return int(found[1]) // 1024 if found else 0


def cpu_seconds() -> float:
    """Of this process so far, and of its PostgreSQL backend where that runs on the same machine: a neighbour hardly moves them."""
    from django.db import connection

    connection.ensure_connection()
    backend = Path(f"/proc/{connection.connection.info.backend_pid}/stat")
    name, _, numbers = backend.read_text().rpartition(")") if backend.exists() else ("", "", "")
    ticks = sum(map(int, numbers.split()[11:13])) if "(postgres" in name else 0  # utime and stime, proc(5)
    return process_time() + ticks / os.sysconf("SC_CLK_TCK")


def start(module: str, work: str, *arguments: Any) -> tuple[Any, Any]:
    """`module.work(*arguments)` begun elsewhere, with the database and the files this process has now; (process, where its answer comes)."""
    from django.conf import settings
    from django.db import connection

    database = {key: connection.settings_dict[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")}
    keys = {variable: str(getattr(settings, name)) for variable, name in HANDED_ON} | {"BINGGUI_HOSTS": ",".join(settings.ALLOWED_HOSTS)}
    spawning = multiprocessing.get_context("spawn")
    answer = spawning.SimpleQueue()
    child = spawning.Process(target=_alone, args=(database, keys, str(settings.MEDIA_ROOT), module, work, arguments, answer))
    child.start()
    return child, answer


def wait(child: Any, answer: Any) -> Any:
    """What it found. Raises RuntimeError when it died."""
    child.join()
    if child.exitcode:
        raise RuntimeError(f"{child.name}: {child.exitcode}")
    return answer.get()


def alone(module: str, work: str, *arguments: Any) -> Any:
    """Begin and wait."""
    return wait(*start(module, work, *arguments))


def _alone(
    database: dict[str, Any], keys: dict[str, str], files: str, module: str, work: str, arguments: tuple[Any, ...], answer: Any
) -> None:
    """The setting-up happens here: nothing of Django may be imported before it."""
    from importlib import import_module

    host, port = database["HOST"], database["PORT"] or 5432
    where = f"@/{database['NAME']}?host={host}" if not host or host.startswith("/") else f"@{host}:{port}/{database['NAME']}"
    os.environ.update(keys, DATABASE_URL=f"postgresql://{database['USER']}:{database['PASSWORD']}{where}")
    import django
    from celery import current_app
    from django.test.utils import override_settings

    django.setup()
    current_app.conf.broker_url = "memory://localhost"  # what is queued here speaks of a database that is about to go
    with override_settings(MEDIA_ROOT=files):
        answer.put(getattr(import_module(module), work)(*arguments))
