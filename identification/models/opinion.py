"""初审意见: what the criteria proposed and what the clerk put forward, with the facts it stood on."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from accounts.fields import FenField
from accounts.models import Position
from households.models import AppliedParameters, Member
from identification.models.application import Application
from policies.categories import DibaoMode, MonitoringKind, SupportCategory


class Opinion(models.Model):
    """初审意见. `proposed_*` is the criteria's word, the rest the clerk's; they differ only with a reason (BI-03). `snapshot` keeps facts and answers.

    `snapshot` = {"on", "window", "facts": {name: value as text}, "criteria": [{code, title, clause, category, member, answer, because}], "members": […],
    "open_questions": […], "missing": […]}; plain facts, no names of diseases, no numbers of persons.
    """

    application = models.ForeignKey(Application, verbose_name="申请", on_delete=models.PROTECT, related_name="opinions")
    made_on = models.DateField("日期")
    made_by = models.ForeignKey(Position, verbose_name="初审", on_delete=models.PROTECT, related_name="+")
    snapshot = models.JSONField("所依据的事实")
    parameters = models.ForeignKey(AppliedParameters, verbose_name="所依据的参数", on_delete=models.PROTECT, related_name="+")
    rules_version = models.CharField("规则版本", max_length=40)
    proposed_category = models.CharField("系统建议类别", max_length=20, blank=True)  # SupportCategory, "" or cannot_say
    proposed_has_tag = models.BooleanField("系统建议标识", default=False)
    proposed_monitoring_kind = models.CharField("系统建议监测类别", max_length=10, choices=MonitoringKind.choices, blank=True)
    proposed_amount = FenField("系统建议月保障金额", null=True, blank=True)
    category = models.CharField("初审类别", max_length=20, choices=SupportCategory.choices, blank=True)
    has_monitoring_tag = models.BooleanField("防返贫监测对象", default=False)
    monitoring_kind = models.CharField("监测类别", max_length=10, choices=MonitoringKind.choices, blank=True)
    monthly_amount = FenField("月保障金额", null=True, blank=True)
    classified_addon = FenField("分类施保", null=True, blank=True)
    judgement = models.TextField("综合研判", blank=True)
    override_reason = models.TextField("与系统建议不同的理由", blank=True)
    is_current = models.BooleanField("现行", default=True)

    class Meta:
        verbose_name = "初审意见"
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["application"], condition=Q(is_current=True), name="opinion_one_current"),
            models.CheckConstraint(
                name="opinion_override_has_reason",
                condition=Q(category=F("proposed_category"), has_monitoring_tag=F("proposed_has_tag"), monitoring_kind=F("proposed_monitoring_kind"))
                | ~Q(override_reason=""),
                violation_error_message="与系统建议不同，要写明理由。",
            ),
            models.CheckConstraint(
                name="opinion_tag_judged", condition=Q(has_monitoring_tag=False) | ~Q(judgement="") & ~Q(monitoring_kind="") & ~Q(category=""),
                violation_error_message="监测对象要有类别和书面综合研判。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.made_on}初审意见"

    @property
    def is_override(self) -> bool:
        return (self.category, self.has_monitoring_tag, self.monitoring_kind) != (
            self.proposed_category,
            self.proposed_has_tag,
            self.proposed_monitoring_kind,
        )


class OpinionLine(models.Model):
    """One member in an opinion: counted or not, and what he would be."""

    opinion = models.ForeignKey(Opinion, on_delete=models.PROTECT, related_name="lines")
    member = models.ForeignKey(Member, verbose_name="成员", on_delete=models.PROTECT, related_name="+")
    is_counted = models.BooleanField("计入")
    category = models.CharField("类别", max_length=20, choices=SupportCategory.choices, blank=True)
    dibao_mode = models.CharField("低保方式", max_length=10, choices=DibaoMode.choices, blank=True)
    because = models.TextField("依据", blank=True)

    class Meta:
        verbose_name = "初审明细"
        constraints = [models.UniqueConstraint(fields=["opinion", "member"], name="opinion_line_once")]

    def __str__(self) -> str:
        return self.get_category_display()
