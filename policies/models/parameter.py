"""Dated numbers of the law."""

from __future__ import annotations

from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q

from accounts.models import Position, Region
from policies.categories import AreaType
from policies.parameters import DEFINITIONS, yearly


class ParameterMissing(LookupError):
    """No value is in force: nothing may be decided without it (design §2.4). The message is for the screen."""

    def __init__(self, code: str, where: str, on: date, area_type: str = "") -> None:
        area = f"（{AreaType(area_type).label}）" if area_type else ""
        super().__init__(f"{on:%Y-%m-%d} 起 {where}{area} 没有“{DEFINITIONS[code].title}”，请到“政策标准”补录。")
        self.code = code


@dataclass
class Numbers:
    """All parameter rows in force, loaded once; answers `value_on` without touching the database again."""

    on: date
    rows: dict[str, list[Parameter]] = field(default_factory=dict)
    ended: dict[str, list[Parameter]] = field(default_factory=dict)  # rows that were in force before `on` and no longer are

    def find(self, code: str, region: Region | str, area_type: str = "") -> Parameter | None:
        """Nearest ancestor region first, then the exact area type before 城乡统一, then the latest start (rulings A4)."""
        return nearest(self.rows.get(code, ()), region, area_type)

    def held_since(self, code: str, region: Region | str, area_type: str = "") -> tuple[date, bool] | None:
        """Since when the line in force has held, rows that only carry it over passed by, and whether another is known from before it.

        None where no line is in force. Compared per year, so that a change of unit alone is none.
        """
        found = self.find(code, region, area_type)
        if found is None:
            return None
        rows = [*self.rows.get(code, ()), *self.ended.get(code, ())]
        turns = {row.valid_from for row in rows} | {row.valid_to + timedelta(days=1) for row in rows if row.valid_to}
        since = found.valid_from
        for day in sorted((day for day in turns if day <= self.on), reverse=True):
            then = nearest(
                (row for row in rows if row.valid_from <= day and (row.valid_to is None or row.valid_to >= day)), region, area_type
            )
            if then is None or then.per_year != found.per_year:
                return since, then is not None
            since = day
        return since, False

    def row(self, code: str, region: Region | str, area_type: str = "") -> Parameter:
        found = self.find(code, region, area_type)
        if found is None:
            raise ParameterMissing(code, "全国" if not region else (region if isinstance(region, str) else region.name), self.on, area_type)
        return found

    def number(self, code: str, region: Region | str, area_type: str = "") -> Decimal:
        row = self.row(code, region, area_type)
        assert row.number is not None
        return row.number

    def per_year(self, code: str, region: Region | str, area_type: str = "") -> Decimal:
        """A line in 元/人·年 whatever unit it was published in."""
        return self.row(code, region, area_type).per_year

    def choice(self, code: str, region: Region | str) -> str:
        return self.row(code, region).choice

    def table(self, code: str, region: Region | str) -> list[dict[str, Any]]:
        return self.row(code, region).table or []


def nearest(rows: Iterable[Parameter], region: Region | str, area_type: str) -> Parameter | None:
    """Of rows of one code in force on one day, the one that applies there."""
    region_code = region if isinstance(region, str) else region.code
    best: Parameter | None = None
    best_rank: tuple[int, int, date] | None = None
    for row in rows:
        at = row.region.code if row.region else ""
        if not region_code.startswith(at) or row.area_type not in {area_type, AreaType.UNIFIED}:
            continue
        rank = (len(at), int(row.area_type == area_type), row.valid_from)
        if best_rank is None or rank > best_rank:
            best, best_rank = row, rank
    return best


# What a page that only reads has asked for, by day (policies.middleware); None outside such a page.
KEPT_NUMBERS: ContextVar[dict[date, Numbers] | None] = ContextVar("KEPT_NUMBERS", default=None)


