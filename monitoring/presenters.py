"""An alert ready to be read: what was compared with what, the sheet of its day, and the rows of the list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from accounts.fields import ExactFenField, FenField
from accounts.models import Position
from casework.lights import Light, light_for
from casework.models import WorkDay
from households.fact_words import WORDS, source_of
from households.models import HouseholdFacts, MemberFacts
from households.sums import SumSheet, facts_from_snapshot, sum_sheet
from monitoring.choices import AlertSource
from monitoring.models import Alert
from monitoring.rules import RULES, AlertRule, Scope
from monitoring.source_rows import SourceRow, source_rows
from monitoring.wording import SEVERITY, Turn, ground, next_step
from policies.models import Parameter, ParameterMissing
from policies.parameters import Unit
from policies.wording import choice_label, plain_number

# Nought is no number of these, but none at all.
NONE_AT_ZERO = {"disability_level", "crossed_age"}
INCOME_FACTS = {"gross", "recognised", "business", "self_pay_window"}


@dataclass(frozen=True)
class Compared:
    """One fact of the day the alert was opened, in words, and the register or sheet it comes from."""

    label: str
    value: str
    source: str


@dataclass(frozen=True)
class Threshold:
    """One number of the law it was compared with, as it stood then."""

    code: str
    title: str
    value: str
    unit: str
    source: str
    since: date
    where: str
    is_provisional: bool


def word_of(model: type[HouseholdFacts] | type[MemberFacts], name: str) -> str:
    """What the form calls this fact."""
    return str(getattr(model._meta.get_field(name), "verbose_name", name))


def shown(model: type[HouseholdFacts] | type[MemberFacts], name: str, value: Any) -> str:
    """A stored fact in words; unknown is 不详, never zero."""
    column = model._meta.get_field(name)
    if value is None:
        return "不详"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(column, FenField | ExactFenField):
        return f"{Decimal(str(value)).scaleb(-2):,.2f}元".replace("-", "−")
    unit = WORDS[model][name].unit
    if value == "" or (value == 0 and name in NONE_AT_ZERO):
        return "无"
    return f"{dict(getattr(column, 'flatchoices', [])).get(value, value)}{unit}"


@dataclass(frozen=True)
class AlertCase:
    """What the alert's page explains. Hints of people have no rule, no snapshot and no threshold."""

    alert: Alert

    @cached_property
    def rule(self) -> AlertRule | None:
        return RULES.get(self.alert.rule)

    @property
    def severity(self) -> str:
        return SEVERITY.get(self.alert.severity, "")

    @property
    def labels(self) -> list[str]:
        return [RULES[code].labels for code in self.alert.labels if code in RULES]

    @property
    def ground(self) -> str:
        return ground(self.alert)

    @cached_property
    def compared(self) -> list[Compared]:
        """The facts the rule's condition read, from the snapshot."""
        if self.rule is None or not self.alert.snapshot:
            return []
        is_member = self.rule.scope is Scope.MEMBER
        model: type[HouseholdFacts] | type[MemberFacts] = MemberFacts if is_member else HouseholdFacts
        row = (self.alert.snapshot.get("member") or {}) if is_member else self.alert.snapshot
        return [
            Compared(word_of(model, name), shown(model, name, row.get(name)), source_of(model, name))
            for name in self.rule.reads
            if name in row
        ]

    @cached_property
    def thresholds(self) -> list[Threshold]:
        """The numbers of the law of that day; a later change of a parameter does not change them."""
        rows = self.alert.parameters.rows if self.alert.parameters else {}
        codes = self.rule.parameters if self.rule else ()
        return [threshold(code, rows[code]) for code in codes if code in rows]

    @cached_property
    def sources(self) -> list[SourceRow]:
        """The departments' rows the facts were made from, as known then."""
        return source_rows(self.alert)

    @cached_property
    def silent_when(self) -> list[str]:
        """What ends this alert without a visit, and what keeps it from coming back."""
        if self.alert.source != AlertSource.RULE:
            return ["由人提出的线索不会自行关闭，要核实后办结"]
        lines = ["下次筛查时上面的情况不再成立：待分派、已分派的自行关闭；已入户的只加附注"]
        try:
            numbers, place = Parameter.objects.numbers(self.alert.opened_on), self.alert.village_code
            days, share = (numbers.number(code, place) for code in ("alert_silence_days", "silence_change_share"))
        except ParameterMissing:
            return lines
        changed = f"金额变动达到{plain_number(share * 100)}%、其他数据有变化"
        return [*lines, f"核实办结后{days:.0f}天内，所比对的数据没有变化就不再提出；{changed}的，重新提出"]

    @cached_property
    def sheet(self) -> SumSheet | None:
        """算账表 as it was known when the alert was opened; only where income or self-pay was compared."""
        if self.rule is None or not INCOME_FACTS & set(self.rule.reads) or self.alert.parameters is None or not self.alert.snapshot:
            return None
        return sheet_of_alert(self.alert)


def sheet_of_alert(alert: Alert) -> SumSheet:
    """The sheet as it stood when the alert was opened: its facts, its parameters, the evidence known then."""
    facts = facts_from_snapshot(alert.snapshot)
    if alert.parameters is not None:
        facts.parameters = alert.parameters
    return sum_sheet(alert.household, facts, as_known_at=alert.opened_at, counted=alert.snapshot.get("counted"), on=alert.opened_on)


def threshold(code: str, row: dict[str, Any]) -> Threshold:
    """A stored parameter as the policy page would have read it that day."""
    value, unit = row["value"], row["unit"]
    if isinstance(value, list):
        text, unit = f"{len(value)}项", ""
    elif unit == Unit.CHOICE:
        text, unit = choice_label(str(value)), ""
    else:
        text, unit = plain_number(Decimal(str(value))), "" if unit == Unit.RATIO else unit
    return Threshold(
        code, row["title"], text, unit, row["source"], date.fromisoformat(str(row["valid_from"])), row["where"], bool(row["is_provisional"])
    )


@dataclass(frozen=True)
class AlertRow:
    """One row of a list of alerts."""

    alert: Alert
    light: Light
    turn: Turn
    severity: str
    ground: str


def rows_for_list(alerts: Iterable[Alert], position: Position, on: date) -> list[AlertRow]:
    calendar = WorkDay.objects.calendar()
    return [
        AlertRow(alert, light_for(alert.due_on, on, calendar), next_step(alert, position), SEVERITY.get(alert.severity, ""), ground(alert))
        for alert in alerts
    ]
