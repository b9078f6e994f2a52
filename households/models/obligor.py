"""赡养、抚养、扶养义务人: people outside the household who owe it support; they enter the sums by the support fee only (domain §2.6)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.fields import BlindIndexField, FenField, SealedField
from households.choices import EvidenceSource, ObligorRelation
from households.models.household import Household, Person


class Obligor(models.Model):
    """One obligor of one person, or the statement that there is none (`is_none`): silence is unknown, never "none" (rulings B12).

    What is unknown of him stays NULL. `yearly_income` is his household's income per head, 元 a year.
    """

    household = models.ForeignKey(Household, verbose_name="户", on_delete=models.PROTECT, related_name="obligors")
    person = models.ForeignKey(Person, verbose_name="被赡养（抚养、扶养）人", on_delete=models.PROTECT, related_name="obligors")
    is_none = models.BooleanField("没有义务人", default=False)
    name = models.CharField("义务人姓名", max_length=60, blank=True)
    id_number = SealedField("义务人身份证号", mask="id_number")
    id_index = BlindIndexField(source="id_number", purpose="id_number")
    relation = models.CharField("关系", max_length=12, choices=ObligorRelation.choices, blank=True)
    birth = models.DateField("出生日期", null=True, blank=True)
    yearly_income = FenField("人均年收入", null=True, blank=True)
    family_size = models.PositiveSmallIntegerField("家庭人口", null=True, blank=True)
    is_tekun = models.BooleanField("本人是特困人员", null=True, blank=True)
    is_dibao = models.BooleanField("本人是低保对象", null=True, blank=True)
    is_severely_disabled = models.BooleanField("重度残疾或三级智力、精神残疾", null=True, blank=True)
    is_incapable = models.BooleanField("无民事行为能力、失踪或服刑", null=True, blank=True)
    has_low_property = models.BooleanField("财产符合低保边缘规定", null=True, blank=True)
    agreed_amount = FenField("协议或判决年金额", null=True, blank=True)
    ability_words = models.CharField("履行能力说明", max_length=200, blank=True)
    source = models.CharField("来源", max_length=12, choices=EvidenceSource.choices)
    received_on = models.DateField("取得日期")
    batch_id = models.BigIntegerField("批次", null=True, blank=True)

    class Meta:
        verbose_name = "义务人"
        constraints = [
            models.UniqueConstraint(fields=["person", "name", "relation"], name="obligor_once"),
            models.CheckConstraint(
                name="obligor_none_or_named",
                condition=Q(is_none=True, name="") | Q(is_none=False) & ~Q(name=""),
                violation_error_message="写明义务人，或选“没有义务人”。",
            ),
        ]

    def __str__(self) -> str:
        return "没有义务人" if self.is_none else f"{self.name}（{self.get_relation_display()}）"
