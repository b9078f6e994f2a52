"""Rows of an evidence register about people who are not in our registers: kept sealed until the person appears, or until their time is over."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.fields import SealedField
from accounts.models import Position
from registers.models.batch import Batch


class AsideState(models.TextChoices):
    """How far a row kept aside is."""

    WAITING = "waiting", "等人在册"
    DUE = "due", "人已在册，待补入"
    LANDED = "landed", "已补入"
    REFUSED = "refused", "没有补入"


class AsideRowQuerySet(models.QuerySet["AsideRow"]):
    def visible_to(self, position: Position) -> AsideRowQuerySet:
        """Whoever sees the batch that brought it."""
        return self.filter(batch__in=Batch.objects.visible_to(position))

    def waiting(self) -> AsideRowQuerySet:
        return self.filter(state=AsideState.WAITING)


class AsideRow(models.Model):
    """One row as it was parsed (JSON of what its columns print), sealed once; whom it is about only as the blind index of his ID number.

    `digest` is a keyed hash of county, register and content: the same row is kept once, however often it is sent. `period` is the day it speaks of, else the day it was
    received. The database marks it due when somebody with this number gets a membership (migration 0013); `cause` is the import that brought him,
    `landed_in` the batch that landed it (registers.matching). What became of it after that is told there.
    """

    batch = models.ForeignKey(Batch, verbose_name="批次", on_delete=models.CASCADE, related_name="kept_aside", db_index=False)
    sheet = models.CharField("台账", max_length=30)
    row_number = models.PositiveIntegerField("行")
    id_index = models.BinaryField("身份证号索引", max_length=32)
    payload = SealedField("整行内容", mask="text")
    digest = models.BinaryField("内容指纹", max_length=32, unique=True)
    period = models.DateField("说的是哪天")
    received_on = models.DateField("收到")
    state = models.CharField("状态", max_length=8, choices=AsideState.choices, default=AsideState.WAITING)
    cause = models.ForeignKey(Batch, verbose_name="随哪一批在册", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    landed_in = models.ForeignKey(Batch, verbose_name="补入批次", null=True, on_delete=models.SET_NULL, related_name="landed_rows")

    objects = AsideRowQuerySet.as_manager()

    class Meta:
        verbose_name = "不在册另存的行"
        ordering = ("-pk",)
        indexes = [
            models.Index(fields=["id_index"], name="aside_by_person", condition=Q(state="waiting")),
            models.Index(fields=["batch", "row_number"], name="aside_due", condition=Q(state="due")),
            models.Index(fields=["batch", "state"], name="aside_by_batch"),
            models.Index(fields=["sheet", "state", "batch"], name="aside_by_sheet_and_batch"),
            models.Index(fields=["period"], name="aside_by_period"),
        ]

    def __str__(self) -> str:
        return f"{self.sheet} 第{self.row_number}行 {self.get_state_display()}"
