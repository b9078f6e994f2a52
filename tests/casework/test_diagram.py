"""The printed diagram says what the table says."""

from __future__ import annotations

from casework.diagram import draw
from tests.casework.test_workflow import GOOD


def test_every_step_is_an_arrow_and_a_row() -> None:
    page = draw(GOOD)
    assert page.startswith("# 试\n")
    for row in GOOD.steps:
        assert f": {row.label}" in page
        assert f"| {row.label} | {GOOD.labels[row.source]} |" in page
    assert page.count("-->") == len(GOOD.steps) + 1 + len(GOOD.final)


def test_a_limit_held_by_a_parameter_is_named_by_its_title() -> None:
    from monitoring.workflow import ALERT

    page = draw(ALERT)
    assert "线索入户期限" in page
    assert "alert_visit_days" not in page


def test_the_same_table_draws_the_same_page() -> None:
    assert draw(GOOD) == draw(GOOD)
