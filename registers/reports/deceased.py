"""自然减员: people holding a category who died in the month."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from casework.export import Column
from casework.xlsx_stream import Kind
from households.models import Death
from registers.reports.base import Period, Place, Report
from registers.reports.state import lines


def rows(place: Place, period: Period) -> QuerySet[Any]:
    """Who held a category before the month began or still does on its last day: registers follow a death late."""
    held = [lines(day, place).filter(member__person=OuterRef("person")) for day in (period.before, period.last)]
    found = Death.objects.filter(place.q("household__"), died_on__range=(period.first, period.last), received_on__lte=period.known)
    return found.filter(Q(Exists(held[0])) | Q(Exists(held[1]))).order_by("household__town_code", "died_on", "pk")


def columns(period: Period) -> Sequence[Column]:
    return (
        Column("户主", "household__head_name"),
        Column("死亡人", "person__name"),
        Column("死亡日期", "died_on", Kind.DATE),
    )


DECEASED = Report(
    "deceased",
    "自然减员",
    "人",
    "本月去世的低收入人口，来自户籍注销与火化台账",
    columns,
    rows,
    notes=("月初前或月末有对象类别的人才列入；按死亡日期归月。",),
)