class ParameterQuerySet(models.QuerySet["Parameter"]):
    def confirmed(self) -> ParameterQuerySet:
        return self.filter(confirmed_at__isnull=False)

    def awaiting(self) -> ParameterQuerySet:
        return self.filter(confirmed_at__isnull=True)

    def in_force(self, on: date) -> ParameterQuerySet:
        return self.confirmed().filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on), valid_from__lte=on)

    def numbers(self, on: date) -> Numbers:
        """One query, and one for a whole page that only reads; ask the result for any code, region and area type."""
        kept = KEPT_NUMBERS.get()
        if kept is not None and on in kept:
            return kept[on]
        numbers = Numbers(on)
        for row in self.confirmed().filter(valid_from__lte=on).select_related("region"):
            ended = row.valid_to is not None and row.valid_to < on
            (numbers.ended if ended else numbers.rows).setdefault(row.code, []).append(row)
        if kept is not None:
            kept[on] = numbers
        return numbers

    def value_on(self, code: str, region: Region, area_type: str, on: date) -> Parameter:
        """The row in force; raises ParameterMissing, never answers None."""
        return self.numbers(on).row(code, region, area_type)


class Parameter(models.Model):
    """One dated value of one declared parameter. A row is never changed: a new value is a new row with its own start."""

    code = models.CharField("参数", max_length=40, choices=[(d.code, d.title) for d in DEFINITIONS.values()])
    region = models.ForeignKey(Region, verbose_name="适用地区", null=True, blank=True, on_delete=models.PROTECT, related_name="parameters")
    area_type = models.CharField("城乡", max_length=10, choices=AreaType.choices, default=AreaType.UNIFIED)
    number = models.DecimalField("数值", max_digits=14, decimal_places=4, null=True, blank=True)
    choice = models.CharField("选项", max_length=30, blank=True)
    table = models.JSONField("小表", null=True, blank=True)
    unit = models.CharField("单位", max_length=20)
    valid_from = models.DateField("起始日")
    valid_to = models.DateField("终止日", null=True, blank=True)
    source = models.CharField("来源", max_length=200)
    is_provisional = models.BooleanField("暂沿用，待确认", default=False)
    proposed_by = models.ForeignKey(Position, verbose_name="提出人", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField("提出时间", auto_now_add=True)
    confirmed_by = models.ForeignKey(Position, verbose_name="复核人", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # Rows shipped with a file of this repository are confirmed by their reviewed source: proposed_by stays empty.
    confirmed_at = models.DateTimeField("复核时间", null=True, blank=True)

    objects = ParameterQuerySet.as_manager()

    class Meta:
        verbose_name = "参数"
        ordering = ("code", "region", "area_type", "-valid_from")
        constraints = [
            models.UniqueConstraint(
                fields=["code", "region", "area_type", "valid_from"],
                name="parameter_once_per_start",
                nulls_distinct=False,
                violation_error_message="同一地区、同一城乡类型、同一起始日已有这个参数。",
            ),
            models.CheckConstraint(
                name="parameter_confirmed_by_another",
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("proposed_by")),
                violation_error_message="提出人不能自己复核。",
            ),
            models.CheckConstraint(
                name="parameter_confirmed_pair",
                condition=Q(proposed_by__isnull=True)
                | Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="parameter_value_of_its_kind", condition=Q(number__isnull=False) | ~Q(choice="") | Q(table__isnull=False)
            ),
            models.CheckConstraint(name="parameter_dates_in_order", condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from"))),
        ]

    def __str__(self) -> str:
        return f"{self.definition.title} {self.shown} {self.unit}（{self.valid_from:%Y-%m-%d}起）"

    @property
    def definition(self) -> Any:
        return DEFINITIONS[self.code]

    @property
    def per_year(self) -> Decimal:
        """A line in 元/人·年 whatever unit it was published in."""
        return yearly(self.number or Decimal(0), self.unit)

    @property
    def shown(self) -> str:
        if self.number is not None:
            return f"{self.number.normalize():f}"
        return self.choice or f"{len(self.table or [])}行"

    @property
    def where(self) -> str:
        return self.region.name if self.region else "全国"
