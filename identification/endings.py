"""How an application ends without a result: not accepted, ended by its applicant, or never mended in time."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from accounts.models import Position
from casework.actions import check_can_advance
from casework.exceptions import StepRefused
from identification import kin, letters
from identification.choices import ApplicationState, Ending, LetterKind, Refusal
from identification.drafts import check_may_write
from identification.models import Application, ClockPause
from identification.notice_board import take_down
from identification.steps import check_words, locked, take
from identification.workflow import APPLICATION

# Who acts when time alone does.
EXPIRY = "到期自动办理"


@transaction.atomic
def not_accept(application: Application, *, refusal: str, note: str, by: Position, on: date, version: int | None = None) -> Application:
    """不予受理: one of the four grounds, in writing, with its letter."""
    application = locked(application)
    if version is None or version == application.version:
        check_can_advance(APPLICATION, application, "not_accept", by)
        kin.check_no_conflict(by, application.household)
    if refusal not in Refusal.values:
        raise StepRefused("请选不予受理的原因。", "refusal")
    words = check_words(note, "不予受理的理由")
    label = Refusal(refusal).label
    taken = take(
        application, "not_accept", by=by, on=on, version=version, note=label, changes={"refusal": refusal, "closed_reason": words[:300]}
    )
    letters.issue(taken, LetterKind.NOT_ACCEPTED, by=by, on=on, refusal=refusal, note=words)
    return taken


@transaction.atomic
def terminate(application: Application, *, ending: str, note: str, by: Position, on: date, version: int | None = None) -> Application:
    """终止办理 with its letter; a draft is only withdrawn, by who wrote it, and nobody gets a letter."""
    application = locked(application)
    was_draft = application.state == ApplicationState.DRAFT
    if version is None or version == application.version:
        check_can_advance(APPLICATION, application, "terminate", by)
        kin.check_no_conflict(by, application.household)
        if was_draft:
            check_may_write(application, by)
    if ending not in Ending.values:
        raise StepRefused("请选终止的原因。", "ending")
    words = check_words(note, "终止的理由", 4)
    ClockPause.objects.filter(application=application, ended_on__isnull=True).update(ended_on=on, ended_by=str(by))
    taken = take(
        application, "terminate", by=by, on=on, version=version, note=Ending(ending).label,
        changes={"ending": ending, "closed_reason": words[:300]},
    )  # fmt: skip
    take_down(taken, by=by, on=on)  # a notice of it hangs no longer
    if not was_draft:
        letters.issue(taken, LetterKind.TERMINATED, by=by, on=on, ending=ending, note=words)
    return taken


def lapse_returned(on: date) -> int:
    """逾期未补正: every returned application whose last day has passed closes by itself. Idempotent; returns how many closed."""
    closed = 0
    for pk in Application.objects.filter(state=ApplicationState.RETURNED, due_on__lt=on).order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            application = locked(Application(pk=pk))
            if application.state != ApplicationState.RETURNED or application.due_on is None or application.due_on >= on:
                continue
            words = f"{application.due_on:%Y年%-m月%-d日}前没有补正"
            take(application, "lapse", by=EXPIRY, on=on, version=None, note=words, changes={"closed_reason": words})
            closed += 1
    return closed
