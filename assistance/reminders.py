"""催办: departments are reminded of what they owe, on the days of feedback_reminders by the clock, and by the county whenever it presses the button."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Count

from accounts.choices import RegionLevel
from accounts.models import Position, Region
from accounts.roles import Role
from assistance.feedback import last_due_quarter, owed, reminder_days
from assistance.models import Reminder
from assistance.quarters import Quarter
from casework.exceptions import StepRefused

BY_THE_CLOCK = "季度反馈提醒（自动）"


def owed_by_dept(quarter: Quarter, county_code: str, on: date) -> dict[str, int]:
    """Department → how many pushes it owes for the quarter; one statement."""
    rows = owed(quarter, on).filter(county_code=county_code).order_by().values("dept").annotate(number=Count("pk"))
    return {row["dept"]: row["number"] for row in rows}


def write(quarter: Quarter, county_code: str, owing: dict[str, int], *, by: Position | str, on: date) -> int:
    """One row per department, quarter and day; a second reminder of the day is none."""
    rows = [
        Reminder(dept=dept, county_code=county_code, quarter=quarter.code, sent_on=on, owed=number, sent_by=str(by)[:120])
        for dept, number in sorted(owing.items())
    ]
    known = Reminder.objects.filter(county_code=county_code, quarter=quarter.code, sent_on=on, dept__in=owing).count()
    Reminder.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows) - known


@transaction.atomic
def remind(on: date) -> int:
    """The clock's own reminder: on the days named, in the quarter's third month. How many departments were reminded; again today: none."""
    quarter, sent = Quarter.of(on), 0
    if on <= quarter.cutoff:
        return 0
    for county_code in Region.objects.filter(level=RegionLevel.COUNTY).values_list("code", flat=True):
        if on.day in reminder_days(county_code, on):
            sent += write(quarter, county_code, owed_by_dept(quarter, county_code, on), by=BY_THE_CLOCK, on=on)
    return sent


@transaction.atomic
def urge(quarter: Quarter, *, by: Position, on: date) -> list[str]:
    """催办 by the county: which departments were reminded. Raises StepRefused where nobody owes anything or all were reminded today."""
    if not by.has(Role.TASKFORCE):
        raise StepRefused(f"催办由{Role.TASKFORCE.label}办理，您的岗位是{by.title}。", "wrong_role")
    county_code = by.region.code[:6]
    owing = owed_by_dept(quarter, county_code, on)
    if not owing:
        raise StepRefused(f"{quarter.label}没有部门欠反馈，不用催办。", "nothing_owed")
    known = set(
        Reminder.objects.filter(county_code=county_code, quarter=quarter.code, sent_on=on, dept__in=owing).values_list("dept", flat=True)
    )
    fresh = {dept: number for dept, number in owing.items() if dept not in known}
    if not fresh:
        raise StepRefused("今天已经催办过这些部门，一天催办一次。", "reminded_today")
    write(quarter, county_code, fresh, by=by, on=on)
    return sorted(fresh)


def last_reminder(dept: str, county_code: str, on: date) -> Reminder | None:
    """The latest reminder a department has not lived down: of the running quarter, or of the last one due."""
    quarters = {Quarter.of(on).code, last_due_quarter(on, county_code).code}
    return Reminder.objects.filter(dept=dept, county_code=county_code, quarter__in=quarters, sent_on__lte=on).order_by("sent_on").last()
