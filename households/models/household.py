"""Household, Person, Member, Standing: who lives together, for life and for now."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from accounts.fields import BlindIndexField, SealedField
from accounts.models import Position, Region
from accounts.scope import within_scope
from households.choices import (
    CareLevel,
    ClearanceMode,
    Health,
    HouseholdKind,
    IdType,
    JobStatus,
    Labour,
    Marital,
    MemberStatus,
    Risk,
    SchoolStatus,
    Sex,
)
from households.relations import RELATIONS
from policies.categories import AreaType, DibaoMode, MonitoringKind, SupportCategory


class HouseholdQuerySet(models.QuerySet["Household"]):
    def visible_to(self, position: Position) -> HouseholdQuerySet:
        return within_scope(self, position)

    def supported(self) -> HouseholdQuerySet:
        """With a category or the tag in force."""
        return self.filter(~Q(category="") | Q(has_monitoring_tag=True))

    def for_list(self) -> HouseholdQuerySet:
        return self.select_related("village", "village__parent", "facts").defer("phone", "bank_account")


class Household(models.Model):
    """户. Category, tag and kind are written only by identification's verbs; codes of county, town and village follow `village`."""

    household_no = models.CharField("户编号", max_length=30, unique=True)
    head_name = models.CharField("户主姓名", max_length=60)
    village = models.ForeignKey(Region, verbose_name="村（社区）", on_delete=models.PROTECT, related_name="households")
    county_code = models.CharField(max_length=6)
    town_code = models.CharField(max_length=9)
    village_code = models.CharField(max_length=12)
    area_type = models.CharField("户籍类型", max_length=10, choices=[c for c in AreaType.choices if c[0] != AreaType.UNIFIED])
    household_kind = models.CharField("户类型", max_length=10, choices=HouseholdKind.choices)
    is_relocated = models.BooleanField("易地搬迁户", default=False)
    settlement = models.CharField("安置区", max_length=60, blank=True)
    address = models.CharField("家庭住址", max_length=200, blank=True)
    phone = SealedField("联系电话", mask="phone")
    phone_index = BlindIndexField(source="phone", purpose="phone")
    bank_account = SealedField("一卡通账号", mask="account")
    bank_account_index = BlindIndexField(source="bank_account", purpose="account")
    bank_name = models.CharField("开户行", max_length=60, blank=True)
    account_name = models.CharField("账户名", max_length=60, blank=True)
    helper = models.CharField("帮扶责任人", max_length=40, blank=True)
    category = models.CharField("现有对象类别", max_length=20, choices=SupportCategory.choices, blank=True, default="")
    has_monitoring_tag = models.BooleanField("防返贫监测对象", default=False)
    monitoring_kind = models.CharField("监测类别", max_length=10, choices=MonitoringKind.choices, blank=True, default="")
    risks = ArrayField(models.CharField(max_length=2, choices=Risk.choices), verbose_name="风险类型", default=list, blank=True)
    registered_on = models.DateField("建档日期")
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        verbose_name = "户"
        indexes = [
            models.Index(fields=["town_code", "-updated_at", "-id"], name="household_town_recent"),
            models.Index(fields=["village_code", "household_no"], name="household_village_no"),
            models.Index(fields=["town_code", "category", "household_no"], name="household_town_category"),
            models.Index(fields=["town_code", "household_no"], name="household_town_no"),
            models.Index(fields=["county_code", "household_no"], name="household_county_no"),
            models.Index(fields=["county_code", "category", "household_no"], name="household_county_category"),
            models.Index(fields=["phone_index"], name="household_phone", condition=Q(phone_index__isnull=False)),
            models.Index(fields=["bank_account_index"], name="household_account", condition=Q(bank_account_index__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.head_name}户"


# The one- and two-character pieces of a name, made by the database (households/sql/pieces_of_names.sql): what Chinese name search looks for.
PIECES = models.Func(models.F("name"), function="households_pieces", output_field=ArrayField(models.TextField()))


class Person(models.Model):
    """人: one row for life, whatever households and registers say of him (rulings A12). Coded facts are plain, numbers sealed (A7)."""

    name = models.CharField("姓名", max_length=60)
    initials = models.CharField("姓名首字母", max_length=30, blank=True, db_index=True)
    id_type = models.CharField("证件类型", max_length=2, choices=IdType.choices, default=IdType.ID_CARD)
    id_number = SealedField("证件号码", mask="id_number")
    id_index = BlindIndexField(source="id_number", purpose="id_number", unique=True)
    sex = models.CharField("性别", max_length=1, choices=Sex.choices, blank=True)
    birth = models.DateField("出生日期", null=True, blank=True)
    ethnicity = models.CharField("民族", max_length=2, blank=True)
    education = models.CharField("文化程度", max_length=2, blank=True)
    marital = models.CharField("婚姻状况", max_length=2, choices=Marital.choices, blank=True)
    political = models.CharField("政治面貌", max_length=2, blank=True)
    phone = SealedField("电话", mask="phone")
    phone_index = BlindIndexField(source="phone", purpose="phone")
    health = models.CharField("健康状况", max_length=10, choices=Health.choices, blank=True)
    disease = SealedField("病种", mask="health")
    disease_index = BlindIndexField(source="disease", purpose="disease")
    labour = models.CharField("劳动能力", max_length=10, choices=Labour.choices, blank=True)
    school_status = models.CharField("在校生状况", max_length=12, choices=SchoolStatus.choices, blank=True)
    job_status = models.CharField("就业状况", max_length=14, choices=JobStatus.choices, blank=True)
    care_level = models.CharField("生活自理能力", max_length=6, choices=CareLevel.choices, blank=True, default="")
    # A row written twice for one person stays, pointing to the one kept: its number, found on paper, still leads to him.
    merged_into = models.ForeignKey("self", verbose_name="已并入", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")

    class Meta:
        verbose_name = "人"
        indexes = [
            models.Index(fields=["name", "birth"], name="person_name_birth"),
            # What is written lately waits in a list that every search reads whole: a short one.
            GinIndex(PIECES, name="person_by_pieces", gin_pending_list_limit=512),
        ]
        constraints = [
            models.CheckConstraint(name="person_not_into_himself", condition=Q(merged_into__isnull=True) | ~Q(merged_into=models.F("pk")))
        ]

    def __str__(self) -> str:
        return self.name


class MemberQuerySet(models.QuerySet["Member"]):
    def visible_to(self, position: Position) -> MemberQuerySet:
        return within_scope(self, position, "household__")

    def living(self) -> MemberQuerySet:
        """Memberships not ended; claims of a second household left out."""
        return self.filter(left_on__isnull=True, is_claim=False)


class Member(models.Model):
    """共同生活家庭成员: a person in a household, dated. `is_claim`: a second register lists him here while he lives elsewhere; never counted (I04)."""

    household = models.ForeignKey(Household, verbose_name="户", on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, verbose_name="人", on_delete=models.PROTECT, related_name="memberships")
    relation = models.CharField("与户主关系", max_length=2, choices=list(RELATIONS.items()))
    status = models.CharField("人员状态", max_length=14, choices=MemberStatus.choices, default=MemberStatus.PRESENT)
    status_since = models.DateField("状态起", null=True, blank=True)
    status_until = models.DateField("状态止", null=True, blank=True)
    joined_on = models.DateField("加入日期", null=True, blank=True)
    left_on = models.DateField("离开日期", null=True, blank=True)
    is_claim = models.BooleanField("另一台账所列", default=False)
    category = models.CharField("对象类别", max_length=20, choices=SupportCategory.choices, blank=True, default="")
    dibao_mode = models.CharField("低保方式", max_length=10, choices=DibaoMode.choices, blank=True, default="")

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = "家庭成员"
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(left_on__isnull=True, is_claim=False), name="person_lives_in_one_household",
                violation_error_message="此人已在另一户共同生活。",
            ),
            models.UniqueConstraint(fields=["household", "person"], condition=Q(left_on__isnull=True), name="member_once_in_household"),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["household", "person"], name="member_by_household"),
            # The few who are claimed by two registers: asked for on every recount of a household.
            models.Index(fields=["person"], name="member_claimed", condition=Q(is_claim=True)),
        ]

    def __str__(self) -> str:
        return f"{self.person}（{RELATIONS.get(self.relation, '')}）"


