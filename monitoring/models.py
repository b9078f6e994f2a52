"""Alerts, verifications, data tasks and screening runs."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from accounts.choices import Dept
from accounts.models import Position, Region
from accounts.roles import Role
from accounts.scope import within_scope
from casework.choices import PhotoKind
from casework.models import CaseBase
from households.models import AppliedParameters, Household, Person
from monitoring.choices import OPEN_STATES, AlertSource, AlertState, Outcome, RunStage, RunState


class ScreeningRun(models.Model):
    """One night sweep of one county. The truth of the work is this row and its lease; the broker only wakes a worker (rulings E2)."""

    county = models.ForeignKey(Region, verbose_name="县", on_delete=models.PROTECT, related_name="+")
    on = models.DateField("筛查日")
    is_full = models.BooleanField("全部户", default=False)
    state = models.CharField("状态", max_length=10, choices=RunState.choices, default=RunState.QUEUED)
    stage = models.CharField("阶段", max_length=10, choices=RunStage.choices, blank=True)
    asked_by = models.CharField("发起", max_length=120)
    asked_at = models.DateTimeField("发起时间", auto_now_add=True)
    started_at = models.DateTimeField("开始", null=True, blank=True)
    finished_at = models.DateTimeField("完成", null=True, blank=True)
    lease_until = models.DateTimeField("占用到", null=True, blank=True)
    holder = models.CharField("占用者", max_length=80, blank=True)
    households = models.PositiveIntegerField("筛查户数", default=0)
    facts_written = models.PositiveIntegerField("更新事实", default=0)
    opened = models.PositiveIntegerField("新开线索", default=0)
    kept = models.PositiveIntegerField("保持线索", default=0)
    closed = models.PositiveIntegerField("自行关闭", default=0)
    noted = models.PositiveIntegerField("附注", default=0)
    data_tasks_opened = models.PositiveIntegerField("新开数据任务", default=0)
    data_tasks_closed = models.PositiveIntegerField("关闭数据任务", default=0)
    per_rule = models.JSONField("各规则", default=dict)  # {code: {"opened", "kept", "closed", "cannot_say"}}
    seconds = models.JSONField("各阶段秒数", default=dict)
    error = models.TextField("失败原因", blank=True)

    class Meta:
        verbose_name = "筛查"
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["county"], condition=Q(state__in=[RunState.QUEUED, RunState.RUNNING]), name="run_one_at_a_time",
                violation_error_message="本县已有一次筛查在进行。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.county} {self.on} 筛查"


class AlertQuerySet(models.QuerySet["Alert"]):
    def visible_to(self, position: Position) -> AlertQuerySet:
        return within_scope(self, position)

    def open(self) -> AlertQuerySet:
        return self.filter(state__in=OPEN_STATES)

    def waiting_for(self, position: Position) -> AlertQuerySet:
        """Where it is this position's turn; a village worker's are those assigned to him or to nobody."""
        from monitoring.workflow import states_waiting_for

        queryset = self.visible_to(position).filter(state__in=states_waiting_for(position.roles))
        if position.has(Role.VILLAGE_WORKER) and not position.has(Role.TOWN_CLERK, Role.TASKFORCE):
            queryset = queryset.filter(Q(assigned_to=position) | Q(assigned_to__isnull=True))
        return queryset

    def overdue(self, on: date) -> AlertQuerySet:
        return self.open().filter(due_on__lt=on)

    def for_list(self) -> AlertQuerySet:
        return self.select_related("household", "household__village", "household__village__parent", "person", "assigned_to__user").defer(
            "household__phone", "household__bank_account", "snapshot"
        )

    def for_sheet(self) -> AlertQuerySet:
        """What the printed visit list names; the phone is read to be masked."""
        return self.select_related("household__village", "household__facts", "assigned_to__user").defer(
            "snapshot", "household__bank_account"
        )

    def for_page(self) -> AlertQuerySet:
        """One alert with everything its page names."""
        return self.select_related("household__village__parent", "person", "assigned_to__user", "parameters", "run")


class Alert(CaseBase):
    """预警线索: a rule's finding or a person's hint, told apart by `source`. `snapshot` and `parameters` keep what it stood on."""

    household = models.ForeignKey(Household, verbose_name="户", on_delete=models.PROTECT, related_name="alerts")
    person = models.ForeignKey(Person, verbose_name="成员", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    source = models.CharField("来源", max_length=12, choices=AlertSource.choices)
    rule = models.CharField("规则", max_length=10, blank=True)
    title = models.CharField("事由", max_length=80)
    reason = models.TextField("说明")
    severity = models.PositiveSmallIntegerField("程度", default=2)
    labels = ArrayField(models.CharField(max_length=10), verbose_name="标注", default=list, blank=True)
    snapshot = models.JSONField("所依据的事实", default=dict)
    parameters = models.ForeignKey(
        AppliedParameters, verbose_name="所依据的参数", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    opened_on = models.DateField("发现日期")
    opened_at = models.DateTimeField("发现时间", auto_now_add=True)
    run = models.ForeignKey(
        ScreeningRun, verbose_name="筛查", null=True, blank=True, on_delete=models.PROTECT, related_name="alerts_opened"
    )
    assigned_to = models.ForeignKey(Position, verbose_name="核实人", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField("结论", max_length=12, choices=Outcome.choices, blank=True)
    outcome_reason = models.TextField("结论理由", blank=True)
    closed_on = models.DateField("办结日期", null=True, blank=True)
    closed_reason = models.CharField("关闭原因", max_length=300, blank=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = "线索"
        ordering = ("due_on", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "household", "person"], condition=Q(state__in=list(OPEN_STATES), source=AlertSource.RULE),
                name="alert_open_once", nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="alert_closed_pair", condition=Q(state=AlertState.CLOSED, closed_on__isnull=False) | ~Q(state=AlertState.CLOSED) & Q(closed_on__isnull=True)
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["town_code", "state", "due_on", "id"], name="alert_town_state"),
            models.Index(fields=["village_code", "state", "due_on", "id"], name="alert_village_state"),
            models.Index(fields=["county_code", "state", "due_on", "id"], name="alert_county_state"),
            models.Index(fields=["household", "opened_on"], name="alert_by_household"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.title}".strip()

    @property
    def state_label(self) -> str:
        return str(AlertState(self.state).label)


class Verification(models.Model):
    """核实: what two people found at the door. Kept for ever; an alert sent back gets another one."""

    alert = models.ForeignKey(Alert, verbose_name="线索", on_delete=models.PROTECT, related_name="verifications")
    household = models.ForeignKey(Household, verbose_name="户", on_delete=models.PROTECT, related_name="verifications")
    visited_on = models.DateField("入户日期")
    visited_by = models.ForeignKey(Position, verbose_name="核实人", on_delete=models.PROTECT, related_name="+")
    accompanied_by = models.ForeignKey(Position, verbose_name="同行核实人", on_delete=models.PROTECT, related_name="+")
    informant = models.CharField("在场人", max_length=40)
    findings = models.TextField("看到的情况")
    outcome = models.CharField("结论", max_length=12, choices=Outcome.choices)
    outcome_reason = models.TextField("结论理由", blank=True)
    recorded_at = models.DateTimeField("记录时间", auto_now_add=True)
    form_key = models.UUIDField("表单编号", unique=True)  # the same form posted twice is one verification

    class Meta:
        verbose_name = "核实"
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                name="verification_two_people", condition=~Q(visited_by=F("accompanied_by")), violation_error_message="核实须两个不同的人。"
            ),
            models.CheckConstraint(
                name="verification_no_risk_reason", condition=~Q(outcome=Outcome.NONE, outcome_reason=""),
                violation_error_message="“无风险”要写明理由。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.visited_on} {self.get_outcome_display()}"


class VisitPhoto(models.Model):
    """A photo of a visit, sealed at rest; read through a page with scope."""

    verification = models.ForeignKey(Verification, on_delete=models.PROTECT, related_name="photos")
    kind = models.CharField("内容", max_length=8, choices=PhotoKind.choices)
    file = models.FileField("照片", upload_to="visits")
    content_type = models.CharField(max_length=20)
    size = models.PositiveIntegerField("字节")

    class Meta:
        verbose_name = "入户照片"

    def __str__(self) -> str:
        return self.get_kind_display()


class DataTaskQuerySet(models.QuerySet["DataTask"]):
    def visible_to(self, position: Position) -> DataTaskQuerySet:
        """Case roles by region; a department's staff those their department can supply."""
        if position.has(Role.DEPT_STAFF) and position.office.dept:
            return self.filter(supplier=position.office.dept, county_code=position.region.code[:6])
        return within_scope(self, position)

    def open(self) -> DataTaskQuerySet:
        return self.filter(closed_on__isnull=True)


