"""Batches of imported files and the rows they could not take."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.fields import SealedField
from accounts.models import Position, Region
from accounts.roles import Role
from registers.cells import LINES_PER_TAB


class BatchState(models.TextChoices):
    """How far an import is."""

    MAPPING = "mapping", "待对应列"
    QUEUED = "queued", "排队中"
    READING = "reading", "正在读取"
    WRITING = "writing", "正在入库"
    DONE = "done", "已入库"
    PREVIEWED = "previewed", "待确认"
    DECLINED = "declined", "不入库"
    WITHDRAWN = "withdrawn", "已撤回"
    REFUSED = "refused", "整表拒收"
    FAILED = "failed", "中断，可重试"


OPEN_STATES = (BatchState.QUEUED, BatchState.READING, BatchState.WRITING)
# Read to the end: these have counts.
COUNTED_STATES = (BatchState.PREVIEWED, BatchState.DONE, BatchState.DECLINED, BatchState.WITHDRAWN)


class BatchQuerySet(models.QuerySet["Batch"]):
    def visible_to(self, position: Position) -> BatchQuerySet:
        """Register administrators and the county 专班 see the batches of their county."""
        if not position.has(Role.REGISTER_ADMIN, Role.TASKFORCE):
            return self.none()
        return self.filter(county__code=position.region.code[:6])

    def with_file(self) -> BatchQuerySet:
        """Those somebody brought; what landed later of the rows they kept aside is shown with them."""
        return self.filter(origin__isnull=True)

    def unfinished(self) -> BatchQuerySet:
        """Waiting or under way."""
        return self.filter(state__in=OPEN_STATES)


class Batch(models.Model):
    """One file of one register. All its good rows enter in one transaction; the lease lets a second worker take over a dead one (rulings E2).

    `confirmed`: the counts somebody agreed to; another result is shown to him again instead of being written. `has_trail`: its changes are
    still kept, so it can be withdrawn. `origin`, `cause`: a batch without a file of its own, which landed rows that `origin` had kept aside, because
    `cause` brought the people they are about (registers.matching); it goes when one of them is withdrawn.
    """

    county = models.ForeignKey(Region, verbose_name="县", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sheet = models.CharField("台账", max_length=30)
    file_name = models.CharField("文件名", max_length=200)
    file_hash = models.CharField("文件指纹", max_length=64)
    file = models.FileField("原文件（封存）", upload_to="registers", blank=True)
    tab_name = models.CharField("工作表", max_length=100, blank=True)
    header_row = models.PositiveIntegerField("表头行", null=True, blank=True)
    headings = models.JSONField("表头（报送单位的原列序）", default=list)
    is_dry_run = models.BooleanField("先预览", default=False)
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
    aside_rows = models.PositiveIntegerField("不在册，已另存", default=0)
    repeated_rows = models.PositiveIntegerField("其中重复", default=0)
    warned_rows = models.PositiveIntegerField("有提醒", default=0)
    conflict_rows = models.PositiveIntegerField("与核实值冲突", default=0)
    left_out_rows = models.PositiveIntegerField("合计与说明行", default=0)
    unknown_columns = models.JSONField("没有认出的列", default=list)
    mapping = models.JSONField(
        "列对应", default=dict, blank=True
    )  # as it was read: tabs, heading rows, column code by index (reading.layout)
    covers = models.JSONField("整册的村（社区）代码", default=list, blank=True)  # said by a person; empty: whom it leaves out means nothing
    covers_by_name = models.CharField("谁说是整册", max_length=120, blank=True)
    coverage = models.JSONField("各村表里与库里", default=list, blank=True)  # what the file names, village by village (registers.coverage)
    movements = models.JSONField("成员变动", default=dict, blank=True)  # how many by kind (registers.movements)
    notes = models.JSONField("说明", default=list)
    refusal = models.TextField("整表拒收原因", blank=True)
    origin = models.ForeignKey(
        "self", verbose_name="补入哪一批另存的行", null=True, blank=True, on_delete=models.CASCADE, related_name="landings"
    )
    cause = models.ForeignKey("self", verbose_name="随哪一批在册", null=True, blank=True, on_delete=models.SET_NULL, related_name="caused")
    confirmed = models.JSONField("确认时的结果", null=True, blank=True)
    decided_by_name = models.CharField("确认人", max_length=120, blank=True)
    decided_at = models.DateTimeField("确认时间", null=True, blank=True)
    has_trail = models.BooleanField("可撤回", default=False)
    withdrawn_by_name = models.CharField("撤回人", max_length=120, blank=True)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    withdrawn_reason = models.CharField("撤回理由", max_length=200, blank=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = "导入批次"
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(
                name="batch_counts_add_up",
                condition=~Q(state__in=COUNTED_STATES)
                | Q(
                    total_rows=models.F("new_rows")
                    + models.F("changed_rows")
                    + models.F("same_rows")
                    + models.F("rejected_rows")
                    + models.F("aside_rows")
                ),
            )
        ]

    def place_of(self, line: int) -> str:
        """Where a line stands in the file: “5行”, or “石桥镇”5行 where several tabs were read."""
        number, row = divmod(line, LINES_PER_TAB)
        tabs = self.mapping.get("tabs", [])
        return f"“{tabs[number]}”{row}行" if len(tabs) > 1 else f"{row}行"

    def __str__(self) -> str:
        return self.file_name


class ProblemKind(models.TextChoices):
    """What a remark on a cell means for its row."""

    REJECTED = "rejected", "拒收"
    REPEATED = "repeated", "重复"
    WARNED = "warned", "提醒"


class RowProblem(models.Model):
    """Why one cell, and so its row, was not taken: row, column, value, reason and remedy. What was written may hold an ID number: sealed."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="problems")
    row_number = models.PositiveIntegerField("行")
    tab_name = models.CharField("工作表", max_length=100, blank=True)
    column_letter = models.CharField("列", max_length=3, blank=True)
    column_title = models.CharField("列名", max_length=60, blank=True)
    written = SealedField("表里写的", mask="text")
    shown = models.CharField("表里写的（遮盖）", max_length=80, blank=True)
    remedy = models.CharField("为什么、怎么改", max_length=300)
    kind = models.CharField("类别", max_length=8, choices=ProblemKind.choices, default=ProblemKind.REJECTED)

    class Meta:
        verbose_name = "拒收原因"
        ordering = ("row_number", "pk")
        indexes = [models.Index(fields=["batch", "row_number"], name="row_problem_by_batch")]

    def __str__(self) -> str:
        return f"{f'“{self.tab_name}”' if self.tab_name else ''}第{self.excel_row}行 {self.column_title}：{self.remedy}"

    @property
    def excel_row(self) -> int:
        """The row in its own tab, which `tab_name` names where several were read."""
        return self.row_number % LINES_PER_TAB


class RejectedRow(models.Model):
    """The whole row as it was written, sealed, so that it can be downloaded, mended and sent again."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="rejects")
    row_number = models.PositiveIntegerField("行")
    tab_name = models.CharField("工作表", max_length=100, blank=True)
    cells = SealedField("整行内容", mask="text")  # JSON list in the sender's own column order

    class Meta:
        verbose_name = "拒收行"
        constraints = [models.UniqueConstraint(fields=["batch", "row_number"], name="rejected_row_once")]

    def __str__(self) -> str:
        return f"{f'“{self.tab_name}”' if self.tab_name else ''}第{self.row_number % LINES_PER_TAB}行"
