"""停保汇总: whose support stopped in the month, by the register of exits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from casework.export import Column, label_of
from casework.xlsx_stream import Kind
from households.exports import NUMBER
from households.models import ExitRecord, Member
from policies.categories import SupportCategory
from registers.reports.base import Period, Place, Report
from registers.reports.state import lines

category_name = label_of(SupportCategory.choices)


def living_members(household: str, period: Period) -> Coalesce:
    """How many lived in the household on the last day, by the dates of membership."""
    inside = Member.objects.filter(Q(joined_on__isnull=True) | Q(joined_on__lte=period.last), household=OuterRef(household), is_claim=False)
    inside = inside.filter(Q(left_on__isnull=True) | Q(left_on__gt=period.last)).exclude(status="dead", status_since__lte=period.last)
    return Coalesce(Subquery(inside.order_by().values("household").annotate(n=Count("pk")).values("n")), 0)


def exits(place: Place, period: Period) -> QuerySet[Any]:
    """Exits of the month as far as they were known; by town, village and name."""
    found = ExitRecord.objects.filter(place.q("household__"), left_on__range=(period.first, period.last), received_on__lte=period.known)
    return found.order_by("household__town_code", "household__village_code", "household__household_no", "pk")


def rows(place: Place, period: Period) -> QuerySet[Any]:
    still = lines(period.last, place).filter(determination__household=OuterRef("household"), category=OuterRef("category"))
    return exits(place, period).annotate(
        people=living_members("household", period),
        business=Case(When(Exists(still), then=Value("减员")), default=Value("停保"), output_field=CharField()),
    )


def columns(period: Period) -> Sequence[Column]:
    return (
        Column("户主", "household__head_name"),
        Column("身份证", "person__id_number", width=22, secret=NUMBER),
        Column("人口", "people", Kind.NUMBER, 8),
        Column("住址", ("household__village__parent__name", "household__village__name", "household__address"), width=36, shape=address),
        Column("类别", "category", width=20, shape=category_name),
        Column("月金额（元）", "monthly_amount", Kind.MONEY, 14),
        Column("停保原因", "reason", width=20),
        Column("停保时间", "left_on", Kind.DATE),
        Column("业务类别", "business"),
    )


def address(town: str | None, village: str | None, text: str | None) -> str:
    """With town and village before what the register wrote, where it did not write them itself."""
    place, text = f"{town or ''}{village or ''}", text or ""
    return text if village and village in text else place + text


STOPPED = Report(
    "stopped",
    "停保汇总",
    "条",
    "本月停保和减员的户，来自退出停保台账",
    columns,
    rows,
    notes=(
        "身份证是停保台账所列人的；同一户月末还有人享受同一类别的，业务类别写“减员”。",
        "经申请重新认定而退出的户，在月报“退出”里，停保台账报来后列入本表。",
    ),
)
