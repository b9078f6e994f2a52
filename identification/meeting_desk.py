"""What meetings put on the desk: one to call, one to hold, votes that are missing, results to announce. One row per meeting and duty."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Count, Exists, Min, Q, QuerySet
from django.urls import reverse

from accounts.choices import RegionLevel
from accounts.models import Position, Region
from accounts.roles import Role
from casework.inbox import Todo, TodoSource
from identification.choices import MeetingState
from identification.meeting_page import leads
from identification.models import Application, JointReview, ReviewItem
from identification.panels import CALLERS, VOTERS, ready_for
from identification.votes import Tally, VoterRole, tallies

CONVENERS = (Role.TOWN_CLERK, Role.TOWN_HEAD)


def meetings_of(position: Position) -> list[JointReview]:
    """Meetings not over that this position is called to or leads."""
    if not position.has(*CALLERS):
        return []
    mine = Q(attendances__position=position) | Q(host=position) | Q(recorder=position)
    if position.has(Role.TOWN_HEAD):
        mine |= Q(town=position.region_id)
    return list(JointReview.objects.exclude(state=MeetingState.CLOSED).filter(mine).for_list().distinct())


def todos(position: Position, on: date) -> list[Todo]:
    reviews = meetings_of(position)
    found = [todo for review in reviews for todo in todos_of(review, position)]
    return found or ([] if reviews else list(to_call(position)))


def todos_of(review: JointReview, position: Position) -> Iterator[Todo]:
    url = reverse("identification:meeting", args=[review.pk])
    if review.state == MeetingState.PLANNED:
        is_lead = leads(review, position)
        yield todo(review, "开会" if is_lead else "参加联审联批会议", review.place, "去会议", url)
        return
    items = list(
        ReviewItem.objects.filter(review=review, result="").select_related("application").defer("application__form").order_by("order")
    )
    counted = tallies(review, items)
    waiting = [item for item in items if is_silent(counted[item.pk], position)]
    if waiting:
        yield todo(review, f"表决：还有{len(waiting)}件等您表态", review.place, "去表决", item_url(waiting[0]))
    ready = [item for item in items if not counted[item.pk].missing]
    if position.pk == review.host_id or (position.has(Role.TOWN_HEAD) and position.region_id == review.town_id):
        if ready:
            yield todo(review, f"宣布结论：{len(ready)}件已表决完", review.place, "去宣布", item_url(ready[0]))
        elif not items:
            yield todo(review, "结束会议：都已议定", review.place, "去会议", url)


def item_url(item: ReviewItem) -> str:
    return reverse("identification:meeting_item", args=[item.pk])


def is_silent(counted: Tally, position: Position) -> bool:
    mine = next((voter for voter in counted.voters if voter.position_id == position.pk), None)
    return mine is not None and mine.role == VoterRole.VOTER and not mine.choice


def to_call(position: Position) -> Iterator[Todo]:
    """Cases wait for the panel and no meeting is called: the window and the head see to it."""
    if not position.has(*CONVENERS) or position.region.level != RegionLevel.TOWN:
        return
    found = uncalled(position.region).order_by().aggregate(number=Count("pk"), first=Min("due_on"))
    number, due_on = found["number"], found["first"]
    if number:
        what = f"召集会议：{number}件待联审联批"
        yield Todo(
            due_on=due_on, household="联审联批", place=position.region.name, what=what, ground="最早一件的期限", blocked_by="", action="召集",
            url=reverse("identification:call_meeting"), is_mine=True,
        )  # fmt: skip


def uncalled(town: Region) -> QuerySet[Application]:
    """Cases that wait for the panel of a town where no meeting is called."""
    return ready_for(town).filter(~Exists(JointReview.objects.filter(town=town.pk).exclude(state=MeetingState.CLOSED)))


def counted(position: Position, on: date) -> list[QuerySet[Any]] | None:
    """The rows of somebody who keeps the minutes and calls, but neither votes nor announces: whoever does is told by `todos` alone."""
    if position.has(*VOTERS):
        return None
    planned = JointReview.objects.filter(Q(host=position) | Q(recorder=position), state=MeetingState.PLANNED)
    convenes = position.has(*CONVENERS) and position.region.level == RegionLevel.TOWN
    to_call = Region.objects.filter(Exists(uncalled(position.region)), pk=position.region_id)
    return [planned, to_call] if convenes else [planned]


def todo(review: JointReview, what: str, place: str, action: str, url: str) -> Todo:
    return Todo(
        due_on=review.held_on, household=f"第{review.number}次联审联批", place=review.town.name, what=what, ground=place, blocked_by="", action=action,
        url=url, is_mine=True,
    )  # fmt: skip


MEETINGS = TodoSource(
    code="meetings",
    title="会议",
    rows=lambda position, on, limit: todos(position, on)[:limit],
    count=lambda position, on: len(todos(position, on)),
    list_url=lambda position: reverse("identification:meetings"),
    roles=frozenset(CALLERS),
    counted=counted,
)