class DataTask(models.Model):
    """缺数据: a rule could not say because a datum is unknown; who can supply it. Closes when the datum is known."""

    household = models.ForeignKey(Household, verbose_name="户", on_delete=models.PROTECT, related_name="data_tasks")
    person = models.ForeignKey(Person, verbose_name="成员", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    county_code = models.CharField(max_length=6)
    town_code = models.CharField(max_length=9)
    village_code = models.CharField(max_length=12)
    datum = models.CharField("缺的数据", max_length=40)
    rules = ArrayField(models.CharField(max_length=10), verbose_name="不能判断的规则", default=list)
    supplier = models.CharField("谁能补", max_length=4, choices=Dept.choices, blank=True)
    opened_on = models.DateField("提出日期")
    closed_on = models.DateField("补齐日期", null=True, blank=True)

    objects = DataTaskQuerySet.as_manager()

    class Meta:
        verbose_name = "数据任务"
        ordering = ("opened_on", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["household", "person", "datum"],
                condition=Q(closed_on__isnull=True),
                name="data_task_open_once",
                nulls_distinct=False,
            )
        ]
        indexes = [
            models.Index(fields=["county_code", "closed_on", "id"], name="data_task_county"),
            models.Index(fields=["town_code", "closed_on", "id"], name="data_task_town"),
            models.Index(fields=["village_code", "closed_on", "id"], name="data_task_village"),
            models.Index(fields=["supplier", "closed_on", "id"], name="data_task_supplier"),
        ]

    def __str__(self) -> str:
        return self.datum
