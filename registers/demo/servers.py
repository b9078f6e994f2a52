"""The demo's children: a Celery worker with its timetable, and the web server; both end with the demo."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.util import find_spec

from django.conf import settings
from django.core.management import CommandError

GRACE = 10.0  # seconds a child may take to end before it is killed


@dataclass
class Children:
    """Processes started here, each in a session of its own so that Ctrl-C reaches only us and we end them in order."""

    say: Callable[[str], None]
    running: list[tuple[str, subprocess.Popen[bytes]]] = field(default_factory=list)

    def start(self, name: str, *arguments: str, silent: bool = False) -> subprocess.Popen[bytes]:
        out = subprocess.DEVNULL if silent else None
        child = subprocess.Popen([sys.executable, *arguments], cwd=settings.BASE_DIR, stdout=out, start_new_session=True)
        self.running.append((name, child))
        return child

    def wait_for(self, name: str) -> None:
        """Wait for a child that ends by itself. Raises CommandError when it failed."""
        for pair in [pair for pair in self.running if pair[0] == name]:
            if pair[1].wait() != 0:
                raise CommandError(f"{name}没有做完，请看上面的错误。")
            self.running.remove(pair)

    def ended(self) -> str | None:
        """The name of a child that is no longer there."""
        return next((name for name, child in self.running if child.poll() is not None), None)

    def stop(self) -> None:
        for _, child in reversed(self.running):
            if child.poll() is None:
                child.terminate()
        until = time.monotonic() + GRACE
        for name, child in reversed(self.running):
            try:
                child.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                self.say(f"{name}没有按时停下，强行结束。")
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()
        self.running.clear()


def start_worker(children: Children) -> None:
    """One worker over the filesystem broker (or Redis where there is one), with the timetable inside."""
    children.start(
        "后台任务", "-m", "celery", "--quiet", "--app", "config", "worker", "--beat", "--pool", "solo", "--loglevel", "WARNING",
        "--without-gossip", "--without-mingle",
    )  # fmt: skip


def start_web(children: Children, port: int) -> None:
    """gunicorn where it is installed, else Django's own server."""
    if find_spec("gunicorn"):
        children.start(
            "网页服务", "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4",
            "--log-level", "warning",
        )  # fmt: skip
    else:
        children.start("网页服务", "manage.py", "runserver", f"127.0.0.1:{port}", "--noreload")


def wait_until_up(children: Children, port: int, seconds: float = 30) -> bool:
    """Whether the web server answers in time."""
    import socket

    until = time.monotonic() + seconds
    while time.monotonic() < until and children.ended() is None:
        with socket.socket() as probe:
            probe.settimeout(0.5)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return True
        time.sleep(0.1)
    return False


def port_is_taken(port: int) -> bool:
    import socket

    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def static_files_are_fresh() -> bool:
    """Whether the collected files are newer than every source of ours and than the installed packages' list."""
    manifest = settings.STATIC_ROOT / "staticfiles.json"
    if not manifest.exists():
        return False
    sources = [path for folder in settings.STATICFILES_DIRS for path in folder.rglob("*")]
    newest = max(path.stat().st_mtime for path in [settings.BASE_DIR / "requirements.txt", *sources])
    return manifest.stat().st_mtime > newest
