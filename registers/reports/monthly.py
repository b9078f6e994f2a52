"""低收入人口情况月报: the town table. Each cell is the count of a queryset, and its list is that queryset."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db.models import Case, Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce

from accounts.choices import RegionLevel
from accounts.fields import FenField
from accounts.models import Region
from casework.export import Column, label_of, where
from casework.xlsx_stream import Kind
from households.choices import CareLevel, Register, SupportMode
from households.exports import NUMBER
from households.models import RegisterClaim
from identification.models import DeterminationLine, Ground
from policies.categories import TAG_LABEL, AreaType, DibaoMode
from policies.categories import SupportCategory as C
from registers.reports.base import Period, Place, Report
from registers.reports.state import arrived, left, lines, supported, taken_over
from registers.reports.stopped import category_name

HOUSEHOLDS, PEOPLE, MONEY, ARRIVED, LEFT, NET = "households", "people", "money", "arrived", "left", "net"
URBAN = Q(household__area_type=AreaType.URBAN)
URBAN_LINE = Q(determination__household__area_type=AreaType.URBAN)


@dataclass(frozen=True)
class Cell:
    """One column of the table: of which rows, under which condition."""

    code: str
    group: str
    short: str
    of: str
    when: Q = field(default_factory=Q)

    @property
    def title(self) -> str:
        """On its own: 低保城市·户."""
        return f"{self.group}·{self.short}" if self.group else self.short

    @property
    def kind(self) -> Kind:
        return Kind.MONEY if self.of == MONEY else Kind.NUMBER


CELLS = (
    Cell("households", "", "户数", HOUSEHOLDS),
    Cell("people", "", "人数", PEOPLE),
    Cell("dibao_urban_households", "低保城市", "户", HOUSEHOLDS, Q(category=C.DIBAO) & URBAN),
    Cell("dibao_urban_people", "低保城市", "人", PEOPLE, Q(category=C.DIBAO) & URBAN_LINE),
    Cell("dibao_urban_money", "低保城市", "元/月", MONEY, URBAN),
    Cell("dibao_rural_households", "低保农村", "户", HOUSEHOLDS, Q(category=C.DIBAO) & ~URBAN),
    Cell("dibao_rural_people", "低保农村", "人", PEOPLE, Q(category=C.DIBAO) & ~URBAN_LINE),
    Cell("dibao_rural_money", "低保农村", "元/月", MONEY, ~URBAN),
    Cell("tekun_central", "特困（人）", "集中供养", PEOPLE, Q(category=C.TEKUN, support_mode=SupportMode.CENTRAL)),
    Cell("tekun_scattered", "特困（人）", "分散供养", PEOPLE, Q(category=C.TEKUN, support_mode=SupportMode.SCATTERED)),
    Cell("tekun_unsaid", "特困（人）", "方式未登记", PEOPLE, Q(category=C.TEKUN, support_mode__isnull=True) | Q(category=C.TEKUN, support_mode="")),
    Cell("tekun_full", "特困（人）", "全护理", PEOPLE, Q(category=C.TEKUN, care=CareLevel.FULL)),
    Cell("tekun_half", "特困（人）", "半护理", PEOPLE, Q(category=C.TEKUN, care=CareLevel.HALF)),
    Cell("tekun_self", "特困（人）", "全自理", PEOPLE, Q(category=C.TEKUN, care=CareLevel.SELF)),
    Cell("margin_households", "低保边缘", "户", HOUSEHOLDS, Q(category=C.DIBAO_MARGIN)),
    Cell("margin_people", "低保边缘", "人", PEOPLE, Q(category=C.DIBAO_MARGIN)),
    Cell("rigid_households", "刚性支出", "户", HOUSEHOLDS, Q(category=C.RIGID_EXPENDITURE)),
    Cell("rigid_people", "刚性支出", "人", PEOPLE, Q(category=C.RIGID_EXPENDITURE)),
    Cell("other_households", "其他困难", "户", HOUSEHOLDS, Q(category=C.OTHER_HARDSHIP)),
    Cell("other_people", "其他困难", "人", PEOPLE, Q(category=C.OTHER_HARDSHIP)),
    Cell("tagged", "", "其中防返贫标识", HOUSEHOLDS, Q(has_monitoring_tag=True)),
    Cell("arrived", "本月增减（户）", "新增", ARRIVED),
    Cell("left", "本月增减（户）", "退出", LEFT),
    Cell("net", "本月增减（户）", "净增", NET),
)  # fmt: skip
BY_CODE = {cell.code: cell for cell in CELLS}


def people(place: Place, period: Period) -> QuerySet[Any]:
    """Who holds a category on the last day; how a 特困 person is cared for by the register as it is now."""
    claim = RegisterClaim.objects.filter(register=Register.TEKUN, person=OuterRef("member__person"))
    return lines(period.last, place).annotate(
        support_mode=Subquery(claim.values("support_mode")[:1]),
        care=Coalesce(Subquery(claim.exclude(care_level="").values("care_level")[:1]), F("member__person__care_level")),
    )


def paid(place: Place, period: Period) -> QuerySet[Any]:
    """Households with somebody on 低保, and what they get a month: as determined, else as the register of 低保 has it now."""
    claims = RegisterClaim.objects.filter(household=OuterRef("household"), register=Register.DIBAO).order_by().values("household")
    whole = claims.exclude(dibao_mode=DibaoMode.SINGLE).annotate(amount=Max("monthly_amount")).values("amount")
    single = claims.filter(dibao_mode=DibaoMode.SINGLE).annotate(amount=Sum("monthly_amount")).values("amount")
    on_dibao = DeterminationLine.objects.filter(determination=OuterRef("pk"), category=C.DIBAO)
    return supported(period.last, place).filter(Exists(on_dibao)).annotate(
        register_amount=Coalesce(Subquery(whole), 0, output_field=FenField()) + Coalesce(Subquery(single), 0, output_field=FenField()),
        amount=Case(
            When(monthly_amount__isnull=False, then=F("monthly_amount") + Coalesce(F("classified_addon"), 0, output_field=FenField())),
            default=F("register_amount"), output_field=FenField(),
        ),
    )  # fmt: skip


def source(cell: Cell, place: Place, period: Period) -> QuerySet[Any]:
    """The rows a cell counts."""
    match cell.of:
        case "people":
            return people(place, period).filter(cell.when)
        case "money":
            return paid(place, period).filter(cell.when)
        case "arrived":
            return arrived(period, place)
        case "left":
            return left(period, place)
        case "households":
            return supported(period.last, place).filter(cell.when)
        case _:
            raise ValueError(cell.code)  # 净增 is a difference and has no list


@dataclass(frozen=True)
class Line:
    """One town, or all."""

    code: str
    title: str
    values: dict[str, Any]


def counted(rows: QuerySet[Any], town: str, cells: Sequence[Cell]) -> dict[str, dict[str, int]]:
    """All cells of one population in one statement."""
    found = (
        rows.order_by().values(town).annotate(**{f"n_{cell.code}": Count("pk", filter=cell.when or Q(pk__isnull=False)) for cell in cells})
    )
    return {row[town]: {cell.code: row[f"n_{cell.code}"] for cell in cells} for row in found}


def table(place: Place, period: Period) -> list[Line]:
    """A line per town of the position, and the sum: six statements whatever the county."""
    of = {kind: [cell for cell in CELLS if cell.of == kind] for kind in (HOUSEHOLDS, PEOPLE, MONEY)}
    parts = [
        counted(supported(period.last, place), "household__town_code", of[HOUSEHOLDS]),
        counted(people(place, period), "determination__household__town_code", of[PEOPLE]),
        counted(arrived(period, place), "household__town_code", [BY_CODE["arrived"]]),
        counted(left(period, place), "household__town_code", [BY_CODE["left"]]),
    ]
    money = paid(place, period).order_by().values_list("household__town_code", "household__area_type").annotate(sum=Sum("amount"))
    sums: dict[str, dict[str, Decimal]] = {}
    for town, area, amount in money:
        code = "dibao_urban_money" if area == AreaType.URBAN else "dibao_rural_money"
        sums.setdefault(town, {})[code] = amount or Decimal(0)
    towns = Region.objects.under(place.position.region).filter(level=RegionLevel.TOWN).order_by("code")
    if place.town:
        towns = towns.filter(code=place.town)
    names = dict(towns.values_list("code", "name")) or {place.position.region.code[:9]: place.position.region.name}
    found = []
    for code, name in names.items():
        values: dict[str, Any] = {cell.code: Decimal(0) if cell.of == MONEY else 0 for cell in CELLS}
        for part in (*parts, sums):
            values |= part.get(code, {})  # type: ignore[attr-defined]
        values["net"] = values["arrived"] - values["left"]
        found.append(Line(code, name, values))
    return [
        *found,
        Line(
            "",
            "合计",
            {cell.code: sum((line.values[cell.code] for line in found), Decimal(0) if cell.of == MONEY else 0) for cell in CELLS},
        ),
    ]


def columns(period: Period) -> Sequence[Column]:
    return (
        Column("镇街", lambda line: line.title, width=16),
        *(Column(cell.title, lambda line, code=cell.code: line.values[code], cell.kind, 13) for cell in CELLS),  # type: ignore[misc]
    )


HOUSEHOLD_LIST = (
    Column("户主", "household__head_name"),
    *where("household__"),
    Column("户编号", "household__household_no", width=22),
    Column("类别", "category", width=22, shape=category_name),
    Column("监测标识", "has_monitoring_tag", width=16, shape=lambda tagged: TAG_LABEL if tagged else ""),
    Column("认定日期", "decided_on", Kind.DATE),
    Column("依据", "ground", width=16, shape=label_of(Ground.choices)),
)  # fmt: skip
MONEY_LIST = (*HOUSEHOLD_LIST, Column("月金额（元）", "amount", Kind.MONEY, 14))
PEOPLE_LIST = (
    Column("姓名", "member__person__name"),
    Column("证件号码", "member__person__id_number", width=22, secret=NUMBER),
    Column("户主", "determination__household__head_name"),
    *where("determination__household__"),
    Column("户编号", "determination__household__household_no", width=22),
    Column("类别", "category", width=22, shape=category_name),
    Column("认定日期", "determination__decided_on", Kind.DATE),
)


def list_of(cell: Cell, place: Place, period: Period) -> tuple[QuerySet[Any], Sequence[Column]]:
    """The list behind a cell: its rows in order, and what is shown of them."""
    rows = source(cell, place, period)
    if cell.of == PEOPLE:
        return rows.order_by(
            "determination__household__town_code", "determination__household__household_no", "member__relation", "pk"
        ), PEOPLE_LIST
    return rows.order_by("household__town_code", "household__household_no"), MONEY_LIST if cell.of == MONEY else HOUSEHOLD_LIST


def two_row_head() -> tuple[list[tuple[str, int]], list[str]]:
    """Groups with how many columns each spans (0: the column stands alone over both rows), and the columns beneath them."""
    groups = [
        (cells[0].short, 0) if not group else (group, len(cells))
        for group, cells in grouped()
        for cells in ([[one] for one in cells] if not group else [cells])
    ]
    return groups, [cell.short for cell in CELLS if cell.group]


def grouped() -> list[tuple[str, list[Cell]]]:
    return [(group, list(cells)) for group, cells in groupby(CELLS, key=lambda cell: cell.group)]


def stock_note(place: Place, period: Period) -> str:
    number = taken_over(period, place).count()
    return f"本月有{number:,}户是首次从台账转入的存量，不算新增。" if number else ""


MONTHLY = Report(
    "monthly",
    "低收入人口情况月报",
    "行",
    "各镇街各类低收入人口的户数、人数、金额和本月增减",
    columns,
    table,
    notes=(
        "户按户的类别算一次，人按本人的类别算一次；低保金额含单人保。按月末有效的认定，以前的月份以后再看也一样。",
        "台账转入的户，金额、供养方式和自理能力没有留历史，是今天台账上的；经申请认定的金额是认定时的。",
        "镇街按户现在所在的镇街。",
    ),
)
