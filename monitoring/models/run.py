"""A night sweep."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.models import Region
from monitoring.choices import RunStage, RunState


class ScreeningRun(models.Model):
    """One night sweep of one county. The truth of the work is this row and its lease; the broker only wakes a worker (rulings E2)."""

    county = models.ForeignKey(Region, verbose_name="县", on_delete=models.PROTECT, related_name="+")
    on = models.DateField("筛查日")
    is_full = models.BooleanField("全部户", default=False)
    state = models.CharField("状态", max_length=10, choices=RunState.choices, default=RunState.QUEUED)
    stage = models.CharField("阶段", max_length=10, choices=RunStage.choices, blank=True)
    # The last stage that stands: committed whole, with this word of it. What comes after it is repeated alone (rulings E2).
    stage_done = models.CharField("已完成的阶段", max_length=10, choices=RunStage.choices, blank=True)
    looked_at = models.DateTimeField("所看变动截至", null=True, blank=True)
    asked_by = models.CharField("发起", max_length=120)
    asked_at = models.DateTimeField("发起时间", auto_now_add=True)
    started_at = models.DateTimeField("开始", null=True, blank=True)
    finished_at = models.DateTimeField("完成", null=True, blank=True)
    lease_until = models.DateTimeField("占用到", null=True, blank=True)
    holder = models.CharField("占用者", max_length=80, blank=True)
    households = models.PositiveIntegerField("筛查户数", default=0)
    facts_written = models.PositiveIntegerField("更新事实", default=0)
    opened = models.PositiveIntegerField("新开线索", default=0)
    kept = models.PositiveIntegerField("保持线索", default=0)
    closed = models.PositiveIntegerField("自行关闭", default=0)
    noted = models.PositiveIntegerField("附注", default=0)
    data_tasks_opened = models.PositiveIntegerField("新开数据任务", default=0)
    data_tasks_closed = models.PositiveIntegerField("关闭数据任务", default=0)
    per_rule = models.JSONField("各规则", default=dict)  # {code: {"opened", "kept", "closed", "cannot_say"}}
    seconds = models.JSONField("各阶段秒数", default=dict)
    error = models.TextField("失败原因", blank=True)

    class Meta:
        verbose_name = "筛查"
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["county"], condition=Q(state__in=[RunState.QUEUED, RunState.RUNNING]), name="run_one_at_a_time",
                violation_error_message="本县已有一次筛查在进行。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.county} {self.on} 筛查"
