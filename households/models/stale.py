"""What the database itself vouches for: whose facts rest on inputs that have moved since, and on what all the others rest (decision 0011)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class StaleHousehold(models.Model):
    """A mark: an input of this household's facts, or the facts themselves, were written since the facts were made.

    Set by the triggers of migration 0009 and nobody else, whoever writes; many marks of one household are allowed, so that setting one waits for
    nobody. Taken away by the statement that makes the facts anew.
    """

    household_id = models.BigIntegerField("户", db_index=True)

    def __str__(self) -> str:
        return str(self.household_id)


class FactsBasis(models.Model):
    """On what a county's unmarked facts rest: the statement, the numbers of the law, the window. Another basis makes all of them anew."""

    county_code = models.CharField("县", max_length=6, primary_key=True)
    digest = models.CharField("依据", max_length=64)
    made_on = models.DateField("全部重算日")  # all households were last made anew from their evidence
    # whose silence meant none then: a register that has arrived since says something new of everybody
    registers = ArrayField(models.CharField(max_length=30), verbose_name="已收到的登记册", default=list)

    def __str__(self) -> str:
        return f"{self.county_code} {self.made_on}"
