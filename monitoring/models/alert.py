"""Alerts, whoever raised them."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.models import Position
from accounts.roles import Role
from accounts.scope import within_scope
from casework.models import CaseBase
from households.models import AppliedParameters, Household, Person
from monitoring.choices import OPEN_STATES, AlertSource, AlertState, Outcome
from monitoring.models.run import ScreeningRun


class AlertQuerySet(models.QuerySet["Alert"]):
    def visible_to(self, position: Position) -> AlertQuerySet:
        return within_scope(self, position)

    def open(self) -> AlertQuerySet:
        return self.filter(state__in=OPEN_STATES)

    def concluded_wrong(self) -> AlertQuerySet:
        """Those people concluded by which a department's register is wrong."""
        return self.filter(state=AlertState.CLOSED).exclude(wrong_register="")

    def wrong_data(self, position: Position) -> AlertQuerySet:
        """核实不符的数据: concluded that a register is wrong. A department's staff see those of their own registers, others their region's."""
        found = self.concluded_wrong()
        if position.has(Role.DEPT_STAFF) and position.office.dept:
            from monitoring.owners import registers_of_dept

            return found.filter(county_code=position.region.code[:6], wrong_register__in=registers_of_dept(position.office.dept))
        return within_scope(found, position)

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
    # The screening that first found its rule no longer holding: it closed by itself then, or was noted because somebody was on the way.
    ended_run = models.ForeignKey(
        ScreeningRun, verbose_name="不再命中的筛查", null=True, blank=True, on_delete=models.PROTECT, related_name="alerts_ended"
    )
    assigned_to = models.ForeignKey(Position, verbose_name="核实人", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField("结论", max_length=12, choices=Outcome.choices, blank=True)
    outcome_reason = models.TextField("结论理由", blank=True)
    wrong_register = models.CharField(
        "与实际不符的数据", max_length=20, blank=True, default="", db_default=""
    )  # of the visit it was concluded by
    # What the rule compares, as it stood when people concluded: unchanged, it stays silent. Empty where nobody concluded, or before this was kept.
    concluded_facts = models.JSONField("办结时所比对的事实", default=dict)
    # The household's mark in the journal as people concluded: another one means that its evidence has moved since.
    concluded_mark = models.DateTimeField("办结时的变动标记", null=True, blank=True)
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
            models.Index(fields=["wrong_register"], condition=~Q(wrong_register=""), name="alert_wrong_register"),  # few of all
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.title}".strip()

    @property
    def state_label(self) -> str:
        return str(AlertState(self.state).label)
