"""What the departments say: one noun per department's word, coded facts plain, numbers and names of diseases sealed (rulings A7)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.fields import BlindIndexField, FenField, SealedField
from households.choices import (
    Attendance,
    CareLevel,
    ClearanceMode,
    DisabilityType,
    HouseGrade,
    InsuranceKind,
    InsuranceStatus,
    Register,
    Risk,
    SchoolStatus,
    SupportMode,
    VehicleKind,
    WaterState,
)
from households.models.household import Household, Person
from policies.categories import DibaoMode, MonitoringKind, SupportCategory


class OutsideRecord(models.Model):
    """What every department's row carries. `received_on` is the day it first reached us, kept on later updates."""

    household = models.ForeignKey(Household, verbose_name="户", on_delete=models.PROTECT, related_name="%(class)s_records")
    person = models.ForeignKey(Person, verbose_name="人", null=True, blank=True, on_delete=models.PROTECT, related_name="%(class)s_records")
    received_on = models.DateField("首次收到")
    batch_id = models.BigIntegerField("批次", null=True, blank=True)

    class Meta:
        abstract = True


class DatedRecord(OutsideRecord):
    """A department's row that is looked for by household and day: each model has that index, so the household alone needs none."""

    household = models.ForeignKey(Household, verbose_name="户", on_delete=models.PROTECT, related_name="%(class)s_records", db_index=False)

    class Meta:
        abstract = True


