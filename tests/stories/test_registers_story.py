"""The registers, played by role: an administrator brings a new town's dirty files from the template to the monthly table, in a browser."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command

from tests.stories import registers_after as after
from tests.stories import registers_full as full
from tests.stories import registers_import as coming_in
from tests.stories.conftest import OpenPage
from tests.stories.one_window_world import lay_ground
from tests.stories.registers_stage import TODAY, Town, known_before

pytestmark = pytest.mark.browser


@pytest.fixture
def town(transactional_db: None, settings: Any, tmp_path: Any, browser_page: OpenPage) -> Town:
    settings.MEDIA_ROOT = tmp_path / "files"
    lay_ground(settings, tmp_path / "county")
    known, same = known_before()
    settings.FIXED_TODAY = TODAY
    return Town(known, same, open_page=browser_page, settings=settings, folder=tmp_path)


STEPS = (
    coming_in.the_template_says_what_is_wanted,
    coming_in.one_heading_is_said_by_hand,
    coming_in.the_preview_shows_everything_first,
    coming_in.the_conflict_is_decided,
    coming_in.the_batch_is_entered,
    coming_in.members_come_with_three_cells_nobody_can_read,
    coming_in.the_rejected_rows_come_back_mended,
    coming_in.the_same_file_again_changes_nothing,
    coming_in.the_register_of_dibao_is_recognised,
    after.the_household_shows_its_values,
    coming_in.the_wrong_file_goes_out_again,
    coming_in.what_was_built_on_a_batch_stands_in_the_way,
    after.who_stands_twice_is_judged,
    after.the_monthly_table_equals_its_lists,
    after.the_table_goes_out_as_a_workbook,
    full.the_full_register_is_said_to_be_one,
    full.the_question_is_answered_in_the_town,
    full.a_household_left_out_is_asked_about_whole,
    full.tabs_of_another_order_are_shown,
    full.the_data_quality_opens_every_number,
    after.the_desk_knows_nothing_waits,
)


def test_from_the_template_to_the_monthly_table(town: Town) -> None:
    for step in STEPS:
        step(town)
    call_command("check_consistency")
