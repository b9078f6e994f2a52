"""The small county through the real doors: only the planted dirt is refused, and every rule finds what was planted and nothing else."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from households.models import Household, Member, Person
from monitoring.models import Alert, DataTask
from policies.categories import SupportCategory
from registers.sheets import SHEETS
from registers.synthetic.workbooks import write_county

pytestmark = pytest.mark.long  # a whole county by the real doors, half a minute each

RULES = ["R01", "R02", "R03", "R04", "R05", "R07", "R08", "R09", "R10", "R12", "R23", "R24", "A01", "I01", "I04"]


@dataclass
class Filled:
    """The written county, what it says of itself, and what each import counted."""

    folder: Path
    expected: dict[str, Any]
    counts: dict[str, dict[str, int]]


@pytest.fixture
def filled(db, tmp_path, settings) -> Filled:
    """200 households written, imported in the declared order and screened on 15 June."""
    settings.MEDIA_ROOT = tmp_path / "files"
    write_county(tmp_path, households=200, seed=7, dirty=0.02)
    call_command("load_workdays", years=[2025, 2026], stdout=StringIO())
    call_command("load_parameters", stdout=StringIO())
    counts = {}
    for sheet in SHEETS:
        if sheet == "households":
            call_command("load_parameters", "demo", stdout=StringIO())
        counts[sheet] = import_sheet(tmp_path, sheet)
    call_command("screen", "--on", "2026-06-15", stdout=StringIO())
    return Filled(tmp_path, json.loads((tmp_path / "expected.json").read_text()), counts)


def import_sheet(folder: Path, sheet: str) -> dict[str, int]:
    out = StringIO()
    try:
        call_command("import_register", sheet, str(folder / f"{sheet}.xlsx"), "--on", "2026-06-15", "--json", stdout=out)
    except SystemExit as stop:
        assert stop.code in (None, 0, 1), out.getvalue()
    return json.loads(out.getvalue().strip().splitlines()[-1])


def test_small_county_is_taken_whole_and_screened(filled):
    expected = filled.expected
    check_counts(filled)
    check_people_and_categories(expected)
    found = {rule: sorted(Alert.objects.filter(rule=rule).values_list("household__household_no", flat=True)) for rule in RULES}
    assert found == {rule: sorted(expected["rules"][rule]["households"]) for rule in RULES}
    check_unknowns(expected["unknown"])


def check_counts(filled: Filled) -> None:
    """Only planted dirt is refused; every other row is taken."""
    refused = {sheet: counts["rejected"] for sheet, counts in filled.counts.items() if counts["rejected"]}
    assert refused == filled.expected["refused_rows"]
    for sheet, rows in filled.expected["rows"].items():
        counts = filled.counts[sheet]
        assert counts["new"] + counts["changed"] + counts["same"] == rows - refused.get(sheet, 0), sheet


def check_people_and_categories(expected: dict[str, Any]) -> None:
    numbers = [person.id_number.reveal() for person in Person.objects.all()]
    assert len(numbers) > 500 and all(number.startswith("99") for number in numbers)
    held = Counter(Member.objects.filter(is_claim=False).values_list("category", flat=True))
    wanted = expected["category_persons"]
    assert {name: held[name] for name in wanted if name != SupportCategory.OTHER_HARDSHIP} == {
        name: count for name, count in wanted.items() if name != SupportCategory.OTHER_HARDSHIP
    }
    tagged = sum(count for row, count in expected["tag_rows"].items() if row in "12345")
    assert Household.objects.filter(has_monitoring_tag=True).count() == tagged


def check_unknowns(unknown: dict[str, list[str]]) -> None:
    """What nobody knows became a data task of that household."""
    asked = set(DataTask.objects.open().values_list("household__household_no", flat=True))
    for datum in ("income", "house_grade", "water", "school_record", "previous_income", "no_members"):
        assert set(unknown[datum]) <= asked, datum
    assert len(asked) < 40


def test_importing_again_changes_nothing(filled):
    for sheet in SHEETS:
        again = import_sheet(filled.folder, sheet)
        assert (again["new"], again["changed"]) == (0, 0), sheet
