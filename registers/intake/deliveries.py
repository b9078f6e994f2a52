"""Taking a sending in, once, and what became of each of its rows."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from casework.exceptions import StepRefused
from registers import batches
from registers.intake import sent
from registers.models import Batch, BatchState, Delivery, ProblemKind, SystemKey
from registers.sheets.base import Sheet

HEADING_LINES = 1  # the file made of the rows has its heading in line 1
REJECTED, SAME = "rejected", "same"


def deliver(sheet: Sheet, rows: Any, number: str, *, key: SystemKey, on: date) -> tuple[Batch, bool]:
    """The batch of these rows, and whether it is new. The same number with the same rows is the same batch, whoever asks how often and at the same moment.

    Raises sent.RowsRefused with the faults, StepRefused (409) when the number was used for other rows or the system may not send this register.
    """
    if sheet.code not in key.sheets:
        raise StepRefused(f"“{key.name}”的密钥不能送“{sheet.title}”。请安全管理员换发。", "not_yours")
    digest = sent.digest_of(sheet, rows)
    with transaction.atomic():
        # One sending of a system at a time: the second waits here and then finds the first.
        SystemKey.objects.select_for_update().get(pk=key.pk)
        if before := Delivery.objects.filter(key=key, number=number).select_related("batch").first():
            if before.digest != digest:
                raise StepRefused(f"编号{number}已经用过，内容不同。改过的内容请换一个编号送。", "number_used")
            return before.batch, False
        batch = batches.submit(sheet.code, sent.as_file(sheet, rows), f"接口_{key.name}.csv", on=on, by=key.position)
        Delivery.objects.create(key=key, number=number, digest=digest, batch=batch)
    return batch, True


@dataclass
class RowVerdict:
    """One row, counted from 1: new, changed, same, rejected or kept aside, with the reasons of its cells. Values are never repeated."""

    row: int
    verdict: str = SAME
    problems: list[dict[str, str]] = field(default_factory=list)


def verdicts(batch: Batch, first: int, last: int) -> list[RowVerdict]:
    """What became of the rows `first` to `last` of a batch that was read to the end; three queries."""
    lines = {"row_number__gte": first + HEADING_LINES, "row_number__lte": last + HEADING_LINES}
    found = {line - HEADING_LINES: verdict for line, verdict in batch.rows.filter(**lines).values_list("row_number", "verdict")}
    found |= {line - HEADING_LINES: REJECTED for line in batch.rejects.filter(**lines).values_list("row_number", flat=True)}
    said = defaultdict(list)
    for line, column, remedy, kind in batch.problems.filter(**lines).values_list("row_number", "column_title", "remedy", "kind"):
        said[line - HEADING_LINES].append({"kind": ProblemKind(kind).label, "column": column, "remedy": remedy})
    return [RowVerdict(row, found.get(row, SAME), said[row]) for row in range(first, min(last, batch.total_rows) + 1)]


def is_finished(batch: Batch) -> bool:
    """Read to the end, so that rows have verdicts."""
    return batch.state in (BatchState.DONE, BatchState.PREVIEWED, BatchState.DECLINED, BatchState.WITHDRAWN)
