"""Log lines: structured, in one place, and never with an ID number, phone or account in them."""

import logging
import re
from typing import Any

import structlog

# 18- or 15-digit ID numbers, 16–19-digit accounts, mobile numbers: anything this long is a person's, not ours.
PERSONAL = re.compile(r"(?<!\d)(\d{17}[\dXx]|\d{15,19}|1[3-9]\d{9})(?!\d)")


def redact(text: str) -> str:
    return PERSONAL.sub(lambda match: f"<号码{len(match.group())}位>", text)


class RedactIdNumbers(logging.Filter):
    """Last line of defence: whatever a library logs passes here before it is written."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = redact(record.getMessage() if isinstance(record.msg, str) else repr(record.msg))
        record.args = ()
        if record.exc_info and not record.exc_text:
            record.exc_text = redact(logging.Formatter().formatException(record.exc_info))
            record.exc_info = None
        return True


_renderer = structlog.processors.KeyValueRenderer(key_order=["event"])


def render(logger: Any, name: str, event: Any) -> str:
    return redact(str(_renderer(logger, name, {key: value for key, value in event.items() if not key.startswith("_")})))
