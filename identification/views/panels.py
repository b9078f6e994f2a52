"""Joint review meetings: the list, calling one, agenda and attendance, one case at a time, votes and results."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.choices import ReadingKind
from accounts.models import Position
from accounts.permissions import for_roles
from accounts.reading import note
from accounts.requests import HouseRequest
from casework.exceptions import StalePage, StepRefused
from casework.paging import page_of
from identification import deciding, panels, votes
from identification.choices import MeetingState
from identification.forms_meeting import FORMS, CallForm
from identification.item_page import LABELS, ItemPage, form_for, seen_of
from identification.meeting_page import READERS, MeetingPage, may_call, summary_words, with_counts
from identification.models import Application, JointReview, ReviewItem
from identification.panels import CALLERS
from identification.places import places_for
from policies.models import ParameterMissing

ADD_LIMIT = 100
DONE = {"vote": "已表决：{item}，{words}。", "recuse": "已申明回避：{item}，这一件您不表决。", "county_check": "已送县级抽查：{item}。"}
CONFIRMED = "已确认：{item}，{start}起。确认通知书已出，在办件页打印。"
REFUSALS = (StepRefused, ParameterMissing)


def why(refusal: Exception) -> str:
    return refusal.reason if isinstance(refusal, StepRefused) else str(refusal)


@require_safe
@for_roles(*READERS)
def meetings(request: HouseRequest) -> HttpResponse:
    """会议: the one that is coming or sits first, then the ones that were."""
    position = request.position
    visible = JointReview.objects.visible_to(position).for_list()
    page = page_of(with_counts(visible), request.GET.get("page"))
    standing = [review for review in page.object_list if review.state != MeetingState.CLOSED]
    town = position.region if may_call(position) else None
    context = {
        "page_obj": page,
        "standing": standing,
        "may_call": town is not None and not any(review.town_id == position.region_id for review in standing),
        "ready": list(panels.ready_for(town)[:50]) if town else [],
        "is_county": position.region.level != "town",
        "places": places_for(position, "identification:meetings"),
    }
    return render(request, "identification/meetings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*CALLERS)
def call_meeting(request: HouseRequest) -> HttpResponse:
    """召集会议. Refused: the form again with what was typed."""
    position, on = request.position, request.today
    people = panels.members_of(position.region, on), panels.recorders_of(position.region, on)
    if request.method != "POST":
        return render(request, "identification/call_meeting.html", {"form": empty_call(position, on, *people)})
    form = CallForm(request.POST, members=people[0], recorders=people[1])
    if not form.is_valid():
        return render(request, "identification/call_meeting.html", {"form": form}, status=422)
    try:
        review = panels.call(position.region, by=position, on=on, **form.cleaned_data)
    except StepRefused as refusal:
        form.add_error(None, refusal.reason)
        return render(request, "identification/call_meeting.html", {"form": form}, status=409)
    messages.success(request, f"已召集{review}，应到{review.attendances.count()}人。请把待联审联批的办件列入议程。")
    return redirect("identification:meeting", pk=review.pk)


def empty_call(position: Position, on: Any, members: Any, recorders: Any) -> CallForm:
    """Today, everybody of the panel; the reader as convener or recorder where he may be."""
    ids = [one.pk for one in members]
    initial = {"held_on": on, "members": ids, "host": position.pk if position.pk in ids else None}
    if position.pk not in ids:
        initial["recorder"] = position.pk
    return CallForm(initial=initial, members=members, recorders=recorders)


def visible_meeting(request: HouseRequest, pk: int) -> JointReview:
    """The meeting of the reader's region, or one he was called to; else 404."""
    return get_object_or_404(JointReview.objects.visible_to(request.position).for_list(), pk=pk)


@require_safe
@for_roles(*READERS)
def meeting(request: HouseRequest, pk: int) -> HttpResponse:
    """One meeting: agenda, who is there, what comes next."""
    return meeting_page(request, visible_meeting(request, pk))


