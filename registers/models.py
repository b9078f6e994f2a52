"""Batches of imported files and the rows they could not take."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.fields import SealedField
from accounts.models import Position, Region
from accounts.roles import Role


class BatchState(models.TextChoices):
    """How far an import is."""

    QUEUED = "queued", "排队中"
    READING = "reading", "正在读取"
    WRITING = "writing", "正在入库"
    DONE = "done", "已入库"
    TRIED = "tried", "试读完成，未入库"
    REFUSED = "refused", "整表拒收"
    FAILED = "failed", "中断，可重试"


OPEN_STATES = (BatchState.QUEUED, BatchState.READING, BatchState.WRITING)
TAKEN_STATES = (BatchState.DONE, BatchState.TRIED)


class BatchQuerySet(models.QuerySet["Batch"]):
    def visible_to(self, position: Position) -> BatchQuerySet:
        """Register administrators and the county 专班 see the batches of their county."""
        if not position.has(Role.REGISTER_ADMIN, Role.TASKFORCE):
            return self.none()
        return self.filter(county__code=position.region.code[:6])

    def unfinished(self) -> BatchQuerySet:
        """Waiting or under way."""
        return self.filter(state__in=OPEN_STATES)


class Batch(models.Model):
    """One file of one register. All its good rows enter in one transaction; the lease lets a second worker take over a dead one (rulings E2)."""

    county = models.ForeignKey(Region, verbose_name="县", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sheet = models.CharField("台账", max_length=30)
    file_name = models.CharField("文件名", max_length=200)
    file_hash = models.CharField("文件指纹", max_length=64)
    file = models.FileField("原文件（封存）", upload_to="registers", blank=True)
    tab_name = models.CharField("工作表", max_length=100, blank=True)
    header_row = models.PositiveIntegerField("表头行", null=True, blank=True)
    headings = models.JSONField("表头（报送单位的原列序）", default=list)
    is_dry_run = models.BooleanField("只试读", default=False)
    state = models.CharField("状态", max_length=10, choices=BatchState.choices, default=BatchState.QUEUED)
    on = models.DateField("入库日")
    asked_by = models.ForeignKey(Position, verbose_name="导入人", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    asked_by_name = models.CharField("导入人姓名", max_length=120)
    asked_at = models.DateTimeField("提交时间", auto_now_add=True)
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)
    lease_until = models.DateTimeField("占用到", null=True, blank=True)
    holder = models.CharField("占用者", max_length=80, blank=True)
    total_rows = models.PositiveIntegerField("总行数", default=0)
    done_rows = models.PositiveIntegerField("已读行数", default=0)
    new_rows = models.PositiveIntegerField("新增", default=0)
    changed_rows = models.PositiveIntegerField("变更", default=0)
    same_rows = models.PositiveIntegerField("相同", default=0)
    rejected_rows = models.PositiveIntegerField("拒收", default=0)
    left_out_rows = models.PositiveIntegerField("合计与说明行", default=0)
    unknown_columns = models.JSONField("没有认出的列", default=list)
    notes = models.JSONField("说明", default=list)
    refusal = models.TextField("整表拒收原因", blank=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = "导入批次"
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(
                name="batch_counts_add_up",
                condition=~Q(state__in=[BatchState.DONE, BatchState.TRIED])
                | Q(total_rows=models.F("new_rows") + models.F("changed_rows") + models.F("same_rows") + models.F("rejected_rows")),
            )
        ]

    def __str__(self) -> str:
        return self.file_name


class RowProblem(models.Model):
    """Why one cell, and so its row, was not taken: row, column, value, reason and remedy. What was written may hold an ID number: sealed."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="problems")
    row_number = models.PositiveIntegerField("行")
    column_letter = models.CharField("列", max_length=3, blank=True)
    column_title = models.CharField("列名", max_length=60, blank=True)
    written = SealedField("表里写的", mask="text")
    shown = models.CharField("表里写的（遮盖）", max_length=80, blank=True)
    remedy = models.CharField("为什么、怎么改", max_length=300)

    class Meta:
        verbose_name = "拒收原因"
        ordering = ("row_number", "pk")
        indexes = [models.Index(fields=["batch", "row_number"], name="row_problem_by_batch")]

    def __str__(self) -> str:
        return f"第{self.row_number}行 {self.column_title}：{self.remedy}"


class RejectedRow(models.Model):
    """The whole row as it was written, sealed, so that it can be downloaded, mended and sent again."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="rejects")
    row_number = models.PositiveIntegerField("行")
    cells = SealedField("整行内容", mask="text")  # JSON list in the sender's own column order

    class Meta:
        verbose_name = "拒收行"
        constraints = [models.UniqueConstraint(fields=["batch", "row_number"], name="rejected_row_once")]

    def __str__(self) -> str:
        return f"第{self.row_number}行"
