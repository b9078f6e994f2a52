"""When a county is screened at night."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.models import Position, Region


class NightHourQuerySet(models.QuerySet["NightHour"]):
    def in_force(self) -> NightHourQuerySet:
        """The latest word of each county."""
        return self.order_by("county_id", "-pk").distinct("county_id")


class NightHour(models.Model):
    """夜间筛查时刻: a row is never changed, a new hour is a new row; the latest of a county holds. `hour` None: not by itself."""

    county = models.ForeignKey(Region, verbose_name="县", on_delete=models.PROTECT, related_name="+")
    hour = models.PositiveSmallIntegerField("几时", null=True, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    set_by = models.ForeignKey(Position, verbose_name="设定人", on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField("设定时间", auto_now_add=True)

    objects = NightHourQuerySet.as_manager()

    class Meta:
        verbose_name = "夜间筛查时刻"
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(
                name="night_hour_of_a_day",
                condition=Q(hour__isnull=True) | Q(hour__lte=23),
                violation_error_message="时刻是0时到23时的整点。",
            )
        ]

    def __str__(self) -> str:
        return "不自动筛查" if self.hour is None else f"每天{self.hour}时"
