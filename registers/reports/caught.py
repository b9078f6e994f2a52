"""退出对象兜底情况: what became of those who left — another category, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from casework.export import Column
from casework.xlsx_stream import Kind
from households.exports import NUMBER
from policies.categories import SupportCategory as C
from registers.reports.base import Period, Place, Report
from registers.reports.state import lines
from registers.reports.stopped import category_name, exits

# What the register of exits writes, where no determination says it.
WORDS = {C.DIBAO: "低保", C.TEKUN: "特困", C.DIBAO_MARGIN: "边缘", C.RIGID_EXPENDITURE: "刚性"}
TITLES = {C.DIBAO: "转低保", C.TEKUN: "转特困", C.DIBAO_MARGIN: "转边缘", C.RIGID_EXPENDITURE: "转刚性"}
NOTHING = "out"


def rows(place: Place, period: Period) -> QuerySet[Any]:
    """`now`: the category the person holds on the last day by the determination in force."""
    held = lines(period.last, place).filter(member__person=OuterRef("person")).order_by("pk")
    return exits(place, period).annotate(now=Subquery(held.values("category")[:1]))


def destination(now: str | None, was: str, told: str) -> str:
    """The category he went over to; `out` where there is none. A determination stands before what the register wrote."""
    if now and now != was:
        return now
    # 其他困难 has no column of its own: told by the register or not, it is no 兜底 of the four.
    said = next((category.value for category, word in sorted(WORDS.items(), key=lambda pair: pair[1] != "边缘") if word in told), "")
    return said if said and said != was else NOTHING


def tick(wanted: str) -> Callable[[str | None, str, str], int | None]:
    def shape(now: str | None, was: str, told: str) -> int | None:
        return 1 if destination(now, was, told) == wanted else None

    return shape


def columns(period: Period) -> Sequence[Column]:
    said = ("now", "category", "destination")
    return (
        Column("姓名", "person__name"),
        Column("身份证", "person__id_number", width=22, secret=NUMBER),
        Column("类别", "category", width=20, shape=category_name),
        Column("停保月", "left_on", width=12, shape=lambda day: f"{day.year}年{day.month}月"),
        Column("原因", "reason", width=20),
        Column("渐退期", ("grace_from", "grace_until"), width=26, shape=grace),
        *(Column(title, said, Kind.NUMBER, 9, tick(category)) for category, title in TITLES.items()),
        Column("直接退出", said, Kind.NUMBER, 10, tick(NOTHING)),
    )


def grace(begins: Any, ends: Any) -> str:
    if not begins and not ends:
        return ""
    return f"{begins:%Y-%m-%d}至{ends:%Y-%m-%d}" if begins and ends else f"至{ends:%Y-%m-%d}" if ends else f"{begins:%Y-%m-%d}起"


CAUGHT = Report(
    "caught",
    "退出对象兜底情况",
    "人",
    "本月停保的人月末转到哪一类，或直接退出",
    columns,
    rows,
    notes=("去向先看月末有效的认定，没有的看停保台账“兜底去向”一列；都没有的算直接退出。",),
)
