"""A saved trial of other numbers: what was changed, and what it would have come to on the day it was counted."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.models import Position, Region
from accounts.scope import within_scope
from households.models import Household
from monitoring.choices import RunState
from policies.categories import AreaType
from policies.models import Parameter
from policies.parameters import DEFINITIONS


class ScenarioQuerySet(models.QuerySet["Scenario"]):
    def visible_to(self, position: Position) -> ScenarioQuerySet:
        """A county's trials: whoever may open the laboratory reads the counts of all its towns."""
        return self.filter(county__code=position.region.code[:6])

    def by_hand(self) -> ScenarioQuerySet:
        return self.filter(proposal__isnull=True)


class Scenario(models.Model):
    """政策试算. The truth of the work is this row and its lease, as for a screening (rulings E2); nothing it says is ever changed afterwards."""

    county = models.ForeignKey(Region, verbose_name="县", on_delete=models.PROTECT, related_name="+")
    name = models.CharField("名称", max_length=80)
    on = models.DateField("试算日")
    asked_by = models.ForeignKey(Position, verbose_name="试算人", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("发起时间", auto_now_add=True)
    # What a proposed number would bring, counted before the second person confirms it.
    proposal = models.ForeignKey(Parameter, verbose_name="待复核的标准", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    state = models.CharField("状态", max_length=10, choices=RunState.choices, default=RunState.QUEUED)
    started_at = models.DateTimeField("开始", null=True, blank=True)
    finished_at = models.DateTimeField("完成", null=True, blank=True)
    lease_until = models.DateTimeField("占用到", null=True, blank=True)
    holder = models.CharField("占用者", max_length=80, blank=True)
    error = models.CharField("错误", max_length=300, blank=True)
    households = models.PositiveIntegerField("试算户数", default=0)
    facts_from = models.DateField("事实截至", null=True, blank=True)

    objects = ScenarioQuerySet.as_manager()

    class Meta:
        verbose_name = "政策试算"
        ordering = ("-asked_at", "-pk")
        indexes = [models.Index(fields=["county", "-asked_at"], name="scenario_newest")]

    def __str__(self) -> str:
        return self.name


class ScenarioChange(models.Model):
    """One number moved, with how it read before and after."""

    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="changes")
    code = models.CharField("参数", max_length=40)  # of DEFINITIONS
    area_type = models.CharField("城乡", max_length=10, choices=AreaType.choices, default=AreaType.UNIFIED)
    number = models.DecimalField("数值", max_digits=14, decimal_places=4, null=True, blank=True)
    choice = models.CharField("选项", max_length=40, blank=True)
    was = models.CharField("现行", max_length=80)
    becomes = models.CharField("改为", max_length=80)

    class Meta:
        verbose_name = "试算改动"
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["scenario", "code", "area_type", "choice"], name="scenario_moves_a_number_once"),
            models.CheckConstraint(name="scenario_change_of_its_kind", condition=Q(number__isnull=False) | ~Q(choice="")),
        ]

    def __str__(self) -> str:
        return f"{DEFINITIONS[self.code].title} {self.was} → {self.becomes}"


class ScenarioTotal(models.Model):
    """One thing counted in one town, before and after. `measure`: monitoring/lab/measures.py; amounts are 元 a month."""

    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="totals")
    town_code = models.CharField("镇街", max_length=9)
    measure = models.CharField("项目", max_length=40)
    before = models.BigIntegerField("现行")
    after = models.BigIntegerField("试算")
    entered = models.BigIntegerField("进入")
    left = models.BigIntegerField("退出")

    class Meta:
        verbose_name = "试算合计"
        constraints = [models.UniqueConstraint(fields=["scenario", "town_code", "measure"], name="scenario_counts_once")]

    def __str__(self) -> str:
        return f"{self.town_code} {self.measure}"


class ScenarioHouseholdQuerySet(models.QuerySet["ScenarioHousehold"]):
    def visible_to(self, position: Position) -> ScenarioHouseholdQuerySet:
        return within_scope(self, position)


class ScenarioHousehold(models.Model):
    """A household for which something would differ. States are categories, "", cannot_say or only_missing (monitoring/lab/side.py)."""

    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="moved")
    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="+")
    county_code = models.CharField(max_length=6)
    town_code = models.CharField(max_length=9)
    village_code = models.CharField(max_length=12)
    listed = models.CharField("现有类别", max_length=20, blank=True)
    was = models.CharField("现行标准", max_length=20, blank=True)
    becomes = models.CharField("试算标准", max_length=20, blank=True)
    was_kind = models.CharField("现行标识", max_length=10, blank=True)
    becomes_kind = models.CharField("试算标识", max_length=10, blank=True)
    was_amount = models.PositiveIntegerField("现行补差（元/月）", null=True)
    becomes_amount = models.PositiveIntegerField("试算补差（元/月）", null=True)
    new_rules = ArrayField(models.CharField(max_length=12), verbose_name="新成立的规则", default=list)
    gone_rules = ArrayField(models.CharField(max_length=12), verbose_name="不再成立的规则", default=list)
    is_new_visit = models.BooleanField("新增走访", default=False)

    objects = ScenarioHouseholdQuerySet.as_manager()

    class Meta:
        verbose_name = "试算变动户"
        indexes = [models.Index(fields=["scenario", "village_code", "household"], name="scenario_by_village")]

    def __str__(self) -> str:
        return f"{self.household_id}"
