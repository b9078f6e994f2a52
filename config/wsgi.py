"""The WSGI entry that gunicorn loads."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
_house = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Behind nginx the socket's peer is nginx; it writes the caller into X-Real-IP itself, and the reading log must name the caller."""
    from django.conf import settings

    if settings.HTTPS and environ.get("HTTP_X_REAL_IP"):
        environ["REMOTE_ADDR"] = environ["HTTP_X_REAL_IP"]
    return _house(environ, start_response)
