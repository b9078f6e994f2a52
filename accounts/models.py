"""Regions, offices, people, positions and the reading log."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.choices import Dept, OfficeKind, ReadingKind, RegionLevel
from accounts.fields import SealedField
from accounts.roles import SEPARATED, Role


class RegionQuerySet(models.QuerySet["Region"]):
    def under(self, region: Region) -> RegionQuerySet:
        """The region itself and everything below it; codes of statistics nest by prefix (domain §8.2)."""
        return self.filter(code__startswith=region.code)

    def villages(self) -> RegionQuerySet:
        return self.filter(level=RegionLevel.VILLAGE)

    def towns(self) -> RegionQuerySet:
        return self.filter(level=RegionLevel.TOWN)


class Region(models.Model):
    """行政区划. `code` has 4 (city), 6 (county), 9 (town) or 12 (village) digits; a code starts with its parent's."""

    code = models.CharField("区划代码", max_length=15, unique=True)
    name = models.CharField("名称", max_length=60)
    level = models.CharField("级别", max_length=10, choices=RegionLevel.choices)
    parent = models.ForeignKey("self", verbose_name="上级", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    settlement_code = models.CharField("城乡分类", max_length=3, blank=True)
    former_codes = ArrayField(models.CharField(max_length=15), verbose_name="曾用代码", default=list, blank=True)

    objects = RegionQuerySet.as_manager()

    class Meta:
        verbose_name = "区划"
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name


class RegionAlias(models.Model):
    """Another name a village or town goes by in registers (old town, merged village); remembered once, used by every import."""

    name = models.CharField("别名", max_length=60)
    within = models.ForeignKey(Region, verbose_name="所属范围", on_delete=models.CASCADE, related_name="+")
    region = models.ForeignKey(Region, verbose_name="现区划", on_delete=models.CASCADE, related_name="aliases")

    class Meta:
        verbose_name = "区划别名"
        constraints = [models.UniqueConstraint(fields=["name", "within"], name="region_alias_once_within")]

    def __str__(self) -> str:
        return f"{self.name} → {self.region}"


class Office(models.Model):
    """单位: a body of people in a region, with the department code where it is a county department."""

    code = models.CharField("单位代码", max_length=30, unique=True)
    name = models.CharField("单位名称", max_length=80)
    kind = models.CharField("单位类别", max_length=12, choices=OfficeKind.choices)
    region = models.ForeignKey(Region, verbose_name="所在区划", on_delete=models.PROTECT, related_name="offices")
    dept = models.CharField("部门代码", max_length=4, choices=Dept.choices, blank=True)

    class Meta:
        verbose_name = "单位"
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, position: Position) -> UserQuerySet:
        """People with a post in the region, and those without any yet, for the 系统管理员 and 安全管理员 alone."""
        if not position.has(Role.SYS_ADMIN, Role.SEC_ADMIN):
            return self.none()
        within = Position.objects.filter(user=models.OuterRef("pk"), region__code__startswith=position.region.code)
        any_post = Position.objects.filter(user=models.OuterRef("pk"))
        return self.filter(models.Exists(within) | ~models.Exists(any_post))


class UserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username=username)


class User(AbstractBaseUser):
    """A person who signs in. What he may do hangs on his positions, never on the account."""

    username = models.CharField("账号", max_length=40, unique=True)
    name = models.CharField("姓名", max_length=40)
    phone = SealedField("电话", mask="phone")
    is_active = models.BooleanField("启用", default=True)
    must_change_password = models.BooleanField("须改口令", default=True)
    password_changed_at = models.DateTimeField("口令修改时间", null=True, blank=True)

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = "人员"
        ordering = ("username",)

    def __str__(self) -> str:
        return self.name


class PasswordHistory(models.Model):
    """A password a person had before, hashed: the last five may not come back (SE-01)."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="password_history")
    password = models.CharField(max_length=128)
    set_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "用过的口令"
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.user} {self.set_at:%Y-%m-%d}"


class PositionQuerySet(models.QuerySet["Position"]):
    def visible_to(self, position: Position) -> PositionQuerySet:
        """岗位 of the region, for the 安全管理员 alone."""
        if not position.has(Role.SEC_ADMIN):
            return self.none()
        return self.filter(region__code__startswith=position.region.code)

    def in_force(self, on: date) -> PositionQuerySet:
        return self.filter(Q(until__isnull=True) | Q(until__gte=on), since__lte=on, user__is_active=True)

    def for_frame(self) -> PositionQuerySet:
        return self.select_related("user", "office", "region")


class Position(models.Model):
    """岗位: a person in an office with roles over a region. Scope and permission belong to it, not to the person."""

    user = models.ForeignKey(User, verbose_name="人员", on_delete=models.PROTECT, related_name="positions")
    office = models.ForeignKey(Office, verbose_name="单位", on_delete=models.PROTECT, related_name="positions")
    region = models.ForeignKey(Region, verbose_name="辖区", on_delete=models.PROTECT, related_name="positions")
    title = models.CharField("岗位", max_length=60)
    roles = ArrayField(models.CharField(max_length=20, choices=Role.choices), verbose_name="角色")
    since = models.DateField("起", default=date(2000, 1, 1))
    until = models.DateField("止", null=True, blank=True)

    objects = PositionQuerySet.as_manager()

    class Meta:
        verbose_name = "岗位"
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["user", "office", "title"], name="position_once_per_office"),
            models.CheckConstraint(
                name="position_separated_duties",
                condition=~Q(roles__contains=[SEPARATED[0], SEPARATED[1]])
                & ~Q(roles__contains=[SEPARATED[0], SEPARATED[2]])
                & ~Q(roles__contains=[SEPARATED[1], SEPARATED[2]]),
                violation_error_message="系统、安全、审计三类管理员不能由同一岗位兼任。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user.name}（{self.title}）"

    def has(self, *roles: Role | str) -> bool:
        """Whether the position holds any of these roles."""
        return bool(set(self.roles) & {str(role) for role in roles})


class ReadingLogQuerySet(models.QuerySet["ReadingLog"]):
    def visible_to(self, position: Position) -> ReadingLogQuerySet:
        """All lines of the installation, for the 审计管理员 alone: a failed sign-in belongs to no region."""
        return self if position.has(Role.AUDIT_ADMIN) else self.none()


class ReadingLog(models.Model):
    """Who looked at, unmasked, exported or printed what, when and for which purpose. Never updated; read by AUDIT_ADMIN only."""

    at = models.DateTimeField("时间", auto_now_add=True, db_index=True)
    kind = models.CharField("行为", max_length=16, choices=ReadingKind.choices)
    user_id = models.BigIntegerField("人员", null=True)
    position_id = models.BigIntegerField("岗位", null=True)
    who = models.CharField("姓名与岗位", max_length=120)
    address = models.GenericIPAddressField("来源地址", null=True)
    subject = models.CharField("对象", max_length=120, blank=True)
    subject_id = models.BigIntegerField("对象编号", null=True)
    row_count = models.PositiveIntegerField("行数", null=True)
    purpose = models.CharField("用途", max_length=200, blank=True)

    objects = ReadingLogQuerySet.as_manager()

    class Meta:
        verbose_name = "查阅日志"
        ordering = ("-pk",)
        indexes = [
            models.Index(fields=["kind", "-id"], name="reading_log_kind"),
            models.Index(fields=["user_id", "-id"], name="reading_log_person"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.who} {self.get_kind_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise TypeError("查阅日志只增不改。")
        super().save(*args, **kwargs)