def meeting_page(request: HouseRequest, review: JointReview, *, reason: str = "", status: int = 200) -> HttpResponse:
    page = MeetingPage.of(review, request.position, request.today)
    return render(request, "identification/meeting.html", {"review": review, "page": page, "reason": reason}, status=status)


@require_POST
@for_roles(*READERS)
def meeting_step(request: HouseRequest, pk: int, code: str) -> HttpResponse:
    """Agenda, attendance, opening, closing. Refused: the page as it is now, with the reason."""
    review = visible_meeting(request, pk)
    try:
        done = take_meeting_step(request, review, code)
    except REFUSALS as refusal:
        return meeting_page(request, visible_meeting(request, pk), reason=why(refusal), status=409)
    messages.success(request, done)
    return redirect("identification:meeting", pk=pk)


def take_meeting_step(request: HouseRequest, review: JointReview, code: str) -> str:
    """What was done, in words. Raises StepRefused."""
    who: dict[str, Any] = {"by": request.position, "on": request.today}
    version = number(request.POST.get("version"))
    match code:
        case "open":
            panels.open_(review, version=version, **who)
            return f"{review}开会，请从第1件议起。"
        case "close":
            closed = deciding.close(review, version=version, **who)
            return f"{closed}结束。{summary_words(closed.items.values_list('result', flat=True))}。纪要可以打印。"
        case "sign" | "leave":
            member = called_member(request, review)
            (panels.sign_in if code == "sign" else panels.leave)(review, member=member, **who)
            return f"{member.user.name}已签到。" if code == "sign" else f"{member.user.name}已离会。"
        case "add":
            return add_many(request, review, who)
        case "remove":
            item = (
                ReviewItem.objects.filter(review=review, pk=number(request.POST.get("item")) or 0)
                .select_related("application__household")
                .first()
            )
            if item is None:
                raise StalePage("这一件已经不在议程上。")
            panels.remove(item, **who)
            return f"{item.application.household}已撤出议程。"
    raise StepRefused(f"没有“{code}”这一步。", "unknown_step")


def number(text: str | None) -> int | None:
    return int(text) if text and text.isdigit() else None


def called_member(request: HouseRequest, review: JointReview) -> Position:
    """The member named, or the reader himself."""
    asked = number(request.POST.get("member")) or request.position.pk
    row = review.attendances.filter(position=asked).select_related("position__user").first()
    if row is None:
        raise StepRefused("这次会议没有请这位成员。", "not_called")
    return row.position


def add_many(request: HouseRequest, review: JointReview, who: dict[str, Any]) -> str:
    chosen = [int(pk) for pk in request.POST.getlist("application")[:ADD_LIMIT] if pk.isdigit()]
    cases = Application.objects.visible_to(request.position).filter(pk__in=chosen).order_by("due_on", "pk")
    if not cases:
        raise StepRefused("请先勾选要列入议程的办件。", "nothing_chosen")
    for case in cases:
        panels.add(review, case, **who)
    return f"已列入议程{len(cases)}件。"


# One case


def visible_item(request: HouseRequest, pk: int) -> ReviewItem:
    """A case of a meeting the reader may see: members read every case of their table."""
    meetings_seen = JointReview.objects.visible_to(request.position)
    rows = ReviewItem.objects.filter(review__in=meetings_seen).select_related(
        "review__town", "review__host__user", "review__recorder__user", "application__household__village", "application__applicant",
        "opinion__parameters", "opinion__made_by__user", "decided_by__user",
    )  # fmt: skip
    return get_object_or_404(rows, pk=pk)


@require_safe
@for_roles(*READERS)
def meeting_item(request: HouseRequest, pk: int) -> HttpResponse:
    """One case, large; previous and next; the votes of the others are fetched while the page stands open."""
    item = visible_item(request, pk)
    household = item.application.household
    note(ReadingKind.READ, request=request, subject=f"{household.household_no} 联审联批", subject_id=household.pk)
    return item_page(request, item)


