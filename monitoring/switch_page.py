"""The switch of a rule as its page shows it: how it stands, what waits for a second person, what it would bring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django import forms

from accounts.forms import DayField
from accounts.models import Position, Region
from households.received import registers
from monitoring.choices import RuleMode
from monitoring.models import RuleSwitch
from monitoring.rules import AlertRule
from monitoring.switches import SWITCHERS, modes_on, why_not_confirm
from monitoring.workload import TownWork, in_all, workload


class SwitchForm(forms.Form):
    """Another mode, from when, and why."""

    mode = forms.ChoiceField(
        label="改为", choices=RuleMode.choices, widget=forms.RadioSelect, error_messages={"required": "请选改为哪种状态。"}
    )
    valid_from = DayField(label="起始日")
    reason = forms.CharField(
        label="理由", max_length=200, help_text="如“试计数两周，各镇接得住，请启用”。", error_messages={"required": "请写明理由。"}
    )

    def __init__(self, now: str, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["mode"].choices = [choice for choice in RuleMode.choices if choice[0] != now]  # type: ignore[attr-defined]


@dataclass(frozen=True)
class SwitchView:
    rule: AlertRule
    county: Region
    position: Position
    on: date

    @cached_property
    def mode(self) -> RuleMode:
        return RuleMode(modes_on(self.county.code, self.on)[self.rule.code])

    @property
    def css(self) -> str:
        return {RuleMode.ON: "ok", RuleMode.SHADOW: "warn", RuleMode.OFF: "idle"}[self.mode]

    @cached_property
    def rows(self) -> list[RuleSwitch]:
        rows = RuleSwitch.objects.filter(county=self.county, rule=self.rule.code)
        return list(rows.select_related("proposed_by__user", "confirmed_by__user"))

    @property
    def waiting(self) -> list[tuple[RuleSwitch, str]]:
        """Each with the reason the reader may not confirm it, or nothing."""
        return [(row, why_not_confirm(row, self.position)) for row in self.rows if row.confirmed_at is None]

    @property
    def history(self) -> list[RuleSwitch]:
        return [row for row in self.rows if row.confirmed_at is not None]

    @property
    def may_switch(self) -> bool:
        return self.position.has(*SWITCHERS) and self.position.region.code == self.county.code

    @property
    def is_counted(self) -> bool:
        """What it would bring is shown while it opens nothing, or somebody proposes that it should."""
        return self.mode != RuleMode.ON

    @cached_property
    def lacks_register(self) -> bool:
        return bool(self.rule.register) and not registers(self.county, self.on)[self.rule.register]

    @cached_property
    def towns(self) -> list[TownWork]:
        return workload(self.rule, self.county) if self.is_counted and not self.lacks_register else []

    @property
    def total(self) -> TownWork:
        return in_all(self.towns)
