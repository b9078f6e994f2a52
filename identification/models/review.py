"""Joint review: the meeting, who was there, who stood aside, who voted how; the county's check; who is kin to whom."""

from __future__ import annotations

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from accounts.models import Position, Region
from accounts.roles import CASE_ROLES
from accounts.scope import within_scope
from households.models import Person
from identification.choices import (
    CountyCheckKind,
    CountyCheckResult,
    ItemResult,
    KinRelation,
    MeetingState,
    RecusalGround,
    VoteChoice,
)
from identification.models.application import Application
from identification.models.opinion import Opinion


class JointReviewQuerySet(models.QuerySet["JointReview"]):
    def visible_to(self, position: Position) -> JointReviewQuerySet:
        """Meetings of the position's town, or of all towns of its county; below the town only those one was called to."""
        if not position.has(*CASE_ROLES):
            return self.none()
        called = Attendance.objects.filter(review=OuterRef("pk"), position=position)
        return self.filter(Q(town__code__startswith=position.region.code) | Exists(called))

    def for_list(self) -> JointReviewQuerySet:
        return self.select_related("town", "host__user", "recorder__user")


class JointReview(models.Model):
    """联审联批会议: all categories of one town at one table."""

    town = models.ForeignKey(Region, verbose_name="镇街", on_delete=models.PROTECT, related_name="joint_reviews")
    year = models.PositiveSmallIntegerField("年度")
    number = models.PositiveSmallIntegerField("第几次")
    held_on = models.DateField("会议日期")
    place = models.CharField("地点", max_length=80)
    host = models.ForeignKey(Position, verbose_name="召集人", on_delete=models.PROTECT, related_name="+")
    recorder = models.ForeignKey(Position, verbose_name="记录人", on_delete=models.PROTECT, related_name="+")
    state = models.CharField("状态", max_length=8, choices=MeetingState.choices, default=MeetingState.PLANNED)
    closed_on = models.DateField("结束日期", null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    objects = JointReviewQuerySet.as_manager()

    class Meta:
        verbose_name = "联审联批会议"
        ordering = ("-held_on", "-pk")
        constraints = [
            models.UniqueConstraint(fields=["town", "year", "number"], name="review_number_once"),
            models.UniqueConstraint(
                fields=["town"],
                condition=~Q(state=MeetingState.CLOSED),
                name="review_one_open",
                violation_error_message="本镇还有一次会议没有结束。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.town}{self.year}年第{self.number}次联审联批会议"


class Attendance(models.Model):
    """应到 and 实到: one row per member called. `signed_by` is the member himself or the recorder who ticked him; `left_at` when he went early."""

    review = models.ForeignKey(JointReview, on_delete=models.PROTECT, related_name="attendances")
    position = models.ForeignKey(Position, verbose_name="成员", on_delete=models.PROTECT, related_name="+")
    is_present = models.BooleanField("到会", default=False)
    signed_at = models.DateTimeField("签到时间", null=True, blank=True)
    signed_by = models.ForeignKey(Position, verbose_name="签到登记", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    left_at = models.DateTimeField("离会时间", null=True, blank=True)

    class Meta:
        verbose_name = "会议成员"
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["review", "position"], name="attendance_once"),
            models.CheckConstraint(
                name="attendance_signed_whole",
                condition=Q(is_present=False, signed_at__isnull=True, signed_by__isnull=True)
                | Q(is_present=True, signed_at__isnull=False, signed_by__isnull=False),
            ),
            models.CheckConstraint(name="attendance_left_after_coming", condition=Q(left_at__isnull=True) | Q(left_at__gte=F("signed_at"))),
        ]

    def __str__(self) -> str:
        return str(self.position)


class ReviewItem(models.Model):
    """One case on the agenda, with what came of it. `tally` is frozen with the result: {"figures": {…}, "rows": [{"who", "post", "role", "choice", "note"}]}."""

    review = models.ForeignKey(JointReview, on_delete=models.PROTECT, related_name="items")
    application = models.ForeignKey(Application, verbose_name="申请", on_delete=models.PROTECT, related_name="review_items")
    opinion = models.ForeignKey(Opinion, verbose_name="初审意见", on_delete=models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField("次序")
    result = models.CharField("结果", max_length=14, choices=ItemResult.choices, blank=True)
    result_note = models.TextField("说明", blank=True)
    tally = models.JSONField("当时的计票", null=True, blank=True)
    decided_at = models.DateTimeField("议定时间", null=True, blank=True)
    decided_by = models.ForeignKey(Position, verbose_name="宣布", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "议题"
        ordering = ("order",)
        constraints = [
            models.UniqueConstraint(fields=["review", "application"], name="item_once_per_meeting"),
            models.UniqueConstraint(fields=["application"], condition=Q(result=""), name="item_one_open", violation_error_message="这一件已在一次会议的议程上。"),
            models.CheckConstraint(
                name="item_decided_pair",
                condition=Q(result="", decided_at__isnull=True, decided_by__isnull=True) | ~Q(result="") & Q(decided_at__isnull=False, decided_by__isnull=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.order}. {self.application}"


class Recusal(models.Model):
    """回避: a member does not vote on this case, and why."""

    item = models.ForeignKey(ReviewItem, on_delete=models.PROTECT, related_name="recusals")
    position = models.ForeignKey(Position, verbose_name="回避人", on_delete=models.PROTECT, related_name="+")
    ground = models.CharField("依据", max_length=10, choices=RecusalGround.choices)
    note = models.CharField("说明", max_length=100, blank=True)

    class Meta:
        verbose_name = "回避"
        constraints = [models.UniqueConstraint(fields=["item", "position"], name="recusal_once")]

    def __str__(self) -> str:
        return f"{self.position}回避"


class Vote(models.Model):
    """One member's vote on one case; given once, from his own sign-in."""

    item = models.ForeignKey(ReviewItem, on_delete=models.PROTECT, related_name="votes")
    position = models.ForeignKey(Position, verbose_name="成员", on_delete=models.PROTECT, related_name="+")
    choice = models.CharField("意见", max_length=8, choices=VoteChoice.choices)
    note = models.CharField("理由", max_length=200, blank=True)
    voted_at = models.DateTimeField("表决时间", auto_now_add=True)

    class Meta:
        verbose_name = "表决"
        constraints = [
            models.UniqueConstraint(fields=["item", "position"], name="vote_once", violation_error_message="您已经表过决。"),
            models.CheckConstraint(
                name="vote_against_says_why",
                condition=~Q(choice=VoteChoice.AGAINST) | ~Q(note=""),
                violation_error_message="不同意要写明理由。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}{self.get_choice_display()}"


class CountyCheckQuerySet(models.QuerySet["CountyCheck"]):
    def visible_to(self, position: Position) -> CountyCheckQuerySet:
        return within_scope(self, position, "application__")

    def open(self) -> CountyCheckQuerySet:
        return self.filter(finished_on__isnull=True)


class CountyCheck(models.Model):
    """县级抽查: relatives' and complained cases always, others by sample; a complex one as 一事一议."""

    application = models.ForeignKey(Application, verbose_name="申请", on_delete=models.PROTECT, related_name="county_checks")
    kind = models.CharField("原因", max_length=10, choices=CountyCheckKind.choices)
    asked_on = models.DateField("提出日期")
    asked_by = models.CharField("提出", max_length=120)
    due_on = models.DateField("应查完")
    due_is_provisional = models.BooleanField(default=False)
    finished_on = models.DateField("完成", null=True, blank=True)
    finished_by = models.ForeignKey(Position, verbose_name="抽查人", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    visited_on = models.DateField("入户日期", null=True, blank=True)
    result = models.CharField("结果", max_length=10, choices=CountyCheckResult.choices, blank=True)
    findings = models.TextField("抽查情况", blank=True)

    objects = CountyCheckQuerySet.as_manager()

    class Meta:
        verbose_name = "县级抽查"
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["application"], condition=Q(finished_on__isnull=True), name="county_check_one_open"),
            models.CheckConstraint(
                name="county_check_finished_whole",
                condition=Q(finished_on__isnull=True, finished_by__isnull=True, result="")
                | Q(finished_on__isnull=False, finished_by__isnull=False) & ~Q(result="") & ~Q(findings=""),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()}抽查"


class KinDeclarationQuerySet(models.QuerySet["KinDeclaration"]):
    def visible_to(self, position: Position) -> KinDeclarationQuerySet:
        if not position.has(*CASE_ROLES):
            return self.none()
        return self.filter(position__region__code__startswith=position.region.code)

    def in_force(self) -> KinDeclarationQuerySet:
        return self.filter(ended_on__isnull=True)


class KinDeclaration(models.Model):
    """近亲属备案: a member of staff declares a relative who applies or is supported; blocks handling, surveying and voting (BI-01)."""

    position = models.ForeignKey(Position, verbose_name="工作人员", on_delete=models.PROTECT, related_name="kin_declarations")
    person = models.ForeignKey(Person, verbose_name="亲属", on_delete=models.PROTECT, related_name="+")
    relation = models.CharField("关系", max_length=12, choices=KinRelation.choices)
    declared_on = models.DateField("备案日期")
    declared_by = models.ForeignKey(Position, verbose_name="登记", on_delete=models.PROTECT, related_name="+")
    ended_on = models.DateField("终止日期", null=True, blank=True)

    objects = KinDeclarationQuerySet.as_manager()

    class Meta:
        verbose_name = "近亲属备案"
        constraints = [
            models.UniqueConstraint(fields=["position", "person"], condition=Q(ended_on__isnull=True), name="kin_declared_once"),
            models.CheckConstraint(name="kin_dates_in_order", condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("declared_on"))),
        ]

    def __str__(self) -> str:
        return f"{self.position}的{self.get_relation_display()}"
