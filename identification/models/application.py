"""Application and what it was handed in with: authorisations, papers, the ledger of its clock."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from accounts.fields import SealedField
from accounts.models import Position
from accounts.roles import Role
from accounts.scope import within_scope
from casework.models import CaseBase
from households.models import Household, Person
from identification.choices import (
    OPEN_STATES,
    RUNNING_STATES,
    ApplicationState,
    AuthorisationKind,
    Channel,
    Ending,
    PauseReason,
    ProxyRelation,
    Refusal,
)


class ApplicationQuerySet(models.QuerySet["Application"]):
    def visible_to(self, position: Position) -> ApplicationQuerySet:
        """Case roles by region; drafts belong to the window and the village that write them."""
        return within_scope(self, position)

    def open(self) -> ApplicationQuerySet:
        return self.filter(state__in=OPEN_STATES)

    def running(self) -> ApplicationQuerySet:
        """Accepted and not yet decided."""
        return self.filter(state__in=RUNNING_STATES)

    def waiting_for(self, position: Position) -> ApplicationQuerySet:
        """Where it is this position's turn by the table."""
        from identification.workflow import states_waiting_for

        queryset = self.visible_to(position).filter(state__in=states_waiting_for(position.roles))
        if position.has(Role.VILLAGE_WORKER) and not position.has(Role.TOWN_CLERK):
            queryset = queryset.filter(created_by=position)
        return queryset

    def overdue(self, on: date) -> ApplicationQuerySet:
        return self.open().filter(due_on__lt=on, paused_since__isnull=True)

    def for_list(self) -> ApplicationQuerySet:
        return self.select_related("household__village__parent", "applicant", "created_by__user").defer(
            "household__phone", "household__bank_account", "form"
        )

    def for_page(self) -> ApplicationQuerySet:
        return self.select_related(
            "household__village__parent", "household__standing", "applicant", "created_by__user", "accepted_by__user"
        )


