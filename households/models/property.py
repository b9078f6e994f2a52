"""不动产 and 企业 (自然资源局, ZJ, SG): what the registries say somebody owns. What a form or a visit says is Asset."""

from __future__ import annotations

from django.db import models

from accounts.fields import FenField
from households.models.records import DatedRecord
from households.record_choices import CompanyRole, CompanyStatus, EstateUse


class RealEstate(DatedRecord):
    """One house, shop or garage; `area` in square metres. A bought one may be signed for (网签) before it is registered."""

    location = models.CharField("坐落", max_length=120)
    use = models.CharField("用途", max_length=12, choices=EstateUse.choices)
    area = models.DecimalField("面积", max_digits=8, decimal_places=2, null=True, blank=True)
    registered_on = models.DateField("登记日期", null=True, blank=True)
    signed_on = models.DateField("网签日期", null=True, blank=True)

    class Meta:
        verbose_name = "不动产"
        constraints = [models.UniqueConstraint(fields=["person", "location"], name="real_estate_once")]
        indexes = [models.Index(fields=["household", "registered_on"], name="real_estate_by_household")]

    def __str__(self) -> str:
        return self.get_use_display()


class Company(DatedRecord):
    """One person's part in one enterprise. Staff and subscribed capital (元) decide whether it is exempt (rulings B12)."""

    company_name = models.CharField("企业名称", max_length=80)
    credit_code = models.CharField("统一社会信用代码", max_length=18)
    role = models.CharField("身份", max_length=12, choices=CompanyRole.choices)
    subscribed = FenField("认缴额", null=True, blank=True)
    staff = models.PositiveIntegerField("从业人数", null=True, blank=True)
    status = models.CharField("登记状态", max_length=10, choices=CompanyStatus.choices)
    founded_on = models.DateField("成立日期", null=True, blank=True)

    class Meta:
        verbose_name = "企业"
        constraints = [models.UniqueConstraint(fields=["person", "credit_code", "role"], name="company_once")]
        indexes = [models.Index(fields=["household", "founded_on"], name="company_by_household")]

    def __str__(self) -> str:
        return self.company_name
