"""What lets another system send a register by itself: its key, and what it sent under which number of its own."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.models import Position
from accounts.roles import Role
from registers.models.batch import Batch


class SystemKeyQuerySet(models.QuerySet["SystemKey"]):
    def visible_to(self, position: Position) -> SystemKeyQuerySet:
        """The 安全管理员 sees the keys of his region."""
        if not position.has(Role.SEC_ADMIN):
            return self.none()
        return self.filter(position__region__code__startswith=position.region.code)

    def in_force(self, on: date) -> SystemKeyQuerySet:
        return self.filter(revoked_at__isnull=True, until__gte=on)


class SystemKey(models.Model):
    """接口密钥. A system sends with it what `position` may import, nothing else. The key itself is shown once; only its SHA-256 is kept:
    of 256 random bits no salt could hide more."""

    name = models.CharField("系统名称", max_length=60)
    position = models.ForeignKey(Position, verbose_name="以谁的岗位送", on_delete=models.PROTECT, related_name="+")
    sheets = ArrayField(models.CharField(max_length=30), verbose_name="可送台账")
    digest = models.CharField("密钥指纹", max_length=64, unique=True)
    until = models.DateField("有效期至")
    made_by = models.ForeignKey(Position, verbose_name="发放人", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField("发放时间", auto_now_add=True)
    last_used_at = models.DateTimeField("最近使用", null=True, blank=True)
    revoked_by = models.ForeignKey(Position, verbose_name="停用人", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField("停用时间", null=True, blank=True)

    objects = SystemKeyQuerySet.as_manager()

    class Meta:
        verbose_name = "接口密钥"
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(
                name="system_key_revoked_by_somebody",
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True) | Q(revoked_at__isnull=False, revoked_by__isnull=False),
            ),
            models.CheckConstraint(name="system_key_sends_something", condition=Q(sheets__len__gt=0)),
        ]

    def __str__(self) -> str:
        return self.name


class Delivery(models.Model):
    """One sending of a system under a number of its own: the same number with the same rows is answered with the same batch, ever."""

    key = models.ForeignKey(SystemKey, verbose_name="接口密钥", on_delete=models.PROTECT, related_name="deliveries")
    number = models.CharField("送来时的编号", max_length=64)
    digest = models.CharField("内容指纹", max_length=64)
    batch = models.ForeignKey(Batch, verbose_name="导入批次", on_delete=models.CASCADE, related_name="deliveries")
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = "接口送来的一批"
        constraints = [models.UniqueConstraint(fields=["key", "number"], name="delivery_once")]

    def __str__(self) -> str:
        return self.number
