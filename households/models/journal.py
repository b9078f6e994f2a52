"""The change journal: whose evidence or membership moved since the facts were last written (rulings E3)."""

from django.db import models


class ChangedHousehold(models.Model):
    """A household that the next screening must look at again. Deleted by the run that did."""

    household_id = models.BigIntegerField("户", primary_key=True)
    changed_at = models.DateTimeField("时间", auto_now=True)

    def __str__(self) -> str:
        return str(self.household_id)
