"""人和部门的线索: a person's or a department's hint becomes an alert like a rule's finding (design §6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from accounts.logs import redact
from accounts.models import Position
from accounts.roles import Role
from casework.actions import due_after
from casework.choices import EventKind
from casework.exceptions import StepRefused
from casework.timeline import record
from households.models import Household
from monitoring.actions import REASON_LENGTH
from monitoring.choices import AlertSource
from monitoring.models import Alert
from monitoring.workflow import ALERT

HINT_SOURCES = [source for source in AlertSource if source is not AlertSource.RULE]
# The village hears it, the window and the county's phones take it (自主申报、12345、12317).
HINT_ROLES = (Role.VILLAGE_WORKER, Role.TOWN_CLERK, Role.COUNTY_CLERK, Role.TASKFORCE, Role.MONITOR_CENTER)
RECHECKERS = (Role.TOWN_CLERK, Role.TASKFORCE, Role.MONITOR_CENTER)


@dataclass(frozen=True)
class Hint:
    """The alert, and whether it is new or was there already."""

    alert: Alert
    is_new: bool


@transaction.atomic
def raise_hint(household: Household, *, source: str, title: str, reason: str, by: Position, on: date, severity: int = 2) -> Hint:
    """登记线索. The same matter of the same household still open is answered with that alert, not with a second one."""
    title, reason = redact(title.strip()), redact(reason.strip())
    if not by.has(*HINT_ROLES):
        raise StepRefused(f"登记线索由{'、'.join(role.label for role in HINT_ROLES)}办理，您的岗位是{by.title}。", "wrong_role")
    if source not in HINT_SOURCES:
        raise StepRefused("请选线索来源。", "unknown_source")
    if not title:
        raise StepRefused("请写明事由。", "title_missing")
    if len(reason) < REASON_LENGTH:
        raise StepRefused(f"请写明情况（{REASON_LENGTH}个字以上），让核实的人知道要看什么。", "reason_missing")
    household = Household.objects.select_for_update(of=("self",)).get(pk=household.pk)
    known = Alert.objects.open().filter(household=household, title=title).exclude(source=AlertSource.RULE).first()
    if known:
        return Hint(known, False)
    due = due_after(ALERT, ALERT.initial, on, household.village_code)
    alert = Alert.objects.create(
        household=household, county_code=household.county_code, town_code=household.town_code, village_code=household.village_code,
        source=source, title=title, reason=reason, severity=severity, opened_on=on, state=ALERT.initial, state_since=on,
        due_on=due.on if due else None, due_is_provisional=bool(due and due.is_provisional),
    )  # fmt: skip
    detail = {"code": AlertSource(source).label, "title": title, "reason": reason}
    record(EventKind.ALERT_OPENED, household=household, by=by, on=on, subject=alert, detail=detail)
    return Hint(alert, True)


@transaction.atomic
def recheck(closed: Sequence[Alert], *, why: str, by: Position, on: date) -> list[Hint]:
    """历史线索复查: what was concluded is looked into once more (domain §4e HISTORY). One already under way is not raised again."""
    why = why.strip()
    if len(why) < REASON_LENGTH:
        raise StepRefused(f"请写明为什么复查（{REASON_LENGTH}个字以上）。", "reason_missing")
    raised = []
    for alert in closed:
        concluded = f"结论“{alert.get_outcome_display()}”" if alert.outcome else "当时自行关闭"
        told = f"{alert.closed_on:%Y-%m-%d}办结，{concluded}" + (f"，理由：{alert.outcome_reason}" if alert.outcome_reason else "")
        title = f"复查：{alert}"[:80]
        raised.append(
            raise_hint(
                alert.household, source=AlertSource.HISTORY, title=title, reason=f"{why}。{told}", by=by, on=on, severity=alert.severity
            )
        )
    return raised
