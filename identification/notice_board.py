"""The notice board: a row hangs with its number and comes down with its reason, by hand or by itself. Verbs of a case stand in notices.py."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Q

from accounts.models import Position, Region
from casework.actions import check_can_advance
from casework.choices import EventKind
from casework.exceptions import StepRefused
from casework.timeline import record
from identification.choices import FINAL_STATES, NoticeKind, PauseReason
from identification.models import Application, ClockPause, Opinion, PublicNotice
from identification.notice_words import Words
from identification.steps import locked, start_clock, take
from identification.workflow import APPLICATION

EXPIRED_BY = "公示到期（自动）"
SERVED, LAPSED, EXITED, CLOSED = "公示期满", "公示到期（自动）", "已退出保障", "申请已办结"
ATTEMPTS = 5  # at a number, where two towns of one name post at once


def opened(application: Application, code: str, *, by: Position, on: date, version: int | None) -> Application:
    """The row, held, with this step open to this position. A page from before is told so before anything else. Raises StalePage, StepRefused."""
    fresh = locked(application)
    if version is not None and version != fresh.version:
        take(fresh, code, by=by, on=on, version=version)
    check_can_advance(APPLICATION, fresh, code, by)
    return fresh


def current_opinion(application: Application) -> Opinion:
    opinion = application.opinions.filter(is_current=True).prefetch_related("lines").first()
    if opinion is None:
        raise StepRefused("还没有初审意见，请先提出初审意见。", "opinion_missing")
    opinion.application = application
    return opinion


def last_notice(application: Application) -> PublicNotice | None:
    """The latest 初审公示, hanging or not."""
    return application.notices.filter(kind=NoticeKind.FIRST).order_by("-pk").first()


def hang(application: Application, opinion: Opinion, words: Words, kind: NoticeKind, *, by: Position, on: date) -> PublicNotice:
    """The row with its number, and the line in the chain."""
    household = application.household
    columns = {
        "application": application, "opinion": opinion, "kind": kind, "village": household.village, "masked_name": words.masked_name,
        "people": words.people, "category_text": words.category_text, "amount": words.amount, "complaint_phone": words.complaint_phone,
        "days": words.days, "posted_on": on, "posted_by": by, "ends_on": words.ends_on(on) if kind == NoticeKind.FIRST else None,
    }  # fmt: skip
    notice = numbered(columns, kind, on)
    detail = {"place": household.village.name, "days": words.days, "ends_on": notice.ends_on.isoformat() if notice.ends_on else ""}
    record(EventKind.NOTICE_POSTED, household=household, by=by, on=on, subject=application, detail=detail)
    return notice


def numbered(columns: dict[str, object], kind: NoticeKind, on: date) -> PublicNotice:
    """柳溪救助公示〔2026〕19号: the next number of town and year. One at a time in a town; a town of the same name elsewhere is met by trying again."""
    town = columns["village"].parent  # type: ignore[attr-defined]
    if town is not None:
        Region.objects.select_for_update(no_key=True).get(pk=town.pk)
    name = town.name.removesuffix("街道").removesuffix("镇").removesuffix("乡") if town else ""
    series = f"{name}救助{'公示' if kind == NoticeKind.FIRST else '公布'}〔{on.year}〕"
    for _ in range(ATTEMPTS):
        number = PublicNotice.objects.filter(notice_no__startswith=series).count() + 1
        try:
            with transaction.atomic():
                return PublicNotice.objects.create(notice_no=f"{series}{number}号", **columns)
        except IntegrityError as error:
            if "notice_no" not in str(error):
                raise StepRefused("这一件已有一张公示在张贴。", "already_hanging") from None
    raise StepRefused("刚才有几张公示同时编号，请再按一次。", "number_taken")


def remove(notice: PublicNotice, *, by: Position | str, on: date, reason: str) -> None:
    """撤下, for a notice held by the caller."""
    notice.removed_on, notice.removed_by, notice.removed_reason = on, str(by), reason
    notice.save(update_fields=["removed_on", "removed_by", "removed_reason"])
    household = notice.application.household
    record(EventKind.NOTICE_REMOVED, household=household, by=by, on=on, subject=notice.application, detail={"reason": reason})


def end_pause(notice: PublicNotice, *, by: Position | str) -> None:
    """Where the county stops the clock for notices: it ends with the notice's last day, whenever somebody gets to it."""
    paused = ClockPause.objects.filter(application=notice.application_id, ended_on__isnull=True, reason=PauseReason.NOTICE)
    if notice.ends_on and notice.application.is_running and paused.exists():
        start_clock(notice.application, by=by, on=notice.ends_on)


@transaction.atomic
def take_down(application: Application, *, by: Position | str, on: date, reason: str = CLOSED) -> int:
    """Everything of this application that still hangs comes down: it ended before its time, or the household left."""
    application = locked(application)
    notices = list(application.notices.select_for_update(of=("self",)).filter(removed_on__isnull=True))
    for notice in notices:
        remove(notice, by=by, on=on, reason=reason)
    return len(notices)


def remove_ended(on: date) -> int:
    """Automatic removal (PD-07), one transaction each: days are up, the case was closed, or a publicly listed household left. Again: 0."""
    no_longer = Q(application__determination__isnull=True) | Q(application__determination__is_current=False)
    gone = Q(kind=NoticeKind.LONG_TERM) & no_longer
    closed = Q(kind=NoticeKind.FIRST, application__state__in=FINAL_STATES)
    due = PublicNotice.objects.filter(Q(ends_on__lt=on) | gone | closed, removed_on__isnull=True)
    return sum(remove_one(pk, on) for pk in due.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def remove_one(pk: int, on: date) -> int:
    """One of them, unless somebody was faster; 1 when it was taken down here."""
    locked(Application.objects.get(notices=pk))
    rows = PublicNotice.objects.select_for_update(of=("self",)).select_related("application__household")
    notice = rows.filter(pk=pk, removed_on__isnull=True).first()
    if notice is None:
        return 0
    is_up = notice.ends_on is not None and notice.ends_on < on
    reason = LAPSED if is_up else EXITED if notice.kind == NoticeKind.LONG_TERM else CLOSED
    remove(notice, by=EXPIRED_BY, on=on, reason=reason)
    end_pause(notice, by=EXPIRED_BY)
    return 1
