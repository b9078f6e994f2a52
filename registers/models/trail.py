"""What a batch found and wrote: the Excel rows by verdict, every row of the register it moved, and where it met what a person had checked."""

from __future__ import annotations

from django.db import models

from accounts.fields import SealedField
from registers.models.batch import Batch


class Verdict(models.TextChoices):
    """What became of an Excel row that says something else than the register. The same rows are only counted."""

    NEW = "new", "新增"
    CHANGED = "changed", "变更"
    ASIDE = "aside", "不在册，已另存"


class BatchRow(models.Model):
    """One Excel row that was new or changed. `label` says whom it is about, without any number."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="rows", db_constraint=False)
    row_number = models.PositiveIntegerField("行")
    verdict = models.CharField("结果", max_length=8, choices=Verdict.choices)
    label = models.CharField("说的是谁", max_length=80, blank=True)

    class Meta:
        verbose_name = "导入的行"
        ordering = ("row_number",)
        constraints = [models.UniqueConstraint(fields=["batch", "verdict", "row_number"], name="batch_row_once")]

    def __str__(self) -> str:
        return f"第{self.row_number}行 {self.get_verdict_display()}"


class ChangeKind(models.TextChoices):
    """What happened to a row of the register."""

    NEW = "new", "新增"
    CHANGED = "changed", "变更"
    REMOVED = "removed", "删除"


class Change(models.Model):
    """One row of the register a batch wrote, recorded by the database itself (registers.trail). `before` and `after` hold what moved, sealed
    columns as ciphertext; a new row is whole in `after`, a removed one in `before`. `row_number` is empty for what only followed.

    No key of the database on `batch`: it is written by the hundred thousand. Purged when the batch can no longer be withdrawn.
    """

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="changes", db_constraint=False, db_index=False)
    row_number = models.PositiveIntegerField("行", null=True)
    table = models.CharField("表", max_length=63)
    target_id = models.BigIntegerField("行号")
    household_id = models.BigIntegerField("户", null=True)
    kind = models.CharField("类别", max_length=8, choices=ChangeKind.choices)
    before = models.JSONField("原来", null=True)
    after = models.JSONField("现在", null=True)

    class Meta:
        verbose_name = "写入记录"
        ordering = ("pk",)
        # One besides the key: every further one costs an import of years, split into months, a tenth.
        indexes = [models.Index(fields=["batch", "row_number"], name="change_by_row")]

    def __str__(self) -> str:
        return f"{self.table} {self.get_kind_display()}"


class Choice(models.TextChoices):
    """Which of two values stays."""

    KEEP = "keep", "保留核实值"
    TAKE = "take", "用台账值"


class Conflict(models.Model):
    """The file says something else than a person checked by hand (households.checked). Kept unless somebody decides otherwise, with a reason."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="conflicts")
    row_number = models.PositiveIntegerField("行")
    table = models.CharField("表", max_length=63)
    target_id = models.BigIntegerField("行号")
    household_id = models.BigIntegerField("户", null=True)
    column = models.CharField("列", max_length=63)
    source = models.CharField("核实来源", max_length=12)
    before = models.JSONField("核实值", null=True)
    after = models.JSONField("台账值", null=True)  # of a sealed column its blind index; the value itself stands in sealed_after
    sealed_after = SealedField("台账值（密文）", mask="text")
    choice = models.CharField("取哪个", max_length=4, choices=Choice.choices, default=Choice.KEEP)
    reason = models.CharField("理由", max_length=200, blank=True)
    chosen_by = models.CharField("选择人", max_length=120, blank=True)
    chosen_at = models.DateTimeField("选择时间", null=True)
    is_seen = models.BooleanField(default=True)  # met again by the latest reading of the file; the others are dropped

    class Meta:
        verbose_name = "与核实值冲突"
        ordering = ("row_number", "pk")
        constraints = [
            models.UniqueConstraint(fields=["batch", "table", "target_id", "column"], name="conflict_once"),
            models.CheckConstraint(
                name="conflict_taken_with_reason",
                condition=models.Q(choice="keep") | ~models.Q(reason="") & models.Q(chosen_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"第{self.row_number}行 {self.column}"
