"""What became of a department's datum that people found wrong."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.models import Position
from monitoring.choices import AnswerKind
from monitoring.models.alert import Alert

BY_PEOPLE = (AnswerKind.CORRECTED, AnswerKind.CONFIRMED)


class DataAnswerQuerySet(models.QuerySet["DataAnswer"]):
    def standing(self) -> DataAnswerQuerySet:
        """Without those whose batch was taken back."""
        return self.filter(void_at__isnull=True)


class DataAnswer(models.Model):
    """核对结果: the department's own answer, once, with its words; or the delivery that brought another value. Kept for ever."""

    alert = models.ForeignKey(Alert, verbose_name="线索", on_delete=models.PROTECT, related_name="data_answers")
    register = models.CharField("数据", max_length=20)
    kind = models.CharField("核对结果", max_length=10, choices=AnswerKind.choices)
    words = models.TextField("改了什么，或无误的理由")
    by = models.ForeignKey(Position, verbose_name="核对人", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    batch_id = models.BigIntegerField("批次", null=True, blank=True, db_index=True)  # of the delivery; the batches live upstairs
    answered_on = models.DateField("核对日期")
    answered_at = models.DateTimeField("核对时间", auto_now_add=True)
    void_at = models.DateTimeField("批次撤回时间", null=True, blank=True)

    objects = DataAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = "数据核对结果"
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["alert"], condition=Q(kind__in=BY_PEOPLE), name="data_answer_once", violation_error_message="这一条已经有核对结果。"
            ),
            models.UniqueConstraint(
                fields=["alert"], condition=Q(kind=AnswerKind.DELIVERED, void_at__isnull=True), name="data_delivered_once"
            ),
            models.CheckConstraint(
                name="data_answer_by_somebody",
                condition=Q(kind__in=BY_PEOPLE, by__isnull=False, batch_id__isnull=True, void_at__isnull=True)
                | Q(kind=AnswerKind.DELIVERED, by__isnull=True, batch_id__isnull=False),
                violation_error_message="核对结果要么是部门的人写的，要么是新报送的数据。",
            ),
            models.CheckConstraint(name="data_answer_says_what", condition=~Q(words=""), violation_error_message="要写明改了什么，或为什么无误。"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.register}{self.get_kind_display()}"
