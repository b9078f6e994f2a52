"""Where the heading of a filled sheet stands: the row of the first few that names most of the known columns. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from casework.package import WorkbookRefused


def find_heading(
    grid: Sequence[Sequence[Any]], code_of: Mapping[str, str], wanted: Mapping[str, str], *, within: int, remedy: str
) -> tuple[int, dict[str, int]]:
    """How many rows the heading takes up, and where each known column stands: {code: place}.

    `code_of` maps a title to its code, `wanted` a code that must be there to the title it is asked for by. Raises WorkbookRefused.
    """
    best: tuple[int, dict[str, int]] = 0, {}
    for number, cells in enumerate(grid[:within], start=1):
        places: dict[str, int] = {}
        for place, value in enumerate(cells):
            title = "".join(str(value).split()).rstrip("*：:")
            if title in code_of:
                places.setdefault(code_of[title], place)
        if len(places) > len(best[1]):
            best = number, places
    missing = [title for code, title in wanted.items() if code not in best[1]]
    if missing:
        raise WorkbookRefused(f"前{within}行里没有找到“{'”“'.join(missing)}”列。{remedy}")
    return best
