"""Public notices and what was said against them."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from accounts.fields import FenField, SealedField
from accounts.models import Position, Region
from accounts.scope import within_scope
from identification.choices import NoticeKind
from identification.models.application import Application
from identification.models.opinion import Opinion


class PublicNoticeQuerySet(models.QuerySet["PublicNotice"]):
    def visible_to(self, position: Position) -> PublicNoticeQuerySet:
        return within_scope(self, position, "application__")

    def hanging(self, on: date) -> PublicNoticeQuerySet:
        """Those that must hang on the board on this day."""
        return self.filter(posted_on__lte=on, removed_on__isnull=True).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))

    def to_remove(self, on: date) -> PublicNoticeQuerySet:
        """Ended and still marked as hanging."""
        return self.filter(removed_on__isnull=True, ends_on__lt=on)


class PublicNotice(models.Model):
    """公示: what hangs on the village board, word by word as printed; `ends_on` is the last day, confirmation from the day after (rulings D3)."""

    application = models.ForeignKey(Application, verbose_name="申请", on_delete=models.PROTECT, related_name="notices")
    opinion = models.ForeignKey(Opinion, verbose_name="初审意见", on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField("种类", max_length=10, choices=NoticeKind.choices, default=NoticeKind.FIRST)
    village = models.ForeignKey(Region, verbose_name="张贴地点", on_delete=models.PROTECT, related_name="+")
    notice_no = models.CharField("公示编号", max_length=40, unique=True)
    masked_name = models.CharField("姓名（隐去）", max_length=20)
    people = models.PositiveSmallIntegerField("家庭人口")
    category_text = models.CharField("拟认定类别", max_length=60)
    amount = FenField("拟保障金额（元/月）", null=True, blank=True)
    complaint_phone = models.CharField("监督电话", max_length=200)  # office and number, several with ；between
    days = models.PositiveSmallIntegerField("公示天数")
    posted_on = models.DateField("张贴日期")
    posted_by = models.ForeignKey(Position, verbose_name="张贴", on_delete=models.PROTECT, related_name="+")
    ends_on = models.DateField("公示到", null=True, blank=True)  # empty for 长期公布: until exit
    removed_on = models.DateField("撤下", null=True, blank=True)
    removed_by = models.CharField("撤下经办", max_length=120, blank=True)
    removed_reason = models.CharField("撤下原因", max_length=100, blank=True)

    objects = PublicNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "公示"
        ordering = ("ends_on", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["application", "kind"], condition=Q(removed_on__isnull=True), name="notice_one_hanging", violation_error_message="已有一张公示在张贴。"
            ),
            models.CheckConstraint(name="notice_dates_in_order", condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("posted_on"))),
        ]  # fmt: skip
        indexes = [models.Index(fields=["ends_on"], name="notice_to_remove", condition=Q(removed_on__isnull=True))]

    def __str__(self) -> str:
        return f"{self.masked_name} {self.category_text}"


class BoardPhoto(models.Model):
    """公示栏照片: proof that it hung there, sealed at rest."""

    notice = models.ForeignKey(PublicNotice, on_delete=models.PROTECT, related_name="photos")
    taken_on = models.DateField("拍摄日期")
    file = models.FileField("照片", upload_to="notices")
    content_type = models.CharField(max_length=20)
    size = models.PositiveIntegerField("字节")
    added_by = models.ForeignKey(Position, verbose_name="上传", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "公示栏照片"

    def __str__(self) -> str:
        return f"{self.taken_on}公示栏"


class Objection(models.Model):
    """公示异议: what was said, by whom (sealed: the unit complained of never sees it), and how it was settled."""

    notice = models.ForeignKey(PublicNotice, on_delete=models.PROTECT, related_name="objections")
    raised_on = models.DateField("提出日期")
    raised_by_name = SealedField("提出人", mask="text")
    raised_by_phone = SealedField("提出人电话", mask="phone")
    content = models.TextField("异议内容")
    recorded_by = models.ForeignKey(Position, verbose_name="登记", on_delete=models.PROTECT, related_name="+")
    settled_on = models.DateField("核实日期", null=True, blank=True)
    settled_by = models.ForeignKey(Position, verbose_name="核实", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    finding = models.TextField("核实结果", blank=True)
    is_upheld = models.BooleanField("异议属实", null=True, blank=True)

    class Meta:
        verbose_name = "公示异议"
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                name="objection_settled_whole",
                condition=Q(settled_on__isnull=True, settled_by__isnull=True, is_upheld__isnull=True)
                | Q(settled_on__isnull=False, settled_by__isnull=False, is_upheld__isnull=False) & ~Q(finding=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.raised_on}异议"
