"""A list of clues an upper platform sent down, and what became of each of its rows."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.models import Position, Region
from monitoring.choices import RowVerdict
from monitoring.models.alert import Alert


class PlatformFileQuerySet(models.QuerySet["PlatformFile"]):
    def visible_to(self, position: Position) -> PlatformFileQuerySet:
        """Those of the county."""
        return self.filter(county__code=position.region.code[:6])

    def standing(self) -> PlatformFileQuerySet:
        return self.filter(withdrawn_at__isnull=True)


class PlatformFile(models.Model):
    """上级下发名单: one file, taken whole in one transaction; sealed at rest. The same bytes stand once, until they are taken back."""

    county = models.ForeignKey(Region, verbose_name="县", on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField("文件名", max_length=200)
    file_hash = models.CharField("文件指纹（SHA-256）", max_length=64)
    file = models.FileField("原文件（封存）", upload_to="platform")
    taken_by = models.ForeignKey(Position, verbose_name="收名单的人", on_delete=models.PROTECT, related_name="+")
    taken_on = models.DateField("收下日期")
    taken_at = models.DateTimeField("收下时间", auto_now_add=True)
    withdrawn_by = models.ForeignKey(Position, verbose_name="撤回人", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    withdrawn_reason = models.CharField("撤回理由", max_length=200, blank=True)

    objects = PlatformFileQuerySet.as_manager()

    class Meta:
        verbose_name = "上级下发名单"
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["county", "file_hash"], condition=Q(withdrawn_at__isnull=True), name="platform_file_once", violation_error_message="这份名单已经收过。"
            ),
            models.CheckConstraint(
                name="platform_file_withdrawn_whole",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_reason="")
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_reason=""),
                violation_error_message="撤回要写明谁、什么时候、为什么。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"名单{self.pk}"


class PlatformRow(models.Model):
    """What became of one row. The number of the person is not repeated here; a row that was not taken says what to mend."""

    file = models.ForeignKey(PlatformFile, on_delete=models.PROTECT, related_name="rows")
    row_number = models.PositiveIntegerField("行")
    name = models.CharField("姓名", max_length=40, blank=True)
    title = models.CharField("事由", max_length=80, blank=True)
    verdict = models.CharField("结果", max_length=8, choices=RowVerdict.choices)
    # Empty for a refused row, and for a new one whose file was taken back.
    alert = models.ForeignKey(Alert, verbose_name="线索", null=True, blank=True, on_delete=models.SET_NULL, related_name="platform_rows")
    remedy = models.CharField("为什么没有收、怎么改", max_length=200, blank=True)

    class Meta:
        verbose_name = "名单的行"
        ordering = ("row_number",)
        constraints = [
            models.UniqueConstraint(fields=["file", "row_number"], name="platform_row_once"),
            models.CheckConstraint(
                name="platform_row_refused_says_why",
                condition=Q(verdict=RowVerdict.REFUSED, alert__isnull=True) & ~Q(remedy="") | ~Q(verdict=RowVerdict.REFUSED) & Q(remedy=""),
                violation_error_message="没有收下的行要写明为什么。",
            ),
        ]

    def __str__(self) -> str:
        return f"第{self.row_number}行 {self.get_verdict_display()}"
