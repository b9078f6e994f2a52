"""The working calendar and the one timeline."""

from __future__ import annotations

from typing import Any

from django.core.cache import cache
from django.db import models

from accounts.models import Position
from accounts.scope import within_scope
from casework.choices import EventKind
from casework.working_days import WorkCalendar


class WorkDayQuerySet(models.QuerySet["WorkDay"]):
    CACHE_KEY = "casework.work_calendar"

    def calendar(self) -> WorkCalendar:
        """The loaded calendar; one query, kept until `load_workdays` changes it."""
        calendar = cache.get(self.CACHE_KEY)
        if calendar is None:
            rows = list(self.values_list("day", "is_working"))
            calendar = WorkCalendar({day for day, working in rows if working}, {day.year for day, _ in rows})
            cache.set(self.CACHE_KEY, calendar, 300)
        return calendar


class WorkDay(models.Model):
    """One day of a loaded year: worked or not, and why. Years enter whole, by `load_workdays`."""

    day = models.DateField("日期", primary_key=True)
    is_working = models.BooleanField("上班")
    note = models.CharField("说明", max_length=30, blank=True)

    objects = WorkDayQuerySet.as_manager()

    class Meta:
        verbose_name = "工作日"
        ordering = ("day",)

    def __str__(self) -> str:
        return f"{self.day} {'上班' if self.is_working else '休'}{self.note}"


class EventQuerySet(models.QuerySet["Event"]):
    def visible_to(self, position: Position) -> EventQuerySet:
        return within_scope(self, position)

    def of_household(self, household_id: int) -> EventQuerySet:
        return self.filter(household_id=household_id)


class Event(models.Model):
    """One thing that happened to a household. Plain ids, never foreign keys; written in the transaction of the change, never updated.

    `by` is the name and post of who did it, kept as words so that it reads the same in ten years; `happened_on` the county's day.
    """

    household_id = models.BigIntegerField("户")
    county_code = models.CharField(max_length=6)
    town_code = models.CharField(max_length=9)
    village_code = models.CharField(max_length=12)
    kind = models.CharField("类别", max_length=30, choices=EventKind.choices)
    at = models.DateTimeField("时间", auto_now_add=True)
    happened_on = models.DateField("日期")
    position_id = models.BigIntegerField("岗位", null=True)
    by = models.CharField("经办", max_length=120)
    subject_type = models.CharField("事项类型", max_length=30, blank=True)
    subject_id = models.BigIntegerField("事项编号", null=True)
    detail = models.JSONField("内容", default=dict)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = "事件"
        ordering = ("happened_on", "pk")
        indexes = [
            models.Index(fields=["household_id", "happened_on", "id"], name="event_by_household"),
            models.Index(fields=["subject_type", "subject_id"], name="event_by_subject"),
        ]

    def __str__(self) -> str:
        return self.sentence

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise TypeError("事件只增不改。")
        super().save(*args, **kwargs)

    @property
    def sentence(self) -> str:
        from casework.sentences import sentence

        return sentence(self)


class CaseBase(models.Model):
    """What `advance` needs of a thing that runs through a workflow: state, due date, region codes, and a version against stale pages."""

    state = models.CharField("状态", max_length=20)
    state_since = models.DateField("进入本状态")
    due_on = models.DateField("本步期限", null=True, blank=True)
    due_is_provisional = models.BooleanField("期限暂估", default=False)
    version = models.PositiveIntegerField("版次", default=0)
    county_code = models.CharField(max_length=6)
    town_code = models.CharField(max_length=9)
    village_code = models.CharField(max_length=12)

    class Meta:
        abstract = True
