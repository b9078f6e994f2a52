"""核实不符的数据: what people found wrong in a department's register comes back to its desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.urls import reverse

from accounts.list_filters import Field, in_choices, region_name
from accounts.models import Position
from accounts.roles import Role
from casework.desk import DeskFact
from casework.list_filter import ListFilter
from monitoring.choices import Outcome
from monitoring.filters import rule_title
from monitoring.models import Alert, AlertQuerySet
from monitoring.owners import OWNERS

TENDERS = (Role.DEPT_STAFF, Role.REGISTER_ADMIN)  # on whose desk it stands
FIELDS = (
    Field("register", "数据", lambda value: Q(wrong_register=value), in_choices({name: name for name in OWNERS})),
    Field("rule", "规则", lambda value: Q(rule=value), rule_title),
    Field("outcome", "结论", lambda value: Q(outcome=value), in_choices(dict(Outcome.choices))),
    Field("town", "镇街", lambda value: Q(town_code=value), region_name),
)


@dataclass(frozen=True)
class RegisterLine:
    """A register by rule and conclusion; `url` lists exactly these."""

    register: str
    owner: str
    rule: str
    outcome: str
    households: int
    alerts: int
    url: str


@dataclass(frozen=True)
class WrongDataFilter(ListFilter):
    fields = FIELDS

    def found(self) -> AlertQuerySet:
        alerts = Alert.objects.wrong_data(self.position)
        for condition in self.narrowing():
            alerts = alerts.filter(condition)
        return alerts

    def rows(self) -> AlertQuerySet:
        """The latest first."""
        return self.found().for_list().order_by("-closed_on", "-pk")

    def lines(self) -> list[RegisterLine]:
        """One statement."""
        heaps = self.found().order_by("wrong_register", "rule", "outcome").values_list("wrong_register", "rule", "outcome")
        return [
            RegisterLine(
                register, str(OWNERS[register].label) if register in OWNERS else "", rule_title(rule) or rule, str(Outcome(outcome).label), households, alerts,
                url_of(register=register, rule=rule, outcome=outcome),
            )
            for register, rule, outcome, households, alerts in heaps.annotate(Count("household", distinct=True), Count("pk"))
        ]  # fmt: skip


def url_of(**query: str) -> str:
    return reverse("monitoring:wrong_data") + ("?" + "&".join(f"{name}={value}" for name, value in query.items()) if query else "")


def wrong_lately(position: Position, on: date) -> DeskFact | None:
    """今天: what waits to be put right in one's own registers."""
    if not position.has(*TENDERS):
        return None
    households = Alert.objects.wrong_data(position).order_by().values("household").distinct().count()
    return DeskFact("核实不符的数据", f"{households}户", url_of()) if households else None
