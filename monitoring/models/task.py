"""Data that a rule lacks, and who can supply it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.choices import Dept
from accounts.models import Position
from accounts.roles import Role
from accounts.scope import within_scope
from households.models import Household, Person


class DataTaskQuerySet(models.QuerySet["DataTask"]):
    def visible_to(self, position: Position) -> DataTaskQuerySet:
        """Case roles by region; a department's staff those their department can supply."""
        if position.has(Role.DEPT_STAFF) and position.office.dept:
            return self.filter(supplier=position.office.dept, county_code=position.region.code[:6])
        return within_scope(self, position)

    def open(self) -> DataTaskQuerySet:
        return self.filter(closed_on__isnull=True)


class DataTask(models.Model):
    """缺数据: a rule could not say because a datum is unknown; who can supply it. Closes when the datum is known."""

    household = models.ForeignKey(Household, verbose_name="户", on_delete=models.PROTECT, related_name="data_tasks")
    person = models.ForeignKey(Person, verbose_name="成员", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    county_code = models.CharField(max_length=6)
    town_code = models.CharField(max_length=9)
    village_code = models.CharField(max_length=12)
    datum = models.CharField("缺的数据", max_length=40)
    rules = ArrayField(models.CharField(max_length=10), verbose_name="不能判断的规则", default=list)
    supplier = models.CharField("谁能补", max_length=4, choices=Dept.choices, blank=True)
    opened_on = models.DateField("提出日期")
    closed_on = models.DateField("补齐日期", null=True, blank=True)

    objects = DataTaskQuerySet.as_manager()

    class Meta:
        verbose_name = "数据任务"
        ordering = ("opened_on", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["household", "person", "datum"],
                condition=Q(closed_on__isnull=True),
                name="data_task_open_once",
                nulls_distinct=False,
            )
        ]
        indexes = [
            models.Index(fields=["county_code", "closed_on", "id"], name="data_task_county"),
            models.Index(fields=["town_code", "closed_on", "id"], name="data_task_town"),
            models.Index(fields=["village_code", "closed_on", "id"], name="data_task_village"),
            models.Index(fields=["supplier", "closed_on", "id"], name="data_task_supplier"),
        ]

    def __str__(self) -> str:
        return self.datum
