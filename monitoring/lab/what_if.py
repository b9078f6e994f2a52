"""One household if something happened to one of its members: the event is written, the household judged, and all of it taken back.

What is judged is what `assess` judges: the same facts statement, rules and criteria (design §2.1).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import models, transaction

from accounts.fields import ExactFenField, FenField
from accounts.models import Region
from casework.exceptions import StepRefused
from casework.working_days import first_of_month
from households.choices import EvidenceSource, IncomeKind, MemberStatus, VisitKind
from households.facts import window_of
from households.models import Death, Disability, Household, HouseholdFacts, Income, Medical, Member
from households.sums import rounded_down, yuan
from identification.proposals import CANNOT_SAY
from monitoring.assessment import assess
from monitoring.lab.measures import KINDS, SHORT
from monitoring.rules import RULES
from policies.models import Parameter

# Shown whether they differ or not: what nearly every rule compares.
ALWAYS = ("counted_members", "gross", "recognised", "self_pay_window")
HIDDEN = {"household_id", "parameters_id", "window_start", "window_end", "next_change_on", "county_code", "town_code", "village_code"}


@dataclass(frozen=True)
class Happening:
    """Something that may befall a member. `needs_amount` is the label of the sum asked for, in 元; `told` says how it is counted."""

    code: str
    title: str
    apply: Callable[[Member, date, Decimal], None]
    told: str
    needs_amount: str = ""


def wages_of(member: Member, on: date) -> models.QuerySet[Income]:
    county = member.household.county_code
    window = window_of(on, Parameter.objects.numbers(on).choice("income_window", county))
    return Income.objects.filter(person=member.person, kind=IncomeKind.WAGE, month__gte=window.start, month__lt=window.end)


def lose_work(member: Member, on: date, amount: Decimal) -> None:
    """Not unknown but nothing: the months stay, with zero in them."""
    if not wages_of(member, on).update(amount=0):
        raise StepRefused(f"{member.person.name}在计算期里没有工资记录，失业不改变收入。", "no_wages")


def find_work(member: Member, on: date, amount: Decimal) -> None:
    window = window_of(on, Parameter.objects.numbers(on).choice("income_window", member.household.county_code))
    Income.objects.bulk_create(
        Income(
            household=member.household, person=member.person, kind=IncomeKind.WAGE, item="试算工资", month=month, amount=amount,
            source=EvidenceSource.DEPARTMENT, received_on=on, ref="what-if",
        )
        for month in days_of_months(window.start, window.end)
    )  # fmt: skip


def days_of_months(start: date, end: date) -> list[date]:
    found = [first_of_month(start)]
    while (following := first_of_month(found[-1] + timedelta(days=32))) < end:
        found.append(following)
    return found


def be_operated(member: Member, on: date, amount: Decimal) -> None:
    Medical.objects.create(
        household=member.household, person=member.person, settled_on=settled_on(on), visit_kind=VisitKind.INPATIENT, total=amount, self_pay=amount,
        compliant_self_pay=amount, source=EvidenceSource.DEPARTMENT, received_on=on, settlement_no="what-if",
    )  # fmt: skip


def settled_on(on: date) -> date:
    """The last day that lies in the window of income and, January aside, in the calendar year as well, so that every sum has it."""
    last = first_of_month(on) - timedelta(days=1)
    return last if last.year == on.year else on


def die(member: Member, on: date, amount: Decimal) -> None:
    Member.objects.filter(pk=member.pk).update(status=MemberStatus.DEAD, status_since=on)
    Death.objects.create(household=member.household, person=member.person, died_on=on, received_on=on)


def be_imprisoned(member: Member, on: date, amount: Decimal) -> None:
    Member.objects.filter(pk=member.pk).update(status=MemberStatus.IN_PRISON, status_since=on)


def be_disabled(member: Member, on: date, amount: Decimal) -> None:
    Disability.objects.create(household=member.household, person=member.person, kind="4", level=1, issued_on=on, received_on=on)


HAPPENINGS = {
    one.code: one
    for one in (
        Happening("lose_work", "失去工作", lose_work, "按整个计算期没有工资算"),
        Happening("operation", "动手术，自付", be_operated, "按一次住院、自付都在政策范围内算，收入和医疗都计", "自付金额（元）"),
        Happening("death", "去世", die, "不再计入人口，本人收入不再计"),
        Happening("prison", "服刑", be_imprisoned, "不再计入人口，本人收入不再计"),
        Happening("disability", "新增一级肢体残疾", be_disabled, "按今天发证算"),
        Happening("find_work", "找到工作，每月工资", find_work, "按整个计算期每月都有这份工资算", "每月工资（元）"),
    )
}


@dataclass(frozen=True)
class FactLine:
    label: str
    before: str
    after: str

    @property
    def differs(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True)
class Answer:
    """The household now, and if it happened."""

    before: dict[str, Any]
    after: dict[str, Any]

    @property
    def facts(self) -> list[FactLine]:
        """What differs, and what is always looked at."""
        lines = []
        for column in HouseholdFacts._meta.concrete_fields:
            name = column.attname
            if name in self.before and name not in HIDDEN:
                line = FactLine(str(column.verbose_name), plain(column, self.before[name]), plain(column, self.after[name]))
                if line.differs or name in ALWAYS:
                    lines.append(line)
        return lines

    @property
    def rules(self) -> list[tuple[str, str, str]]:
        """Code, title, and whether it comes, goes or stays."""
        was, becomes = (set(filter(None, row["alerts"].split(";"))) for row in (self.before, self.after))
        order = list(RULES)
        return [
            (code, RULES[code].title, "新成立" if code not in was else "不再成立" if code not in becomes else "不变")
            for code in sorted(was | becomes, key=order.index)
        ]

    @property
    def categories(self) -> tuple[str, str]:
        return word(self.before), word(self.after)

    @property
    def kinds(self) -> tuple[str, str]:
        return KINDS[self.before["proposed_monitoring_kind"]] or "不拟识别", KINDS[self.after["proposed_monitoring_kind"]] or "不拟识别"

    @property
    def amounts(self) -> tuple[str, str]:
        return tuple("—" if row["monthly_amount"] is None else f"{row['monthly_amount']:,.0f}元" for row in (self.before, self.after))  # type: ignore[return-value]

    @property
    def is_open(self) -> bool:
        return bool(self.after["open_questions"]) or self.after["proposed_category"] == CANNOT_SAY


def word(row: dict[str, Any]) -> str:
    return SHORT[row["proposed_category"]]


def plain(column: models.Field[Any, Any], value: Any) -> str:
    if value is None:
        return "不详"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(column, (FenField, ExactFenField)):
        return f"{yuan(rounded_down(value, 2))}元"
    labels = dict(column.flatchoices)
    return str(labels.get(value, value)) or "无"


def what_if(member: Member, happening: Happening, amount: Decimal, on: date) -> Answer:
    """Judge the household as it is and as it would be; whatever that wrote is rolled back. Raises StepRefused, ParameterMissing."""
    household: Household = member.household
    county = Region.objects.get(code=household.county_code)
    with transaction.atomic():
        [before] = assess(county, on, household_ids=[household.pk])
        happening.apply(member, on, amount)
        [after] = assess(county, on, household_ids=[household.pk])
        transaction.set_rollback(True)
    return Answer(before, after)
