"""务工月监测 and 公益岗位 (RS)."""

from __future__ import annotations

from django.db import models

from accounts.fields import FenField
from households.models.records import DatedRecord
from households.record_choices import PostKind


class Job(DatedRecord):
    """One spell of work, or the statement that somebody has none (no `started_on`).

    What is true of a person today is his row with the latest `as_of`, of equals the one begun last: the register is told again every month.
    """

    is_working = models.BooleanField("已务工")
    started_on = models.DateField("开始时间", null=True, blank=True)
    ended_on = models.DateField("结束时间", null=True, blank=True)
    as_of = models.DateField("监测日期")
    province = models.CharField("务工所在省", max_length=20, blank=True)
    county_name = models.CharField("务工所在县", max_length=40, blank=True)
    employer = models.CharField("务工企业", max_length=80, blank=True)
    industry = models.CharField("所属行业", max_length=40, blank=True)
    channel = models.CharField("就业渠道", max_length=40, blank=True)
    yearly_income = FenField("年收入", null=True, blank=True)
    travel_subsidy = FenField("年度交通费补助", null=True, blank=True)
    plans_to_work = models.BooleanField("计划务工", null=True, blank=True)
    training_wish = models.CharField("培训意愿", max_length=60, blank=True)
    refusals = models.PositiveSmallIntegerField("拒绝推荐次数", null=True, blank=True)
    # As the register says it, for the year told of; more than twelve is kept and asked about (DQ-21).
    months_worked = models.PositiveSmallIntegerField("务工月数", null=True, blank=True)

    class Meta:
        verbose_name = "务工"
        constraints = [models.UniqueConstraint(fields=["person", "started_on"], name="job_once", nulls_distinct=False)]
        indexes = [models.Index(fields=["household", "as_of"], name="job_by_household")]

    def __str__(self) -> str:
        return self.employer or ("务工" if self.is_working else "未务工")


class PublicPost(DatedRecord):
    """公益岗位: who holds one, from when to when, 元 a month."""

    kind = models.CharField("岗位类别", max_length=10, choices=PostKind.choices)
    employer = models.CharField("用人单位", max_length=80, blank=True)
    started_on = models.DateField("起")
    ended_on = models.DateField("止", null=True, blank=True)
    monthly_subsidy = FenField("月补贴", null=True, blank=True)
    attendance = models.CharField("考勤", max_length=40, blank=True)
    agreement_no = models.CharField("协议号", max_length=40, blank=True)

    class Meta:
        verbose_name = "公益岗位"
        constraints = [models.UniqueConstraint(fields=["person", "kind", "started_on"], name="public_post_once")]
        indexes = [models.Index(fields=["household", "started_on"], name="public_post_by_household")]

    def __str__(self) -> str:
        return self.get_kind_display()
