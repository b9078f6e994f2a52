"""工资养老公积金计税 and 银行余额: what a means check gets from outside (RS, SJ, CZ, banks)."""

from __future__ import annotations

from django.db import models

from accounts.fields import BlindIndexField, FenField, SealedField
from households.models.records import DatedRecord


class SalaryTax(DatedRecord):
    """What one employer or fund reported of a person for one month, 元. Evidence of income (A05), never summed with Income rows."""

    employer = models.CharField("单位", max_length=80, blank=True)
    month = models.DateField("月份")
    wage = FenField("工资", null=True, blank=True)
    pension = FenField("养老金", null=True, blank=True)
    housing_fund = FenField("公积金", null=True, blank=True)
    taxed_income = FenField("计税收入", null=True, blank=True)
    is_state_paid = models.BooleanField("财政供养", null=True, blank=True)

    class Meta:
        verbose_name = "工资与计税"
        constraints = [models.UniqueConstraint(fields=["person", "employer", "month"], name="salary_tax_once")]
        indexes = [models.Index(fields=["household", "month"], name="salary_tax_by_household")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class BankBalance(DatedRecord):
    """What lay on an account on a day, 元. A bank answers only to an authorisation: none, no row."""

    bank = models.CharField("银行", max_length=60)
    account = SealedField("账号", mask="account")
    account_index = BlindIndexField(source="account", purpose="account")
    asked_on = models.DateField("查询日")
    balance = FenField("余额")
    authorisation = SealedField("授权书号", mask="certificate")
    authorisation_index = BlindIndexField(source="authorisation", purpose="authorisation")

    class Meta:
        verbose_name = "银行余额"
        constraints = [
            models.UniqueConstraint(fields=["person", "bank", "asked_on", "account_index"], name="bank_balance_once", nulls_distinct=False),
            models.CheckConstraint(
                name="bank_balance_authorised",
                condition=models.Q(authorisation_index__isnull=False),
                violation_error_message="没有授权书号的银行余额不能留存。",
            ),
        ]
        indexes = [models.Index(fields=["household", "asked_on"], name="bank_balance_by_household")]

    def __str__(self) -> str:
        return self.bank
