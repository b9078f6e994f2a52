"""Values a person checked by hand: what no register may overwrite without being asked (domain §7.3)."""

from __future__ import annotations

from django.db import models

from households.choices import EvidenceSource


class CheckedValue(models.Model):
    """One column of one row whose value somebody asked for on the spot, at the window or by checking. Written by households.checked only."""

    table = models.CharField("表", max_length=63)
    target_id = models.BigIntegerField("行号")
    column = models.CharField("列", max_length=63)
    source = models.CharField("来源", max_length=12, choices=EvidenceSource.choices)
    by = models.CharField("核实人", max_length=120, blank=True)
    checked_on = models.DateField("核实日期")

    class Meta:
        verbose_name = "核实过的值"
        constraints = [models.UniqueConstraint(fields=["table", "target_id", "column"], name="checked_value_once")]

    def __str__(self) -> str:
        return f"{self.table}.{self.column}"
