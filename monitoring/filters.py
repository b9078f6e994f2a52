"""Filters of the alerts list. They live in the address; the board's numbers are links made of the same words, so both count alike."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.urls import reverse

from accounts.list_filters import Field, day, digits, in_choices, region_name
from accounts.models import Position
from casework.due import due_q, light_q
from casework.list_filter import ListFilter
from casework.models import WorkDay
from monitoring.choices import OPEN_STATES, AlertSource, AlertState, Outcome, RowVerdict, RuleClass
from monitoring.judged import JUDGED
from monitoring.models import Alert, AlertQuerySet, GroupList, PlatformRow
from monitoring.rules import RULES
from monitoring.run_lists import held_by, noted_by, of_run
from monitoring.wording import SEVERITY

ALL_STATES, CLOSED = "all", AlertState.CLOSED.value
# Filters that only make sense for what is closed; with them the list shows the closed ones.
CLOSED_ONLY = ("outcome", "closed_on")


def rules_of_class(rule_class: str) -> list[str]:
    return [code for code, rule in RULES.items() if rule.rule_class == rule_class]


def rule_title(code: str) -> str | None:
    return f"{code} {RULES[code].title}" if code in RULES else None


def raised_by(file: str) -> QuerySet[PlatformRow, Any]:
    """The alerts an upper platform's file raised."""
    return PlatformRow.objects.filter(file=int(file), verdict=RowVerdict.NEW, alert__isnull=False).values("alert")


SELF_CLOSED = "self"
OUTCOMES = {**dict(Outcome.choices), SELF_CLOSED: "自行关闭"}
STATES = {**dict(AlertState.choices), ALL_STATES: "全部，含已办结"}
LIGHTS = {"bad": "红：已超期", "warn": "黄：两个工作日内到期", "ok": "绿：还不急"}
FIELDS = (
    Field("source", "来源", lambda value: Q(source=value), in_choices(dict(AlertSource.choices))),
    Field("rule", "规则", lambda value: Q(rule=value), rule_title),
    Field("label", "标注", lambda value: Q(labels__contains=[value]), lambda value: (RULES[value].labels or None) if value in RULES else None),
    Field("class", "类别", lambda value: Q(rule__in=rules_of_class(value)), in_choices(dict(RuleClass.choices))),
    Field("severity", "程度", lambda value: Q(severity=int(value)), in_choices(SEVERITY)),
    Field("light", "颜色", lambda value: Q(), in_choices(LIGHTS)),  # asks for the day: `heaped` puts the condition
    Field("town", "镇街", lambda value: Q(town_code=value), region_name),
    Field("village", "村", lambda value: Q(village_code=value), region_name),
    Field("state", "状态", lambda value: Q() if value == ALL_STATES else Q(state=value), in_choices(STATES)),
    Field("assigned", "核实人", lambda value: Q(assigned_to__isnull=True) if value == "none" else Q(assigned_to=int(value)), lambda value: worker_name(value)),
    Field("outcome", "结论", lambda value: Q(outcome="" if value == SELF_CLOSED else value), in_choices(OUTCOMES)),
    Field("judged", "核实结果", lambda value: JUDGED[value][1], in_choices({name: label for name, (label, _) in JUDGED.items()})),
    Field("since", "提出日起", lambda value: Q(opened_on__gte=value), day),
    Field("closed_on", "办结日期", lambda value: Q(closed_on=value), day),
    Field("run", "筛查", lambda value: Q(run=int(value)), lambda value: f"第{value}次" if digits(value) else None),
    Field("list", "月报", lambda value: Q(pk__in=GroupList.objects.filter(pk=int(value)).values("alerts")), lambda value: f"第{value}份" if digits(value) else None),
    Field("ended", "不再命中", lambda value: Q(ended_run=int(value)), lambda value: f"第{value}次筛查" if digits(value) else None),
    Field("file", "下发名单", lambda value: Q(pk__in=raised_by(value)), lambda value: f"第{value}份新登记" if digits(value) else None),
    Field("held", "仍在办", of_run(held_by), lambda value: f"第{value}次筛查之后" if digits(value) else None),
    Field("noted", "附注", of_run(noted_by), lambda value: f"第{value}次筛查" if digits(value) else None),
    Field("household", "户", lambda value: Q(household=int(value)), lambda value: f"编号{value}" if digits(value) else None),
)  # fmt: skip


def worker_name(value: str) -> str | None:
    if value == "none":
        return "没有分派"
    if digits(value) is None:
        return None
    position = Position.objects.select_related("user").filter(pk=int(value)).first()
    return position.user.name if position else "不在册"


@dataclass(frozen=True)
class AlertFilter(ListFilter):
    """What an address asks of the alerts list. Values that mean nothing are left out, as if never written."""

    fields = FIELDS

    @cached_property
    def is_closed(self) -> bool:
        return self.values.get("state") == CLOSED or ("state" not in self.texts and any(name in self.texts for name in CLOSED_ONLY))

    def heaped(self) -> AlertQuerySet:
        """Everything asked for, all heaps of the deadline together: what the tabs count."""
        alerts = Alert.objects.waiting_for(self.position) if self.is_mine else Alert.objects.visible_to(self.position)
        if "state" not in self.texts:
            alerts = alerts.filter(state=CLOSED) if self.is_closed else alerts.filter(state__in=OPEN_STATES)
        for condition in self.narrowing():
            alerts = alerts.filter(condition)
        if "light" in self.texts:
            alerts = alerts.filter(light_q(self.values["light"], self.on, WorkDay.objects.calendar()))
        return alerts

    def alerts(self) -> AlertQuerySet:
        """The rows of the list, most urgent first; the closed ones latest first."""
        alerts = self.heaped()
        if self.due:
            alerts = alerts.filter(due_q(self.due, self.on))
        return alerts.order_by("-closed_on", "-pk") if self.is_closed else alerts.order_by("due_on", "pk")


def alerts_url(**query: Any) -> str:
    """The list behind a number."""
    kept = {("class" if name == "rule_class" else name): value for name, value in query.items() if value not in (None, "")}
    return reverse("monitoring:alerts") + ("?" + urlencode(kept) if kept else "")