class Standing(models.Model):
    """户的时间标记: what rules need to know of a household's past (rulings A8). Written only by the verbs of the rooms above."""

    household = models.OneToOneField(Household, verbose_name="户", on_delete=models.PROTECT, related_name="standing", primary_key=True)
    refused_on = models.DateField("最近不予确认", null=True, blank=True)
    refused_category = models.CharField("申请类别", max_length=20, blank=True)
    exited_on = models.DateField("最近退出", null=True, blank=True)
    exited_category = models.CharField("退出类别", max_length=20, blank=True)
    identified_on = models.DateField("识别为监测对象", null=True, blank=True)
    cleared_on = models.DateField("风险消除", null=True, blank=True)
    clearance_mode = models.CharField("消除方式", max_length=10, choices=ClearanceMode.choices, blank=True)
    first_measure_on = models.DateField("首次落实措施", null=True, blank=True)
    last_visited_on = models.DateField("最近走访", null=True, blank=True)
    grace_until = models.DateField("渐退期止", null=True, blank=True)
    category_since = models.DateField("现类别起", null=True, blank=True)
    has_open_case = models.BooleanField("有在办申请", default=False)

    class Meta:
        verbose_name = "户的时间标记"

    def __str__(self) -> str:
        return f"{self.household_id}"
