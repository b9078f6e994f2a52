"""The demo's full register of some villages: brought by the administrator, what it says entered, whom it leaves out asked about."""

from __future__ import annotations

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from households.models import MemberQuestion
from registers.demo import fill as filling
from registers.demo import full_register
from registers.demo.clock import TODAY, WINTER
from registers.demo.walk import MAIN_VILLAGE, Cast
from registers.models import Batch
from registers.question_checks import QUESTION_CHECKS
from registers.synthetic.workbooks import write_county


@pytest.mark.long
def test_the_outer_villages_send_their_full_register(db, settings, tmp_path):
    settings.VAR_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "files"
    call_command("load_workdays", stdout=StringIO())
    call_command("load_parameters", stdout=StringIO())
    write_county(filling.folder(), households=300, seed=5, dirty=0.003)
    filling.import_sheets(("regions", "offices", "users"), WINTER)
    call_command("load_parameters", "demo", stdout=StringIO())
    filling.import_sheets(("households", "members"), WINTER)
    villages = full_register.outer_villages()
    assert {code[:9] for code in villages} == {MAIN_VILLAGE[:9]} and MAIN_VILLAGE not in villages
    told = full_register.bring(Cast(TODAY), date(2026, 6, 12))
    batch = Batch.objects.latest("pk")
    assert batch.covers == villages and batch.movements["absent"] == 3 and batch.movements["head"] == 1
    assert told == f"变动{sum(batch.movements.values())}处，待核实3人" and batch.rejected_rows == 0
    assert MemberQuestion.objects.open().count() == 2 and MemberQuestion.objects.filter(answer="still_here").count() == 1
    assert not [check.code for check in QUESTION_CHECKS if check.rows().exists()]
