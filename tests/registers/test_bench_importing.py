"""`bench import`: its rows by name, the three ways over one file, and that ours and the other library's write the same people."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from households.models import Person
from monitoring.bench import processes, screening
from registers.bench import at_size, importing, people, ways
from registers.bench.peer import import_people
from registers.sheets import SHEETS
from registers.workbook import read_tab
from tests.world import rolled_back

pytestmark = pytest.mark.django_db
ROWS = 60


@contextmanager
def here(*names: str) -> Iterator[None]:
    """A savepoint in place of a database of its own."""
    with rolled_back():
        yield


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same steps without databases and processes of their own, which would take a minute."""
    call_command("load_parameters", stdout=StringIO())
    monkeypatch.setattr(importing, "scratch_database", here)
    monkeypatch.setattr(importing, "copy_of", here)
    monkeypatch.setattr(importing, "alone", lambda module, work, *given: getattr(ways, work)(*given))
    for module in (screening, importing):
        monkeypatch.setattr(module, "vacuum", lambda: None)


def test_the_rows_stand_under_their_names_and_the_floor_is_the_last() -> None:
    out = StringIO()
    call_command("bench", "import", "--rows", str(ROWS), "--json", stdout=out)
    rows = json.loads(out.getvalue())
    assert [row["name"] for row in rows] == ["binggui_import", "import_export_peer", "read_and_copy"]
    assert all(set(row) == {"name", "size", "seconds", "floor_seconds", "ratio", "peak_mb"} and row["size"] == ROWS for row in rows)
    assert rows[-1]["ratio"] == 1 and all(row["seconds"] > 0 and row["peak_mb"] > 0 for row in rows)


def test_the_file_has_thirty_columns_of_which_the_register_takes_all_it_has(tmp_path: Path) -> None:
    path = tmp_path / "members.xlsx"
    assert people.write_people(path, ROWS) == ROWS and people.write_people(path, ROWS, is_old=True) == ROWS / 2
    tab = read_tab(path.read_bytes(), SHEETS["members"])
    assert len(people.headings()) == 30 and [place.column.code for place in tab.heading.places] == [
        c.code for c in SHEETS["members"].columns
    ]


def test_both_ways_find_the_same_rows_new_and_changed_and_write_the_same_people(tmp_path: Path) -> None:
    with importing.stood(tmp_path, ROWS) as (_, path):
        with rolled_back():
            counts = import_people(path)
            theirs = written()
        ways.binggui_import(path)
        ours = written()
    assert counts == {"new": 30, "update": 6, "skip": 24}
    assert ours == theirs and len(ours) == ROWS


def written() -> list[tuple[Any, ...]]:
    columns = (
        "name",
        "id_type",
        "sex",
        "birth",
        "ethnicity",
        "education",
        "marital",
        "political",
        "health",
        "labour",
        "school_status",
        "job_status",
    )
    return sorted(
        (*(getattr(one, name) for name in columns), *(getattr(one, name).reveal() for name in ("id_number", "phone", "disease")))
        for one in Person.objects.all()
    )


def test_a_batch_is_previewed_entered_and_taken_back(tmp_path: Path) -> None:
    with importing.stood(tmp_path, ROWS) as (_, path):
        before = written()
        batch_id, *_ = ways.preview(path)
        assert written() == before
        ways.confirm(batch_id)
        assert len(written()) == ROWS
        ways.undo(batch_id)
        assert written() == before


def test_the_slowest_twentieth_is_told() -> None:
    assert at_size.p95([0.1] * 95 + [0.9] * 5) == pytest.approx(0.14) and at_size.p95([0.1] * 96 + [0.9] * 4) == pytest.approx(0.1)


def test_a_contender_runs_in_a_process_of_its_own_and_a_dead_one_is_told() -> None:
    assert processes.alone("monitoring.bench.processes", "peak_mb") > 10
    with pytest.raises(RuntimeError):
        processes.alone("registers.bench.ways", "binggui_import", Path("/nowhere.xlsx"))
