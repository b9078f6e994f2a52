"""What is written to the log, by whomever: structured, whole, and without a number of anybody."""

import logging

import structlog

NUMBER, PHONE = "990101199001011234", "13900001234"


def test_lines_of_libraries_and_of_our_own_pass_one_redaction(log_lines):
    logging.getLogger("library").warning("no row for %s", NUMBER)
    structlog.get_logger("ours").info("imported", who=[PHONE], rows=3)
    lines = log_lines.getvalue().splitlines()
    assert NUMBER not in log_lines.getvalue() and PHONE not in log_lines.getvalue()
    assert "event='no row for <号码18位>'" in lines[0] and "logger='library'" in lines[0]
    assert "event='imported'" in lines[1] and "rows='3'" in lines[1] and "level='info'" in lines[1]


def test_a_traceback_is_kept_and_redacted(log_lines):
    for log in (logging.getLogger("library"), structlog.get_logger("ours")):
        try:
            raise ValueError(f"bad number {NUMBER}")
        except ValueError:
            log.exception("it broke")
    assert log_lines.getvalue().count("ValueError: bad number <号码18位>") == 2 and NUMBER not in log_lines.getvalue()


def test_requests_are_logged_without_the_number_in_their_address(log_lines, client, db):
    client.get(f"/households/{NUMBER}/")
    assert "request_started" in log_lines.getvalue() and NUMBER not in log_lines.getvalue()
