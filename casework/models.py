"""The working calendar, the one timeline, and what may leave the house with whole numbers."""

from __future__ import annotations

from typing import Any

from django.core.cache import cache
from django.db import models
from django.db.models import Q

from accounts.models import Position, User
from accounts.roles import Role
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


class WholeExportQuerySet(models.QuerySet["WholeExport"]):
    def visible_to(self, position: Position) -> WholeExportQuerySet:
        """The 安全管理员 sees what is asked in his county, anybody else what he asked himself."""
        if position.has(Role.SEC_ADMIN):
            return self.filter(asked_by__region__code__startswith=position.region.code[:6])
        return self.filter(asked_user_id=position.user_id)

    def waiting(self) -> WholeExportQuerySet:
        return self.filter(decided_at__isnull=True)

    def usable(self) -> WholeExportQuerySet:
        """Approved and not used yet."""
        return self.filter(is_approved=True, used_at__isnull=True)

    def to_decide(self, position: Position) -> WholeExportQuerySet:
        """Waiting, asked by somebody else."""
        rows = self.visible_to(position).waiting().exclude(asked_user_id=position.user_id)
        return rows if position.has(Role.SEC_ADMIN) else rows.none()

    def for_list(self) -> WholeExportQuerySet:
        return self.select_related("asked_by__user", "asked_by__office", "decided_by__user")


class WholeExport(models.Model):
    """一次完整号码的批量导出: asked by one person, decided by another, used once (PD-04, PD-08). `address`: list and conditions, no number in it.

    The two users stand beside their positions so that the database itself can see that they are two people.
    """

    ADDRESS = 500

    asked_by = models.ForeignKey(Position, verbose_name="提出人", on_delete=models.PROTECT, related_name="+")
    asked_user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("提出时间", auto_now_add=True)
    title = models.CharField("名单", max_length=120)
    address = models.CharField("名单的地址", max_length=ADDRESS)
    conditions = models.CharField("条件", max_length=300, blank=True)
    columns = models.CharField("带完整号码的列", max_length=120)
    row_count = models.PositiveIntegerField("行数")
    unit = models.CharField("单位", max_length=10)
    purpose = models.CharField("用途", max_length=100)
    decided_by = models.ForeignKey(Position, verbose_name="批准人", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_user = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField("处理时间", null=True, blank=True)
    is_approved = models.BooleanField("批准", null=True, blank=True)
    reason = models.CharField("不批准的理由", max_length=200, blank=True)
    used_at = models.DateTimeField("导出时间", null=True, blank=True)
    used_rows = models.PositiveIntegerField("导出行数", null=True, blank=True)
    file_hash = models.CharField("文件指纹", max_length=64, blank=True)

    objects = WholeExportQuerySet.as_manager()

    class Meta:
        verbose_name = "完整号码导出"
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(
                name="whole_export_two_people",
                condition=Q(decided_user__isnull=True) | ~Q(decided_user=models.F("asked_user")),
                violation_error_message="不能批准自己提出的导出。",
            ),
            models.CheckConstraint(
                name="whole_export_decided_whole",
                condition=Q(decided_by__isnull=True, decided_user__isnull=True, decided_at__isnull=True, is_approved__isnull=True)
                | Q(decided_by__isnull=False, decided_user__isnull=False, decided_at__isnull=False, is_approved__isnull=False),
                violation_error_message="批准要有人、有时间。",
            ),
            models.CheckConstraint(
                name="whole_export_refused_with_reason",
                condition=~Q(is_approved=False) | ~Q(reason=""),
                violation_error_message="不批准要写理由。",
            ),
            models.CheckConstraint(
                name="whole_export_used_as_approved",
                condition=Q(used_at__isnull=True, used_rows__isnull=True)
                | Q(
                    is_approved__isnull=False,
                    is_approved=True,
                    used_at__isnull=False,
                    used_rows__isnull=False,
                    used_rows__lte=models.F("row_count"),
                ),
                violation_error_message="没有批准的不能导出，行数不能多于批准的。",
            ),
            models.UniqueConstraint(
                fields=["asked_by", "address"],
                condition=Q(decided_at__isnull=True),
                name="whole_export_asked_once",
                violation_error_message="已提出过同样的申请。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}{self.row_count}{self.unit}"