def item_page(
    request: HouseRequest, item: ReviewItem, *, refused: dict[str, forms.Form] | None = None, reason: str = "", status: int = 200
) -> HttpResponse:
    page = ItemPage.of(item, request.position, request.today, refused)
    context = {
        "item": item, "review": item.review, "household": item.application.household, "opinion": item.opinion, "page": page, "reason": reason,
        "refused_form": next(iter((refused or {}).values()), None), "steps": page.steps, "is_large": request.GET.get("large") == "1",
    }  # fmt: skip
    return render(request, "identification/meeting_item.html", context, status=status)


@require_safe
@for_roles(*READERS)
def item_votes(request: HouseRequest, pk: int) -> HttpResponse:
    """The table of votes for the polling page; nothing (204) while it stands as the page has it."""
    item = visible_item(request, pk)
    counted = votes.tally(item)
    seen = seen_of(item, counted)
    if request.GET.get("seen") == seen:
        return HttpResponse(status=204)
    context = {"item": item, "counted": counted, "seen": seen, "has_changed": bool(request.GET.get("seen"))}
    return render(request, "identification/_votes.html", context)


@require_POST
@for_roles(*READERS)
def item_step(request: HouseRequest, pk: int, code: str) -> HttpResponse:
    """A vote, standing aside, or a conclusion. Refused: the page as it is now, with the reason and what was typed."""
    item = visible_item(request, pk)
    if code not in FORMS:
        return item_page(request, item, reason=f"没有“{code}”这一步。", status=409)
    form = form_for(code, item, request.POST)
    if not form.is_valid():
        return item_page(request, item, refused={code: form}, reason="没有办理，下面标出的地方要补。已填的内容都在。", status=422)
    try:
        done = take_item_step(item, code, request.position, request.today, form.cleaned_data)
    except REFUSALS as refusal:
        typed = next((str(value) for value in (form.cleaned_data.get(name) for name in ("reason", "note")) if value), "")
        said = why(refusal) + (f"您写的是：{typed}" if typed and isinstance(refusal, StalePage) else "")
        form.add_error(None, why(refusal))
        return item_page(request, visible_item(request, pk), refused={code: form}, reason=said, status=409)
    messages.success(request, done)
    return redirect("identification:meeting_item", pk=pk)


def take_item_step(item: ReviewItem, code: str, by: Position, on: Any, values: dict[str, Any]) -> str:
    """What was done, in words. Raises StepRefused, StalePage, ParameterMissing."""
    name = f"{item.application.household}"
    match code:
        case "vote":
            given = votes.vote(item, by=by, on=on, **values)
            return DONE[code].format(item=name, words=given.get_choice_display())
        case "recuse":
            panels.recuse(item, by=by, on=on, **values)
            return DONE[code].format(item=name)
        case "confirm":
            determination = deciding.confirm(item, by=by, on=on, **values)
            start = determination.start_on
            assert start is not None
            return CONFIRMED.format(item=name, start=f"{start.year}年{start.month}月{start.day}日")
        case _:
            deciding.TAKE[code](item, by=by, on=on, **values)
            return DONE.get(code, f"已定“{LABELS[code]}”：{{item}}。").format(item=name)


urlpatterns = [
    path("meetings/", meetings, name="meetings"),
    path("meetings/new/", call_meeting, name="call_meeting"),
    path("meetings/<int:pk>/", meeting, name="meeting"),
    path("meetings/<int:pk>/steps/<slug:code>/", meeting_step, name="meeting_step"),
    path("meetings/items/<int:pk>/", meeting_item, name="meeting_item"),
    path("meetings/items/<int:pk>/votes/", item_votes, name="item_votes"),
    path("meetings/items/<int:pk>/steps/<slug:code>/", item_step, name="item_step"),
]
