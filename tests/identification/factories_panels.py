"""A town's table: members, a meeting, a case that waits for it. Cases are put into PANEL with the rows the steps before leave behind."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from django.utils import timezone

from accounts.models import Position, Region
from accounts.roles import Role
from households.facts import refresh_facts
from households.models import Household, HouseholdFacts
from identification.choices import FINAL_STATES, ApplicationState, Channel, ItemResult, MeetingState, NoticeKind, VoteChoice
from identification.deciding import settle
from identification.models import Application, Attendance, HomeVisit, JointReview, Opinion, OpinionLine, PublicNotice, ReviewItem
from identification.panels import add, call, open_, sign_in
from identification.steps import remember_open_case
from identification.votes import tally, vote
from tests.accounts.factories import PositionFactory
from tests.households.factories import HouseholdFactory

ON = date(2026, 6, 15)
_numbers = count(1)


def member(role: Role = Role.TOWN_PANEL, code: str = "990101100", **columns: Any) -> Position:
    return PositionFactory(region=Region.objects.get(code=code), role=role, **columns)


def case(
    *,
    household: Household | None = None,
    clerk: Position | None = None,
    on: date = ON,
    state: ApplicationState = ApplicationState.PANEL,
    **opinion: Any,
) -> Application:
    """A case in PANEL (or ended): accepted eleven days before, two surveyors, an opinion, a notice that is over where one is due."""
    household = household or HouseholdFactory(size=2, monthly_wage="300")
    clerk = clerk or member(Role.TOWN_CLERK, household.town_code)
    accepted = on - timedelta(days=11)
    application = Application.objects.create(
        application_no=f"T-{household.town_code}-{on.year}-{next(_numbers):04d}", household=household, channel=Channel.WINDOW, created_by=clerk,
        created_on=accepted, submitted_on=accepted, accepted_on=accepted, accepted_by=clerk, state=state, state_since=on,
        due_on=on + timedelta(days=10), closed_on=on if state in FINAL_STATES else None, county_code=household.county_code, town_code=household.town_code, village_code=household.village_code,
        applicant=household.members.order_by("pk").first().person,
    )  # fmt: skip
    if application.is_open:
        remember_open_case(application)
    HomeVisit.objects.create(
        application=application, first_surveyor=member(Role.TOWN_SURVEYOR, household.town_code), second_surveyor=member(Role.TOWN_SURVEYOR, household.town_code),
        planned_on=accepted, due_on=on, visited_on=accepted, completed_on=accepted, findings="两间砖房，家里没有大件电器。",
    )  # fmt: skip
    made = opinion_of(application, clerk, on=accepted + timedelta(days=2), **opinion)
    if made.category in ("dibao", "tekun") or made.has_monitoring_tag:
        notice_of(made, clerk, posted_on=on - timedelta(days=9))
    return application


def opinion_of(application: Application, clerk: Position, *, on: date = ON, **columns: Any) -> Opinion:
    household = application.household
    if not HouseholdFacts.objects.filter(household=household).exists():
        refresh_facts([household.pk], county=Region.objects.get(code=household.county_code), on=application.accepted_on)
    facts = HouseholdFacts.objects.get(household=household)
    values = {"category": "dibao", "has_monitoring_tag": False, "monitoring_kind": "", "monthly_amount": Decimal(405)} | columns
    proposed = {
        "proposed_category": values["category"], "proposed_has_tag": values["has_monitoring_tag"],
        "proposed_monitoring_kind": values["monitoring_kind"], "proposed_amount": values["monthly_amount"],
    }  # fmt: skip
    if values["has_monitoring_tag"]:
        values.setdefault("judgement", "医疗支出大，收入不稳，自主应对能力弱。")
    Opinion.objects.filter(application=application, is_current=True).update(is_current=False)
    opinion = Opinion.objects.create(
        application=application, made_on=on, made_by=clerk, parameters=facts.parameters, rules_version="2026-1",
        snapshot={"on": on.isoformat(), "facts": {"gross": "3600.00", "counted_members": "2"}, "criteria": []}, **(proposed | values),
    )  # fmt: skip
    for row in household.members.filter(left_on__isnull=True):
        OpinionLine.objects.create(
            opinion=opinion,
            member=row,
            is_counted=True,
            category=values["category"],
            dibao_mode="whole" if values["category"] == "dibao" else "",
        )
    return opinion


def notice_of(opinion: Opinion, clerk: Position, *, posted_on: date, days: int = 7) -> PublicNotice:
    application = opinion.application
    return PublicNotice.objects.create(
        application=application, opinion=opinion, kind=NoticeKind.FIRST, village=application.household.village, notice_no=f"公示{next(_numbers)}",
        masked_name="张*", people=2, category_text=opinion.get_category_display(), amount=opinion.monthly_amount, complaint_phone="0999-0000321", days=days,
        posted_on=posted_on, posted_by=clerk, ends_on=posted_on + timedelta(days=days), removed_on=posted_on + timedelta(days=days + 1), removed_by="到期自动", removed_reason="公示期满",
    )  # fmt: skip


def table_of(size: int = 4, town: str = "990101100") -> list[Position]:
    """The convener first, then the town's head, then plain members."""
    return [member(code=town), member(Role.TOWN_HEAD, town), *(member(code=town) for _ in range(size - 2))]


