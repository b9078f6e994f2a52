"""一卡通发放, 小额信贷 and measures of other systems: what was given, as others recorded it."""

from __future__ import annotations

from django.db import models

from accounts.fields import BlindIndexField, FenField, SealedField
from households.models.records import DatedRecord
from households.record_choices import LoanStatus, MeasureKind, MeasureStatus, PaymentStatus


class Payment(DatedRecord):
    """One person's money of one subsidy for one month in one batch; `paid_on` is the day the bank answered. A failed one says why."""

    batch_no = models.CharField("发放批次", max_length=40)
    item = models.CharField("补贴项目", max_length=40)
    fund_year = models.PositiveSmallIntegerField("资金年度", null=True, blank=True)
    month = models.DateField("所属月份")
    amount = FenField("金额")
    account = SealedField("账号", mask="account")
    account_index = BlindIndexField(source="account", purpose="account")
    account_name = models.CharField("账户名", max_length=60, blank=True)
    bank = models.CharField("开户行", max_length=60, blank=True)
    paid_on = models.DateField("发放日期", null=True, blank=True)
    status = models.CharField("发放状态", max_length=10, choices=PaymentStatus.choices)
    failure = models.CharField("失败原因", max_length=60, blank=True)

    class Meta:
        verbose_name = "一卡通发放"
        constraints = [models.UniqueConstraint(fields=["person", "batch_no", "item", "month"], name="payment_once")]
        indexes = [models.Index(fields=["household", "month"], include=["item", "amount", "status"], name="payment_by_household")]

    def __str__(self) -> str:
        return f"{self.item} {self.month:%Y-%m}"


class Loan(DatedRecord):
    """脱贫人口小额信贷 and the like; 元."""

    project = models.CharField("项目", max_length=60)
    bank = models.CharField("贷款银行", max_length=60, blank=True)
    amount = FenField("金额")
    purpose = models.CharField("用途", max_length=60, blank=True)
    started_on = models.DateField("发放日期")
    ended_on = models.DateField("到期日期", null=True, blank=True)
    status = models.CharField("状态", max_length=10, choices=LoanStatus.choices)
    batch_words = models.CharField("批次", max_length=40, blank=True)
    department = models.CharField("责任部门", max_length=40, blank=True)

    class Meta:
        verbose_name = "小额信贷"
        constraints = [models.UniqueConstraint(fields=["person", "project", "started_on"], name="loan_once")]
        indexes = [models.Index(fields=["household", "started_on"], name="loan_by_household")]

    def __str__(self) -> str:
        return self.project


class PastMeasure(DatedRecord):
    """A measure another system says was carried out: evidence of what was done, no push and no measure of our own (assistance.Measure)."""

    kind = models.CharField("措施类别", max_length=24, choices=MeasureKind.choices)
    item = models.CharField("项目", max_length=60)
    amount = FenField("金额", null=True, blank=True)
    started_on = models.DateField("起", null=True, blank=True)
    ended_on = models.DateField("止", null=True, blank=True)
    status = models.CharField("实施情况", max_length=10, choices=MeasureStatus.choices)
    batch_words = models.CharField("批次", max_length=40, blank=True)
    department = models.CharField("责任部门", max_length=40, blank=True)

    class Meta:
        verbose_name = "已有措施"
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "item", "started_on"], name="past_measure_once", nulls_distinct=False)
        ]
        indexes = [models.Index(fields=["household", "started_on"], name="past_measure_by_household")]

    def __str__(self) -> str:
        return self.item
