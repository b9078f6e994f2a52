"""Determinations: the dated acts that give a household its category and tag."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from accounts.fields import FenField
from accounts.models import Position
from households.models import AppliedParameters, Household, Member
from identification.models.application import Application
from policies.categories import DibaoMode, MonitoringKind, SupportCategory


class Ground(models.TextChoices):
    """On what a determination stands."""

    REGISTER = "register", "存量台账转入"
    APPLICATION = "application", "申请审核确认"


class Determination(models.Model):
    """认定: what was decided for a household on a day. A household's present category is the latest one's.

    One that grew out of an application keeps the facts, parameters and rules it stood on (`snapshot` as in Opinion) and begins on the first day of
    the next month; `ends_on` is the last day where the law sets one (刚性支出: the day before its first anniversary).
    """

    household = models.ForeignKey(Household, verbose_name="户", on_delete=models.PROTECT, related_name="determinations")
    ground = models.CharField("依据", max_length=12, choices=Ground.choices)
    decided_on = models.DateField("认定日期")
    category = models.CharField("户的类别", max_length=20, choices=SupportCategory.choices, blank=True)
    has_monitoring_tag = models.BooleanField("防返贫监测对象")
    monitoring_kind = models.CharField("监测类别", max_length=10, choices=MonitoringKind.choices, blank=True)
    batch_id = models.BigIntegerField("台账批次", null=True, blank=True)
    decided_by = models.CharField("经办", max_length=120)
    is_current = models.BooleanField("现行", default=True)
    application = models.OneToOneField(
        Application, verbose_name="申请", null=True, blank=True, on_delete=models.PROTECT, related_name="determination"
    )
    confirmed_by = models.ForeignKey(Position, verbose_name="确认人", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    start_on = models.DateField("起始日", null=True, blank=True)
    ends_on = models.DateField("截止日", null=True, blank=True)
    monthly_amount = FenField("月保障金额", null=True, blank=True)
    classified_addon = FenField("分类施保", null=True, blank=True)
    snapshot = models.JSONField("所依据的事实", default=dict)
    parameters = models.ForeignKey(
        AppliedParameters, verbose_name="所依据的参数", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    rules_version = models.CharField("规则版本", max_length=40, blank=True)
    override_reason = models.TextField("与系统建议不同的理由", blank=True)

    class Meta:
        verbose_name = "认定"
        constraints = [
            models.UniqueConstraint(fields=["household"], condition=Q(is_current=True), name="determination_one_current"),
            models.CheckConstraint(
                name="determination_kind_with_tag", condition=Q(has_monitoring_tag=True) | Q(monitoring_kind=""),
                violation_error_message="没有监测标识就没有监测类别。",
            ),
            models.CheckConstraint(
                name="determination_application_whole",
                condition=~Q(ground=Ground.APPLICATION)
                | Q(application__isnull=False, confirmed_by__isnull=False, start_on__isnull=False, parameters__isnull=False) & ~Q(rules_version=""),
                violation_error_message="经申请的认定要有申请、确认人、起始日、参数和规则版本。",
            ),
            models.CheckConstraint(name="determination_dates_in_order", condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("start_on"))),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_category_display() or '非低收入'}{self.decided_on}"


class DeterminationLine(models.Model):
    """One member's category within a determination (rulings A2)."""

    determination = models.ForeignKey(Determination, on_delete=models.PROTECT, related_name="lines")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    category = models.CharField("类别", max_length=20, choices=SupportCategory.choices)
    dibao_mode = models.CharField("低保方式", max_length=10, choices=DibaoMode.choices, blank=True)

    class Meta:
        verbose_name = "认定明细"
        constraints = [models.UniqueConstraint(fields=["determination", "member"], name="determination_line_once")]

    def __str__(self) -> str:
        return self.get_category_display()
