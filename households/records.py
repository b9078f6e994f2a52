"""What departments and registers say of a household, as plain tables: heading, source, columns, rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from households.choices import UNSAFE_GRADES, Attendance, InsuranceStatus, WaterState
from households.models import (
    Asset,
    Death,
    Disability,
    Enrolment,
    ExitRecord,
    Household,
    Housing,
    Insurance,
    RefusedApplication,
    RegisterClaim,
    Vehicle,
    Water,
)
from policies.categories import SupportCategory

CATEGORIES = dict(SupportCategory.choices)


@dataclass(frozen=True)
class Cell:
    """`kind`: text, n (number), warn or ok."""

    text: str
    kind: str = "text"


@dataclass(frozen=True)
class RecordSection:
    """One table. `supplier` is who brings it; `empty` says what it means that there is nothing."""

    title: str
    supplier: str
    columns: tuple[str, ...]
    rows: list[list[Cell]]
    empty: str = field(default="没有收到过记录。没有记录不等于没有。")


def day(value: date | None) -> Cell:
    return Cell(f"{value.year}年{value.month}月{value.day}日" if value else "—")


def yuan(value: Decimal | None) -> Cell:
    return Cell("—" if value is None else f"{value:,.2f}".replace("-", "−"), "n")


def text(value: Any) -> Cell:
    return Cell(str(value) if value not in (None, "") else "—")


def yes(value: bool | None) -> Cell:
    return Cell({True: "是", False: "否"}.get(value, "未登记"))  # type: ignore[arg-type]


def judged(words: str, is_bad: bool) -> Cell:
    return Cell(words, "warn" if is_bad else "ok")


def who(row: Any) -> Cell:
    return text(row.person.name if row.person else "全户")


def of(model: Any, household: Household, *order: str) -> Any:
    return model.objects.filter(household=household).select_related("person").order_by(*order)


def department_records(household: Household) -> list[RecordSection]:
    """住房、饮水、残疾、学籍、参保、车辆、财产、死亡: eight queries."""
    return [
        RecordSection(
            "住房", "住建局", ("鉴定日期", "等级", "鉴定机构", "改造", "验收", "唯一住房", "已入住"),
            [
                [day(row.appraised_on), judged(row.get_grade_display(), row.grade in UNSAFE_GRADES), text(row.appraiser), text(row.renovation), day(row.accepted_on), yes(row.is_only_home), yes(row.is_occupied)]
                for row in of(Housing, household, "-appraised_on")
            ],
        ),
        RecordSection(
            "饮水", "水务局", ("检查日期", "供水方式", "水量", "水质", "方便程度", "保证率", "问题"),
            [
                [day(row.checked_on), text(row.supply), *(water(row, name) for name in ("quantity", "quality", "access", "reliability")), text(row.problem)]
                for row in of(Water, household, "-checked_on")
            ],
        ),
        RecordSection(
            "残疾人证", "残联", ("姓名", "类别等级", "证号", "发证", "有效期止", "状态"),
            [
                [who(row), text(row), text(row.certificate), day(row.issued_on), day(row.expires_on), judged("已注销" if row.is_cancelled else "有效", row.is_cancelled)]
                for row in of(Disability, household, "pk")
            ],
        ),
        RecordSection(
            "学籍", "教体局", ("姓名", "学校", "学段", "年级", "状态", "原因"),
            [
                [who(row), text(row.school), text(row.get_stage_display()), text(row.grade), judged(row.get_attendance_display(), row.attendance == Attendance.ABSENT), text(row.absence_reason)]
                for row in of(Enrolment, household, "pk")
            ],
        ),
        RecordSection(
            "参保", "医保局、人社局", ("姓名", "年度", "险种", "状态", "缴费日期", "个人缴费（元）", "资助"),
            [
                [who(row), text(row.year), text(row.get_kind_display()), judged(row.get_status_display(), row.status != InsuranceStatus.INSURED), day(row.paid_on), yuan(row.personal_paid), text(row.subsidy_kind)]
                for row in of(Insurance, household, "-year", "person_id", "kind")
            ],
        ),
        RecordSection(
            "车辆", "公安局", ("姓名", "车型", "号牌", "登记日期", "购置价（元）", "谋生车辆"),
            [
                [who(row), text(row.get_kind_display()), text(row.plate), day(row.registered_on), yuan(row.value), yes(row.is_livelihood)]
                for row in of(Vehicle, household, "pk")
            ],
        ),
        RecordSection(
            "财产", "申报、核对", ("姓名", "类别", "项目", "来源", "截至", "金额（元）", "面积（平方米）"),
            [
                [who(row), text(row.get_kind_display()), text(row.item), text(row.get_source_display() + ("，已被更可靠来源取代" if row.superseded_at else "")), day(row.as_of), yuan(row.value), Cell(f"{row.area}" if row.area is not None else "—", "n")]
                for row in of(Asset, household, "kind", "pk")
            ],
        ),
        RecordSection(
            "死亡", "公安局、民政局", ("姓名", "死亡日期", "户籍注销", "火化", "来源"),
            [[who(row), day(row.died_on), day(row.cancelled_on), day(row.cremated_on), text(row.reported_by)] for row in of(Death, household, "died_on")],
            "没有收到死亡记录。",
        ),
    ]  # fmt: skip


def water(row: Water, name: str) -> Cell:
    value = getattr(row, name)
    return judged(getattr(row, f"get_{name}_display")(), value == WaterState.BAD) if value else Cell("未登记")


def claims(household: Household) -> list[RecordSection]:
    """What other systems' registers say, kept as they said it (rulings A12): three queries."""
    return [
        RecordSection(
            "台账所列", "民政局、农业农村局", ("台账", "姓名", "类别", "起", "有效期止", "月保障金额（元）", "保障人口", "状态"),
            [
                [text(row.get_register_display()), who(row), text(claimed(row)), day(row.since), day(row.until), yuan(row.monthly_amount), text(row.insured_count), Cell(cleared(row))]
                for row in of(RegisterClaim, household, "register", "pk")
            ],
            "低保、特困、边缘、刚性支出和监测对象台账都没有列这一户。",
        ),
        RecordSection(
            "未通过的申请", "民政局", ("申请编号", "姓名", "类别", "受理", "不予确认", "环节", "原因", "告知"),
            [
                [text(row.application_no), who(row), text(CATEGORIES.get(row.category, row.category)), day(row.accepted_on), day(row.refused_on), text(row.stage), text(row.reason), day(row.told_on)]
                for row in of(RefusedApplication, household, "-refused_on")
            ],
            "没有未通过的申请。",
        ),
        RecordSection(
            "退出", "民政局", ("姓名", "原类别", "停保时间", "原因", "月保障金额（元）", "渐退期", "兜底去向"),
            [
                [who(row), text(row.get_category_display()), day(row.left_on), text(row.reason), yuan(row.monthly_amount), text(grace(row)), text(row.destination)]
                for row in of(ExitRecord, household, "-left_on")
            ],
            "没有退出记录。",
        ),
    ]  # fmt: skip


def claimed(row: RegisterClaim) -> str:
    parts = (
        row.get_category_display(),
        row.get_dibao_mode_display(),
        row.get_monitoring_kind_display(),
        row.get_support_mode_display(),
        row.get_care_level_display(),
    )
    return "，".join(part for part in parts if part)


def cleared(row: RegisterClaim) -> str:
    if not row.is_cleared:
        return "在册"
    return f"风险已消除{f'，{row.cleared_on:%Y年%-m月%-d日}' if row.cleared_on else ''}"


def grace(row: ExitRecord) -> str:
    return f"{row.grace_from:%Y年%-m月%-d日}至{row.grace_until:%Y年%-m月%-d日}" if row.grace_from and row.grace_until else ""
