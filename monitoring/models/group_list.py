"""What a group leader told for a month."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from accounts.models import Position, Region
from accounts.scope import within_scope
from monitoring.models.alert import Alert


class GroupListQuerySet(models.QuerySet["GroupList"]):
    def visible_to(self, position: Position) -> GroupListQuerySet:
        return within_scope(self, position)


class GroupList(models.Model):
    """村民组长月报: one group, one month. Nothing to tell is told too (`alerts` empty), so that who kept silent is seen."""

    village = models.ForeignKey(Region, verbose_name="村", on_delete=models.PROTECT, related_name="+")
    county_code = models.CharField(max_length=6)
    town_code = models.CharField(max_length=9)
    village_code = models.CharField(max_length=12)
    group = models.CharField("村民组", max_length=30)
    month = models.DateField("月份")  # its first day
    leader = models.CharField("组长", max_length=40)
    alerts = models.ManyToManyField(Alert, verbose_name="线索", related_name="+", blank=True)
    entered_by = models.ForeignKey(Position, verbose_name="登记人", on_delete=models.PROTECT, related_name="+")
    entered_on = models.DateField("登记日期")

    objects = GroupListQuerySet.as_manager()

    class Meta:
        verbose_name = "村民组长月报"
        ordering = ("-month", "village_code", "group")
        constraints = [
            models.UniqueConstraint(
                fields=["village", "group", "month"], name="group_list_once_a_month", violation_error_message="这个组这个月已经登记过月报。"
            ),
            models.CheckConstraint(
                name="group_list_first_of_month",
                condition=Q(month__day=1) & Q(entered_on__gte=F("month")),
                violation_error_message="月报按月登记，不能提前。",
            ),
        ]
        indexes = [
            models.Index(fields=["town_code", "month"], name="group_list_town"),
            models.Index(fields=["village_code", "month"], name="group_list_village"),
        ]

    def __str__(self) -> str:
        return f"{self.village}{self.group} {self.month:%Y年%-m月}"
