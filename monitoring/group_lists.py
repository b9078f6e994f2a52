"""村民组长月报: a month's list of one group becomes alerts of the same pool, by the same rule of duplicates; a month without news is kept as such."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from accounts.choices import RegionLevel
from accounts.logs import redact
from accounts.models import Position, Region
from accounts.roles import Role
from casework.exceptions import StepRefused
from casework.working_days import first_of_month
from households.models import Household
from monitoring.actions import REASON_LENGTH
from monitoring.choices import AlertSource
from monitoring.hints import Hint, raise_hint
from monitoring.models import GroupList

ENTERED_BY = (Role.VILLAGE_WORKER, Role.TOWN_CLERK)


@dataclass(frozen=True)
class Told:
    """One line of the list: whose (head's name or number of the household), what, and how it stands."""

    whose: str
    title: str
    reason: str


@dataclass(frozen=True)
class Entered:
    row: GroupList
    hints: list[Hint]


def villages_of(position: Position) -> list[Region]:
    return list(Region.objects.under(position.region).filter(level=RegionLevel.VILLAGE).order_by("code"))


def household_of(village: Region, whose: str) -> Household:
    """By the number, or by the name of a head that is the only one in the village. Raises StepRefused."""
    whose = whose.strip()
    here = Household.objects.filter(village_code=village.code)
    found = list(here.filter(household_no=whose)[:1]) or list(here.filter(head_name=whose)[:2])
    if not found:
        raise StepRefused(f"{village.name}没有户主叫“{whose}”的户，请核对姓名，或写户编号。", "no_household")
    if len(found) > 1:
        raise StepRefused(f"{village.name}不止一户户主叫“{whose}”，请写户编号。", "two_households")
    return found[0]


def check_line(line: Told) -> None:
    """The leader's own words are long enough, before who said it is put behind them."""
    if len(line.reason.strip()) < REASON_LENGTH:
        raise StepRefused(f"请写明情况（{REASON_LENGTH}个字以上），让核实的人知道要看什么。", "reason_missing")


@transaction.atomic
def enter_list(village: Region, *, group: str, leader: str, month: date, lines: Sequence[Told], by: Position, on: date) -> Entered:
    """All lines or none. A line that is no household of the village, or says too little, refuses the list with its number."""
    group, leader, month = group.strip(), leader.strip(), first_of_month(month)
    if not by.has(*ENTERED_BY):
        raise StepRefused(f"月报由{'、'.join(role.label for role in ENTERED_BY)}登记，您的岗位是{by.title}。", "wrong_role")
    if village not in villages_of(by):
        raise StepRefused(f"{village.name}不在您的辖区。", "wrong_region")
    if not group or not leader:
        raise StepRefused("请写明哪个组、组长是谁。", "group_missing")
    if month > on:
        raise StepRefused("月报不能提前登记。", "month_later")
    Region.objects.select_for_update().get(pk=village.pk)
    if GroupList.objects.filter(village=village, group=group, month=month).exists():
        raise StepRefused(f"{village.name}{group}{month:%Y年%-m月}的月报已经登记过。补充的情况在那一户的页面上登记线索。", "listed_before")
    hints = []
    for number, line in enumerate(lines, start=1):
        try:
            household = household_of(village, line.whose)
            check_line(line)
            reason = f"{line.reason.strip()}（{group}组长{leader}{month:%-m月}月报）"
            hints.append(raise_hint(household, source=AlertSource.GROUP, title=line.title, reason=reason, by=by, on=on))
        except StepRefused as refusal:
            raise StepRefused(f"第{number}行：{refusal.reason}", refusal.code) from None
    row = GroupList.objects.create(
        village=village, county_code=village.code[:6], town_code=village.code[:9], village_code=village.code,
        group=group, leader=redact(leader), month=month, entered_by=by, entered_on=on,
    )  # fmt: skip
    row.alerts.set([hint.alert for hint in hints])
    return Entered(row, hints)
