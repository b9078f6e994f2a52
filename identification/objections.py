"""公示异议: written down, the clock stopped, settled by another person, then inquired anew and posted anew (domain §4a, §4h)."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from accounts.fields import Sealed
from accounts.logs import redact
from accounts.models import Position
from casework.choices import EventKind
from casework.exceptions import StalePage, StepRefused
from casework.timeline import record
from identification.choices import ApplicationState, PauseReason
from identification.kin import check_no_conflict
from identification.models import Application, ClockPause, Objection, PublicNotice
from identification.notice_board import last_notice, opened, remove
from identification.steps import check_words, locked, start_clock, stop_clock, take
from identification.workflow import VILLAGE, WINDOW

OBJECTED_REASON = "有异议，停止公示"


@transaction.atomic
def object_(
    application: Application, *, content: str, raised_by_name: str = "", raised_by_phone: str = "", by: Position, on: date,
    version: int | None = None,
) -> Objection:  # fmt: skip
    """登记公示异议: the notice comes down and the clock stops. A further one while the first is looked into only adds its row; the same one twice is one.

    Who objects is sealed; neither he nor what he said stands in the chain, which the unit complained of reads.
    """
    application = locked(application)
    notice = last_notice(application)
    words = redact(check_words(content, "异议内容"))
    columns = {"raised_by_name": raised_by_name.strip(), "raised_by_phone": raised_by_phone.strip()}
    if notice is not None and (known := written_before(notice, words, columns["raised_by_name"], by)):
        return known
    if application.state == ApplicationState.OBJECTED and notice is not None:
        if not by.has(*WINDOW, *VILLAGE):
            raise StepRefused(f"公示异议由镇一窗受理或村级信息员登记，您的岗位是{by.title}。", "wrong_role")
        objection = Objection.objects.create(notice=notice, raised_on=on, content=words, recorded_by=by, **columns)
        tell(application, "又收到1条，一并核实", by=by, on=on)
        return objection
    application = opened(application, "object", by=by, on=on, version=version)
    assert notice is not None  # nothing is NOTICE without one
    objection = Objection.objects.create(notice=notice, raised_on=on, content=words, recorded_by=by, **columns)
    notice = PublicNotice.objects.select_for_update(of=("self",)).select_related("application__household").get(pk=notice.pk)
    if notice.removed_on is None:
        remove(notice, by=by, on=on, reason=OBJECTED_REASON)
    taken = take(application, "object", by=by, on=on, version=version)
    if ClockPause.objects.filter(application=taken, ended_on__isnull=True).exists():  # the notice's own
        taken = start_clock(taken, by=by, on=min(on, notice.ends_on or on))
    stop_clock(taken, PauseReason.OBJECTED, by=by, on=on)
    tell(taken, "收到1条，停钟核实", by=by, on=on)
    return objection


def written_before(notice: PublicNotice, content: str, name: str, by: Position) -> Objection | None:
    """The very same objection, sent a second time by the same person."""
    for row in notice.objections.filter(recorded_by=by, content=content, settled_on__isnull=True):
        known: Sealed | None = row.raised_by_name  # type: ignore[assignment]  # what a SealedField reads as
        if (known.reveal() if known else "") == name:
            return row
    return None


@transaction.atomic
def settle(objection: Objection, *, finding: str, is_upheld: bool, by: Position, on: date, version: int | None = None) -> Application:
    """核实异议, by another person than who wrote it down. With the last one the clock starts and the inquiry begins anew; upheld: with 民主评议.

    The case is then inquired, proposed and posted again whatever was found.
    """
    application = opened(objection.notice.application, "settle", by=by, on=on, version=version)
    objection = Objection.objects.select_for_update(of=("self",)).select_related("notice", "recorded_by").get(pk=objection.pk)
    if objection.settled_on is not None:
        raise StalePage(f"这条异议{objection.settled_on:%Y-%m-%d}已经核实完。您写的没有保存，请看最新情况。")
    if objection.recorded_by.user_id == by.user_id:
        raise StepRefused("谁登记的异议不由谁核实，请镇里另一位经办人或镇级专班组长核实。", "same_person")
    check_no_conflict(by, application.household)
    objection.finding, objection.is_upheld = redact(check_words(finding, "核实结果")), is_upheld
    objection.settled_on, objection.settled_by = on, by
    objection.save(update_fields=["finding", "is_upheld", "settled_on", "settled_by"])
    all_of_them = list(Objection.objects.filter(notice=objection.notice))
    waiting = sum(one.settled_on is None for one in all_of_them)
    if waiting:
        tell(application, f"核实完1条，还有{waiting}条", by=by, on=on)
        return application
    was_right = any(one.is_upheld for one in all_of_them)
    application = start_clock(application, by=by, on=on)
    changes = {"needs_community_review": True} if was_right else {}
    note = f"{len(all_of_them)}条异议核实完，" + ("有属实的，重新调查并开民主评议" if was_right else "不属实，重新调查后再公示")
    return take(application, "settle", by=by, on=on, version=version, note=note, changes=changes)


def tell(application: Application, what: str, *, by: Position, on: date) -> None:
    record(EventKind.OBJECTION, household=application.household, by=by, on=on, subject=application, detail={"what": what})
