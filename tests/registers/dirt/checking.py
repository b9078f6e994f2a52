"""One dirty register against its clean self: the whole of the proof but for the worlds it runs in."""

from __future__ import annotations

from random import Random
from typing import Any

from hypothesis import HealthCheck, Phase, settings

from registers import undo
from registers.models import Batch, BatchState, ProblemKind
from registers.sheets import SHEETS
from registers.sheets.base import plain as bare
from tests.registers.books import ON, take
from tests.registers.dirt.layouts import Spot
from tests.registers.dirt.soil import Sown, sow
from tests.registers.dirt.world import ground, import_clean, landed, lines_of, undone

ROWS = 9
# In every run, the same examples each time; and at length, others each time.
# A failing example names its cells: to look for a smaller one would take minutes of imports.
QUICK = {"deadline": None, "phases": (Phase.explicit, Phase.generate), "suppress_health_check": [HealthCheck.function_scoped_fixture]}
LIGHT = settings(max_examples=2, derandomize=True, **QUICK)
LONG = settings(max_examples=12, **QUICK)
Refusal = tuple[Spot, str, str, str]  # where, column title, remedy, what stood there


def refusals(batch: Batch) -> list[Refusal]:
    """Every reason against a row."""
    problems = batch.problems.exclude(kind=ProblemKind.WARNED)
    return [((one.tab_name, one.excel_row), one.column_title, one.remedy, one.shown) for one in problems]


def check(code: str, seed: int, dirt: float) -> None:
    """Import the dirty register; take away what it refused; the clean rest lands the same, every cell."""
    rng, lines = Random(seed), lines_of()[code]
    start = rng.randrange(max(1, len(lines) - ROWS + 1))
    sown = sow(rng, code, lines[start : start + ROWS], dirt=dirt)
    with undone():
        ground(code)
        before = landed(code)
        batch = take(code, sown.content, file_name=sown.file_name)
        assert batch.state in (BatchState.DONE, BatchState.FAILED, BatchState.REFUSED)
        assert batch.state == BatchState.DONE, (batch.refusal, sown.habits)
        refused = refusals(batch)
        dirty = landed(code)
        check_twice_is_once(code, sown, dirty)
        check_undone_is_before(code, batch, before)
    check_refusals(code, sown, refused)
    rest = [line for spot, line in sown.rows.items() if spot not in {spot for spot, *_ in refused}]
    with undone():
        ground(code)
        if rest:
            again = import_clean(code, rest)
            assert (again.rejected_rows, again.new_rows) == (0, len(rest)), list(
                again.problems.values_list("row_number", "column_title", "remedy")
            )
        clean = landed(code)
    assert dirty == clean, difference(dirty, clean, sown)


def check_twice_is_once(code: str, sown: Sown, dirty: list[Any]) -> None:
    """The same file again, however dirty, writes nothing."""
    again = take(code, sown.content, file_name=sown.file_name)
    assert (again.new_rows, again.changed_rows) == (0, 0), sown.habits
    assert landed(code) == dirty


def check_undone_is_before(code: str, batch: Batch, before: list[Any]) -> None:
    """Withdrawn, the register says what it said."""
    if batch.new_rows + batch.changed_rows:
        undo.withdraw(batch, by="柏杨", reason="文件传错了", on=ON)
    assert landed(code) == before


def check_refusals(code: str, sown: Sown, refused: list[Refusal]) -> None:
    """Whatever is refused had no one reading, and the very cell is named."""
    for spot, title, remedy, shown in refused:
        assert sown.unclear[spot], (spot, title, remedy, shown, sown.habits)
    for spot in {spot for spot, *_ in refused}:
        named = {title for other, title, *_ in refused if other == spot}
        guilty = {heading for column in sown.unclear[spot] for heading in headings(code, column)}
        assert {bare(title) for title in named} & guilty, (spot, named, guilty)


def headings(code: str, column: str) -> set[str]:
    return {bare(heading) for heading in SHEETS[code].by_code[column].headings}


def difference(dirty: list[Any], clean: list[Any], sown: Sown) -> str:
    return (
        f"\nlanded {[row for row in dirty if row not in clean]}\nmeant {[row for row in clean if row not in dirty]}\nhabits {sown.habits}"
    )
