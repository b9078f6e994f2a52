"""新增救助明细: people who came to hold a category in the month, rural and urban apart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.fields.json import KeyTextTransform, KeyTransform

from casework.export import Column, label_of
from casework.working_days import age_on
from casework.xlsx_stream import Kind
from households.choices import Health, Marital, Sex
from households.exports import ACCOUNT, NUMBER
from households.models import RegisterClaim
from households.relations import RELATIONS
from identification.models import Ground
from policies.categories import AreaType
from registers.reports.base import Period, Place, Report
from registers.reports.state import new_lines
from registers.reports.stopped import address, category_name, living_members


def rows(place: Place, period: Period) -> QuerySet[Any]:
    """`approved_on`: the day it was decided, for a register the day it says it began. `income`: what the decision stood on."""
    claim = RegisterClaim.objects.filter(person=OuterRef("member__person"), category=OuterRef("category")).order_by("since")
    return (
        new_lines(period, place)
        .annotate(
            approved_on=Case(When(determination__ground=Ground.APPLICATION, then=F("determination__decided_on")), default=Subquery(claim.values("since")[:1])),
            people=living_members("determination__household", period),
            income=KeyTextTransform("gross", KeyTransform("facts", "determination__snapshot")),
        )
        .order_by("determination__household__town_code", "determination__household__household_no", "member__relation", "pk")
    )  # fmt: skip


def columns(period: Period) -> Sequence[Column]:
    home = "determination__household__"
    place = (f"{home}village__parent__name", f"{home}village__name", f"{home}address")

    def age(birth: date | None) -> int | None:
        return age_on(birth, period.last) if birth else None

    return (
        Column("审批日期", "approved_on", Kind.DATE),
        Column("姓名", "member__person__name"),
        Column("身份证", "member__person__id_number", width=22, secret=NUMBER),
        Column("年龄", "member__person__birth", Kind.NUMBER, 8, age),
        Column("性别", "member__person__sex", width=8, shape=label_of(Sex.choices)),
        Column("住址", place, width=36, shape=address),
        Column("人口", "people", Kind.NUMBER, 8),
        Column("类别", "category", width=20, shape=category_name),
        Column("婚姻", "member__person__marital", shape=label_of(Marital.choices)),
        Column("年收入（元）", "income", Kind.MONEY, 14, as_money),
        Column("与户主关系", "member__relation", shape=label_of(RELATIONS.items())),
        Column("健康", "member__person__health", shape=label_of(Health.choices)),
        Column("账号", f"{home}bank_account", width=24, secret=ACCOUNT),
    )


def as_money(text: str | None) -> Decimal | None:
    return Decimal(text).quantize(Decimal("0.01")) if text else None


URBAN = Q(determination__household__area_type=AreaType.URBAN)
ADDED = Report(
    "added",
    "新增救助明细",
    "人",
    "本月新纳入的人，农村、城市各一页",
    columns,
    rows,
    parts=(("农村", ~URBAN), ("城市", URBAN)),
    notes=(
        "经申请的按认定日期归月；台账转入的，首次转入的存量不算新增，台账写明本月起享受的才算。",
        "年收入是认定时家庭的年收入，台账转入的没有，空着；年龄按月末；住址、健康、婚姻和账号是导出当天的，没有留历史。",
    ),
)
