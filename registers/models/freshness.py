"""What a sending said of each town: how many rows, of whom we knew how many, and up to which day. Written with the batch, never changed."""

from __future__ import annotations

from django.db import models

from accounts.models import Position
from accounts.roles import TOWN_ROLES, Role
from registers.models.batch import Batch, BatchState
from registers.sources import sheets_of


class TownReceiptQuerySet(models.QuerySet["TownReceipt"]):
    def of_county(self, county_code: str) -> TownReceiptQuerySet:
        """What stands of a county's batches."""
        return self.filter(batch__state=BatchState.DONE, batch__county__code=county_code)

    def visible_to(self, position: Position) -> TownReceiptQuerySet:
        """What stands of one's county; a town sees its own, a department its own registers."""
        found = self.of_county(position.region.code[:6])
        if position.has(Role.DEPT_STAFF) and not position.has(*WHOLE_COUNTY):
            return found.filter(sheet__in=sheets_of(position.office.dept))
        if position.has(*TOWN_ROLES) and not position.has(*WHOLE_COUNTY):
            return found.filter(town_code=position.region.code[:9])
        return found


WHOLE_COUNTY = (Role.REGISTER_ADMIN, Role.TASKFORCE, Role.MONITOR_CENTER, Role.INSPECTOR)


class TownReceipt(models.Model):
    """One batch of a department's register in one town. `town_code` is "" for rows of people in no household: where they live is not known.

    `matched`: rows taken; `rows` = matched + rejected + aside. `last_day`: the latest day the rows speak of (registers.sources), else the day received.
    """

    batch = models.ForeignKey(Batch, verbose_name="批次", on_delete=models.CASCADE, related_name="receipts", db_index=False)
    sheet = models.CharField("台账", max_length=30)
    town_code = models.CharField("镇", max_length=9, blank=True)
    received_on = models.DateField("收到")
    last_day = models.DateField("说到哪天")
    rows = models.PositiveIntegerField("行数")
    matched = models.PositiveIntegerField("对上")
    rejected = models.PositiveIntegerField("拒收")
    aside = models.PositiveIntegerField("不在册")

    objects = TownReceiptQuerySet.as_manager()

    class Meta:
        verbose_name = "各镇收到"
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(fields=["batch", "town_code"], name="town_receipt_once"),
            models.CheckConstraint(
                name="town_receipt_adds_up", condition=models.Q(rows=models.F("matched") + models.F("rejected") + models.F("aside"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet} {self.town_code} {self.received_on}"
