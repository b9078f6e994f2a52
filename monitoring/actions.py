"""Verbs around an alert, one transaction each. The table is workflow.py; `advance` carries a step out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Count

from accounts.models import Position
from assistance.needs import called
from casework.actions import advance, check_can_advance
from casework.exceptions import StepRefused
from monitoring.cases import OPENS_CASE, open_case
from monitoring.choices import AlertState, Outcome
from monitoring.models import Alert
from monitoring.needs import note_need_of
from monitoring.owners import registers_of_rule
from monitoring.people import can_be_sent, covers, workers_for
from monitoring.silence import concluded_columns
from monitoring.workflow import ALERT

REASON_LENGTH = 10
# Conclusions that send the household away must say why (domain §4e).
OUTCOMES_WITH_REASON = (Outcome.NONE, Outcome.FALSE, Outcome.DUP)


@dataclass
class Assigned:
    """What became of a bulk assignment: every alert is in one of the two lists."""

    done: list[Alert] = field(default_factory=list)
    refused: list[tuple[Alert, StepRefused]] = field(default_factory=list)


def take(alert: Alert, code: str, *, by: Position, on: date, version: int | None, note: str = "", **extra: Any) -> Alert:
    """One step of the alert's life."""
    return advance(ALERT, alert, code, by=by, on=on, version=version, note=note, household=alert.household, **extra)


def check_reason(outcome: str, reason: str) -> None:
    if outcome in OUTCOMES_WITH_REASON and len(reason.strip()) < REASON_LENGTH:
        raise StepRefused(f"结论是“{Outcome(outcome).label}”，要写明理由（{REASON_LENGTH}个字以上）。", "reason_missing")


def check_note(note: str, what: str) -> None:
    if not note.strip():
        raise StepRefused(f"要写明{what}，接手的人看得懂为什么。", "note_missing")


def assign(alert: Alert, *, to: Position, by: Position, on: date, version: int | None = None, note: str = "") -> Alert:
    """分派、改派、重新分派: `to` is a village worker in force whose region covers the alert's village."""
    if not can_be_sent(to, on):
        raise StepRefused(f"{to}现在不是在岗的村级信息员，请另选核实人。", "not_a_worker")
    if not covers(to, alert):
        raise StepRefused(f"{alert.household}在{alert.household.village.name}，{to}只管{to.region.name}，请另选核实人。", "wrong_region")
    words = "，".join(part for part in (f"核实人{to.user.name}", note.strip()) if part)
    return take(alert, "assign", by=by, on=on, version=version, note=words, changes={"assigned_to": to}, detail={"assigned_to": to.pk})


def assign_many(alerts: Sequence[Alert], *, to: Position, by: Position, on: date, versions: Mapping[int, int]) -> Assigned:
    """Each alert on its own: what can be assigned is, the rest comes back with the reason."""
    result = Assigned()
    for alert in alerts:
        try:
            result.done.append(assign(alert, to=to, by=by, on=on, version=versions.get(alert.pk)))
        except StepRefused as refusal:
            result.refused.append((alert, refusal))
    return result


def assign_to_villages(alerts: Sequence[Alert], *, by: Position, on: date, versions: Mapping[int, int]) -> Assigned:
    """按村分派: each alert to its own village's worker; of several, to the one who has least in hand. A village without one comes back with the reason."""
    hands = in_hand(workers_for(by, on))
    result = Assigned()
    for alert in alerts:
        here = [worker for worker in hands if covers(worker, alert)]
        try:
            if not here:
                raise StepRefused(f"{alert.household.village.name}没有在岗的村级信息员。", "no_worker")
            to = min(here, key=lambda worker: (hands[worker], worker.pk))
            result.done.append(assign(alert, to=to, by=by, on=on, version=versions.get(alert.pk)))
            hands[to] += 1
        except StepRefused as refusal:
            result.refused.append((alert, refusal))
    return result


def in_hand(workers: Iterable[Position]) -> dict[Position, int]:
    """How many alerts each still has to go to; one statement."""
    known = dict(Alert.objects.open().filter(assigned_to__isnull=False).order_by().values_list("assigned_to").annotate(Count("pk")))
    return {worker: known.get(worker.pk, 0) for worker in workers}


