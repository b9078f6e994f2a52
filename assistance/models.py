"""Needs, referrals to departments, measures and quarterly feedback."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from accounts.choices import Dept
from accounts.fields import FenField, Sealed, SealedField
from accounts.models import Position
from accounts.roles import Role
from accounts.scope import within_scope
from assistance.choices import (
    OPEN_NEEDS,
    OPEN_REFERRALS,
    ArrivalAnswer,
    FeedbackResult,
    MeasureKind,
    NeedKind,
    NeedSource,
    NeedState,
    ReferralState,
    RefusalReason,
)
from casework.models import CaseBase
from households.models import Household, Person
from policies.models import Policy


def plain(value: object) -> str:
    """The words of a sealed column, also of one just set and not read back."""
    return value.reveal() if isinstance(value, Sealed) else str(value or "")


class NeedQuerySet(models.QuerySet["Need"]):
    def visible_to(self, position: Position) -> NeedQuerySet:
        return within_scope(self, position)

    def open(self) -> NeedQuerySet:
        return self.filter(state__in=OPEN_NEEDS)


class Need(models.Model):
    """需求: noticed at a visit, by the matcher, or said by the household; pushed only after the household agreed."""

    household = models.ForeignKey(Household, verbose_name="户", on_delete=models.PROTECT, related_name="needs")
    person = models.ForeignKey(Person, verbose_name="成员", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    county_code = models.CharField(max_length=6)
    town_code = models.CharField(max_length=9)
    village_code = models.CharField(max_length=12)
    kind = models.CharField("需求", max_length=16, choices=NeedKind.choices)
    policy = models.ForeignKey(Policy, verbose_name="对应政策", null=True, blank=True, on_delete=models.PROTECT, related_name="needs")
    source = models.CharField("来源", max_length=8, choices=NeedSource.choices)
    sealed_words = SealedField("说明", mask="health")  # read and written as `words`
    state = models.CharField("状态", max_length=10, choices=NeedState.choices, default=NeedState.NOTED)
    noted_on = models.DateField("登记日期")
    noted_by = models.ForeignKey(Position, verbose_name="登记", on_delete=models.PROTECT, related_name="+")
    answered_on = models.DateField("群众确认日期", null=True, blank=True)
    answered_by = models.ForeignKey(Position, verbose_name="确认经办", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answer_words = models.CharField("群众意见", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=0)

    objects = NeedQuerySet.as_manager()

    class Meta:
        verbose_name = "需求"
        ordering = ("noted_on", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["household", "person", "kind", "policy"], condition=Q(state__in=list(OPEN_NEEDS)), name="need_open_once", nulls_distinct=False,
                violation_error_message="同一需求已经登记，还没有办完。",
            ),
            models.CheckConstraint(
                name="need_answered_pair",
                condition=Q(state=NeedState.NOTED, answered_on__isnull=True, answered_by__isnull=True)
                | ~Q(state=NeedState.NOTED) & Q(answered_on__isnull=False, answered_by__isnull=False),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["town_code", "state", "noted_on", "id"], name="need_town_state"),
            models.Index(fields=["county_code", "state", "noted_on", "id"], name="need_county_state"),
            models.Index(fields=["household"], name="need_by_household"),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def words(self) -> str:
        """说明: what is to be solved. Free text that may speak of health: sealed at rest, shown to whoever may read the need (rulings A7)."""
        return plain(self.sealed_words)

    @words.setter
    def words(self, said: str) -> None:
        self.sealed_words = said


class ReferralQuerySet(models.QuerySet["Referral"]):
    def visible_to(self, position: Position) -> ReferralQuerySet:
        """Case roles by region; a department's staff what was pushed to their department in their county."""
        if position.has(Role.DEPT_STAFF) and position.office.dept:
            return self.filter(dept=position.office.dept, county_code=position.region.code[:6])
        return within_scope(self, position)

    def open(self) -> ReferralQuerySet:
        return self.filter(state__in=OPEN_REFERRALS)

    def waiting_for(self, position: Position) -> ReferralQuerySet:
        from assistance.workflow import states_waiting_for

        return self.visible_to(position).filter(state__in=states_waiting_for(position.roles))

    def overdue(self, on: date) -> ReferralQuerySet:
        return self.open().filter(due_on__lt=on)

    def for_list(self) -> ReferralQuerySet:
        return self.select_related("household__village__parent", "person", "policy", "need", "pushed_by__user").defer(
            "household__phone", "household__bank_account"
        )