class Disability(OutsideRecord):
    """残疾人证 (CL)."""

    kind = models.CharField("残疾类别", max_length=1, choices=DisabilityType.choices)
    level = models.PositiveSmallIntegerField("残疾等级")
    certificate = SealedField("残疾人证号", mask="certificate")
    certificate_index = BlindIndexField(source="certificate", purpose="certificate")
    issued_on = models.DateField("发证日期")
    expires_on = models.DateField("有效期止", null=True, blank=True)
    is_cancelled = models.BooleanField("已注销", default=False)

    class Meta:
        verbose_name = "残疾人证"
        constraints = [models.UniqueConstraint(fields=["person"], name="disability_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}{self.level}级"


class Housing(OutsideRecord):
    """住房安全鉴定 (ZJ); the latest appraisal counts."""

    grade = models.CharField("鉴定等级", max_length=4, choices=HouseGrade.choices)
    appraised_on = models.DateField("鉴定日期")
    appraiser = models.CharField("鉴定机构", max_length=60, blank=True)
    renovation = models.CharField("改造方式", max_length=20, blank=True)
    accepted_on = models.DateField("验收日期", null=True, blank=True)
    is_only_home = models.BooleanField("唯一住房", null=True, blank=True)
    is_occupied = models.BooleanField("已入住", null=True, blank=True)

    class Meta:
        verbose_name = "住房"
        constraints = [models.UniqueConstraint(fields=["household", "appraised_on"], name="housing_once")]

    def __str__(self) -> str:
        return self.get_grade_display()


class Water(OutsideRecord):
    """饮水安全 (SW): four indicators; the latest check counts."""

    supply = models.CharField("供水方式", max_length=30, blank=True)
    quantity = models.CharField("水量", max_length=6, choices=WaterState.choices, blank=True)
    quality = models.CharField("水质", max_length=6, choices=WaterState.choices, blank=True)
    access = models.CharField("方便程度", max_length=6, choices=WaterState.choices, blank=True)
    reliability = models.CharField("供水保证率", max_length=6, choices=WaterState.choices, blank=True)
    checked_on = models.DateField("检查日期")
    problem = models.CharField("问题", max_length=200, blank=True)

    class Meta:
        verbose_name = "饮水"
        constraints = [models.UniqueConstraint(fields=["household", "checked_on"], name="water_once")]

    def __str__(self) -> str:
        return self.supply or "饮水"


class Enrolment(OutsideRecord):
    """学籍 (JT)."""

    student_no = SealedField("学籍号", mask="certificate")
    student_no_index = BlindIndexField(source="student_no", purpose="student_no")
    school = models.CharField("学校", max_length=80, blank=True)
    stage = models.CharField("学段", max_length=12, choices=SchoolStatus.choices)
    grade = models.CharField("年级", max_length=10, blank=True)
    is_boarding = models.BooleanField("寄宿", null=True, blank=True)
    attendance = models.CharField("学籍状态", max_length=12, choices=Attendance.choices)
    absence_reason = models.CharField("失学辍学原因", max_length=40, blank=True)

    class Meta:
        verbose_name = "学生"
        constraints = [models.UniqueConstraint(fields=["person"], name="enrolment_once")]

    def __str__(self) -> str:
        return f"{self.school}{self.grade}"


class Insurance(OutsideRecord):
    """参保 (YB, RS)."""

    kind = models.CharField("参保险种", max_length=18, choices=InsuranceKind.choices)
    year = models.PositiveSmallIntegerField("参保年度")
    status = models.CharField("参保状态", max_length=12, choices=InsuranceStatus.choices)
    paid_on = models.DateField("缴费日期", null=True, blank=True)
    personal_paid = FenField("个人缴费", null=True, blank=True)
    subsidy_kind = models.CharField("资助类别", max_length=20, blank=True)
    subsidy_amount = FenField("资助金额", null=True, blank=True)

    class Meta:
        verbose_name = "参保"
        constraints = [models.UniqueConstraint(fields=["person", "kind", "year"], name="insurance_once")]
        # those said not to be insured are few beside all who are
        indexes = [models.Index(fields=["person"], condition=models.Q(status="not_insured"), name="insurance_missing")]

    def __str__(self) -> str:
        return f"{self.year}年{self.get_kind_display()}{self.get_status_display()}"


class Vehicle(OutsideRecord):
    """机动车 (GA)."""

    plate = SealedField("号牌", mask="certificate")
    plate_index = BlindIndexField(source="plate", purpose="plate")
    kind = models.CharField("车型", max_length=12, choices=VehicleKind.choices)
    registered_on = models.DateField("登记日期", null=True, blank=True)
    value = FenField("购置价", null=True, blank=True)
    is_livelihood = models.BooleanField("唯一谋生车辆", default=False)

    class Meta:
        verbose_name = "车辆"
        constraints = [models.UniqueConstraint(fields=["person", "plate_index"], name="vehicle_once")]

    def __str__(self) -> str:
        return self.get_kind_display()


class Death(OutsideRecord):
    """死亡、户籍注销、火化 (GA, MZ)."""

    died_on = models.DateField("死亡日期")
    cancelled_on = models.DateField("户籍注销日期", null=True, blank=True)
    cremated_on = models.DateField("火化日期", null=True, blank=True)
    reported_by = models.CharField("来源", max_length=40, blank=True)

    class Meta:
        verbose_name = "死亡"
        constraints = [models.UniqueConstraint(fields=["person"], name="death_once")]

    def __str__(self) -> str:
        return f"{self.died_on}"


class RegisterClaim(OutsideRecord):
    """A register of another system lists this person (rulings A12): kept as it was said, never merged away. I01, I03, I04 read these."""

    register = models.CharField("台账", max_length=20, choices=Register.choices)
    category = models.CharField("类别", max_length=20, choices=SupportCategory.choices, blank=True)
    dibao_mode = models.CharField("低保方式", max_length=10, choices=DibaoMode.choices, blank=True)
    certificate = SealedField("低保（特困）证号", mask="certificate")
    certificate_index = BlindIndexField(source="certificate", purpose="certificate")
    since = models.DateField("起始年月", null=True, blank=True)
    until = models.DateField("有效期止", null=True, blank=True)
    monthly_amount = FenField("月保障金额", null=True, blank=True)
    insured_count = models.PositiveSmallIntegerField("保障人口", null=True, blank=True)
    cause = models.CharField("申请原因", max_length=60, blank=True)
    support_mode = models.CharField("供养方式", max_length=10, choices=SupportMode.choices, blank=True)
    care_level = models.CharField("生活自理能力", max_length=6, choices=CareLevel.choices, blank=True)
    rigid_share = models.DecimalField("刚性支出占比", max_digits=6, decimal_places=4, null=True, blank=True)
    monitoring_kind = models.CharField("监测对象类别", max_length=10, choices=MonitoringKind.choices, blank=True)
    risks = ArrayField(models.CharField(max_length=2, choices=Risk.choices), verbose_name="风险", default=list, blank=True)
    is_cleared = models.BooleanField("风险已消除", default=False)
    cleared_on = models.DateField("消除时间", null=True, blank=True)
    clearance_mode = models.CharField("消除方式", max_length=10, choices=ClearanceMode.choices, blank=True)
    # What the national system calls him and his household (domain §2.4: both external ids are kept).
    outside_no = models.CharField("国家系统户编号", max_length=30, blank=True)
    person_no = models.CharField("国家系统人编号", max_length=30, blank=True)
    # Who filled in the national system's table, and his phone: a check of that system asks for both (DQ-20).
    collector = models.CharField("信息采集人", max_length=40, blank=True)
    collector_phone = SealedField("信息采集人联系电话", mask="phone")
    collector_phone_index = BlindIndexField(source="collector_phone", purpose="phone")

    class Meta:
        verbose_name = "台账所列"
        constraints = [models.UniqueConstraint(fields=["register", "person"], name="register_claim_once")]

    def __str__(self) -> str:
        return self.get_register_display()


class RefusedApplication(OutsideRecord):
    """申请未通过."""

    application_no = models.CharField("申请编号", max_length=40, unique=True)
    category = models.CharField("申请类别", max_length=20, blank=True)
    accepted_on = models.DateField("受理日期", null=True, blank=True)
    refused_on = models.DateField("不予确认日期")
    stage = models.CharField("未通过环节", max_length=30, blank=True)
    reason = models.CharField("未通过原因", max_length=200, blank=True)
    told_on = models.DateField("告知日期", null=True, blank=True)

    class Meta:
        verbose_name = "未通过的申请"

    def __str__(self) -> str:
        return self.application_no


class ExitRecord(OutsideRecord):
    """退出、停保."""

    category = models.CharField("原类别", max_length=20, choices=SupportCategory.choices, blank=True)
    left_on = models.DateField("停保时间")
    reason = models.CharField("停保原因", max_length=60, blank=True)
    monthly_amount = FenField("月保障金额", null=True, blank=True)
    grace_from = models.DateField("渐退期起", null=True, blank=True)
    grace_until = models.DateField("渐退期止", null=True, blank=True)
    destination = models.CharField("兜底去向", max_length=30, blank=True)

    class Meta:
        verbose_name = "退出"
        constraints = [models.UniqueConstraint(fields=["person", "category", "left_on"], name="exit_once")]

    def __str__(self) -> str:
        return f"{self.get_category_display()} {self.left_on}"
