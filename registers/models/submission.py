"""上报: a month's tables handed up, with the faults of severity 3 that stood then."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.models import Position, Region


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def visible_to(self, position: Position) -> SubmissionQuerySet:
        return self.filter(region__code__startswith=position.region.code)


class Submission(models.Model):
    """One handing up of one month of one place, never changed. Submitted again: another row, with the reason. Written by registers.reports.submitting."""

    region = models.ForeignKey(Region, verbose_name="填报地区", on_delete=models.PROTECT, related_name="+")
    month = models.DateField("月份")  # its first day
    submitted_by = models.ForeignKey(Position, verbose_name="上报人", on_delete=models.PROTECT, related_name="+")  # 追责需要，不可删除
    submitted_on = models.DateField("上报日期")
    submitted_at = models.DateTimeField("上报时间", auto_now_add=True)
    faults = models.JSONField("上报时没有改好的3级问题", default=dict)  # {code of the check: households or persons}
    reason = models.CharField("说明", max_length=300, blank=True)
    number = models.PositiveSmallIntegerField("第几次", default=1)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = "报表上报"
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(fields=["region", "month", "number"], name="submission_once", violation_error_message="刚才已经上报过，请看最新情况。"),
            models.CheckConstraint(
                name="submission_says_why", condition=Q(faults={}, number=1) | ~Q(reason=""), violation_error_message="带着3级问题上报、再次上报，都要写明理由。"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.region} {self.month:%Y-%m} 第{self.number}次"
