"""灾害与意外 (YJ, GA)."""

from __future__ import annotations

from django.db import models

from accounts.fields import FenField
from households.models.records import DatedRecord
from households.record_choices import ACCIDENTS, DisasterKind


class Disaster(DatedRecord):
    """What happened to a household on a day. `loss` is the whole loss in 元, house and crops included; `relief` what was given for it."""

    kind = models.CharField("类别", max_length=4, choices=DisasterKind.choices)
    happened_on = models.DateField("发生日期")
    house_loss = FenField("房屋损失", null=True, blank=True)
    crop_loss = FenField("农作物损失", null=True, blank=True)
    loss = FenField("损失金额", null=True, blank=True)
    relief = FenField("救助金额", null=True, blank=True)
    told = models.CharField("情况", max_length=200, blank=True)

    class Meta:
        verbose_name = "灾害与意外"
        constraints = [models.UniqueConstraint(fields=["household", "happened_on", "kind"], name="disaster_once")]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def is_accident(self) -> bool:
        return self.kind in ACCIDENTS
