"""The door from an alert to the departments: 转办部门 and 临时救助 leave a need behind, to be confirmed by the household (domain §4e, §4f)."""

from __future__ import annotations

from datetime import date

from accounts.models import Position
from assistance.choices import NeedKind
from assistance.kinds import NEED_OF_RULE
from assistance.models import Need
from assistance.needs import note_from_alert
from monitoring.choices import Outcome
from monitoring.models import Alert


def need_kind(alert: Alert, outcome: str) -> NeedKind:
    """临时救助 is first help for living; 转办部门 goes by the rule, a person's hint by nothing but 其他."""
    return NeedKind.LIVING if outcome == Outcome.TEMP else NEED_OF_RULE.get(alert.rule, NeedKind.OTHER)


def note_need_of(alert: Alert, outcome: str, *, by: Position, on: date) -> Need | None:
    """The need an alert closed so leaves behind, in the words of its last visit; None for every other conclusion."""
    if outcome not in (Outcome.TEMP, Outcome.REFER):
        return None
    visit = alert.verifications.order_by("pk").last()
    words = f"{alert.title}：{visit.findings}" if visit else f"{alert.title}：{alert.reason}"
    return note_from_alert(alert.household, kind=need_kind(alert, outcome), words=words, person=alert.person, by=by, on=on)
