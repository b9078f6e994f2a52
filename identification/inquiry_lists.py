"""The two lists of the inquiry keep their filter in the address: whose, which heap of the deadline, or those done."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from casework.due import DueGroup, Tab, count_by_due, due_q

HEAPS = (DueGroup.OVERDUE, DueGroup.TODAY, DueGroup.WEEK, DueGroup.LATER)


def read_due(query: Mapping[str, str]) -> tuple[bool, str, bool]:
    """Mine only, the heap, and whether the finished ones are asked for. What means nothing is left out."""
    due = query.get("due", "")
    return query.get("who") == "mine", due if due in DueGroup.values else "", query.get("state") == "done"


def end_of_list(rows: Any, due: str, on: date) -> Any:
    return rows.filter(due_q(due, on)) if due else rows


def due_tabs(rows: Any, due: str, on: date, is_mine: bool) -> list[Tab]:
    """全部 and the heaps, each with its number; one statement."""
    counts = count_by_due(rows, on)
    mine = {"who": "mine"} if is_mine else {}

    def url(heap: str) -> str:
        query = mine | ({"due": heap} if heap else {})
        return "?" + urlencode(query)

    return [
        Tab("全部", sum(counts.values()), url(""), not due),
        *(Tab(heap.label, counts[heap], url(heap.value), due == heap.value) for heap in HEAPS),
    ]