class Application(CaseBase):
    """申请: one per household at a time, on all categories and the tag at once (一次申请). `accepted_on` is day D of every sum in it (rulings B3).

    `due_on` is the total clock once accepted, the step's own limit before. `form` keeps what was typed, sealed, until it lands on submission.
    """

    application_no = models.CharField("办件号", max_length=30, unique=True)
    household = models.ForeignKey(Household, verbose_name="户", on_delete=models.PROTECT, related_name="applications")
    applicant = models.ForeignKey(Person, verbose_name="申请人", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField("申请方式", max_length=16, choices=Channel.choices)
    proxy_name = models.CharField("代办人", max_length=40, blank=True)
    proxy_relation = models.CharField("代办人身份", max_length=16, choices=ProxyRelation.choices, blank=True)
    proxy_phone = SealedField("代办人电话", mask="phone")
    wants_monitoring = models.BooleanField("同时申请监测对象识别", default=True)
    accepts_transfer = models.BooleanField("同意直接转入其他类别", default=True)
    reason = models.TextField("申请理由", blank=True)
    # What it grew out of: ("alert", its id). Plain, since the floor above owns it.
    origin_type = models.CharField(max_length=20, blank=True)
    origin_id = models.BigIntegerField(null=True, blank=True)
    form = SealedField("一张表", mask="text")
    created_by = models.ForeignKey(Position, verbose_name="登记", on_delete=models.PROTECT, related_name="+")
    created_on = models.DateField("登记日期")
    submitted_on = models.DateField("申请日期", null=True, blank=True)
    returned_on = models.DateField("退回补正日期", null=True, blank=True)
    accepted_on = models.DateField("受理日期", null=True, blank=True)
    accepted_by = models.ForeignKey(Position, verbose_name="受理人", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    paused_since = models.DateField("停钟起", null=True, blank=True)
    has_relative_on_staff = models.BooleanField("近亲属备案", default=False)
    needs_community_review = models.BooleanField("需要民主评议", default=False)
    refusal = models.CharField("不予受理原因", max_length=16, choices=Refusal.choices, blank=True)
    ending = models.CharField("终止原因", max_length=16, choices=Ending.choices, blank=True)
    closed_on = models.DateField("办结日期", null=True, blank=True)
    closed_reason = models.CharField("办结说明", max_length=300, blank=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = "申请"
        ordering = ("due_on", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["household"], condition=Q(state__in=list(OPEN_STATES)), name="application_one_open",
                violation_error_message="这一户已有一件在办的申请。",
            ),
            models.CheckConstraint(
                name="application_accepted_pair",
                condition=Q(accepted_on__isnull=True, accepted_by__isnull=True) | Q(accepted_on__isnull=False, accepted_by__isnull=False),
            ),
            models.CheckConstraint(
                name="application_running_accepted", condition=~Q(state__in=list(RUNNING_STATES)) | Q(accepted_on__isnull=False),
                violation_error_message="没有受理日期，不能进入调查核实。",
            ),
            models.CheckConstraint(
                name="application_closed_pair",
                condition=Q(state__in=list(OPEN_STATES), closed_on__isnull=True) | ~Q(state__in=list(OPEN_STATES)) & Q(closed_on__isnull=False),
            ),
            models.CheckConstraint(
                name="application_proxy_named", condition=Q(channel__in=[Channel.WINDOW, Channel.ALERT, Channel.COUNTY_WINDOW]) | ~Q(proxy_name=""),
                violation_error_message="代办要写明代办人。",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["town_code", "state", "due_on", "id"], name="application_town_state"),
            models.Index(fields=["village_code", "state", "due_on", "id"], name="application_village_state"),
            models.Index(fields=["county_code", "state", "due_on", "id"], name="application_county_state"),
            models.Index(fields=["household", "created_on"], name="application_by_household"),
            models.Index(fields=["origin_type", "origin_id"], name="application_by_origin"),
        ]

    def __str__(self) -> str:
        return f"{self.household}申请"

    @property
    def state_label(self) -> str:
        return str(ApplicationState(self.state).label)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def is_running(self) -> bool:
        return self.state in RUNNING_STATES


class ClockPause(models.Model):
    """停钟台账: one row per pause, kept for ever; at most one open per case."""

    application = models.ForeignKey(Application, verbose_name="申请", on_delete=models.PROTECT, related_name="pauses")
    reason = models.CharField("原因", max_length=10, choices=PauseReason.choices)
    note = models.CharField("说明", max_length=200, blank=True)
    started_on = models.DateField("停钟")
    ended_on = models.DateField("恢复", null=True, blank=True)
    started_by = models.CharField("经办", max_length=120)
    ended_by = models.CharField("恢复经办", max_length=120, blank=True)

    class Meta:
        verbose_name = "停钟"
        ordering = ("started_on", "pk")
        constraints = [
            models.UniqueConstraint(fields=["application"], condition=Q(ended_on__isnull=True), name="pause_one_open"),
            models.UniqueConstraint(
                fields=["application"], condition=Q(reason=PauseReason.PAPER), name="pause_paper_once",
                violation_error_message="受理后通知补材料停钟只有一次。",
            ),
            models.CheckConstraint(name="pause_dates_in_order", condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on"))),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_reason_display()} {self.started_on}"


class Authorisation(models.Model):
    """承诺书、核对授权书、委托书: what was signed, by whom, until when; no check is asked without one in force (PD-02)."""

    application = models.ForeignKey(Application, verbose_name="申请", on_delete=models.PROTECT, related_name="authorisations")
    kind = models.CharField("种类", max_length=12, choices=AuthorisationKind.choices)
    signed_on = models.DateField("签署日期")
    valid_until = models.DateField("有效期止", null=True, blank=True)
    withdrawn_on = models.DateField("撤回日期", null=True, blank=True)
    recorded_by = models.ForeignKey(Position, verbose_name="登记", on_delete=models.PROTECT, related_name="+")
    scan = models.FileField("扫描件", upload_to="authorisations", blank=True)
    content_type = models.CharField(max_length=20, blank=True)

    class Meta:
        verbose_name = "授权"
        constraints = [
            models.UniqueConstraint(
                fields=["application", "kind"], condition=Q(withdrawn_on__isnull=True), name="authorisation_one_in_force"
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class AuthorisationSigner(models.Model):
    """Who signed: every adult member for a means check, the guardian for a minor."""

    authorisation = models.ForeignKey(Authorisation, on_delete=models.PROTECT, related_name="signers")
    person = models.ForeignKey(Person, verbose_name="签署人", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "签署人"
        constraints = [models.UniqueConstraint(fields=["authorisation", "person"], name="signer_once")]

    def __str__(self) -> str:
        return str(self.person)


class Paper(models.Model):
    """材料: one thing asked for, handed in, or spared because a department shares it (PD-09)."""

    application = models.ForeignKey(Application, verbose_name="申请", on_delete=models.PROTECT, related_name="papers")
    code = models.CharField("材料", max_length=30)  # identification.papers declares them
    title = models.CharField("名称", max_length=60)
    asked_on = models.DateField("要求日期", null=True, blank=True)
    handed_in_on = models.DateField("交来日期", null=True, blank=True)
    is_shared = models.BooleanField("免交（部门共享）", default=False)
    shared_from = models.CharField("共享来源", max_length=60, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    scan = models.FileField("扫描件", upload_to="papers", blank=True)
    content_type = models.CharField(max_length=20, blank=True)

    class Meta:
        verbose_name = "材料"
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["application", "code"], name="paper_once"),
            models.CheckConstraint(
                name="paper_shared_not_asked", condition=Q(is_shared=False) | Q(asked_on__isnull=True),
                violation_error_message="部门能共享的材料不得向群众要。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title
