"""政策清单: one row per policy and period; a changed policy is a new row, the former ends the day before."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from accounts.choices import Dept
from accounts.fields import FenField
from accounts.models import Region
from policies.categories import SupportCategory
from policies.dispositions import AmountRule, ApplyMode, BenefitType, Disposition, PolicyDomain, TagCondition


class PolicyQuerySet(models.QuerySet["Policy"]):
    def in_force(self, on: date) -> PolicyQuerySet:
        """Started, not ended, not 废止 before `on`."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on), valid_from__lte=on)

    def of_county(self, code: str) -> PolicyQuerySet:
        """National rows and the county's own; a county's row of the same code stands in the national one's place."""
        own = self.filter(region__code=code).values("code")
        return self.filter(Q(region__code=code) | Q(region__isnull=True) & ~Q(code__in=own))


class Policy(models.Model):
    """A policy. The five public fields (S0) are name, dept, target_text, standard_text, procedure_text; none may be empty.

    `conditions` names conditions declared in assistance/conditions; no expression is stored (rulings A6).
    """

    code = models.CharField("政策编号", max_length=10)
    region = models.ForeignKey(Region, verbose_name="适用地区", null=True, blank=True, on_delete=models.PROTECT, related_name="policies")
    name = models.CharField("政策名称", max_length=80)
    short_name = models.CharField("简称", max_length=30)
    dept = models.CharField("责任部门", max_length=4, choices=Dept.choices)
    partner_depts = ArrayField(models.CharField(max_length=4, choices=Dept.choices), verbose_name="配合部门", default=list, blank=True)
    target_text = models.TextField("适用对象")
    standard_text = models.TextField("实施标准")
    procedure_text = models.TextField("申请流程")
    domain = models.CharField("类别", max_length=10, choices=PolicyDomain.choices)
    disposition = models.CharField("处置", max_length=8, choices=Disposition.choices)
    disposition_reason = models.TextField("处置理由")
    merged_into = models.CharField("并入", max_length=10, blank=True)
    replaced_by_text = models.CharField("替代办法", max_length=200, blank=True)
    source = models.CharField("来源", max_length=200)
    doc_no = models.CharField("文号", max_length=60, blank=True)
    level = models.CharField("层级", max_length=10, default="县级")
    valid_from = models.DateField("起始日")
    valid_to = models.DateField("终止日", null=True, blank=True)
    extended_on = models.DateField("扩面日期", null=True, blank=True)
    target_categories = ArrayField(
        models.CharField(max_length=20, choices=SupportCategory.choices), verbose_name="对象类别", default=list, blank=True
    )
    for_tagged = models.CharField("监测标识", max_length=10, choices=TagCondition.choices, default=TagCondition.ANY)
    tagged_or_category = models.BooleanField("有类别或有标识即可", default=False)
    for_tuopin = models.BooleanField("脱贫户也可", default=False)
    for_everybody = models.BooleanField("不限类别", default=False)
    for_organisations = models.BooleanField("对象是单位", default=False)
    target_risks = ArrayField(models.CharField(max_length=2), verbose_name="对应风险", default=list, blank=True)
    conditions = ArrayField(models.CharField(max_length=40), verbose_name="条件", default=list, blank=True)
    # What no register tells: shown as 需人工核对, never counted as met.
    manual_checks = ArrayField(models.CharField(max_length=120), verbose_name="人工核对", default=list, blank=True)
    benefit_type = models.CharField("形式", max_length=10, choices=BenefitType.choices)
    amount_rule = models.CharField("金额办法", max_length=8, choices=AmountRule.choices, default=AmountRule.UNSET)
    amount_low = FenField("金额（低）", null=True, blank=True)
    amount_high = FenField("金额（高）", null=True, blank=True)
    unit = models.CharField("单位", max_length=20, blank=True)
    exclusive_group = models.CharField("互斥组", max_length=30, blank=True)
    apply_mode = models.CharField("办理方式", max_length=10, choices=ApplyMode.choices)
    is_illustrative = models.BooleanField("示例金额，由县确认", default=True)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = "政策"
        ordering = ("code", "-valid_from")
        constraints = [
            models.UniqueConstraint(fields=["code", "region", "valid_from"], name="policy_once_per_start", nulls_distinct=False),
            models.CheckConstraint(name="policy_dates_in_order", condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from"))),
            models.CheckConstraint(
                name="policy_public_fields", condition=~Q(name="") & ~Q(target_text="") & ~Q(standard_text="") & ~Q(procedure_text=""),
                violation_error_message="政策名称、适用对象、实施标准、申请流程都要填。",
            ),
            models.CheckConstraint(
                name="policy_merged_into", condition=~Q(disposition=Disposition.MERGE) | ~Q(merged_into=""), violation_error_message="合并的政策要写明并入哪一项。"
            ),
            models.CheckConstraint(
                name="policy_abolished_says_instead", condition=~Q(disposition=Disposition.ABOLISH) | ~Q(replaced_by_text=""),
                violation_error_message="废止的政策要写明替代办法。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    def is_in_force(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or self.valid_to >= on)

    @property
    def is_merged_away(self) -> bool:
        """合并 into another. A row that names itself is what the others were merged into."""
        return self.disposition == Disposition.MERGE and self.merged_into != self.code
