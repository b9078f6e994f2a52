"""The one window, played by role: from an alert to one application, one inquiry, one table, the policies, the push and the ledger, in a browser."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command

from tests.stories import one_window_help as help_
from tests.stories import one_window_inquiry as inquiry
from tests.stories import one_window_intake as intake
from tests.stories import one_window_table as table
from tests.stories.conftest import OpenPage
from tests.stories.one_window_world import Stage, earning_family, known_to_screening, lay_ground, poor_family

pytestmark = pytest.mark.browser

PICTURES = {"form": "one-form", "case-accepted": "application", "item-ready": "meeting", "ledger": "ledger"}


@pytest.fixture
def stage(transactional_db: None, settings: Any, tmp_path: Path, browser_page: OpenPage) -> Stage:
    lay_ground(settings, tmp_path / "county")
    poor, earning = poor_family(), earning_family()
    known_to_screening(poor, earning)
    return Stage(poor, earning, open_page=browser_page, settings=settings, folder=tmp_path)


STEPS = (
    intake.an_alert_becomes_a_draft,
    intake.the_one_form_is_filled,
    intake.returned_once_and_accepted,
    intake.another_comes_by_proxy,
    inquiry.the_county_checks_the_means,
    inquiry.two_surveyors_go,
    inquiry.proposed_and_posted,
    inquiry.an_objection_stops_the_clock,
    inquiry.the_notice_runs_out,
    table.the_other_case_comes_to_the_table,
    table.kin_is_declared,
    table.too_few_came,
    table.the_county_looks,
    table.the_table_decides,
    table.minutes_and_letters,
    table.the_household_shows_it,
    help_.policies_fit,
    help_.needs_are_noted,
    help_.the_county_pushes,
    help_.departments_answer,
    help_.fed_back_by_the_twentieth,
    help_.the_village_asks_whether_it_came,
    help_.every_cell_is_its_list,
    help_.the_chain_tells_all,
    help_.every_desk_knows_its_turn,
)


def test_from_the_alert_to_the_ledger(stage: Stage) -> None:
    for step in STEPS:
        step(stage)
    call_command("check_consistency")
    keep_pictures()


def keep_pictures() -> None:
    """`BINGGUI_PICTURES=1 make stories` puts pages of this story into the documentation."""
    if os.environ.get("BINGGUI_PICTURES"):
        pictures = Path(django_settings.BASE_DIR, "docs", "images")
        pictures.mkdir(parents=True, exist_ok=True)
        for shown, kept in PICTURES.items():
            shutil.copy(Path(django_settings.VAR_DIR, "shots", f"one-window-{shown}-1366.png"), pictures / f"{kept}.png")
