"""Papers handed to the applicant, kept word by word."""

from __future__ import annotations

from django.db import models

from accounts.models import Position
from accounts.scope import within_scope
from identification.choices import LetterKind
from identification.models.application import Application


class LetterQuerySet(models.QuerySet["Letter"]):
    def visible_to(self, position: Position) -> LetterQuerySet:
        return within_scope(self, position, "application__")


class Letter(models.Model):
    """文书. `content` is what was printed: {"to", "paragraphs": […], "items": […], "table": [[…]], "closing": […], "clauses": […],
    "signed_by", "dated", "foot"}; never changed.

    Names the household's head and no number of a person, phone, account or illness.
    """

    application = models.ForeignKey(Application, verbose_name="申请", on_delete=models.PROTECT, related_name="letters")
    kind = models.CharField("种类", max_length=14, choices=LetterKind.choices)
    number = models.CharField("文号", max_length=60, unique=True)
    issued_on = models.DateField("出具日期")
    issued_by = models.ForeignKey(Position, verbose_name="出具", on_delete=models.PROTECT, related_name="+")
    content = models.JSONField("内容")
    delivered_on = models.DateField("送达日期", null=True, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = "文书"
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"
