"""Dated money: incomes, spending, assets, medical settlements. Rows are kept; a better source supersedes, never overwrites (rulings B4)."""

from __future__ import annotations

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q

from accounts.fields import FenField
from households.choices import AssetKind, EvidenceSource, IncomeKind, SpendingKind, VisitKind
from households.models.household import Household, Person


class Evidence(models.Model):
    """What every row of evidence carries. `household` stands beside the person so that no sum needs a join (design §8).

    `known_at`/`superseded_at` are known time: an old explanation shows the rows as they were known then.
    """

    household = models.ForeignKey(Household, verbose_name="户", on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, verbose_name="人", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    source = models.CharField("来源", max_length=12, choices=EvidenceSource.choices)
    received_on = models.DateField("取得日期")
    known_at = models.DateTimeField("入库时间", auto_now_add=True)
    batch_id = models.BigIntegerField("批次", null=True, blank=True)

    class Meta:
        abstract = True


class MoneyRow(Evidence):
    """One amount of one item in one month; a yearly figure is twelve of these (rulings B4). `ref` tells rows of one source apart: same ref, same row."""

    item = models.CharField("项目", max_length=30)
    month = models.DateField("月份")
    amount = FenField("金额")
    ref = models.CharField("凭证", max_length=40, blank=True, default="")
    superseded_at = models.DateTimeField("被更可靠来源取代", null=True, blank=True)

    class Meta:
        abstract = True


class Income(MoneyRow):
    """收入: 元 in one month. Which items are excluded is a dated parameter, judged at `month`."""

    kind = models.CharField("收入类别", max_length=10, choices=IncomeKind.choices)
    # Of business only: what the register's own words called the figure. None where it said neither, or before this was kept.
    is_receipts = models.BooleanField("是没有减支出的收入", null=True, blank=True)

    class Meta:
        verbose_name = "收入"
        constraints = [
            models.UniqueConstraint(
                fields=["household", "person", "kind", "item", "month", "source", "ref"], name="income_once", nulls_distinct=False
            )
        ]
        indexes = [
            # holds all that the facts of a household are summed from: its rows lie a month apart, far from each other in the table
            models.Index(
                fields=["household", "month"],
                include=["person", "kind", "item", "amount"],
                condition=Q(superseded_at__isnull=True),
                name="income_of_household",
            ),
            BrinIndex(fields=["month"], name="income_month"),
            # few rows rest on the household's own word; finding them must not scan the rest
            models.Index(fields=["household"], name="income_declared", condition=Q(source="declared")),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.item} {self.month:%Y-%m}"


class Spending(MoneyRow):
    """支出: 元 in one month."""

    kind = models.CharField("支出类别", max_length=14, choices=SpendingKind.choices)

    class Meta:
        verbose_name = "支出"
        constraints = [
            models.UniqueConstraint(
                fields=["household", "person", "kind", "item", "month", "source", "ref"], name="spending_once", nulls_distinct=False
            )
        ]
        indexes = [
            models.Index(fields=["household", "month"], include=["kind", "amount"], name="spending_by_household"),
            BrinIndex(fields=["month"], name="spending_month"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.item} {self.month:%Y-%m}"


class Asset(Evidence):
    """财产: what is owned on a day. `area` in square metres for houses.

    `is_none` states that nothing of this kind is owned: silence is unknown, never zero (rulings B1).
    """

    kind = models.CharField("财产类别", max_length=16, choices=AssetKind.choices)
    item = models.CharField("项目", max_length=60)
    as_of = models.DateField("截至日期")
    value = FenField("金额", null=True, blank=True)
    area = models.DecimalField("面积", max_digits=8, decimal_places=2, null=True, blank=True)
    is_none = models.BooleanField("没有这一类财产", default=False)
    superseded_at = models.DateTimeField("被更可靠来源取代", null=True, blank=True)

    class Meta:
        verbose_name = "财产"
        constraints = [
            models.UniqueConstraint(fields=["household", "person", "kind", "item", "source"], name="asset_once", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.item}"


class Medical(Evidence):
    """医保结算: one settlement. `self_pay` = total − every payer, compliant or not; `compliant_self_pay` its 政策范围内 part (rulings B14)."""

    visit_kind = models.CharField("就诊类别", max_length=12, choices=VisitKind.choices)
    hospital = models.CharField("就诊机构", max_length=80, blank=True)
    admitted_on = models.DateField("入院日期", null=True, blank=True)
    discharged_on = models.DateField("出院日期", null=True, blank=True)
    settled_on = models.DateField("结算日期")
    settlement_no = models.CharField("结算单号", max_length=40, blank=True, default="")
    total = FenField("医疗费总额")
    basic_paid = FenField("基本医保支付", default=0)
    serious_paid = FenField("大病保险支付", default=0)
    aid_paid = FenField("医疗救助支付", default=0)
    other_paid = FenField("其他支付", default=0)
    self_pay = FenField("个人自付")
    compliant_self_pay = FenField("合规自付")

    class Meta:
        verbose_name = "医疗结算"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "settled_on", "visit_kind", "settlement_no"], name="medical_once", nulls_distinct=False
            )
        ]
        indexes = [
            models.Index(fields=["household", "settled_on"], include=["visit_kind", "self_pay"], name="medical_by_household"),
            BrinIndex(fields=["settled_on"], name="medical_day"),
        ]

    def __str__(self) -> str:
        return f"{self.get_visit_kind_display()} {self.settled_on}"
