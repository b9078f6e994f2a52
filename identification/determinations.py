"""认定: the only place, beside stock.py, where a household's category, tag and standing change.

Everything in the caller's transaction: the dated act with what it stood on, the columns that follow from it, the facts and the chain.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction

from accounts.models import Position, Region
from casework.choices import EventKind
from casework.timeline import record
from casework.working_days import add_months, first_of_month
from households.facts import refresh_facts
from households.journal import mark_changed
from households.models import Household, Member, Standing
from identification.models import Application, Determination, DeterminationLine, Ground, Opinion
from identification.stock import said_of
from policies.categories import PRECEDENCE, DibaoMode, SupportCategory
from policies.models import Parameter

CODED_COLUMNS = ("phone", "bank_account")  # sealed; not needed here


def start_of(on: date) -> date:
    """The first day of the month after the decision."""
    return add_months(first_of_month(on), 1)


def end_of(category: str, start: date, on: date, region_code: str) -> date | None:
    """The last day where the law sets one: 刚性支出 lasts to the day before its first anniversary (rulings D6). Raises ParameterMissing."""
    if category != SupportCategory.RIGID_EXPENDITURE:
        return None
    months = int(Parameter.objects.numbers(on).number("rigid_valid_months", region_code))
    return add_months(start, months) - timedelta(days=1)


@transaction.atomic
def determine(application: Application, opinion: Opinion, *, by: Position, on: date) -> Determination:
    """Write what was confirmed. The former determination stays as history. Raises ParameterMissing."""
    household = Household.objects.select_for_update(of=("self",)).defer(*CODED_COLUMNS).get(pk=application.household_id)
    start = start_of(on)
    Determination.objects.filter(household=household, is_current=True).update(is_current=False)
    determination = Determination.objects.create(
        household=household, ground=Ground.APPLICATION, decided_on=on, category=opinion.category, has_monitoring_tag=opinion.has_monitoring_tag,
        monitoring_kind=opinion.monitoring_kind if opinion.has_monitoring_tag else "", decided_by=str(by), confirmed_by=by, application=application,
        start_on=start, ends_on=end_of(opinion.category, start, on, household.village_code), monthly_amount=opinion.monthly_amount,
        classified_addon=opinion.classified_addon, snapshot=opinion.snapshot, parameters=opinion.parameters, rules_version=opinion.rules_version,
        override_reason=opinion.override_reason,
    )  # fmt: skip
    lines = write_lines(determination, opinion)
    write_members(household, lines)
    write_standing(household, determination, on)
    household.category, household.has_monitoring_tag = determination.category, determination.has_monitoring_tag
    household.monitoring_kind = determination.monitoring_kind
    household.save(update_fields=["category", "has_monitoring_tag", "monitoring_kind", "updated_at"])
    follow(household, on)
    record(
        EventKind.DETERMINED, household=household, by=by, on=on, subject=application,
        detail={"result": said(determination), "start_on": f"{start.year}年{start.month}月{start.day}日"},
    )  # fmt: skip
    return determination


def write_lines(determination: Determination, opinion: Opinion) -> dict[int, tuple[str, str]]:
    """One line per member who gets a category and still lives there; answers {member id: (category, mode)}."""
    lines = {
        line.member_id: (line.category, line.dibao_mode)
        for line in opinion.lines.select_related("member")
        if line.category and line.member.household_id == determination.household_id and line.member.left_on is None
    }
    DeterminationLine.objects.bulk_create(
        DeterminationLine(determination=determination, member_id=member_id, category=category, dibao_mode=mode)
        for member_id, (category, mode) in sorted(lines.items())
    )
    return lines


def write_members(household: Household, lines: dict[int, tuple[str, str]]) -> None:
    for member in Member.objects.filter(household=household, left_on__isnull=True):
        says = lines.get(member.pk, ("", ""))
        if says != (member.category, member.dibao_mode):
            Member.objects.filter(pk=member.pk).update(category=says[0], dibao_mode=says[1])


def write_standing(household: Household, determination: Determination, on: date) -> None:
    """The dated marks: a new category begins with its start, a new tag on the day it was decided, what was left is watched (domain §2.5)."""
    standing, _ = Standing.objects.select_for_update().get_or_create(household=household)
    before, after = household.category, determination.category
    if before != after:
        standing.category_since = determination.start_on if after else None
        if before and left_behind(before, after):
            standing.exited_on, standing.exited_category = on, before
    if determination.has_monitoring_tag:
        if not household.has_monitoring_tag:
            standing.identified_on = on
        standing.cleared_on, standing.clearance_mode = None, ""
    standing.grace_until = None if after else standing.grace_until
    standing.has_open_case = False
    standing.save()


def left_behind(before: str, after: str) -> bool:
    """Whether the household went out of `before`: to nothing, or to a less deep category. A deeper one is no exit."""
    return not after or PRECEDENCE.index(SupportCategory(after)) > PRECEDENCE.index(SupportCategory(before))


@transaction.atomic
def refuse(application: Application, opinion: Opinion, *, on: date) -> Standing:
    """不予确认: the household is watched from this day (FAILED_APPLY); its category, tag and former determination stay as they are."""
    household = Household.objects.select_for_update(of=("self",)).defer(*CODED_COLUMNS).get(pk=application.household_id)
    standing, _ = Standing.objects.select_for_update().get_or_create(household=household)
    asked = opinion.category or opinion.proposed_category
    standing.refused_on = on
    # An application asks for all categories at once; what was looked at first is the one remembered.
    standing.refused_category = asked if asked in SupportCategory.values else SupportCategory.DIBAO
    standing.has_open_case = False
    standing.save(update_fields=["refused_on", "refused_category", "has_open_case"])
    follow(household, on)
    return standing


def follow(household: Household, on: date) -> None:
    """Facts and journal, in the transaction that changed what they read (rulings A10)."""
    mark_changed([household.pk])
    county = Region.objects.get(code=household.county_code)
    refresh_facts([household.pk], county=county, on=on)


def said(determination: Determination) -> str:
    """The result in the words of the documents."""
    result = said_of(determination.category, determination.has_monitoring_tag, determination.monitoring_kind)
    parts = [f"确认为{result}"]
    singles = determination.lines.filter(dibao_mode=DibaoMode.SINGLE).count()
    if singles and determination.category != SupportCategory.DIBAO:
        parts.append(f"其中{singles}人单人保")
    if determination.monthly_amount:
        parts.append(f"每月{yuan(determination.monthly_amount)}元")
    if determination.classified_addon:
        parts.append(f"分类施保每月{yuan(determination.classified_addon)}元")
    return "，".join(parts)


def yuan(amount: Any) -> str:
    """元 without empty decimals: 841, 120.50."""
    return f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.2f}"
