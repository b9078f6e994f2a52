"""Log lines: structured, in one place, and never with an ID number, phone or account in them."""

import logging
import re
from typing import Any

import structlog

# 18- or 15-digit ID numbers, 16–19-digit accounts, mobile numbers: anything this long is a person's, not ours.
PERSONAL = re.compile(r"(?<!\d)(\d{17}[\dXx]|\d{15,19}|1[3-9]\d{9})(?!\d)")
DASHED = re.compile(r"\d{17}[\dXx]|1[3-9]\d{9}")


def is_personal(text: str) -> bool:
    """Whether a text holds somebody's ID number, telephone or account, however it is spaced. A household number keeps its dash and is none."""
    return bool(PERSONAL.search(re.sub(r"\s", "", text)) or DASHED.fullmatch(re.sub(r"[\s-]", "", text)))


def redact(text: str) -> str:
    return PERSONAL.sub(lambda match: f"<号码{len(match.group())}位>", text)


def redacted(value: Any) -> Any:
    """A value of a structured line; what is not a plain number or yes/no becomes redacted text."""
    return value if value is None or isinstance(value, bool) else redact(value if isinstance(value, str) else str(value))


class RedactIdNumbers(logging.Filter):
    """Last line of defence: whatever a library logs passes here before it is written."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.msg, dict):  # a structlog event on its way to the formatter
            record.msg = {key: redacted(value) for key, value in record.msg.items()}
            if "exception" in record.msg:  # the traceback is told already
                record.exc_info = record.exc_text = None
        else:
            record.msg = redact(record.getMessage() if isinstance(record.msg, str) else repr(record.msg))
            record.args = ()
        if record.exc_info and not record.exc_text:
            record.exc_text = redact(logging.Formatter().formatException(record.exc_info))
            record.exc_info = None
        return True


_renderer = structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "logger", "event"], drop_missing=True)


def render(logger: Any, name: str, event: Any) -> str:
    return redact(str(_renderer(logger, name, {key: value for key, value in event.items() if not key.startswith("_")})))


ADDED = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=False),
)


def line_formatter() -> logging.Formatter:
    """The formatter settings.LOGGING names: structlog's lines and everybody else's read alike."""
    return structlog.stdlib.ProcessorFormatter(processor=render, foreign_pre_chain=ADDED, keep_exc_info=True)


def configure() -> None:
    """Lead structlog through the handlers of settings.LOGGING, so that its lines pass the same redaction as everybody's.

    Left alone, structlog prints straight to the terminal, past every filter.
    """
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *ADDED,
            structlog.processors.StackInfoRenderer(),
            structlog.processors.format_exc_info,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
