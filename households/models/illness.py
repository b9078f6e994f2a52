"""患病与慢病 (YB, WJ)."""

from __future__ import annotations

from django.db import models

from accounts.fields import BlindIndexField, SealedField
from households.choices import Health
from households.models.records import DatedRecord
from households.record_choices import Treatment


class Illness(DatedRecord):
    """One illness of one person. The name is sealed; whether it is one of the 30 serious ones (R11) stays plain (rulings A7)."""

    disease = SealedField("病种", mask="health")
    disease_index = BlindIndexField(source="disease", purpose="disease")
    health = models.CharField("健康状况", max_length=8, choices=Health.choices, blank=True)
    is_serious = models.BooleanField("30种大病")
    is_chronic_clinic = models.BooleanField("门诊慢特病", null=True, blank=True)
    diagnosed_on = models.DateField("确诊日期", null=True, blank=True)
    hospital = models.CharField("确诊机构", max_length=80, blank=True)
    has_family_doctor = models.BooleanField("家庭医生签约", null=True, blank=True)
    treatment = models.CharField("救治状态", max_length=10, choices=Treatment.choices, blank=True)

    class Meta:
        verbose_name = "患病"
        constraints = [models.UniqueConstraint(fields=["person", "disease_index"], name="illness_once")]
        indexes = [models.Index(fields=["household", "diagnosed_on"], name="illness_by_household")]

    def __str__(self) -> str:
        return "大病" if self.is_serious else "慢病"
