"""数据质量: what the checks of the register found, of how many, and when they last looked. Written by registers.quality.run only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.models import Position, Region
from accounts.scope import within_scope
from households.models import Household, Person

if TYPE_CHECKING:
    from collections.abc import Iterable


FAULTY = Q(faults__len__gt=0)


class NumberFault(models.TextChoices):
    """What is wrong with a certificate number, the first fault from the left."""

    LENGTH = "length", "位数不对"
    CHARACTERS = "characters", "前18位有不该有的字符"
    BIRTH = "birth", "第7到14位不是日期"
    CHECK = "check", "第18位校验不对"
    KIND = "kind", "第19位不是1到7"
    LEVEL = "level", "第20位不是1到4"


class NumberVerdict(models.Model):
    """What its digits say of a sealed number, found by its blind index: a coded fact is plain, the number stays sealed (rulings A7)."""

    index = models.BinaryField(primary_key=True, max_length=16)
    length = models.PositiveSmallIntegerField("位数")
    fault = models.CharField("错在哪里", max_length=10, choices=NumberFault.choices, blank=True)

    class Meta:
        verbose_name = "号码校验"

    def __str__(self) -> str:
        return f"{self.length}位{self.get_fault_display()}"


class QualityFindingQuerySet(models.QuerySet["QualityFinding"]):
    def visible_to(self, position: Position) -> QualityFindingQuerySet:
        return within_scope(self, position)

    def faulty(self) -> QualityFindingQuerySet:
        """Where something is wrong."""
        return self.filter(FAULTY)

    def unknown(self) -> QualityFindingQuerySet:
        """Where nothing is known to be wrong, and something cannot be said."""
        return self.filter(faults=[])

    def with_fault(self, check: str) -> QualityFindingQuerySet:
        return self.filter(faults__contains=[check])

    def with_unknown(self, check: str) -> QualityFindingQuerySet:
        return self.filter(unknowns__contains=[check])


class QualityFinding(models.Model):
    """One household, or one person of it, that a rule finds fault with or cannot judge: codes of its checks. Derived: written anew by every run.

    No constraint ties it to what it speaks of: a batch may be withdrawn before the next run has forgotten its rows.
    """

    rule = models.CharField("规则", max_length=8)
    household = models.ForeignKey(
        Household, verbose_name="户", null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    person = models.ForeignKey(Person, verbose_name="人", null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    county_code = models.CharField(max_length=6)
    town_code = models.CharField(max_length=9)
    village_code = models.CharField(max_length=12)
    faults: ArrayField[Iterable[str], list[str]] = ArrayField(models.CharField(max_length=12), verbose_name="问题", default=list)
    unknowns: ArrayField[Iterable[str], list[str]] = ArrayField(models.CharField(max_length=12), verbose_name="无法判断", default=list)
    compared = models.JSONField("比对的数据", default=dict)  # {annotation of the rule: value}; coded facts, days and money only
    found_on = models.DateField("首次查出")

    objects = QualityFindingQuerySet.as_manager()

    class Meta:
        verbose_name = "数据质量问题"
        constraints = [models.UniqueConstraint(fields=["rule", "household", "person"], name="quality_finding_once", nulls_distinct=False)]
        indexes = [
            models.Index(fields=["county_code", "rule", "village_code", "id"], name="quality_by_county"),
            # A rule that cannot be judged for a whole county must not be read through to find the few that are wrong.
            models.Index(fields=["county_code", "rule", "village_code", "id"], name="quality_county_faulty", condition=FAULTY),
            models.Index(fields=["county_code", "rule", "found_on", "id"], name="quality_county_found", condition=FAULTY),
            models.Index(fields=["town_code", "rule", "found_on", "id"], name="quality_town_found", condition=FAULTY),
            models.Index(fields=["town_code", "rule", "village_code", "id"], name="quality_by_town"),
            models.Index(fields=["village_code", "rule", "id"], name="quality_by_village"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.household_id}"


class QualityCountQuerySet(models.QuerySet["QualityCount"]):
    def visible_to(self, position: Position) -> QualityCountQuerySet:
        return within_scope(self, position)


class QualityCount(models.Model):
    """A village's numbers of one rule, or of one check of it (`code`): how many were asked, found faulty, could not be judged.

    Counted from the findings by the run that wrote them, so that the page costs a county what it costs a village.
    """

    code = models.CharField("规则或检查项", max_length=12)
    county_code = models.CharField(max_length=6)
    town_code = models.CharField(max_length=9)
    village_code = models.CharField(max_length=12)
    asked = models.PositiveIntegerField("查了多少")
    faulty = models.PositiveIntegerField("有问题")
    unknown = models.PositiveIntegerField("无法判断")

    objects = QualityCountQuerySet.as_manager()

    class Meta:
        verbose_name = "数据质量计数"
        constraints = [models.UniqueConstraint(fields=["code", "village_code"], name="quality_count_once")]
        indexes = [models.Index(fields=["county_code"], name="quality_count_county")]

    def __str__(self) -> str:
        return f"{self.code} {self.village_code}"


class QualityRun(models.Model):
    """The last look at a county."""

    county = models.OneToOneField(Region, verbose_name="县", on_delete=models.CASCADE, related_name="+")
    on = models.DateField("按哪天")
    finished_at = models.DateTimeField("检查完成")
    rows_written = models.PositiveIntegerField("写入行数", default=0)

    class Meta:
        verbose_name = "数据质量检查"

    def __str__(self) -> str:
        return f"{self.county} {self.on}"
