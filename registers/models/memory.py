"""What an office's own headings mean, as its administrator once said: applied the next time and shown as 上次的对应."""

from __future__ import annotations

from django.db import models

from accounts.models import Office, Position


class HeadingMemoryQuerySet(models.QuerySet["HeadingMemory"]):
    def in_force(self) -> HeadingMemoryQuerySet:
        return self.filter(forgotten_at__isnull=True)

    def visible_to(self, position: Position) -> HeadingMemoryQuerySet:
        """An office's own."""
        return self.filter(office=position.office)


class HeadingMemory(models.Model):
    """One heading of one office's file of one register. An empty `column_code` says that the column is not taken.

    `forgotten_at`: taken away by hand; it is applied no more and may be brought back.
    """

    office = models.ForeignKey(Office, verbose_name="单位", on_delete=models.CASCADE, related_name="+")
    sheet = models.CharField("台账", max_length=30)
    heading = models.CharField("表头", max_length=120)  # plain: without blanks, width and units
    column_code = models.CharField("对应的列", max_length=40, blank=True)
    said_by = models.ForeignKey(Position, verbose_name="谁定的", null=True, on_delete=models.SET_NULL, related_name="+")
    said_at = models.DateTimeField("何时定的", auto_now=True)
    forgotten_at = models.DateTimeField("何时去掉的", null=True, blank=True)

    objects = HeadingMemoryQuerySet.as_manager()

    class Meta:
        verbose_name = "列对应"
        ordering = ("sheet", "heading")
        constraints = [models.UniqueConstraint(fields=["office", "sheet", "heading"], name="heading_memory_once")]

    def __str__(self) -> str:
        return f"{self.heading}→{self.column_code or '不取'}"
