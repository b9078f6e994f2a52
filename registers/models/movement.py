"""What a register of people says about who lives with whom: one row for each birth, death, marriage, move … found in a batch."""

from __future__ import annotations

from django.db import models

from registers.models.batch import Batch


class MovementKind(models.TextChoices):
    """What a change of membership is, in the words of the hand actions. How each is recognised: registers.movements, of a household: home_movements."""

    ABSENT = "absent", "表里没有列，待核实"
    HEAD = "head", "变更户主"
    BIRTH = "birth", "新生儿"
    MARRIAGE = "marriage", "婚嫁到另一户"
    MARRIED_IN = "married_in", "婚入"
    MARRIED_OUT = "married_out", "婚出"
    MOVE = "move", "迁到另一户"
    MOVED_IN = "moved_in", "迁入"
    MOVED_OUT = "moved_out", "迁出"
    SPLIT = "split", "分户"
    JOIN = "join", "并户"
    NEW_NO = "new_no", "整户换户编号"
    DEATH = "death", "死亡"
    BACK = "back", "回到户里"
    NEW_ID = "new_id", "同户同名换了证件号码"
    HOME_NEW = "home_new", "新列入的户"
    HOME_MOVED = "home_moved", "户改到另一村"


class Movement(models.Model):
    """One person (for 变更户主 the new head; none for a whole household) with the households before and after, the day it carries, and why it was taken for that.

    Names and household numbers as they read then: the list outlives the preview, in which new rows are rolled back. No number of a person.
    """

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="found", db_constraint=False)
    row_number = models.PositiveIntegerField("行", null=True)
    kind = models.CharField("变动", max_length=12, choices=MovementKind.choices)
    person_id = models.BigIntegerField("人", null=True)  # None: the household itself
    name = models.CharField("姓名", max_length=60)
    relation = models.CharField("与户主关系", max_length=2, blank=True)
    from_id = models.BigIntegerField("原户", null=True)
    from_name = models.CharField("原户户主", max_length=60, blank=True)
    from_no = models.CharField("原户编号", max_length=30, blank=True)
    to_id = models.BigIntegerField("现户", null=True)
    to_name = models.CharField("现户户主", max_length=60, blank=True)
    to_no = models.CharField("现户编号", max_length=30, blank=True)
    day = models.DateField("日期", null=True)
    why = models.CharField("怎么认出来的", max_length=200)

    class Meta:
        verbose_name = "成员变动"
        ordering = ("kind", "row_number", "pk")
        indexes = [models.Index(fields=["batch", "kind", "row_number"], name="movement_by_batch")]

    def __str__(self) -> str:
        return f"{self.name}{self.get_kind_display()}"
