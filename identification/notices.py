"""公示 (domain §4g, rulings D3): post, prove by photo, take down, send on; what the panel asks of it. Objections stand in objections.py."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.files.base import ContentFile
from django.db import transaction

from accounts.models import Position
from accounts.roles import Role
from casework.choices import EventKind
from casework.exceptions import StalePage, StepRefused
from casework.photos import Photo
from casework.timeline import record
from identification.choices import ApplicationState, NoticeKind, PauseReason
from identification.kin import check_no_conflict
from identification.models import Application, BoardPhoto, Determination, Objection, Opinion, PublicNotice
from identification.notice_board import SERVED, current_opinion, end_pause, hang, last_notice, opened, remove, remove_ended, take_down
from identification.notice_words import Words, masked_applicant, notice_days, people_in, phones, result_words, words_of
from identification.objections import object_, settle
from identification.steps import locked, stop_clock, take
from identification.workflow import CONFIRMERS
from policies.categories import SupportCategory
from policies.models import Parameter

__all__ = [
    "add_photo",
    "covers",
    "not_over",
    "notice_days",
    "object_",
    "over",
    "post",
    "post_long_term",
    "remove_ended",
    "settle",
    "take_down",
    "to_panel",
]  # fmt: skip

PHOTOGRAPHERS = (Role.TOWN_CLERK, Role.VILLAGE_WORKER)
REPLACED = "有新的认定"


# Posting


@transaction.atomic
def post(application: Application, *, by: Position, on: date, version: int | None, photo: Photo | None = None) -> PublicNotice:
    """张贴公示: the words are frozen as they hang. Refused where nothing decided is to be published (then `to_panel`). Raises ParameterMissing."""
    application = opened(application, "post", by=by, on=on, version=version)
    check_no_conflict(by, application.household)
    words = words_of(current_opinion(application), on)
    if not words.days:
        raise StepRefused("这一件没有需要公示的类别，请按“不用公示，送联审联批”。", "no_notice_needed")
    notice = hang(application, current_opinion(application), words, NoticeKind.FIRST, by=by, on=on)
    taken = take(application, "post", by=by, on=on, version=version, note=f"公示{words.days}天，到{notice.ends_on:%Y-%m-%d}")
    if Parameter.objects.numbers(on).choice("notice_pauses_clock", application.household.village) == "ON":
        stop_clock(taken, PauseReason.NOTICE, by=by, on=on)
    if photo is not None:
        keep_photo(notice, photo, taken_on=on, by=by, on=on)
    return notice


@transaction.atomic
def to_panel(application: Application, *, by: Position, on: date, version: int | None, note: str = "") -> Application:
    """不用公示，送联审联批: nothing decided is to be published, or the very same result has already hung its days."""
    application = opened(application, "to_panel", by=by, on=on, version=version)
    check_no_conflict(by, application.household)
    opinion = current_opinion(application)
    if reason := covers(application):
        raise StepRefused(f"{result_words(opinion)}要公示{notice_days(opinion, on)}天，不能直接送联审联批：{reason}", "notice_needed")
    return take(application, "to_panel", by=by, on=on, version=version, note=note)


@transaction.atomic
def post_long_term(determination: Determination, *, by: Position, on: date) -> PublicNotice:
    """低保长期公布 (民发〔2021〕57号第二十四条): name, people, amount, until exit. Asked twice answers the first; an older one of the household comes down."""
    if not by.has(Role.TOWN_CLERK, *CONFIRMERS):  # the confirmation itself hangs it, in its transaction
        raise StepRefused(f"长期公布由镇一窗受理张贴，您的岗位是{by.title}。", "wrong_role")
    if determination.application is None or not determination.is_current:
        raise StepRefused("只有经申请确认、仍在保障的低保对象才长期公布。", "not_by_application")
    application = locked(determination.application)
    lines = list(determination.lines.all())
    if SupportCategory.DIBAO not in {determination.category, *(line.category for line in lines)}:
        raise StepRefused("长期公布只公布低保对象，这一户不是。", "not_dibao")
    check_no_conflict(by, application.household)
    older = PublicNotice.objects.filter(application__household=application.household, kind=NoticeKind.LONG_TERM, removed_on__isnull=True)
    if known := older.filter(application=application).first():
        return known
    for notice in older.select_for_update(of=("self",)):
        remove(notice, by=by, on=on, reason=REPLACED)
    opinion, numbers = current_opinion(application), Parameter.objects.numbers(on)
    words = Words(
        masked_applicant(application, on, numbers), people_in(opinion.lines.all()), SupportCategory.DIBAO.label,
        determination.monthly_amount, phones(numbers, application), 0,
    )  # fmt: skip
    return hang(application, opinion, words, NoticeKind.LONG_TERM, by=by, on=on)


# The photo


@transaction.atomic
def add_photo(notice: PublicNotice, photo: Photo, *, taken_on: date, by: Position, on: date) -> BoardPhoto:
    """公示栏照片: proof that it hung there on a day of the notice. The same photo sent twice is kept once."""
    if not by.has(*PHOTOGRAPHERS):
        raise StepRefused(f"公示栏照片由镇一窗受理或村级信息员上传，您的岗位是{by.title}。", "wrong_role")
    application = locked(notice.application)
    notice = PublicNotice.objects.select_for_update(of=("self",)).get(pk=notice.pk)
    check_no_conflict(by, application.household)
    if notice.kind == NoticeKind.FIRST and application.state not in {ApplicationState.NOTICE, ApplicationState.OBJECTED}:
        raise StalePage(f"这一件已经是“{application.state_label}”，公示的照片不再收。")
    last = min(on, notice.ends_on or on)
    if not notice.posted_on <= taken_on <= last:
        raise StepRefused(f"照片要在公示期间拍：{notice.posted_on:%Y-%m-%d}到{last:%Y-%m-%d}。", "taken_on")
    for known in notice.photos.filter(size=len(photo.content)):
        if known.file.open().read() == photo.content:
            return known
    return keep_photo(notice, photo, taken_on=taken_on, by=by, on=on)


def keep_photo(notice: PublicNotice, photo: Photo, *, taken_on: date, by: Position, on: date) -> BoardPhoto:
    """Sealed at rest; last in its transaction, so that a refusal leaves no file behind."""
    household = notice.application.household
    detail = {"taken_on": taken_on.isoformat()}
    record(EventKind.NOTICE_PHOTO, household=household, by=by, on=on, subject=notice.application, detail=detail)
    return BoardPhoto.objects.create(
        notice=notice, taken_on=taken_on, file=ContentFile(photo.content, name="board"), content_type=photo.content_type,
        size=len(photo.content), added_by=by,
    )  # fmt: skip


# The end


def not_over(application: Application, on: date) -> list[str]:
    """What keeps the notice from being over, in words; [] when it may go to the panel."""
    notice = last_notice(application)
    if notice is None or notice.ends_on is None:
        return ["还没有张贴公示"]
    reasons = []
    if on <= notice.ends_on:
        reasons.append(f"公示到{notice.ends_on:%-m月%-d日}，最早{notice.ends_on + timedelta(days=1):%-m月%-d日}送联审联批")
    if not notice.photos.exists():
        reasons.append("还没有公示栏照片")
    if notice.objections.filter(settled_on__isnull=True).exists():
        reasons.append("有异议没有核实完")
    return reasons


@transaction.atomic
def over(application: Application, *, by: Position, on: date, version: int | None, note: str = "") -> Application:
    """公示期满，送联审联批: not before the day after the last one, with a photo of the board and no objection open."""
    application = opened(application, "notice_over", by=by, on=on, version=version)
    check_no_conflict(by, application.household)
    if reasons := not_over(application, on):
        raise StepRefused("；".join(reasons) + "。", "notice_not_over")
    notice = application.notices.select_for_update(of=("self",)).filter(kind=NoticeKind.FIRST).order_by("-pk")[0]
    if notice.removed_on is None:
        remove(notice, by=by, on=on, reason=SERVED)
    end_pause(notice, by=by)
    return take(application, "notice_over", by=by, on=on, version=version, note=note)


# What the panel asks


def served(application: Application) -> PublicNotice | None:
    """The latest notice, when it hung all its days and nobody objected."""
    notice = last_notice(application)
    if notice is None or notice.removed_on is None or notice.ends_on is None or notice.removed_on <= notice.ends_on:
        return None
    return None if Objection.objects.filter(notice=notice).exists() else notice


def covers(application: Application) -> str:
    """ "" where the current opinion hung as it is, or needs no notice; otherwise what differs. A changed result needs a new notice (rulings D3)."""
    opinion = current_opinion(application)
    if not notice_days(opinion, opinion.made_on):
        return ""
    notice = served(application)
    if notice is None:
        return "没有公示期满、无异议的公示。"
    return differs(notice.opinion, opinion) if notice.opinion_id != opinion.pk else ""


def differs(published: Opinion, now: Opinion) -> str:
    """What a notice said and what holds now, in words."""
    parts = []
    if (before := result_words(published)) != (after := result_words(now)):
        parts.append(f"公示的是“{before}”，现在是“{after}”")
    if published.monthly_amount != now.monthly_amount:
        parts.append(f"公示的保障金额是{shown(published)}，现在是{shown(now)}")
    if (before_people := people_in(published.lines.all())) != (people := people_in(now.lines.all())):
        parts.append(f"公示的家庭人口是{before_people}人，现在是{people}人")
    if not parts and who(published) != who(now):
        parts.append("公示以后各人的类别有变化")
    return "，".join(parts) + "，要重新公示。" if parts else ""


def shown(opinion: Opinion) -> str:
    return "没有" if opinion.monthly_amount is None else f"{opinion.monthly_amount.normalize():f}元"


def who(opinion: Opinion) -> set[tuple[int, str, str]]:
    return {(line.member_id, line.category, line.dibao_mode) for line in opinion.lines.all() if line.category}
