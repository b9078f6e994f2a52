"""部门反馈台账: which pushes stand behind each cell. One function says it for the number and for the list it opens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q

from accounts.models import Position
from assistance.choices import ReferralState
from assistance.feedback import ANSWERED, FORMERLY_UNANSWERED, UNANSWERED, covered, with_answers
from assistance.models import ReferralQuerySet
from assistance.quarters import Quarter
from assistance.referrals import OWING

Condition = Callable[[Quarter, date], Q]
HELPING_STATES = (ReferralState.RECEIVED, ReferralState.HELPING)
SETTLED_STATES = (ReferralState.DONE, ReferralState.REFUSED)


def late_to_receive(quarter: Quarter, on: date) -> Q:
    return Q(state=ReferralState.PUSHED, due_on__lt=on)


# Column of the matrix → the pushes it counts among those the quarter covers, their answers joined.
COLUMNS: dict[str, Condition] = {
    "pushed": lambda quarter, on: Q(),
    "received": lambda quarter, on: Q(received_on__isnull=False),
    "done": lambda quarter, on: Q(settled_on__isnull=False, refusal=""),
    "refused": lambda quarter, on: ~Q(refusal=""),
    "answered": lambda quarter, on: ANSWERED,
    "owed": lambda quarter, on: UNANSWERED,
    "late_receive": late_to_receive,
    # 连续未答: not answered for this quarter, nor for the one before that covered it too.
    "silent": lambda quarter, on: UNANSWERED & Q(first_quarter__lte=quarter.previous.code) & FORMERLY_UNANSWERED,
}
COLUMN_TITLES = {
    "pushed": "推送", "received": "签收", "done": "已落实", "refused": "不符合", "answered": "已反馈", "owed": "未反馈",
    "late_receive": "逾期未签收", "silent": "连续两季未答",
}  # fmt: skip


@dataclass(frozen=True)
class Stage:
    """Where a push of the quarter stands, for the picture by town; every push is at one stage."""

    title: str
    css: str
    condition: Condition


STAGES: dict[str, Stage] = {
    "fed_back": Stage("已反馈", "b1", lambda quarter, on: Q(state__in=[ReferralState.FED_BACK, ReferralState.VERIFIED])),
    "settled": Stage("已有结果", "b2", lambda quarter, on: Q(state__in=SETTLED_STATES)),
    "helping": Stage("已签收", "b3", lambda quarter, on: Q(state__in=HELPING_STATES)),
    "waiting": Stage("待签收", "b0", lambda quarter, on: Q(state=ReferralState.PUSHED) & ~late_to_receive(quarter, on)),
    "late": Stage("逾期未签收", "br", late_to_receive),
}
assert set(HELPING_STATES) | set(SETTLED_STATES) == set(OWING)


def tagged_q() -> Q:
    return Q(household__has_monitoring_tag=True)


def cell(quarter: Quarter, column: str, position: Position, on: date, dept: str = "", narrowing: Q | None = None) -> ReferralQuerySet:
    """The pushes of one cell this reader may see: the ledger counts them, the list shows them."""
    rows = with_answers(covered(quarter, on), quarter, on).visible_to(position).filter(COLUMNS[column](quarter, on))
    if dept:
        rows = rows.filter(dept=dept)
    return rows if narrowing is None else rows.filter(narrowing)


def counts_by_dept(quarter: Quarter, position: Position, on: date, narrowing: Q, columns: tuple[str, ...]) -> dict[str, dict[str, int]]:
    """All cells of a quarter in one statement: department → column → number. The same conditions as `cell`; what is owed is what is not answered."""
    rows: Any = cell(quarter, "pushed", position, on, narrowing=narrowing).order_by().values("dept")
    asked = {column: Count("pk", filter=COLUMNS[column](quarter, on)) for column in {*columns, "answered"} - {"pushed", "owed"}}
    counted: dict[str, dict[str, int]] = {}
    for row in rows.annotate(pushed=Count("pk"), **asked):
        counted[row["dept"]] = {"pushed": row["pushed"], "owed": row["pushed"] - row["answered"], **{name: row[name] for name in asked}}
    return counted


def counts_by_town(quarter: Quarter, position: Position, on: date, narrowing: Q) -> dict[str, dict[str, int]]:
    """Town → stage → number, for the picture; one statement."""
    rows: Any = cell(quarter, "pushed", position, on, narrowing=narrowing).order_by().values("town_code")
    sums = {code: Count("pk", filter=stage.condition(quarter, on)) for code, stage in STAGES.items()}
    return {row["town_code"]: {code: row[code] for code in sums} for row in rows.annotate(**sums)}
