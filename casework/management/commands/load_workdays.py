"""Fill the WorkDay table from the published arrangements; open deadlines are counted again when a year is added."""

from datetime import date, timedelta
from typing import Any

import chinese_calendar
from django.core.cache import cache
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from casework.models import WorkDay, WorkDayQuerySet
from casework.recount import recount_open_deadlines

FIRST_YEAR, LAST_YEAR = 2020, 2026


class Command(BaseCommand):
    help = f"装入工作日表（{FIRST_YEAR}–{LAST_YEAR}年，国务院办公厅放假安排）。可反复执行；新装入的年份会重算未办结事项的期限。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--years", nargs="*", type=int, default=list(range(FIRST_YEAR, LAST_YEAR + 1)))

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        known = set(WorkDay.objects.values_list("day", flat=True))
        fresh = [row for year in options["years"] for row in days_of(year) if row.day not in known]
        WorkDay.objects.bulk_create(fresh)
        cache.delete(WorkDayQuerySet.CACHE_KEY)
        moved = recount_open_deadlines() if fresh else 0
        self.stdout.write(f"工作日：新增 {len(fresh)} 天，重算期限 {moved} 件。")


def days_of(year: int) -> list[WorkDay]:
    """Every day of a published year; raises CommandError when the arrangement of that year is not published."""
    rows, day = [], date(year, 1, 1)
    while day.year == year:
        try:
            working = chinese_calendar.is_workday(day)
            is_holiday, name = chinese_calendar.get_holiday_detail(day)
        except NotImplementedError as error:
            raise CommandError(f"{year}年的放假安排还没有公布，不能装入；期限会按周一至周五暂估。") from error
        note = "调休上班" if working and day.weekday() >= 5 else (CHINESE.get(name or "", "") if is_holiday and not working else "")
        rows.append(WorkDay(day=day, is_working=working, note=note))
        day += timedelta(days=1)
    return rows


CHINESE = {holiday.value: holiday.chinese for holiday in chinese_calendar.Holiday}
