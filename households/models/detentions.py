"""服刑、强制戒毒、羁押 (GA, 司法)."""

from __future__ import annotations

from django.db import models

from households.models.records import DatedRecord
from households.record_choices import DetentionKind


class Detention(DatedRecord):
    """Somebody is held from a day to a day; no last day: still held. Prison and rehabilitation take him out of the count (rulings B5)."""

    kind = models.CharField("类别", max_length=8, choices=DetentionKind.choices)
    started_on = models.DateField("起始日期")
    ended_on = models.DateField("终止日期", null=True, blank=True)
    held_by = models.CharField("执行单位", max_length=60, blank=True)
    reported_by = models.CharField("来源", max_length=40, blank=True)

    class Meta:
        verbose_name = "服刑与强制戒毒"
        constraints = [models.UniqueConstraint(fields=["person", "kind", "started_on"], name="detention_once")]
        indexes = [models.Index(fields=["household", "started_on"], name="detention_by_household")]

    def __str__(self) -> str:
        return self.get_kind_display()