def meeting(*cases: Application, members: list[Position] | None = None, on: date = ON, recorder: Position | None = None) -> JointReview:
    """Called for today, with these cases on its agenda."""
    people = members or table_of()
    town = Region.objects.get(code=people[0].region.code[:9])
    clerk = recorder or member(Role.TOWN_CLERK, town.code)
    review = call(town, held_on=on, place="镇政府二楼会议室", host=people[0], recorder=clerk, members=people, by=clerk, on=on)
    for one in cases:
        add(review, one, by=clerk, on=on)
    return JointReview.objects.get(pk=review.pk)


def was(application: Application, people: list[Position], recorder: Position, on: date = ON) -> ReviewItem:
    """A case on the agenda of an earlier meeting that put it off."""
    review = JointReview.objects.create(
        town=recorder.region, year=on.year - 1, number=1, held_on=on - timedelta(days=200), place="镇政府二楼会议室", host=people[0], recorder=recorder,
        state=MeetingState.CLOSED, closed_on=on - timedelta(days=200),
    )  # fmt: skip
    for person in people:
        Attendance.objects.create(review=review, position=person, is_present=True, signed_at=timezone.now(), signed_by=person)
    item = ReviewItem.objects.create(review=review, application=application, opinion=application.opinions.get(is_current=True), order=1)
    return settle(item, ItemResult.DEFERRED, tally(item), by=people[0], on=on, note="本次会议没有议完")


def people_of(review: JointReview) -> list[Position]:
    return [row.position for row in review.attendances.order_by("pk").select_related("position__user", "position__region")]


def opened(*cases: Application, members: list[Position] | None = None, absent: int = 0, on: date = ON) -> JointReview:
    """Everybody signed in but the last `absent`, and the meeting open."""
    review = meeting(*cases, members=members, on=on)
    people = people_of(review)
    for one in people[: len(people) - absent]:
        sign_in(review, member=one, by=one, on=on)
    return open_(review, by=review.host, on=on)


def item_of(review: JointReview, application: Application) -> ReviewItem:
    return ReviewItem.objects.select_related("review__town", "review__host", "application__household").get(
        review=review, application=application
    )


def voted(item: ReviewItem, *choices: str, on: date = ON) -> ReviewItem:
    """The members vote in the order of the list; `-` does not vote. Without choices everybody agrees."""
    people = people_of(item.review)
    for one, choice in zip(people, choices or ["agree"] * len(people), strict=False):
        if choice != "-":
            vote(item, choice=choice, note="收入还没有核实清楚" if choice == VoteChoice.AGAINST else "", by=one, on=on)
    return ReviewItem.objects.select_related("review__town", "application__household").get(pk=item.pk)
