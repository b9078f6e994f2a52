"""The departments' rows behind an alert, as they were known when it was opened: every compared value has its source (issue: every number opens)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Model, Q

from households.models import Death, Disability, Disaster, Enrolment, Illness, Member, RegisterClaim
from monitoring.models import Alert
from monitoring.rules import RULES, Scope


@dataclass(frozen=True)
class SourceRow:
    """One row: whose register says what of whom, from which day, and when it first reached us."""

    register: str
    who: str
    day: date | None
    told: str
    received_on: date | None


@dataclass(frozen=True)
class Source:
    """A register: its rows of a household's people, and how one reads. Names of diseases and numbers stay sealed."""

    register: str
    model: type[Model]
    day: str
    told: Callable[[Any], str]
    only: Q = field(default_factory=Q)
    received: str = "received_on"

    def rows(self, household_id: int, people: list[int], on: date) -> list[SourceRow]:
        known = Q(**{f"{self.received}__lte": on}) if self.received else Q()
        found = self.model._default_manager.filter(
            Q(person_id__in=people) | Q(person__isnull=True, household_id=household_id), known, self.only
        )
        rows: Iterable[Any] = found.select_related("person").order_by(f"-{self.day}", "pk")
        return [
            SourceRow(
                self.register,
                row.person.name if row.person else "全户",
                getattr(row, self.day),
                self.told(row),
                getattr(row, self.received) if self.received else None,
            )
            for row in rows
        ]


def harm(row: Disaster) -> str:
    parts = [(row.house_loss, "房屋损失"), (row.crop_loss, "农作物损失"), (row.loss, "损失合计")]
    told = [f"{word}{amount:,.2f}元" for amount, word in parts if amount is not None]
    return "，".join([row.get_kind_display(), *(told or ["损失没有数"])])


ILLNESS = Source("患病记录", Illness, "diagnosed_on", lambda row: "30种大病", Q(is_serious=True))
DISASTERS = Source("灾害与意外记录", Disaster, "happened_on", harm)
DISABILITY = Source("残疾人证", Disability, "issued_on", lambda row: f"{row}{'，已注销' if row.is_cancelled else ''}")
DEATHS = Source("死亡记录", Death, "died_on", lambda row: "死亡")
LEFT = Source(
    "家庭成员", Member, "status_since", lambda row: str(row.get_status_display()), Q(status_since__isnull=False, is_claim=False), ""
)
DIBAO = Source("低保台账", RegisterClaim, "since", lambda row: str(row.get_dibao_mode_display() or "低保"), Q(register="dibao"))
PUPILS = Source("学籍", Enrolment, "received_on", lambda row: f"{row.get_stage_display()}，{row.get_attendance_display()}")
JOINED = Source("家庭成员", Member, "joined_on", lambda row: f"加入这一户（{row.person.birth}出生）", Q(is_claim=False), "")

# Which registers a fact is made from; sums of money have their own sheet.
SOURCES: dict[str, tuple[Source, ...]] = {
    "has_new_illness": (ILLNESS,),
    "has_new_serious_illness": (ILLNESS,),
    "has_new_disaster": (DISASTERS,),
    "has_new_accident": (DISASTERS,),
    "has_new_dibao": (DIBAO,),
    "has_new_disability": (DISABILITY,),
    "has_new_severe_disability": (DISABILITY,),
    "has_many_students": (PUPILS,),
    "has_many_disabled": (DISABILITY,),
    "has_new_member": (JOINED,),
    "has_lost_earner": (DEATHS, LEFT),
    "has_lost_main_earner": (DEATHS, LEFT),
}


def source_rows(alert: Alert) -> list[SourceRow]:
    """One query per register the rule rests on, and one for the people; none for a rule that compares money alone."""
    rule = RULES.get(alert.rule)
    sources = dict.fromkeys(source for name in rule.reads for source in SOURCES.get(name, ())) if rule else {}
    if rule is None or not sources:
        return []
    people = [alert.person_id] if rule.scope is Scope.MEMBER and alert.person_id else members_then(alert)
    return [row for source in sources for row in source.rows(alert.household_id, people, alert.opened_on)]


def members_then(alert: Alert) -> list[int]:
    """Who was listed in the household when the alert was opened."""
    there = Q(left_on__isnull=True) | Q(left_on__gt=alert.opened_on)
    return list(Member.objects.filter(there, household_id=alert.household_id, is_claim=False).values_list("person_id", flat=True))


def source_lines(rows: Iterable[SourceRow]) -> Iterable[str]:
    """The same as text."""
    for row in rows:
        day = f"，{row.day:%Y-%m-%d}" if row.day else ""
        since = f"，{row.received_on:%Y-%m-%d}收到" if row.received_on else ""
        yield f"原始记录：{row.register}（{row.who}）{row.told}{day}{since}"