class Referral(CaseBase):
    """推送: one matter of one person (or household) to one department, with the least data it needs (PD-03). 一人一事计一次."""

    referral_no = models.CharField("推送编号", max_length=30, unique=True)
    household = models.ForeignKey(Household, verbose_name="户", on_delete=models.PROTECT, related_name="referrals")
    person = models.ForeignKey(Person, verbose_name="成员", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    need = models.OneToOneField(Need, verbose_name="需求", on_delete=models.PROTECT, related_name="referral")
    policy = models.ForeignKey(Policy, verbose_name="政策", null=True, blank=True, on_delete=models.PROTECT, related_name="referrals")
    dept = models.CharField("责任部门", max_length=4, choices=Dept.choices)
    sealed_told = SealedField("推送内容", mask="health")  # read and written as `told`
    pushed_on = models.DateField("推送日期")
    pushed_by = models.ForeignKey(Position, verbose_name="推送", on_delete=models.PROTECT, related_name="+")
    first_quarter = models.CharField("首个反馈季度", max_length=6)  # Quarter.covering(pushed_on).code
    received_on = models.DateField("签收日期", null=True, blank=True)
    received_by = models.ForeignKey(Position, verbose_name="签收", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    refusal = models.CharField("不符合原因", max_length=14, choices=RefusalReason.choices, blank=True)
    refusal_basis = models.CharField("依据条款", max_length=200, blank=True)
    settled_on = models.DateField("落实或退回日期", null=True, blank=True)
    arrival = models.CharField("到位核实", max_length=12, choices=ArrivalAnswer.choices, blank=True)
    arrival_words = models.CharField("群众评价", max_length=200, blank=True)
    verified_on = models.DateField("核实日期", null=True, blank=True)
    verified_by = models.ForeignKey(Position, verbose_name="核实人", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = ReferralQuerySet.as_manager()

    class Meta:
        verbose_name = "推送"
        ordering = ("due_on", "pk")
        constraints = [
            models.CheckConstraint(
                name="referral_refused_with_basis", condition=~Q(state=ReferralState.REFUSED) | ~Q(refusal="") & ~Q(refusal_basis=""),
                violation_error_message="不符合要写明原因和依据的条款。",
            ),
            models.CheckConstraint(
                name="referral_received_pair",
                condition=Q(received_on__isnull=True, received_by__isnull=True) | Q(received_on__isnull=False, received_by__isnull=False),
            ),
            models.CheckConstraint(
                name="referral_verified_pair",
                condition=Q(verified_on__isnull=True, verified_by__isnull=True, arrival="")
                | Q(verified_on__isnull=False, verified_by__isnull=False) & ~Q(arrival=""),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["county_code", "dept", "first_quarter", "state"], name="referral_ledger"),
            models.Index(fields=["county_code", "state", "due_on", "id"], name="referral_county_state"),
            models.Index(fields=["town_code", "state", "due_on", "id"], name="referral_town_state"),
            models.Index(fields=["village_code", "state", "due_on", "id"], name="referral_village_state"),
            models.Index(fields=["household"], name="referral_by_household"),
        ]

    def __str__(self) -> str:
        return f"{self.referral_no} {self.get_dept_display()}"

    @property
    def state_label(self) -> str:
        return str(ReferralState(self.state).label)

    @property
    def told(self) -> str:
        """推送内容: what the department is told beside name, place and need, in sentences chosen for it; nothing of health except to 医保局 and 民政局."""
        return plain(self.sealed_told)

    @told.setter
    def told(self, text: str) -> None:
        self.sealed_told = text


class MeasureQuerySet(models.QuerySet["Measure"]):
    def visible_to(self, position: Position) -> MeasureQuerySet:
        if position.has(Role.DEPT_STAFF) and position.office.dept:
            return self.filter(dept=position.office.dept, household__county_code=position.region.code[:6])
        return within_scope(self, position, "household__")


class Measure(models.Model):
    """帮扶措施: carried out, with day, amount and evidence; counted only from the day of identification on (S1)."""

    household = models.ForeignKey(Household, verbose_name="户", on_delete=models.PROTECT, related_name="measures")
    person = models.ForeignKey(Person, verbose_name="成员", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    referral = models.ForeignKey(Referral, verbose_name="推送", null=True, blank=True, on_delete=models.PROTECT, related_name="measures")
    policy = models.ForeignKey(Policy, verbose_name="政策", null=True, blank=True, on_delete=models.PROTECT, related_name="measures")
    kind = models.CharField("措施类别", max_length=22, choices=MeasureKind.choices)
    dept = models.CharField("责任部门", max_length=4, choices=Dept.choices)
    title = models.CharField("措施", max_length=80)
    carried_out_on = models.DateField("落实日期")
    amount = FenField("金额", null=True, blank=True)
    evidence = models.CharField("凭证", max_length=200)
    scan = models.FileField("凭证扫描件", upload_to="measures", blank=True)
    content_type = models.CharField(max_length=20, blank=True)
    recorded_on = models.DateField("登记日期")
    recorded_by = models.ForeignKey(Position, verbose_name="登记", on_delete=models.PROTECT, related_name="+")
    form_key = models.UUIDField("表单编号", unique=True)  # the same form posted twice is one measure

    objects = MeasureQuerySet.as_manager()

    class Meta:
        verbose_name = "帮扶措施"
        ordering = ("carried_out_on", "pk")
        constraints = [
            models.CheckConstraint(name="measure_not_later_than_recorded", condition=Q(carried_out_on__lte=F("recorded_on"))),
            models.CheckConstraint(name="measure_amount_not_negative", condition=Q(amount__isnull=True) | Q(amount__gte=0)),
        ]
        indexes = [models.Index(fields=["household", "carried_out_on"], name="measure_by_household")]

    def __str__(self) -> str:
        return self.title


class FeedbackQuerySet(models.QuerySet["Feedback"]):
    def visible_to(self, position: Position) -> FeedbackQuerySet:
        if position.has(Role.DEPT_STAFF) and position.office.dept:
            return self.filter(referral__dept=position.office.dept, referral__county_code=position.region.code[:6])
        return within_scope(self, position, "referral__")


class Feedback(models.Model):
    """季度反馈: one result per push and quarter; a late one is taken and marked."""

    referral = models.ForeignKey(Referral, verbose_name="推送", on_delete=models.PROTECT, related_name="feedbacks")
    quarter = models.CharField("季度", max_length=6)
    result = models.CharField("结果", max_length=8, choices=FeedbackResult.choices)
    words = models.CharField("说明", max_length=300)
    fed_back_on = models.DateField("反馈日期")
    fed_back_by = models.ForeignKey(Position, verbose_name="反馈", on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField("应反馈")
    is_late = models.BooleanField("逾期", default=False)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        verbose_name = "季度反馈"
        ordering = ("quarter", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "quarter"], name="feedback_once_a_quarter", violation_error_message="本季度已经反馈过。"
            ),
            models.CheckConstraint(
                name="feedback_late_is_late",
                condition=Q(is_late=True, fed_back_on__gt=F("due_on")) | Q(is_late=False, fed_back_on__lte=F("due_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quarter} {self.get_result_display()}"


class Reminder(models.Model):
    """催办: who was reminded of how much, when; once per department, quarter and day."""

    dept = models.CharField("部门", max_length=4, choices=Dept.choices)
    county_code = models.CharField(max_length=6)
    quarter = models.CharField("季度", max_length=6)
    sent_on = models.DateField("提醒日期")
    owed = models.PositiveIntegerField("未反馈")
    sent_by = models.CharField("提醒", max_length=120)

    class Meta:
        verbose_name = "催办"
        constraints = [models.UniqueConstraint(fields=["county_code", "dept", "quarter", "sent_on"], name="reminder_once_a_day")]

    def __str__(self) -> str:
        return f"{self.get_dept_display()} {self.quarter}"
