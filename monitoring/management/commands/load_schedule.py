"""The timetable of scheduled work as rows of django-celery-beat: loaded at every start, kept as the operator has changed it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask


@dataclass(frozen=True)
class Entry:
    """One line of the timetable: a task by its path, every day at `at_hour` or every `minutes`."""

    name: str
    task: str
    at_hour: int | None = None
    minutes: int = 0
    description: str = ""


# The screening's hour is each county's own (monitoring/nightly.py). A message that waited out a stopped worker is dropped when the next is due.
TIMETABLE = (
    Entry(
        "夜间筛查",
        "monitoring.tasks.screen_counties_at_their_hour",
        minutes=10,
        description="到了各县自己的时刻（页面“夜间筛查时刻”）各筛查一次；没有到点的不动。",
    ),
    Entry("查找疑似重复的人员", "households.tasks.find_duplicates_nightly", at_hour=23, description="每县一次；没有变动时写0行。"),
    Entry("检查数据质量", "registers.tasks.check_quality_nightly", at_hour=23, description="每县一次；没有变动时写0行。"),
    Entry("撤下到期的公示", "identification.tasks.remove_ended_notices", at_hour=0, description="最后一天过后自动撤下；再跑一次不重复。"),
    Entry(
        "关闭逾期未补正的申请",
        "identification.tasks.lapse_returned_applications",
        at_hour=0,
        description="补正期限过后自动关闭；再跑一次不重复。",
    ),
    Entry("季度反馈提醒", "assistance.tasks.remind_departments", at_hour=8, description="只在季末月的提醒日有动作，一天一次。"),
    Entry("接手中断的筛查", "monitoring.tasks.resume_stale", minutes=1, description="执行者失联后，由另一个接着做。"),
    Entry(
        "清理过期的撤回记录", "registers.tasks.purge_trails", at_hour=1, description="过了撤回期限的原值和没人确认的预览；再跑一次不重复。"
    ),
    Entry("接手中断的导入", "registers.tasks.resume_stale", minutes=1, description="执行者失联后，由另一个接着做。"),
    Entry("补入另存的行", "registers.tasks.land_kept_rows", minutes=1, description="不在册另存的行，人在册后补入；没有时写0行。"),
    Entry("核对另存的行", "registers.tasks.match_kept_rows", at_hour=2, description="另存的行与在册的人全部核对一遍；没有变动时写0行。"),
)


class Command(BaseCommand):
    help = "装入定时任务：夜间筛查（各县自己的时刻，默认22:00）、查找疑似重复的人员和检查数据质量（23:00）、零点撤下到期的公示、关闭逾期未补正的申请、一点清理过期的撤回记录、两点核对另存的行、每分钟接手中断的筛查与导入、补入另存的行。可反复执行；已有的时间和启停不改。"

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        added = sum(self.load(entry) for entry in TIMETABLE)
        self.stdout.write(f"定时任务：新增 {added} 条，共 {len(TIMETABLE)} 条。")

    def load(self, entry: Entry) -> int:
        task = PeriodicTask.objects.filter(name=entry.name).first()
        if task is None:
            PeriodicTask.objects.create(name=entry.name, task=entry.task, description=entry.description, **self.timing(entry))
            return 1
        if task.task != entry.task:  # another task keeps another time; whether it is on stays
            for name, value in ({"crontab": None, "interval": None, "expire_seconds": None} | self.timing(entry)).items():
                setattr(task, name, value)
            task.task, task.description = entry.task, entry.description
            task.save()
        return 0

    def timing(self, entry: Entry) -> dict[str, Any]:
        if entry.at_hour is not None:
            crontab, _ = CrontabSchedule.objects.get_or_create(
                minute="0", hour=str(entry.at_hour), day_of_week="*", day_of_month="*", month_of_year="*", timezone=settings.TIME_ZONE
            )
            return {"crontab": crontab}
        interval, _ = IntervalSchedule.objects.get_or_create(every=entry.minutes, period=IntervalSchedule.MINUTES)
        return {"interval": interval, "expire_seconds": entry.minutes * 60}
