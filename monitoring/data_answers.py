"""Verbs around a datum people found wrong: the department answers once, or a delivery of its register says something else than it did."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.logs import redact
from accounts.models import Position
from accounts.roles import Role
from casework.choices import EventKind
from casework.exceptions import StalePage, StepRefused
from casework.timeline import record
from monitoring.actions import REASON_LENGTH
from monitoring.choices import AnswerKind
from monitoring.models import Alert, DataAnswer
from monitoring.models.data_answer import BY_PEOPLE
from monitoring.owners import SUMMED
from monitoring.rules import RULES
from monitoring.silence import compared_now
from monitoring.sources import MEDICAL, SOURCES, Source

ANSWERED_BY = (Role.DEPT_STAFF,)
WORDS_LENGTH = 1000
DELIVERY = "数据导入（自动）"
# One register may be read in several ways (monitoring/sources.py); here any of them tells where its rows lie.
OF_REGISTER: dict[str, Source] = {source.register: source for sources in SOURCES.values() for source in sources if source.received}
OF_REGISTER[MEDICAL.register] = MEDICAL
# Registers whose latest row holds: a further one that makes the facts differ says another value. In the others a further row is a further event.
LATEST_HOLDS = ("住房鉴定", "饮水检查", "参保", "银行余额（凭授权）", "务工监测")
# What an import moves on a row that says the same as before.
NO_VALUE = frozenset({"batch_id", "received_on", "known_at", "superseded_at", "household_id", "person_id"})


@dataclass(frozen=True)
class Written:
    """One row of a register a delivery wrote: `changed` the columns that moved, empty for a new row; `person_id` of one that was removed."""

    table: str
    target_id: int
    household_id: int
    kind: str  # new · changed · removed
    changed: frozenset[str] = frozenset()
    person_id: int | None = None


# the department ----------------------------------------------------------------------------------------------------------------------


@transaction.atomic
def answer(alert: Alert, kind: str, *, words: str, by: Position, on: date) -> DataAnswer:
    """已更正 (what was put right) or 经核无误 (why). Two at once: the second is told who was first. Raises StepRefused."""
    if not by.has(*ANSWERED_BY):
        raise StepRefused(f"由报送这份数据的部门核对，您的岗位是{by.title}。", "wrong_role")
    found = Alert.objects.wrong_data(by).select_for_update(of=("self",)).select_related("household").filter(pk=alert.pk).first()
    if found is None:
        raise StepRefused("这一条不是本部门报送的数据。", "wrong_dept")
    if kind not in BY_PEOPLE:
        raise StepRefused("请选已更正，或经核无误。", "unknown_answer")
    words = redact(words.strip())[:WORDS_LENGTH]
    if len(words) < REASON_LENGTH:
        what = "改了什么：原来是什么、改成了什么" if kind == AnswerKind.CORRECTED else "根据什么认为无误"
        raise StepRefused(f"请写明{what}（{REASON_LENGTH}个字以上）。", "words_missing")
    before = DataAnswer.objects.filter(alert=found, kind__in=BY_PEOPLE).select_related("by__user").first()
    if before is not None:
        raise StalePage(
            f"{before.by.user.name if before.by else ''}{before.answered_on:%-m月%-d日}已标为“{before.get_kind_display()}”，没有再记一次。"
        )
    return keep(found, AnswerKind(kind), words, on, by=by)


def keep(alert: Alert, kind: AnswerKind, words: str, on: date, *, by: Position | None = None, batch_id: int | None = None) -> DataAnswer:
    """The row, and a line in the household's chain."""
    row = DataAnswer.objects.create(
        alert=alert, register=alert.wrong_register, kind=kind, words=words, by=by, batch_id=batch_id, answered_on=on
    )
    detail = {"register": alert.wrong_register, "result": str(kind.label), "words": words}
    record(EventKind.DATA_ANSWERED, household=alert.household, by=by or DELIVERY, on=on, subject=alert, detail=detail)
    return row


# a delivery --------------------------------------------------------------------------------------------------------------------------


def tables_of(register: str) -> str:
    return OF_REGISTER[register].model._meta.db_table


def awaited(tables: Collection[str], household_ids: Collection[int]) -> list[Alert]:
    """Wrong data of these households that no delivery has put right yet, in registers that land on these tables. One query, none without such a register."""
    registers = [register for register in OF_REGISTER if tables_of(register) in tables]
    if not registers or not household_ids:
        return []
    delivered = DataAnswer.objects.standing().filter(kind=AnswerKind.DELIVERED)
    waiting = Alert.objects.concluded_wrong().filter(wrong_register__in=registers).exclude(pk__in=delivered.values("alert"))
    # few wait, a delivery may touch a whole county: the smaller side is fetched
    found = waiting.select_related("household").defer("household__phone", "household__bank_account").order_by("pk")
    return [alert for alert in found if alert.household_id in household_ids]


def settle_by_delivery(waiting: Iterable[Alert], written: Iterable[Written], *, batch_id: int, on: date) -> list[DataAnswer]:
    """Those whose register now says something else; in the transaction of the delivery, the facts refreshed already."""
    rows: dict[tuple[str, int], list[Written]] = defaultdict(list)
    for row in written:
        rows[row.table, row.household_id].append(row)
    settled = []
    for alert in waiting:
        here = rows[tables_of(alert.wrong_register), alert.household_id]
        if here and says_otherwise(alert, here):
            settled.append(keep(alert, AnswerKind.DELIVERED, f"新报送的{alert.wrong_register}与原来的值不同", on, batch_id=batch_id))
    return settled


def says_otherwise(alert: Alert, rows: list[Written]) -> bool:
    """A row that stood when people concluded has another value or is gone; or, where the latest row holds, a further one made the facts differ."""
    if any(row.kind == "removed" and row.person_id in (alert.person_id, None) for row in rows):
        return True
    source = source_of(alert)
    of_theirs = source.model._default_manager.filter(source.only(alert) if alert.snapshot else Q(), household_id=alert.household_id)
    if alert.person_id:
        of_theirs = of_theirs.filter(person_id=alert.person_id)
    moved = [row.target_id for row in rows if row.kind == "changed" and row.changed - NO_VALUE]
    if moved and of_theirs.filter(pk__in=moved, **{f"{source.received}__lte": alert.closed_on}).exists():
        return True
    added = [row.target_id for row in rows if row.kind == "new"]
    if alert.wrong_register not in LATEST_HOLDS or not added or not of_theirs.filter(pk__in=added).exists():
        return False
    return differs(alert, compared_now(alert))


def source_of(alert: Alert) -> Source:
    """The wrong register as the alert's rule reads it."""
    rule = RULES.get(alert.rule)
    read = (source for name in rule.reads for source in SOURCES.get(name, ()) if source.register == alert.wrong_register) if rule else ()
    return next(iter(read), OF_REGISTER[alert.wrong_register])


def differs(alert: Alert, now: Mapping[str, Any]) -> bool:
    """What the rule compares of this register is not what it was when people concluded."""
    then = alert.concluded_facts
    names = [name for name in RULES[alert.rule].reads if of_register(name, alert.wrong_register)] if alert.rule in RULES else []
    return any(name in then and name in now and then[name] != now[name] for name in names)


def of_register(fact: str, register: str) -> bool:
    return SUMMED.get(fact) == register or any(source.register == register for source in SOURCES.get(fact, ()))


def take_back(batch_ids: Collection[int]) -> int:
    """The batches are withdrawn: what their deliveries settled waits again. The rows stay."""
    return DataAnswer.objects.standing().filter(kind=AnswerKind.DELIVERED, batch_id__in=batch_ids).update(void_at=timezone.now())
