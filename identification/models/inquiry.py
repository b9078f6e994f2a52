"""What the inquiry leaves behind: means checks, home visits, community reviews, each with its own clock and evidence."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from accounts.models import Position
from accounts.scope import within_scope
from casework.choices import PhotoKind
from identification.choices import MeansResult, ReviewOutcome, VoteChoice
from identification.models.application import Application


class MeansCheckQuerySet(models.QuerySet["MeansCheck"]):
    def visible_to(self, position: Position) -> MeansCheckQuerySet:
        return within_scope(self, position, "application__")

    def open(self) -> MeansCheckQuerySet:
        """Asked and not answered, of a case that still runs."""
        from identification.choices import RUNNING_STATES

        return self.filter(finished_on__isnull=True, application__state__in=RUNNING_STATES)


class MeansCheck(models.Model):
    """家庭经济状况核对: asked of the 核对中心, answered with a result; an objection with proof brings a new one."""

    application = models.ForeignKey(Application, verbose_name="申请", on_delete=models.PROTECT, related_name="means_checks")
    asked_on = models.DateField("提请日期")
    asked_by = models.ForeignKey(Position, verbose_name="提请", on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField("应核完")
    due_is_provisional = models.BooleanField(default=False)
    started_on = models.DateField("开始", null=True, blank=True)
    started_by = models.ForeignKey(Position, verbose_name="核对人", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    finished_on = models.DateField("核完", null=True, blank=True)
    finished_by = models.ForeignKey(Position, verbose_name="出具人", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    result = models.CharField("结果", max_length=12, choices=MeansResult.choices, blank=True)
    findings = models.TextField("核对情况", blank=True)
    report_no = models.CharField("核对报告号", max_length=40, blank=True)
    # What was looked at, and what was found there, as it was written; the figures themselves land as evidence.
    looked_at = ArrayField(models.CharField(max_length=16), verbose_name="核对范围", default=list, blank=True)
    found = models.JSONField("查到的收入和财产", default=list, blank=True)
    vehicles = models.CharField("查到的车辆", max_length=200, blank=True)
    told_on = models.DateField("告知申请人", null=True, blank=True)
    objected_on = models.DateField("申请人异议", null=True, blank=True)
    objection = models.TextField("异议与证明", blank=True)
    follows = models.OneToOneField(
        "self", verbose_name="复核自", null=True, blank=True, on_delete=models.PROTECT, related_name="followed_by"
    )
    version = models.PositiveIntegerField(default=0)

    objects = MeansCheckQuerySet.as_manager()

    class Meta:
        verbose_name = "经济状况核对"
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(finished_on__isnull=True), name="means_check_one_open",
                violation_error_message="已经提请核对，还没有结果。",
            ),
            models.CheckConstraint(
                name="means_check_finished_whole",
                condition=Q(finished_on__isnull=True, finished_by__isnull=True, result="") | Q(finished_on__isnull=False, finished_by__isnull=False) & ~Q(result=""),
            ),
            models.CheckConstraint(
                name="means_check_not_by_asker", condition=Q(finished_by__isnull=True) | ~Q(finished_by=F("asked_by")),
                violation_error_message="提请核对的人不能自己出结果。",
            ),
        ]  # fmt: skip
        # Those the desk asks for: without an answer, or with one the applicant has to be told.
        indexes = [
            models.Index(
                fields=["application", "due_on"], name="means_check_waiting",
                condition=Q(finished_on__isnull=True) | Q(result=MeansResult.MORE_FOUND, told_on__isnull=True),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.asked_on}提请的核对"


class HomeVisitQuerySet(models.QuerySet["HomeVisit"]):
    def visible_to(self, position: Position) -> HomeVisitQuerySet:
        return within_scope(self, position, "application__")


class HomeVisit(models.Model):
    """入户调查: two different surveyors, both sign; the one form goes with it as evidence of source 走访. Done when `completed_on` is set."""

    application = models.ForeignKey(Application, verbose_name="申请", on_delete=models.PROTECT, related_name="home_visits")
    first_surveyor = models.ForeignKey(Position, verbose_name="调查员", on_delete=models.PROTECT, related_name="+")
    second_surveyor = models.ForeignKey(Position, verbose_name="第二调查员", on_delete=models.PROTECT, related_name="+")
    planned_on = models.DateField("安排日期")
    due_on = models.DateField("应调查完")
    due_is_provisional = models.BooleanField(default=False)
    visited_on = models.DateField("入户日期", null=True, blank=True)
    informant = models.CharField("在场人", max_length=40, blank=True)
    member_signed = models.BooleanField("家庭成员已签字", default=False)
    neighbours = models.TextField("邻里访问", blank=True)
    findings = models.TextField("看到的情况", blank=True)
    difficulty = models.TextField("主要困难和自主应对能力", blank=True)
    needs = models.TextField("提出的需求", blank=True)
    position_text = models.CharField("定位", max_length=60, blank=True)
    completed_on = models.DateField("完成", null=True, blank=True)
    form_key = models.UUIDField("表单编号", null=True, blank=True, unique=True)
    version = models.PositiveIntegerField(default=0)

    objects = HomeVisitQuerySet.as_manager()

    class Meta:
        verbose_name = "入户调查"
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                name="home_visit_two_surveyors", condition=~Q(first_surveyor=F("second_surveyor")), violation_error_message="入户调查须两名不同的调查员。"
            ),
            models.UniqueConstraint(
                fields=["application"], condition=Q(completed_on__isnull=True), name="home_visit_one_open",
                violation_error_message="已经安排入户调查，还没有完成。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.visited_on or self.planned_on}入户调查"


class VisitSignature(models.Model):
    """A surveyor's own signature, given from his own sign-in, under one version of the record: a corrected record is signed again."""

    visit = models.ForeignKey(HomeVisit, on_delete=models.PROTECT, related_name="signatures")
    position = models.ForeignKey(Position, verbose_name="签字人", on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField("签字时间", auto_now_add=True)
    signed_on = models.DateField("签字日期")
    visit_version = models.PositiveIntegerField("所签的版次")

    class Meta:
        verbose_name = "调查员签字"
        constraints = [models.UniqueConstraint(fields=["visit", "position", "visit_version"], name="visit_signature_once")]

    def __str__(self) -> str:
        return str(self.position)


class CasePhotoQuerySet(models.QuerySet["CasePhoto"]):
    def visible_to(self, position: Position) -> CasePhotoQuerySet:
        return within_scope(self, position, "application__")


class CasePhoto(models.Model):
    """A sealed photo of a home visit, a notice board or a review; read through a page with scope."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="photos")
    visit = models.ForeignKey(HomeVisit, null=True, blank=True, on_delete=models.PROTECT, related_name="photos")
    review = models.ForeignKey("CommunityReview", null=True, blank=True, on_delete=models.PROTECT, related_name="photos")
    kind = models.CharField("内容", max_length=8, choices=PhotoKind.choices)
    file = models.FileField("照片", upload_to="cases")
    content_type = models.CharField(max_length=20)
    size = models.PositiveIntegerField("字节")

    objects = CasePhotoQuerySet.as_manager()

    class Meta:
        verbose_name = "办件照片"
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.get_kind_display()


class CommunityReview(models.Model):
    """民主评议: only on dispute or where the county wants it."""

    application = models.ForeignKey(Application, verbose_name="申请", on_delete=models.PROTECT, related_name="community_reviews")
    held_on = models.DateField("评议日期")
    place = models.CharField("地点", max_length=80)
    host = models.CharField("主持人", max_length=40)
    recorded_by = models.ForeignKey(Position, verbose_name="记录", on_delete=models.PROTECT, related_name="+")
    minutes = models.TextField("评议记录")
    outcome = models.CharField("结果", max_length=10, choices=ReviewOutcome.choices)
    form_key = models.UUIDField("表单编号", null=True, blank=True, unique=True)

    class Meta:
        verbose_name = "民主评议"
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.held_on}民主评议"


class CommunityVote(models.Model):
    """One person at the review: present, and how he voted."""

    review = models.ForeignKey(CommunityReview, on_delete=models.PROTECT, related_name="votes")
    name = models.CharField("姓名", max_length=40)
    role = models.CharField("身份", max_length=40, blank=True)
    choice = models.CharField("意见", max_length=8, choices=VoteChoice.choices)

    class Meta:
        verbose_name = "评议票"
        constraints = [models.UniqueConstraint(fields=["review", "name"], name="community_vote_once")]

    def __str__(self) -> str:
        return f"{self.name}{self.get_choice_display()}"
