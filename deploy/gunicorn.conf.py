"""gunicorn behind nginx: two processes a core at most, threads for waiting on the database."""

from __future__ import annotations

import os
from typing import Any

bind = "0.0.0.0:8000"
workers = min((os.cpu_count() or 1) * 2, 8)
threads = 4
# An upload of 60 MB over a slow county line is read by nginx first; a page answers well below this.
timeout = 60
max_requests, max_requests_jitter = 5000, 500
# Heartbeats in memory, as gunicorn advises in containers.
worker_tmp_dir = "/dev/shm"  # nosec B108
accesslog = None  # nginx keeps it, without query strings


def child_exit(server: Any, worker: Any) -> None:
    """A finished process takes its open gauges with it when several share their metrics."""
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        from prometheus_client import multiprocess

        multiprocess.mark_process_dead(worker.pid)
