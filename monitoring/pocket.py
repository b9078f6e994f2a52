"""一户一张: the pocket sheet of a household — who lives there, why somebody comes, what to ask because nobody knows it or it was long ago."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Max

from casework.working_days import add_months, age_on
from households.models import Disability, Enrolment, Household, Housing, Insurance, Member, Standing, Water
from monitoring.visit_sheet import PocketLine, VillageSheet

# Paper only, no number of the law: what was last told longer ago than this is asked again while somebody stands at the door.
STALE_MONTHS = 12
# What is asked anew, the column that dates it, and the question.
DATED: tuple[tuple[Any, str, str, str], ...] = (
    (Housing, "appraised_on", "住房鉴定", "房屋现在有没有开裂、漏雨"),
    (Water, "checked_on", "饮水检查", "水够不够、方不方便"),
    (Insurance, "paid_on", "参保缴费", "今年的医保交了没有"),
    (Enrolment, "received_on", "学籍", "孩子在哪里上学、到校没有"),
    (Standing, "last_visited_on", "上次入户", "家里这一年有什么变化"),
)


@dataclass(frozen=True)
class Resident:
    name: str
    relation: str
    age: int | None


@dataclass
class PocketSheet:
    """`stale` is asked beside `line.questions` and `line.missing`."""

    line: PocketLine
    village: Any
    residents: list[Resident] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)


def pocket_sheets(sheets: Iterable[VillageSheet], on: date) -> list[PocketSheet]:
    """In the order of the village list; seven queries whatever the number of households."""
    found = [PocketSheet(line, sheet.village) for sheet in sheets for line in sheet.lines]
    households = [sheet.line.household for sheet in found]
    residents, stale = residents_of(households, on), stale_of(households, on)
    for sheet in found:
        sheet.residents = residents[sheet.line.household.pk]
        sheet.stale = stale[sheet.line.household.pk]
    return found


def residents_of(households: list[Household], on: date) -> dict[int, list[Resident]]:
    rows = (
        Member.objects.living()
        .filter(household__in=households, is_claim=False)
        .select_related("person")
        .order_by("household", "relation", "pk")
    )
    residents: dict[int, list[Resident]] = defaultdict(list)
    for row in rows:
        born = row.person.birth
        residents[row.household_id].append(Resident(row.person.name, str(row.get_relation_display()), age_on(born, on) if born else None))
    return residents


def stale_of(households: list[Household], on: date) -> dict[int, list[str]]:
    """What was last told more than STALE_MONTHS ago, and cards that have run out. What was never told is a data task, not stale."""
    before = add_months(on, -STALE_MONTHS)
    stale: dict[int, list[str]] = defaultdict(list)
    for model, column, label, question in DATED:
        latest = model.objects.filter(household__in=households).order_by().values_list("household").annotate(last=Max(column))
        for household, day in latest.filter(last__lt=before):
            stale[household].append(f"{label}还是{day.year}年{day.month}月的：{question}")
    cards = Disability.objects.filter(household__in=households, expires_on__lt=on, is_cancelled=False, person__isnull=False)
    for household, name, until in cards.order_by("person", "pk").values_list("household", "person__name", "expires_on"):
        stale[household].append(f"{name}的残疾人证{until:%Y年}已到期：换证没有")
    return stale
