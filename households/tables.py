"""The household list as a table: columns, sums, and the sorts that an index serves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import django_tables2 as tables
from django.db.models import Count, Q, QuerySet, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from households.models import Household
from households.paging import COUNT_CAP, CappedCount, Order
from households.presenters import facts_of, income_figure
from policies.categories import SupportCategory

ORDERS = {
    order.code: order
    for order in (
        Order("no", "按户编号", ("household_no",)),
        Order("-no", "按户编号倒序", ("-household_no",)),
        Order("-recent", "最近更新在前", ("-updated_at", "-id")),
        Order("recent", "最早更新在前", ("updated_at", "id")),
    )
}
DEFAULT_ORDER = ORDERS["no"]


class Totals(dict[str, Any]):
    """Sums over everything filtered, not only this page; over the first 10,000 when there are more."""

    @property
    def count(self) -> CappedCount:
        return CappedCount(self["households"])


def totals(queryset: QuerySet[Household]) -> Totals:
    """Number and sums in one statement over at most 10,001 rows."""
    rows = queryset.order_by().values("id", "category", "has_monitoring_tag", "facts__counted_members")[:COUNT_CAP]
    return Totals(
        rows.aggregate(
            households=Count("id"),
            people=Sum("facts__counted_members"),
            supported=Count("id", filter=~Q(category="")),
            tagged=Count("id", filter=Q(has_monitoring_tag=True)),
        )
    )


def for_table(queryset: QuerySet[Household]) -> QuerySet[Household]:
    """The columns a line shows and no more: facts are wide, and parameters carry whole documents."""
    return queryset.select_related("village", "facts__parameters").only(
        "household_no", "head_name", "household_kind", "category", "has_monitoring_tag", "updated_at", "village__name",
        "facts__counted_members", "facts__income_members", "facts__gross", "facts__recognised", "facts__parameters__low_income_line",
    )  # fmt: skip


@dataclass(frozen=True)
class FootCell:
    text: str
    span: int = 1


def opened(text: str, address: str) -> str:
    """A number as the link to its list, where the address of exactly that list is known."""
    return format_html('<a href="{}">{}</a>', address, text) if address else text


def foot(sums: Totals, *, supported_url: str = "", tagged_url: str = "") -> list[FootCell]:
    """合计 under the columns of HouseholdTable; a number of the first 10,000 only has no list of its own."""
    first = "前10,000户合计" if sums.count.is_capped else f"合计{sums.count.count_text}户"
    return [
        FootCell(first),
        FootCell(
            format_html(
                "有类别{}，监测对象{}",
                opened(f"{sums['supported']:,}户", "" if sums.count.is_capped else supported_url),
                opened(f"{sums['tagged']:,}户", "" if sums.count.is_capped else tagged_url),
            )
        ),
        FootCell("", 2),
        FootCell(f"计入{sums['people'] or 0:,}人", 4),
    ]


ICON = '<svg class="i" viewBox="0 0 16 16" aria-hidden="true"><use href="#i-{}"/></svg>'
LIGHT = '<span class="light light--{}">' + ICON + "{}</span>"
TAG = '<span class="tag tag--{}">{}</span>'
MONITORED = '<span class="tag tag--fpf">' + ICON.format("flag") + "{}</span>"


class HouseholdTable(tables.Table):
    """Rows come ready from the page; sorting is the page's, by address.

    Cells are written here, not as component templates: fifty rows of them cost forty milliseconds, a fifth of that so.
    """

    head_name = tables.Column("户主")
    category = tables.Column("类别与标识", empty_values=())
    per_head = tables.Column("人均收入", empty_values=(), attrs={"class": "n", "unit": "元/年"})
    distance = tables.Column("与监测线", empty_values=())
    village = tables.Column("村（社区）", accessor="village__name")
    household_kind = tables.Column("户类型")
    household_no = tables.Column("户编号", attrs={"sort": "no"})
    updated_at = tables.Column("更新", attrs={"sort": "-recent"})

    class Meta:
        orderable = False
        attrs = {"class": "t--line frozen"}

    def __init__(self, rows: Sequence[Household], *, carry: str = "") -> None:
        super().__init__(rows)
        self.carry = f"?{carry}" if carry else ""

    def render_head_name(self, record: Household) -> SafeString:
        facts = facts_of(record)
        people = f" {facts.counted_members}人" if facts else ""
        address = reverse("households:detail", args=[record.pk]) + self.carry
        return format_html('<a class="row" href="{}">{}</a>{}', address, record.head_name, people)

    def render_category(self, record: Household) -> SafeString:
        parts = []
        if record.category:
            category = SupportCategory(record.category)
            parts.append(format_html(TAG, category.css, category.short))
        if record.has_monitoring_tag:
            parts.append(format_html(MONITORED, "监测对象"))
        return format_html_join(" ", "{}", ((part,) for part in parts)) if parts else format_html('<span class="muted">{}</span>', "无")

    def render_per_head(self, record: Household) -> str:
        return income_figure(record).amount_text

    def render_distance(self, record: Household) -> SafeString:
        light = income_figure(record).light
        return format_html(LIGHT, light.css, light.icon, light.text)

    def render_updated_at(self, value: datetime) -> str:
        on = timezone.localtime(value)
        return f"{on.month}月{on.day}日"
