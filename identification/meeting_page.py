"""Words and rows of the meeting's pages; templates only loop."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import Position
from accounts.roles import Role
from casework.exceptions import StepRefused
from identification.choices import ItemResult, MeetingState
from identification.models import Application, Attendance, JointReview, ReviewItem
from identification.panels import CALLERS, check_leads, ready_for
from policies.categories import SHORT_LABELS, TAG_LABEL, SupportCategory

ICONS = {
    ItemResult.CONFIRMED: "check", ItemResult.REJECTED: "x", ItemResult.SUPPLEMENT: "idle", ItemResult.COUNTY_CHECK: "idle", ItemResult.DEFERRED: "idle",
}  # fmt: skip
RESULT_CSS: dict[str, str] = {ItemResult.CONFIRMED: "ok", ItemResult.REJECTED: "bad"}
MEETING_LIGHTS = {MeetingState.PLANNED: ("idle", "ring"), MeetingState.OPEN: ("warn", "warn"), MeetingState.CLOSED: ("ok", "ok")}


def leads(review: JointReview, position: Position) -> bool:
    try:
        check_leads(review, position)
    except StepRefused:
        return False
    return True


def with_counts(reviews: QuerySet[JointReview]) -> QuerySet[Any]:
    """Adds how many cases a meeting has and what came of them."""
    return reviews.annotate(
        size=Count("items"),
        decided=Count("items", filter=~Q(items__result="")),
        confirmed=Count("items", filter=Q(items__result=ItemResult.CONFIRMED)),
        rejected=Count("items", filter=Q(items__result=ItemResult.REJECTED)),
    ).order_by("-held_on", "-pk")


def proposed_words(category: str, has_tag: bool) -> str:
    """低保，监测对象: what an opinion proposes, short."""
    parts = [SHORT_LABELS[SupportCategory(category)]] if category else []
    return "，".join([*parts, TAG_LABEL.removeprefix("防返贫")] if has_tag else parts) or "不符合条件"


@dataclass(frozen=True)
class AgendaRow:
    """One line of the agenda: where it leads and what came of it, or what is proposed."""

    pk: int
    order: int
    name: str
    village: str
    url: str
    end: str
    icon: str
    css: str
    result: str
    is_current: bool = False


def agenda_of(review: JointReview, current: int | None = None) -> list[AgendaRow]:
    items = ReviewItem.objects.filter(review=review).select_related("application__household__village", "opinion").order_by("order")
    deferred = ("application__household__phone", "application__household__bank_account", "application__form", "opinion__snapshot")
    return [agenda_row(item, current) for item in items.defer(*deferred)]


def agenda_row(item: ReviewItem, current: int | None) -> AgendaRow:
    household = item.application.household
    proposed = proposed_words(item.opinion.category, item.opinion.has_monitoring_tag)
    end = {"": proposed, ItemResult.CONFIRMED: proposed}.get(item.result, item.get_result_display())
    icon = ICONS[ItemResult(item.result)] if item.result else ""
    url = reverse("identification:meeting_item", args=[item.pk])
    result = f"确认：{end}" if item.result == ItemResult.CONFIRMED else item.get_result_display()
    css = RESULT_CSS.get(item.result, "idle")
    return AgendaRow(item.pk, item.order, household.head_name, household.village.name, url, end, icon, css, result, item.pk == current)


def summary_words(results: Iterable[str]) -> str:
    """已议5户：确认3，不予确认1，补充调查1."""
    counts = Counter(filter(None, results))
    parts = [f"{result.label}{counts[result.value]}" for result in ItemResult if counts[result.value]]
    return f"已议{sum(counts.values())}户：{'，'.join(parts)}" if counts else "还没有议定"


@dataclass(frozen=True)
class MemberRow:
    """One called member: there or not, who said so, and what the reader may do about it."""

    pk: int
    who: str
    post: str
    css: str
    icon: str
    word: str
    note: str
    is_host: bool
    may_sign: bool
    may_leave: bool


def member_row(row: Attendance, review: JointReview, position: Position, is_lead: bool, is_day: bool) -> MemberRow:
    is_mine = row.position_id == position.pk
    is_here = row.is_present and row.left_at is None
    acts = (is_lead or is_mine) and review.state != MeetingState.CLOSED and is_day
    note = ""
    if row.is_present and row.signed_at:
        by_other = row.signed_by is not None and row.signed_by_id != row.position_id
        note = f"{clock(row.signed_at)}" + (f"，{row.signed_by.user.name}登记" if by_other and row.signed_by else "本人签到")
    if row.left_at:
        note = f"{clock(row.left_at)}离会"
    css, icon, word = ("ok", "ok", "到会") if is_here else ("idle", "ring", "已离会" if row.left_at else "未签到")
    who, post = row.position.user.name, row.position.title
    return MemberRow(
        row.position_id, who, post, css, icon, word, note, row.position_id == review.host_id, acts and not is_here, acts and is_here
    )


def clock(moment: Any) -> str:
    return f"{timezone.localtime(moment):%H:%M}"


@dataclass
class MeetingPage:
    """One meeting: its agenda, its people, and what may be done now."""

    review: JointReview
    agenda: list[AgendaRow]
    members: list[MemberRow]
    is_lead: bool
    open_stops: list[str]
    ready: Sequence[Application] = field(default_factory=list)
    results: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, review: JointReview, position: Position, on: date) -> MeetingPage:
        is_lead = leads(review, position)
        rows = list(Attendance.objects.filter(review=review).select_related("position__user", "signed_by__user"))
        agenda = agenda_of(review)
        stops = []
        if not agenda:
            stops.append("议程上还没有办件")
        if on < review.held_on:
            stops.append(f"会议定在{review.held_on.month}月{review.held_on.day}日，到那天才能开会")
        elif not any(row.is_present for row in rows):
            stops.append("还没有人签到")
        members = [member_row(row, review, position, is_lead, on >= review.held_on) for row in rows]
        is_planned = review.state == MeetingState.PLANNED
        ready = list(ready_for(review.town)[:100]) if is_lead and is_planned else []
        results = list(ReviewItem.objects.filter(review=review).values_list("result", flat=True))
        return cls(review, agenda, members, is_lead, stops, ready, results)

    @property
    def light(self) -> tuple[str, str]:
        return MEETING_LIGHTS[MeetingState(self.review.state)]

    @property
    def present(self) -> int:
        return sum(row.word == "到会" for row in self.members)

    @property
    def decided(self) -> int:
        return sum(bool(result) for result in self.results)

    @property
    def summary(self) -> str:
        return summary_words(self.results)

    @property
    def first_open(self) -> AgendaRow | None:
        """Where the meeting goes on: the first case without a result, else the first."""
        return next((row for row in self.agenda if not row.result), self.agenda[0] if self.agenda else None)


def may_call(position: Position) -> bool:
    return position.has(*CALLERS) and position.region.level == "town"


READERS = (
    Role.TOWN_CLERK, Role.TOWN_SURVEYOR, Role.TOWN_PANEL, Role.TOWN_HEAD, Role.TASKFORCE, Role.MONITOR_CENTER, Role.COUNTY_LEADER, Role.INSPECTOR,
)  # fmt: skip
