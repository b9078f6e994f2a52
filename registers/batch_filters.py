"""Filters and order of the list of batches; they live in the address."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from accounts.list_filters import Field, Select, day, in_choices
from casework.list_filter import ListFilter
from registers.models import Batch, BatchQuerySet, BatchState
from registers.sheets import SHEETS

SHEET_TITLES = {code: sheet.title for code, sheet in SHEETS.items()}
FIELDS = (
    Field("sheet", "台账", lambda value: Q(sheet=value), in_choices(SHEET_TITLES)),
    Field("state", "状态", lambda value: Q(state=value), in_choices(dict(BatchState.choices))),
    Field("by", "导入人", lambda value: Q(asked_by_name__icontains=value), lambda value: value[:40]),
    Field("file", "文件名", lambda value: Q(file_name__icontains=value), lambda value: value[:40]),
    Field("from", "不早于", lambda value: Q(asked_at__date__gte=value), day),
    Field("on", "入库日", lambda value: Q(on=value), day),
    Field("aside", "另存的行", lambda value: Q(aside_rows__gt=0), lambda value: "有" if value == "1" else None),
    Field("to", "不晚于", lambda value: Q(asked_at__date__lte=value), day),
)
# Order in the address → columns; the latest first is the usual one.
ORDERS = {
    "": ("最近的在前", ("-pk",)),
    "oldest": ("最早的在前", ("pk",)),
    "sheet": ("按台账", ("sheet", "-pk")),
    "rows": ("行数多的在前", ("-total_rows", "-pk")),
    "rejected": ("拒收多的在前", ("-rejected_rows", "-pk")),
}


@dataclass(frozen=True)
class BatchFilter(ListFilter):
    """What an address asks of the list of batches."""

    fields = FIELDS

    def batches(self, order: str = "") -> BatchQuerySet:
        found = Batch.objects.visible_to(self.position).with_file()
        for condition in self.narrowing():
            found = found.filter(condition)
        return found.defer("notes", "headings", "unknown_columns", "confirmed").order_by(*ORDERS[order if order in ORDERS else ""][1])

    @property
    def selects(self) -> list[Select]:
        return [
            Select("sheet", "台账", list(SHEET_TITLES.items()), self.values.get("sheet", "")),
            Select("state", "状态", [(str(value), str(label)) for value, label in BatchState.choices], self.values.get("state", "")),
        ]
