"""A joint review of one town, held by its own people: called, attended, voted, announced."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from accounts.models import Position, Region
from accounts.roles import Role
from identification import county_checks, deciding, panels
from identification.choices import VoteChoice
from identification.models import Application, JointReview, ReviewItem
from identification.opinions import differences
from identification.votes import tally, vote, vote_stops
from registers.demo.walk import Cast

PLACE = "镇政府二楼会议室"
# How somebody votes on a case, and why where he is against.
Ballot = Callable[[Application, Position], tuple[str, str]]


def agree(case: Application, member: Position) -> tuple[str, str]:
    return VoteChoice.AGREE, ""


def call(town_code: str, cases: Iterable[Application], cast: Cast, on: date, *, held_on: date | None = None) -> JointReview:
    """A meeting with these cases on its agenda; the first member of the panel hosts, the second clerk writes."""
    town = Region.objects.get(code=town_code)
    members = list(panels.members_of(town, held_on or on))
    host = next(member for member in members if member.has(Role.TOWN_PANEL))
    clerks = cast.holding(Role.TOWN_CLERK, town_code)
    review = panels.call(town, held_on=held_on or on, place=PLACE, host=host, recorder=clerks[-1], members=members, by=host, on=on)
    for case in cases:
        panels.add(review, case, by=host, on=on)
    return review


def open_(review: JointReview, on: date, *, absent: int = 0) -> list[Position]:
    """Signed in by everybody but the last `absent`, and opened; answers who is there."""
    called = [row.position for row in review.attendances.select_related("position__user", "position__region", "position__office")]
    present = called[: len(called) - absent] if absent else called
    for member in present:
        panels.sign_in(review, member=member, by=member, on=on)
    panels.open_(review, by=review.host, on=on)
    return present


def ballots(item: ReviewItem, present: Iterable[Position], on: date, how: Ballot = agree) -> None:
    """Everybody who may vote does."""
    for member in present:
        if not vote_stops(item, member, tally(item)):
            choice, note = how(item.application, member)
            vote(item, choice=choice, note=note, by=member, on=on)


def announce(item: ReviewItem, cast: Cast, on: date, reason: str = "经表决，不符合认定条件，理由见会议纪要。") -> str:
    """What the votes, the county's rules and the criteria make of it: the code of what was announced."""
    head = cast.holding(Role.TOWN_HEAD, item.application.town_code)[0]
    counted = tally(item)
    if counted.missing:
        deciding.defer(item, note=counted.no_quorum or "到会人数不够，下次再议。", by=head, on=on)
        return "defer"
    if county_checks.is_due(item.application) is not None:
        deciding.send_to_county(item, by=head, on=on, note="按规定送县级抽查后再议。")
        return "county_check"
    opinion = item.opinion
    if (not opinion.category and not opinion.has_monitoring_tag) or not counted.figures.has_majority:
        deciding.reject(item, reason=reason, by=head, on=on)
        return "reject"
    if differences(item.application) or deciding.stops(item, "confirm", head, on, counted):
        deciding.supplement(item, note="情况有变化，请补充调查后重新提出意见。", by=head, on=on)
        return "supplement"
    deciding.confirm(item, by=head, on=on)
    return "confirm"


def hold(town_code: str, cases: Iterable[Application], cast: Cast, on: date, how: Ballot = agree, *, absent: int = 0) -> list[str]:
    """The whole meeting on one day; answers what was announced, case by case."""
    review = call(town_code, cases, cast, on)
    present = open_(review, on, absent=absent)
    announced = []
    for item in review.items.select_related("application__household__village", "opinion", "review__town", "review__host").order_by("order"):
        ballots(item, present, on, how)
        announced.append(announce(item, cast, on))
    review.refresh_from_db()
    deciding.close(review, by=review.host, on=on)
    return announced
