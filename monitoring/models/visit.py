"""What two people found at the door, and their photos."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from accounts.models import Position
from casework.choices import PhotoKind
from households.models import Household
from monitoring.choices import Outcome
from monitoring.models.alert import Alert


class Verification(models.Model):
    """核实: what two people found at the door. Kept for ever; an alert sent back gets another one."""

    alert = models.ForeignKey(Alert, verbose_name="线索", on_delete=models.PROTECT, related_name="verifications")
    household = models.ForeignKey(Household, verbose_name="户", on_delete=models.PROTECT, related_name="verifications")
    visited_on = models.DateField("入户日期")
    visited_by = models.ForeignKey(Position, verbose_name="核实人", on_delete=models.PROTECT, related_name="+")
    accompanied_by = models.ForeignKey(Position, verbose_name="同行核实人", on_delete=models.PROTECT, related_name="+")
    informant = models.CharField("在场人", max_length=40)
    findings = models.TextField("看到的情况")
    outcome = models.CharField("结论", max_length=12, choices=Outcome.choices)
    outcome_reason = models.TextField("结论理由", blank=True)
    # The department's register that does not agree with what was seen (monitoring/owners.py); empty: they all do, or none stands behind the alert.
    wrong_register = models.CharField("与实际不符的数据", max_length=20, blank=True)
    recorded_at = models.DateTimeField("记录时间", auto_now_add=True)
    form_key = models.UUIDField("表单编号", unique=True)  # the same form posted twice is one verification

    class Meta:
        verbose_name = "核实"
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                name="verification_two_people", condition=~Q(visited_by=F("accompanied_by")), violation_error_message="核实须两个不同的人。"
            ),
            models.CheckConstraint(
                name="verification_no_risk_reason", condition=~Q(outcome=Outcome.NONE, outcome_reason=""),
                violation_error_message="“无风险”要写明理由。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.visited_on} {self.get_outcome_display()}"


class VisitPhoto(models.Model):
    """A photo of a visit, sealed at rest; read through a page with scope."""

    verification = models.ForeignKey(Verification, on_delete=models.PROTECT, related_name="photos")
    kind = models.CharField("内容", max_length=8, choices=PhotoKind.choices)
    file = models.FileField("照片", upload_to="visits")
    content_type = models.CharField(max_length=20)
    size = models.PositiveIntegerField("字节")

    class Meta:
        verbose_name = "入户照片"

    def __str__(self) -> str:
        return self.get_kind_display()