def locked(alert: Alert) -> Alert:
    """The row as it is now, held until the transaction ends: what is checked below is what advance will change."""
    rows = Alert.objects.select_for_update(of=("self",)).select_related("household__village", "assigned_to__user")
    return rows.get(pk=alert.pk)


def check_is_hers(alert: Alert, by: Position) -> None:
    """Only who was sent goes to the door; another one must be sent first."""
    if alert.assigned_to_id not in (None, by.pk):
        raise StepRefused(f"这条线索分派给了{alert.assigned_to}。要换人，请镇一窗受理改派。", "not_assigned")


@transaction.atomic
def start(alert: Alert, *, by: Position, on: date, version: int | None = None) -> Alert:
    """开始入户."""
    alert = locked(alert)
    check_is_hers(alert, by)
    return take(alert, "start", by=by, on=on, version=version, changes={"assigned_to": by})


def return_to_county(alert: Alert, *, by: Position, on: date, note: str, version: int | None = None) -> Alert:
    """退回县里: not this town's to check; says why."""
    check_note(note, "退回理由")
    return take(alert, "return", by=by, on=on, version=version, note=note.strip())


def send_back(alert: Alert, *, by: Position, on: date, note: str, version: int | None = None) -> Alert:
    """退回重新核实: to the same worker, with what is missing."""
    check_note(note, "退回理由")
    return take(alert, "send_back", by=by, on=on, version=version, note=note.strip())


def escalate(alert: Alert, *, by: Position, on: date, note: str, version: int | None = None) -> Alert:
    """上报县级."""
    check_note(note, "上报理由")
    return take(alert, "escalate", by=by, on=on, version=version, note=note.strip())


@transaction.atomic
def close(alert: Alert, *, by: Position, on: date, outcome: str = "", note: str = "", version: int | None = None) -> Alert:
    """审定办结. The town closes with what the last visit concluded; the county may conclude otherwise, and then says why.

    Who visited does not judge his own visit. 启动申请 and 启动监测识别 open the draft of an application, once;
    转办部门 and 临时救助 note a need.
    """
    alert = locked(alert)
    check_can_advance(ALERT, alert, "close", by)
    visit = alert.verifications.select_related("visited_by").order_by("pk").last()
    note = note.strip()
    concluded, reason, wrong_register = (visit.outcome, visit.outcome_reason, visit.wrong_register) if visit else ("", "", "")
    if visit and by.user_id == visit.visited_by.user_id:
        raise StepRefused("核实人不能审定自己的核实，请同岗位的另一人办理。", "own_visit")
    if alert.state == AlertState.TOWN_DECIDED:
        if outcome and outcome != concluded:
            raise StepRefused(
                f"核实结论是“{Outcome(concluded).label}”。镇里不同意，请退回重新核实或上报县级。" if concluded else "还没有核实记录。",
                "other_outcome",
            )
    elif outcome and outcome != concluded:
        if outcome not in Outcome.values:
            raise StepRefused("没有这个结论，请从列表里选。", "unknown_outcome")
        if len(note) < REASON_LENGTH:
            raise StepRefused(f"县级结论与核实不同，要写明理由（{REASON_LENGTH}个字以上）。", "reason_missing")
        concluded, reason = outcome, note
        registers = registers_of_rule(alert.rule)
        wrong_register = registers[0] if outcome == Outcome.FALSE and len(registers) == 1 else ""
    if not concluded:
        raise StepRefused("没有核实结论，请选一个结论并写明理由。", "outcome_missing")
    label = Outcome(concluded).label
    # In the same transaction: a conclusion that starts an application never stands without it.
    case = open_case(alert, by=by, on=on) if concluded in OPENS_CASE else None
    need = note_need_of(alert, concluded, by=by, on=on)
    led_to = f"办件号{case.application_no}" if case else f"已登记需求“{called(need)}”，等群众确认" if need else ""
    return take(
        alert,
        "close",
        by=by,
        on=on,
        version=version,
        note="，".join(part for part in (f"结论：{label}", led_to, note) if part),
        detail={"outcome": concluded, **({"application": case.pk} if case else {})},
        changes={
            "closed_on": on,
            "outcome": concluded,
            "outcome_reason": reason,
            "wrong_register": wrong_register,
            "closed_reason": (note or f"审定：{label}")[:300],
            **concluded_columns(alert),
        },
    )
