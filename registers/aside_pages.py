"""What became of the rows a batch set aside, for the list behind its count."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from registers.models import AsideState, Batch, BatchRow, BatchState

# A row with no kept row of this batch behind it, by how far the batch is.
UNKEPT = {
    BatchState.PREVIEWED: "入库时另存",
    BatchState.DECLINED: "没有另存，这一批没有入库",
    BatchState.WITHDRAWN: "已随这一批撤回",
}
BEFORE = "已另存过，或已过另存期"


@dataclass(frozen=True)
class KeptLine:
    """One Excel row: where it stands, what became of it, and the batch that landed it."""

    place: str
    state: str
    landed_in: int | None


def kept_lines(batch: Batch, rows: Iterable[BatchRow]) -> list[KeptLine]:
    """One query for a page."""
    lines = [row.row_number for row in rows]
    found = {
        line: (AsideState(state).label, landed_in)
        for line, state, landed_in in batch.kept_aside.filter(row_number__in=lines).values_list("row_number", "state", "landed_in")
    }
    otherwise = UNKEPT.get(BatchState(batch.state), BEFORE), None
    return [KeptLine(batch.place_of(line), *found.get(line, otherwise)) for line in lines]
