"""Whether a rule opens alerts in a county: dated, proposed by one, confirmed by another."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from accounts.models import Position, Region
from monitoring.choices import RuleMode


class RuleSwitchQuerySet(models.QuerySet["RuleSwitch"]):
    def confirmed(self) -> RuleSwitchQuerySet:
        return self.filter(confirmed_at__isnull=False)

    def awaiting(self) -> RuleSwitchQuerySet:
        return self.filter(confirmed_at__isnull=True)

    def visible_to(self, position: Position) -> RuleSwitchQuerySet:
        return self.filter(county__code=position.region.code[:6])

    def modes(self, county_code: str, on: date) -> dict[str, str]:
        """The mode in force of each rule that was ever switched; a rule nobody switched is as it was declared."""
        rows = self.confirmed().filter(county__code=county_code, valid_from__lte=on).order_by("valid_from", "pk")
        return dict(rows.values_list("rule", "mode"))


class RuleSwitch(models.Model):
    """开关. A row is never changed: a rule switched again is a new row with its own start."""

    rule = models.CharField("规则", max_length=12)
    county = models.ForeignKey(Region, verbose_name="县", on_delete=models.PROTECT, related_name="+")
    mode = models.CharField("状态", max_length=6, choices=RuleMode.choices)
    valid_from = models.DateField("起始日")
    reason = models.CharField("理由", max_length=200)
    proposed_by = models.ForeignKey(Position, verbose_name="提出人", on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField("提出时间", auto_now_add=True)
    confirmed_by = models.ForeignKey(Position, verbose_name="复核人", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField("复核时间", null=True, blank=True)

    objects = RuleSwitchQuerySet.as_manager()

    class Meta:
        verbose_name = "规则开关"
        ordering = ("rule", "-valid_from", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["county", "rule", "valid_from"],
                name="rule_switched_once_a_day",
                violation_error_message="这条规则同一起始日已有一次开关。",
            ),
            models.CheckConstraint(
                name="rule_switch_confirmed_by_another", condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("proposed_by"))
            ),
            models.CheckConstraint(
                name="rule_switch_confirmed_pair",
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.get_mode_display()}（{self.valid_from:%Y-%m-%d}起）"
