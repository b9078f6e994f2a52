"""How far a sheet reaches, told from its pieces as they come: exactly what its cells say, wherever one of them strays."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest

from casework.parcel import WorkbookRefused
from casework.sheet_scan import column_letter, scan


def sheet(cells: list[tuple[int, int]], *, plain: bool = True) -> bytes:
    """The XML of a sheet of these (row, column); a row element says the row of its first cell. Not `plain`: as other writers put it."""
    rows: dict[int, list[tuple[int, int]]] = {}
    for place in cells:
        rows.setdefault(place[0], []).append(place)
    body = "".join(
        f'<row r="{row}">'
        + "".join(f'<c {"" if plain else " "}r="{column_letter(column)}{at}"><v>1</v></c>' for at, column in places)
        + "</row>"
        for row, places in rows.items()
    )
    return f"<worksheet><sheetData>{body}</sheetData></worksheet>".encode()


def cut(xml: bytes, r: Random) -> list[bytes]:
    places = sorted({0, len(xml), *(r.randrange(len(xml)) for _ in range(r.randrange(12)))})
    return [xml[start:end] for start, end in pairwise(places)]


@pytest.mark.parametrize("width", [1, 9, 26, 27, 30, 52, 53, 90, 702, 703])
@pytest.mark.parametrize("plain", [True, False])
def test_the_extent_is_that_of_the_cells(width, plain):
    for seed in range(12):
        r = Random(f"{seed} {width}")
        height = r.choice([1, 9, 10, 11, 99, 100, 101, 130])
        wanted = {1, width, *r.choices(range(1, width + 1), k=9)}
        cells = [(row, column) for row in range(1, height + 1) for column in sorted(wanted)]
        seen = scan(iter(cut(sheet(cells, plain=plain), r)))
        assert (seen.rows, seen.columns, seen.cells) == (height, width, len(cells))


@pytest.mark.parametrize("stray", [(121, 1), (130, 5), (200, 30), (999, 2), (1000, 2), (40, 31), (7, 53), (120, 700), (3000, 90)])
def test_a_cell_that_strays_is_seen_in_whatever_row_it_is_written(stray):
    cells = [(row, column) for row in range(1, 121) for column in range(1, 31)]
    for seed in range(12):
        r = Random(seed)
        xml = sheet(cells).replace(b"</row>", f'<c r="{column_letter(stray[1])}{stray[0]}"/></row>'.encode(), r.randrange(1, 121))
        seen = scan(iter(cut(xml, r)))
        assert (seen.rows, seen.columns) == (max(120, stray[0]), max(30, stray[1]))


@pytest.mark.parametrize("stray", ["XFD1048576", "A1048576", "ZZZ9"])
def test_one_cell_at_the_end_of_the_world_is_refused_in_any_piece(stray):
    xml = sheet([(row, column) for row in range(1, 121) for column in range(1, 31)]).replace(b'"AD120"', f'"{stray}"'.encode())
    for seed in range(5):
        with pytest.raises(WorkbookRefused):
            scan(iter(cut(xml, Random(seed))))
