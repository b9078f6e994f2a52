"""核实不符的数据: what people found wrong in a department's register comes back to its desk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Prefetch, Q
from django.urls import reverse

from accounts.list_filters import Field, day, in_choices, region_name
from accounts.models import Position
from accounts.roles import Role
from casework.desk import DeskFact
from casework.list_filter import ListFilter
from monitoring.board import Cell
from monitoring.choices import AnswerKind, Outcome
from monitoring.filters import rule_title
from monitoring.models import Alert, AlertQuerySet, DataAnswer
from monitoring.owners import OWNERS

TENDERS = (Role.DEPT_STAFF, Role.REGISTER_ADMIN)  # on whose desk it stands
WAITING = "waiting"
ANSWERS = {WAITING: "等部门核对", **dict(AnswerKind.choices)}
KEPT = ("register", "rule", "town", "outcome", "since")  # of an address, when a number of it is opened


def answered(*kinds: str) -> Q:
    """Alerts with a standing answer of one of these kinds; of any, where none is named."""
    answers = DataAnswer.objects.standing().filter(alert=OuterRef("pk"))
    return Q(Exists(answers.filter(kind__in=kinds) if kinds else answers))


def answer_q(value: str) -> Q:
    """Every alert is in one heap: what people answered before what a delivery brought."""
    if value == WAITING:
        return ~answered()
    if value == AnswerKind.DELIVERED:
        return answered(value) & ~answered(AnswerKind.CORRECTED, AnswerKind.CONFIRMED)
    return answered(value)


FIELDS = (
    Field("register", "数据", lambda value: Q(wrong_register=value), in_choices({name: name for name in OWNERS})),
    Field("rule", "规则", lambda value: Q(rule=value), rule_title),
    Field("outcome", "结论", lambda value: Q(outcome=value), in_choices(dict(Outcome.choices))),
    Field("town", "镇街", lambda value: Q(town_code=value), region_name),
    Field("since", "提出日起", lambda value: Q(opened_on__gte=date.fromisoformat(value)), day),
    Field("answer", "核对", answer_q, in_choices(ANSWERS)),
)


@dataclass(frozen=True)
class RegisterLine:
    """A register by rule and conclusion; `alerts` and the answers open exactly their rows."""

    register: str
    owner: str
    rule: str
    outcome: str
    households: int
    alerts: Cell
    answers: list[Cell]  # in the order of ANSWERS


@dataclass(frozen=True)
class WrongDataFilter(ListFilter):
    fields = FIELDS

    def found(self) -> AlertQuerySet:
        alerts = Alert.objects.wrong_data(self.position)
        for condition in self.narrowing():
            alerts = alerts.filter(condition)
        return alerts

    def rows(self) -> AlertQuerySet:
        """Those that wait first, then the latest."""
        answers = Prefetch("data_answers", DataAnswer.objects.standing().select_related("by__user"))
        rows = self.found().for_list().alias(is_answered=Exists(DataAnswer.objects.standing().filter(alert=OuterRef("pk"))))
        return rows.prefetch_related(answers).order_by("is_answered", "-closed_on", "-pk")

    def lines(self) -> list[RegisterLine]:
        """One statement."""
        counts = count_answers(self.found(), "wrong_register", "rule", "outcome", households=Count("household", distinct=True))
        return [
            RegisterLine(
                row["wrong_register"], owner_of(row["wrong_register"]), rule_title(row["rule"]) or row["rule"], str(Outcome(row["outcome"]).label), row["households"],
                *self.cells(row, register=row["wrong_register"], rule=row["rule"], outcome=row["outcome"]),
            )
            for row in counts
        ]  # fmt: skip

    def cells(self, row: Mapping[str, Any], **at: str) -> tuple[Cell, list[Cell]]:
        """How many, and how many of each answer; every number with the address of its rows."""
        kept = {name: self.query[name] for name in KEPT if name in self.query} | at
        whole = kept | ({"answer": self.query["answer"]} if "answer" in self.query else {})
        # under an answer asked for, the others are none
        return Cell(row["alerts"], url_of(**whole)), [Cell(row[name], url_of(**kept, answer=name)) for name in ANSWERS]

    @cached_property
    def tabs(self) -> list[tuple[str, Cell, bool]]:
        """等部门核对, 已更正, … of everything the other conditions leave."""
        kept = {name: value for name, value in self.query.items() if name != "answer"}
        alerts = Alert.objects.wrong_data(self.position)
        for condition in self.narrowing(*KEPT):
            alerts = alerts.filter(condition)
        counts = alerts.order_by().aggregate(**{name: Count("pk", filter=answer_q(name)) for name in ANSWERS}, all=Count("pk"))
        asked = self.query.get("answer", "")
        tabs = [(label, Cell(counts[name], url_of(**kept, answer=name)), asked == name) for name, label in ANSWERS.items()]
        return [("全部", Cell(counts["all"], url_of(**kept)), not asked), *tabs]


@dataclass(frozen=True)
class Returned:
    """What came back to one register, of a heap of alerts: for the precision board."""

    register: str
    owner: str
    alerts: Cell
    answers: list[Cell]


def returned_by_register(asked: WrongDataFilter) -> list[Returned]:
    """One statement; the most first."""
    rows = count_answers(asked.found(), "wrong_register")
    lines = [
        Returned(row["wrong_register"], owner_of(row["wrong_register"]), *asked.cells(row, register=row["wrong_register"])) for row in rows
    ]
    return sorted(lines, key=lambda line: (-line.alerts.count, line.register))


def count_answers(alerts: AlertQuerySet, *columns: str, **more: Count) -> list[dict[str, Any]]:
    counts = {name: Count("pk", filter=answer_q(name)) for name in ANSWERS}
    return list(alerts.order_by(*columns).values(*columns).annotate(alerts=Count("pk"), **counts, **more))


def owner_of(register: str) -> str:
    return str(OWNERS[register].label) if register in OWNERS else ""


def url_of(**query: str) -> str:
    return reverse("monitoring:wrong_data") + ("?" + urlencode(query) if query else "")


def wrong_lately(position: Position, on: date) -> DeskFact | None:
    """今天: what waits to be put right in one's own registers."""
    if not position.has(*TENDERS):
        return None
    waiting = Alert.objects.wrong_data(position).filter(answer_q(WAITING)).count()
    return DeskFact("核实不符的数据", f"{waiting}条", url_of(answer=WAITING)) if waiting else None
