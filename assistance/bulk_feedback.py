"""A filled feedback sheet taken row by row: each row by the same verbs as the page, in a savepoint of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction

from accounts.models import Position
from assistance import referrals
from assistance.choices import FeedbackResult, ReferralState
from assistance.feedback import feed_back
from assistance.kinds import measure_for
from assistance.measures import carry_out
from assistance.models import Referral
from assistance.quarters import Quarter
from assistance.workbook import COLUMNS, Trouble
from assistance.workbook_reader import Line, Sheet
from casework.exceptions import StepRefused

# Which column of the sheet a refusal speaks of.
COLUMN_OF = {
    "later": "carried_out_on", "evidence_missing": "evidence", "negative": "amount", "basis_missing": "basis", "unknown_reason": "refusal",
    "words_missing": "words",
}  # fmt: skip
TITLES = {column.code: column.title for column in COLUMNS}


@dataclass
class Taken:
    """What became of a sheet: every filled row is in one of the lists."""

    done: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)

    @property
    def bad_rows(self) -> int:
        return len({trouble.row for trouble in self.troubles})


def take_sheet(sheet: Sheet, quarter: Quarter, *, by: Position, on: date) -> Taken:
    """Good rows are fed back, bad ones said; the same sheet again changes nothing. Another department's numbers are not found."""
    taken = Taken(troubles=list(sheet.troubles))
    numbers = [line.referral_no for line in sheet.lines]
    rows = Referral.objects.visible_to(by).filter(referral_no__in=numbers).select_related("policy", "need")
    known = {referral.referral_no: referral for referral in rows.prefetch_related("feedbacks")}
    for line in sheet.lines:
        referral = known.get(line.referral_no)
        if referral is None:
            taken.troubles.append(trouble(line, "referral_no", "没有推送给本部门的这个编号，请对照下载的反馈表。"))
            continue
        before = next((row for row in referral.feedbacks.all() if row.quarter == quarter.code), None)
        if before is not None:
            if before.result == line.result:
                taken.same.append(line.referral_no)
            else:
                remedy = f"{quarter.label}已反馈“{before.get_result_display()}”，不能改成“{line.result.label}”。"
                taken.troubles.append(trouble(line, "result", remedy))
            continue
        try:
            with transaction.atomic():
                take_line(line, referral, quarter, by=by, on=on)
            taken.done.append(line.referral_no)
        except StepRefused as refusal:
            taken.troubles.append(trouble(line, COLUMN_OF.get(refusal.code, "result"), refusal.reason))
    taken.troubles.sort(key=lambda one: one.row)
    return taken


def trouble(line: Line, code: str, remedy: str) -> Trouble:
    return Trouble(line.row, TITLES[code], line.cells.get(code, ""), remedy)


def take_line(line: Line, referral: Referral, quarter: Quarter, *, by: Position, on: date) -> None:
    """Sign where nobody has, record the measure or the refusal the row tells of, then feed back. Raises StepRefused."""
    if line.result is FeedbackResult.REFUSED and referral.state in (ReferralState.PUSHED, ReferralState.RECEIVED):
        referral = referrals.refuse(referral, reason=line.refusal, basis=line.basis, by=by, on=on)
    elif referral.state == ReferralState.PUSHED:
        referral = referrals.receive(referral, by=by, on=on)
    if line.result is FeedbackResult.DONE and referral.state in (ReferralState.RECEIVED, ReferralState.HELPING):
        referral = settle(line, referral, quarter, by=by, on=on)
    feed_back(referral, quarter=quarter, result=line.result, words=line.words, by=by, on=on)


def settle(line: Line, referral: Referral, quarter: Quarter, *, by: Position, on: date) -> Referral:
    """The measure of the row, unless one is recorded already and the row names no day; then 已落实."""
    if line.carried_out_on is None and referral.state == ReferralState.RECEIVED:
        raise StepRefused("已落实的要填落实日期。", "later")
    if line.carried_out_on is not None:
        carry_out(
            referral, kind=measure_for(referral.need.kind, referral.policy), carried_out_on=line.carried_out_on, amount=line.amount,
            evidence=line.evidence, form_key=uuid5(NAMESPACE_URL, f"feedback:{referral.referral_no}:{quarter.code}"), by=by, on=on,
        )  # fmt: skip
    referral.refresh_from_db()
    return referrals.done(referral, by=by, on=on)
