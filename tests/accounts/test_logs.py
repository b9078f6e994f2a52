"""What is written to the log, by whomever: structured, whole, and without a number of anybody."""

import logging
from collections.abc import Iterator
from io import StringIO

import pytest
import structlog

NUMBER, PHONE = "990101199001011234", "13900001234"


@pytest.fixture
def written() -> Iterator[StringIO]:
    """The console handler of settings.LOGGING, writing into our hands."""
    root = logging.getLogger()
    handler = next(handler for handler in root.handlers if any(f.__class__.__name__ == "RedactIdNumbers" for f in handler.filters))
    stream, level = StringIO(), root.level
    before = handler.setStream(stream)  # type: ignore[attr-defined]
    root.setLevel(logging.INFO)
    yield stream
    root.setLevel(level)
    handler.setStream(before)  # type: ignore[attr-defined]


def test_lines_of_libraries_and_of_our_own_pass_one_redaction(written):
    logging.getLogger("library").warning("no row for %s", NUMBER)
    structlog.get_logger("ours").info("imported", who=[PHONE], rows=3)
    lines = written.getvalue().splitlines()
    assert NUMBER not in written.getvalue() and PHONE not in written.getvalue()
    assert "event='no row for <号码18位>'" in lines[0] and "logger='library'" in lines[0]
    assert "event='imported'" in lines[1] and "rows='3'" in lines[1] and "level='info'" in lines[1]


def test_a_traceback_is_kept_and_redacted(written):
    for log in (logging.getLogger("library"), structlog.get_logger("ours")):
        try:
            raise ValueError(f"bad number {NUMBER}")
        except ValueError:
            log.exception("it broke")
    assert written.getvalue().count("ValueError: bad number <号码18位>") == 2 and NUMBER not in written.getvalue()


def test_requests_are_logged_without_the_number_in_their_address(written, client, db):
    client.get(f"/households/{NUMBER}/")
    assert "request_started" in written.getvalue() and NUMBER not in written.getvalue()
