"""What notices put on the desk and into the chain beside the case itself: boards without a photo, sheets to take down."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import DateField, Exists, F, OuterRef, Q, QuerySet, Value
from django.urls import reverse

from accounts.models import Position
from accounts.roles import CASE_ROLES, Role
from casework.chain import LinkKind, MissingLink
from casework.desk import DeskFact
from casework.inbox import Todo, TodoSlices, sliced
from identification.choices import ApplicationState, NoticeKind
from identification.models import Application, Determination, DeterminationLine, Ground, Opinion, OpinionLine, PublicNotice
from identification.notice_page import BY_CODE, hanging, marked
from identification.notice_words import DAYS_OF, DAYS_OF_OTHERS, DAYS_OF_TAG
from policies.categories import SupportCategory
from policies.models import Parameter

HANDS = (Role.VILLAGE_WORKER, Role.TOWN_CLERK)  # who walks to the board


def to_post(position: Position, on: date) -> QuerySet[Application]:
    """Cases whose opinion is to be published and does not hang yet, by the county's days. Raises ParameterMissing."""
    numbers = Parameter.objects.numbers(on)
    published = [one.value for one in SupportCategory if numbers.number(DAYS_OF.get(one, DAYS_OF_OTHERS), position.region)]
    tagged = Q(has_monitoring_tag=True) if numbers.number(DAYS_OF_TAG, position.region) else Q(pk__in=[])
    lines = OpinionLine.objects.filter(opinion=OuterRef("pk"), category__in=published)
    opinions = Opinion.objects.filter(Q(category__in=published) | tagged | Exists(lines), application=OuterRef("pk"), is_current=True)
    return Application.objects.visible_to(position).filter(Exists(opinions), state=ApplicationState.PROPOSED)


def long_term_due(position: Position) -> QuerySet[Determination]:
    """Confirmed 低保 that hangs nowhere yet."""
    lines = DeterminationLine.objects.filter(determination=OuterRef("pk"), category=SupportCategory.DIBAO)
    hung = PublicNotice.objects.filter(application=OuterRef("application"), kind=NoticeKind.LONG_TERM, removed_on__isnull=True)
    confirmed = Determination.objects.filter(
        Q(category=SupportCategory.DIBAO) | Exists(lines), ~Exists(hung), is_current=True, ground=Ground.APPLICATION,
        application__in=Application.objects.visible_to(position),
    )  # fmt: skip
    return confirmed.select_related("household__village__parent").order_by("decided_on", "pk")


def heap_of(code: str, due_on: Callable[[date], Any]) -> Callable[[Position, date, bool], QuerySet[Any]]:
    """The rows of one tab of the list, with the day they are due; mine for those who walk to the board."""

    def rows(position: Position, on: date, is_mine: bool) -> QuerySet[Any]:
        notices = marked(PublicNotice.objects.visible_to(position)).filter(BY_CODE[code].condition(on))
        if is_mine and not position.has(*HANDS):
            notices = notices.none()
        return notices.annotate(due_on=due_on(on)).order_by("ends_on", "pk")

    return rows


def todos_of(what: str, ground: Callable[[Any], str], action: str) -> Callable[[Iterable[Any], Position, date], list[Todo]]:
    def todos(notices: Iterable[Any], position: Position, on: date) -> list[Todo]:
        if isinstance(notices, QuerySet):
            notices = notices.select_related("application__household__village")
        return [
            Todo(
                due_on=notice.due_on,
                household=f"{notice.application.household.head_name}户",
                place=notice.application.household.village.name,
                what=what,
                ground=ground(notice),
                blocked_by="",
                action=action,
                url=reverse("identification:notice", args=[notice.pk]),
                is_mine=position.has(*HANDS),
                household_url=reverse("households:detail", args=[notice.application.household_id]),
            )
            for notice in notices
        ]

    return todos


def list_url(code: str) -> Callable[[bool, str], str]:
    return lambda is_mine, due: f"{reverse('identification:notices')}?{urlencode({'tab': code, **({'due': due} if due else {})})}"


PHOTOS = sliced(
    "notice_photos", "公示栏照片",
    TodoSlices(
        heap_of("photo", lambda on: F("ends_on")),
        todos_of("上传公示栏照片", lambda notice: f"{notice.notice_no}·公示到{notice.ends_on:%-m月%-d日}", "传照片"),
        list_url("photo"),
    ),
    roles=HANDS, readers=CASE_ROLES,
)  # fmt: skip
TO_TAKE_DOWN = sliced(
    "notices_down", "撤下公示",
    TodoSlices(
        heap_of("down", lambda on: Value(on, DateField())),
        todos_of("撤下公示栏上的公示", lambda notice: f"{notice.notice_no}·{notice.removed_reason or '公示期满'}", "看公示"),
        lambda is_mine, due: list_url("down")(is_mine, ""),
    ),
    roles=HANDS, readers=CASE_ROLES,
)  # fmt: skip


def hanging_now(position: Position, on: date) -> DeskFact | None:
    """今天: how many notices hang, and how many of them end today."""
    if not position.has(*CASE_ROLES):
        return None
    rows = PublicNotice.objects.visible_to(position).filter(hanging(on))
    number, ending = rows.count(), rows.filter(ends_on=on).count()
    url = f"{reverse('identification:notices')}?tab=hanging" if number else ""
    return DeskFact("张贴中的公示", f"{number}张" + (f"，今天到期{ending}张" if ending else ""), url)


def photo_missing(household: Any, position: Position, on: date) -> list[MissingLink]:
    """缺公示栏照片: without it a notice that is over cannot go to the panel."""
    notices = marked(PublicNotice.objects.visible_to(position)).filter(BY_CODE["photo"].condition(on), application__household=household)
    return [
        MissingLink(
            LinkKind.GAP if notice.ends_on < on else LinkKind.SOON,
            "公示栏照片",
            f"等村级信息员或镇一窗受理拍照上传，{notice.posted_on:%-m月%-d日}张贴，公示到{notice.ends_on:%-m月%-d日}",
            notice.ends_on,
            "传照片",
            reverse("identification:notice", args=[notice.pk]),
        )
        for notice in notices
    ]
