"""Illness, work, harm, property and money given as the departments report them: tables of the household's page, newest first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from households.models import (
    BankBalance,
    Company,
    Detention,
    Disaster,
    Household,
    Illness,
    Job,
    Loan,
    PastMeasure,
    Payment,
    PublicPost,
    RealEstate,
    SalaryTax,
)
from households.models.records import DatedRecord
from households.record_choices import UNPAID, CompanyStatus, LoanStatus, MeasureStatus
from households.records import Cell, RecordSection, day, judged, of, text, who, yes, yuan

SHOWN = 36  # rows of what comes every month


@dataclass(frozen=True)
class Table:
    """One register on the page: who brings it, its columns, the order, and a row's cells; `shown`: how many rows at most."""

    model: type[DatedRecord]
    title: str
    supplier: str
    columns: tuple[str, ...]
    order: tuple[str, ...]
    cells: Callable[[Any], list[Cell]]
    shown: int | None = None

    def section(self, household: Household) -> RecordSection:
        rows = [self.cells(row) for row in of(self.model, household, *self.order)[: self.shown]]
        supplier = f"{self.supplier}，最近" if self.shown and len(rows) == self.shown else self.supplier
        return RecordSection(self.title, supplier, self.columns, rows)


def month(value: Any) -> Cell:
    return Cell(f"{value:%Y-%m}" if value else "—")


def span(first: Any, last: Any) -> Cell:
    return Cell(f"{day(first).text if first else ''}至{day(last).text if last else '今'}" if first or last else "—")


def count(value: int | None) -> Cell:
    return Cell("—" if value is None else str(value), "n")


def later_records(household: Household) -> tuple[list[RecordSection], list[str]]:
    """The tables that hold something, and the titles of those that hold nothing: one query, and one for each table that does."""
    asked = [Exists(table.model._default_manager.filter(household=OuterRef("pk"))) for table in TABLES]
    answers = Household.objects.filter(pk=household.pk).values_list(*asked).get()
    sections = [table.section(household) for table, holds in zip(TABLES, answers, strict=True) if holds]
    return sections, [table.title for table, holds in zip(TABLES, answers, strict=True) if not holds]


TABLES = (
    Table(
        Illness, "患病", "卫健局、医保局", ("姓名", "病种", "30种大病", "门诊慢特病", "确诊", "确诊机构", "家庭医生", "救治状态"),
        ("-is_serious", "pk"),
        lambda row: [who(row), text(row.disease), judged(yes(row.is_serious).text, row.is_serious), yes(row.is_chronic_clinic),
            day(row.diagnosed_on), text(row.hospital), yes(row.has_family_doctor), text(row.get_treatment_display())],
    ),
    Table(
        Job, "务工", "人社局", ("姓名", "监测日期", "状态", "起止", "地点", "单位", "年收入（元）", "培训意愿", "拒绝推荐（次）"),
        ("person_id", "-as_of", "-started_on"),
        lambda row: [who(row), day(row.as_of), judged("已务工" if row.is_working else "未务工", not row.is_working),
            span(row.started_on, row.ended_on), text(f"{row.province}{row.county_name}"), text(row.employer), yuan(row.yearly_income),
            text(row.training_wish), count(row.refusals)],
    ),
    Table(
        PublicPost, "公益岗位", "人社局", ("姓名", "岗位", "用人单位", "起止", "月补贴（元）", "考勤"),
        ("-started_on",),
        lambda row: [who(row), text(row.get_kind_display()), text(row.employer), span(row.started_on, row.ended_on),
            yuan(row.monthly_subsidy), text(row.attendance)],
    ),
    Table(
        Disaster, "灾害与意外", "应急管理局、公安局", ("发生日期", "类别", "损失（元）", "其中房屋", "其中农作物", "已救助（元）", "情况"),
        ("-happened_on",),
        lambda row: [day(row.happened_on), judged(row.get_kind_display(), True), yuan(row.loss), yuan(row.house_loss),
            yuan(row.crop_loss), yuan(row.relief), text(row.told)],
    ),
    Table(
        Detention, "服刑与强制戒毒", "公安局、司法局", ("姓名", "类别", "起止", "执行单位", "来源"),
        ("-started_on",),
        lambda row: [who(row), judged(row.get_kind_display(), True), span(row.started_on, row.ended_on), text(row.held_by),
            text(row.reported_by)],
    ),
    Table(
        RealEstate, "不动产", "自然资源局、住建局", ("姓名", "坐落", "用途", "面积（平方米）", "登记日期", "网签日期"),
        ("person_id", "pk"),
        lambda row: [who(row), text(row.location), text(row.get_use_display()), Cell("—" if row.area is None else str(row.area), "n"),
            day(row.registered_on), day(row.signed_on)],
    ),
    Table(
        Company, "企业与个体", "市场监管局", ("姓名", "企业名称", "信用代码", "身份", "认缴额（元）", "从业人数", "状态", "成立日期"),
        ("person_id", "pk"),
        lambda row: [who(row), text(row.company_name), text(row.credit_code), text(row.get_role_display()), yuan(row.subscribed),
            count(row.staff), judged(row.get_status_display(), row.status == CompanyStatus.ACTIVE), day(row.founded_on)],
    ),
    Table(
        SalaryTax, "工资、养老金与计税", "人社局、税务局、财政局", ("姓名", "月份", "单位", "工资（元）", "养老金（元）", "公积金（元）", "计税收入（元）", "财政供养"),
        ("-month", "person_id"),
        lambda row: [who(row), month(row.month), text(row.employer), yuan(row.wage), yuan(row.pension), yuan(row.housing_fund),
            yuan(row.taxed_income), yes(row.is_state_paid)], SHOWN,
    ),
    Table(
        BankBalance, "银行余额", "核对中心，凭授权书", ("姓名", "查询日", "银行", "账号", "余额（元）", "授权书号"),
        ("-asked_on", "person_id"),
        lambda row: [who(row), day(row.asked_on), text(row.bank), text(row.account), yuan(row.balance), text(row.authorisation)],
    ),
    Table(
        Loan, "小额信贷", "农业农村局", ("姓名", "项目", "银行", "金额（元）", "用途", "起止", "状态"),
        ("-started_on",),
        lambda row: [who(row), text(row.project), text(row.bank), yuan(row.amount), text(row.purpose), span(row.started_on, row.ended_on),
            judged(row.get_status_display(), row.status == LoanStatus.OVERDUE)],
    ),
    Table(
        PastMeasure, "别的系统里的帮扶措施", "农业农村局等", ("姓名", "措施类别", "项目", "金额（元）", "起止", "实施情况", "责任部门"),
        ("-started_on", "pk"),
        lambda row: [who(row), text(row.get_kind_display()), text(row.item), yuan(row.amount), span(row.started_on, row.ended_on),
            judged(row.get_status_display(), row.status != MeasureStatus.DONE), text(row.department)],
    ),
    Table(
        Payment, "一卡通发放", "财政局", ("姓名", "所属月份", "补贴项目", "金额（元）", "账号", "发放日期", "状态", "失败原因"),
        ("-month", "item", "pk"),
        lambda row: [who(row), month(row.month), text(row.item), yuan(row.amount), text(row.account), day(row.paid_on),
            judged(row.get_status_display(), row.status in UNPAID), text(row.failure)], SHOWN,
    ),
)  # fmt: skip
