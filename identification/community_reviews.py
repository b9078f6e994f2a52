"""民主评议: only where the clerk or an upheld doubt wants it. Who came and how each voted are rows; the outcome follows from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from accounts.models import Position
from accounts.roles import Role
from casework.choices import EventKind
from casework.exceptions import StalePage, StepRefused
from casework.photos import Photo
from casework.timeline import record as write_event
from identification.case_photos import store
from identification.choices import ReviewOutcome, VoteChoice
from identification.inquiry_steps import check_duty, plain_words, under_inquiry
from identification.models import Application, CommunityReview, CommunityVote


@dataclass(frozen=True)
class Ballot:
    """One person present: name, what he is there as (村民代表, 村民小组长 …), how he voted."""

    name: str
    choice: str
    role: str = ""


def outcome_of(ballots: Sequence[Ballot]) -> ReviewOutcome:
    """情况属实 when more than half of all present agree; a tie or less is doubt."""
    agreed = sum(ballot.choice == VoteChoice.AGREE for ballot in ballots)
    return ReviewOutcome.AGREED if 2 * agreed > len(ballots) else ReviewOutcome.DOUBTED


@transaction.atomic
def want(application: Application, *, by: Position, on: date, reason: str) -> Application:
    """要开民主评议: from now on the inquiry is not complete without one. Asked twice is asked once."""
    case = under_inquiry(application)
    check_duty(by, Role.TOWN_CLERK, "安排民主评议", case)
    words = plain_words(reason, "为什么要开民主评议")
    if case.needs_community_review:
        return case
    case.needs_community_review = True
    case.save(update_fields=["needs_community_review"])
    tell_chain(case, case.household.village.name, f"需要评议，{words}", by=by, on=on)
    return case


@transaction.atomic
def record(
    application: Application, *, by: Position, on: date, held_on: date, place: str, host: str, minutes: str, ballots: Sequence[Ballot],
    photos: Sequence[Photo] = (), form_key: UUID | None = None,
) -> CommunityReview:  # fmt: skip
    """记录民主评议. The same form twice is one review. Raises StepRefused naming the first thing missing."""
    if known := posted_before(application, form_key):
        return known
    case = under_inquiry(application)
    if known := posted_before(case, form_key):
        return known
    check_duty(by, Role.TOWN_CLERK, "记录民主评议", case)
    check_review(case, on=on, held_on=held_on, place=place, host=host, ballots=ballots)
    review = CommunityReview.objects.create(
        application=case, held_on=held_on, place=place.strip(), host=host.strip(), recorded_by=by,
        minutes=plain_words(minutes, "评议记录"), outcome=outcome_of(ballots), form_key=form_key,
    )  # fmt: skip
    CommunityVote.objects.bulk_create(
        CommunityVote(review=review, name=ballot.name.strip(), role=ballot.role.strip(), choice=ballot.choice) for ballot in ballots
    )
    agreed = sum(ballot.choice == VoteChoice.AGREE for ballot in ballots)
    tell_chain(case, review.place, f"到会{len(ballots)}人，同意{agreed}人，{review.get_outcome_display()}", by=by, on=on)
    store(case, photos, review=review)
    return review


def posted_before(application: Application, form_key: UUID | None) -> CommunityReview | None:
    known = CommunityReview.objects.filter(form_key=form_key).first() if form_key else None
    if known and known.application_id != application.pk:
        raise StalePage("这张表已用于另一件申请，请重新打开填写页。")
    return known


def check_review(case: Application, *, on: date, held_on: date, place: str, host: str, ballots: Sequence[Ballot]) -> None:
    if not case.needs_community_review:
        raise StepRefused("这件申请没有要求民主评议。确需评议的，先写明原因安排评议。", "not_wanted")
    if held_on > on:
        raise StepRefused("评议日期不能晚于今天。", "held_later")
    if case.accepted_on and held_on < case.accepted_on:
        raise StepRefused(f"{case.accepted_on:%Y-%m-%d}才受理，评议日期不能更早。", "held_before")
    if not place.strip() or not host.strip():
        raise StepRefused("请写明地点和主持人。", "place_missing")
    if not ballots:
        raise StepRefused("请至少写一名到会人和他的意见。", "votes_missing")
    if any(not ballot.name.strip() or ballot.choice not in VoteChoice.values for ballot in ballots):
        raise StepRefused("每一名到会人都要写姓名、选意见。", "vote_incomplete")
    names = [ballot.name.strip() for ballot in ballots]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise StepRefused(f"{'、'.join(twice)}写了两遍。同名的两人，名字后注明小组。", "voted_twice")


def tell_chain(case: Application, place: str, result: str, *, by: Position, on: date) -> None:
    write_event(
        EventKind.COMMUNITY_REVIEWED, household=case.household, by=by, on=on, subject=case, detail={"place": place, "result": result}
    )
