"""A case under inquiry with its people, and the records of the inquiry, walked to by the real verbs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import uuid4

from accounts.models import Position, Region
from accounts.roles import Role
from casework.choices import PhotoKind
from casework.photos import Photo
from households.models import Household, Member
from identification import community_reviews, home_visits, means_checks
from identification.choices import ApplicationState, AuthorisationKind, Channel, MeansResult, VoteChoice
from identification.community_reviews import Ballot
from identification.home_visits import VisitRecord
from identification.means_findings import FoundIncome
from identification.models import Application, Authorisation, AuthorisationSigner, CommunityReview, HomeVisit, MeansCheck
from identification.steps import take
from tests.accounts.factories import PositionFactory
from tests.households.factories import HouseholdFactory

ON = date(2026, 6, 15)
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40
_number = count(1)


def person_at(code: str, role: Role, **columns: Any) -> Position:
    return PositionFactory(region=Region.objects.get(code=code), role=role, **columns)


def clerk(code: str = "990101100", **columns: Any) -> Position:
    return person_at(code, Role.TOWN_CLERK, **columns)


def surveyor(code: str = "990101100", **columns: Any) -> Position:
    return person_at(code, Role.TOWN_SURVEYOR, **columns)


def verifier(code: str = "990101", **columns: Any) -> Position:
    return person_at(code, Role.VERIFY_CENTER, **columns)


def application(household: Household | None = None, *, on: date = ON, by: Position | None = None, signed: bool = True) -> Application:
    """An application accepted on `on` by the steps of the table, its means check authorised by every adult unless told otherwise."""
    household = household or HouseholdFactory(size=2, head_name="李春梅")
    by = by or clerk(household.town_code)
    head: Member = household.members.order_by("pk").first()  # type: ignore[assignment]
    case = Application.objects.create(
        application_no=f"9901-{next(_number):06d}", household=household, applicant=head.person, channel=Channel.WINDOW, state=ApplicationState.DRAFT,
        state_since=on, created_by=by, created_on=on, county_code=household.county_code, town_code=household.town_code,
        village_code=household.village_code,
    )  # fmt: skip
    take(case, "submit", by=by, on=on, version=None, changes={"submitted_on": on})
    case.refresh_from_db()
    case = take(case, "accept", by=by, on=on, version=None, changes={"accepted_on": on, "accepted_by": by})
    if signed:
        authorise(case, on=on)
    return Application.objects.for_page().get(pk=case.pk)


def authorise(case: Application, *, on: date = ON, only: int | None = None, **columns: Any) -> Authorisation:
    """核对授权书, signed by the first `only` members (all when not given)."""
    paper: Authorisation = Authorisation.objects.create(
        application=case, kind=AuthorisationKind.MEANS_CHECK, signed_on=on, recorded_by=case.created_by, **columns
    )
    for member in case.household.members.order_by("pk")[:only]:
        AuthorisationSigner.objects.create(authorisation=paper, person=member.person)
    return paper


def asked(case: Application | None = None, *, on: date = ON) -> MeansCheck:
    case = case or application()
    return means_checks.ask(case, by=case.accepted_by, on=on)  # type: ignore[arg-type]


def more_found(case: Application | None = None, *, by: Position | None = None, on: date = ON, told: bool = False) -> MeansCheck:
    """Wages of 24,000 元 over the window that nobody had named."""
    check = asked(case, on=on)
    head = check.application.household.members.order_by("pk").first()
    check = means_checks.finish(
        check, by=by or verifier(), on=on, result=MeansResult.MORE_FOUND, findings="查到县内企业发放工资，申报没有写。",
        report_no="HD2026-001", found=[FoundIncome("wage", "务工收入", Decimal(24000), head.person)],
    )  # fmt: skip
    return means_checks.tell(check, by=check.asked_by, on=on) if told else check


def photos(*kinds: PhotoKind) -> list[Photo]:
    return [Photo(kind, PNG, "image/png") for kind in (kinds or home_visits.NEEDED_PHOTOS)]


def planned(case: Application | None = None, *, on: date = ON) -> HomeVisit:
    case = case or application()
    return home_visits.plan(case, first=surveyor(case.town_code), second=surveyor(case.town_code), by=case.accepted_by, on=on)  # type: ignore[arg-type]


def seen(**changes: Any) -> VisitRecord:
    """Everything said, signed by the family, all photos; `changes` replace a field."""
    return VisitRecord(**{
        "visited_on": ON, "informant": "户主本人", "findings": "三间瓦房，屋内整洁，丈夫卧床，妻子照护。", "neighbours": "邻居王家说一家靠妻子种地。",
        "difficulty": "丈夫长期卧床，没有人能外出打工。", "needs": "护理补贴", "member_signed": True, "photos": photos(), "form_key": uuid4(), **changes,
    })  # fmt: skip


def recorded(case: Application | None = None, *, on: date = ON, **changes: Any) -> HomeVisit:
    visit = planned(case, on=on)
    return home_visits.record(visit, by=visit.first_surveyor, on=on, found=seen(**changes))


def completed(case: Application | None = None, *, on: date = ON) -> HomeVisit:
    visit = recorded(case, on=on)
    home_visits.sign(visit, by=visit.first_surveyor, on=on)
    return home_visits.sign(visit, by=visit.second_surveyor, on=on)


def ballots(agree: int, against: int = 0, abstain: int = 0) -> list[Ballot]:
    choices = [VoteChoice.AGREE] * agree + [VoteChoice.AGAINST] * against + [VoteChoice.ABSTAIN] * abstain
    return [Ballot(f"村民{number}", choice, "村民代表") for number, choice in enumerate(choices, start=1)]


def wanted(case: Application | None = None, *, on: date = ON) -> Application:
    case = case or application()
    return community_reviews.want(case, by=case.accepted_by, on=on, reason="邻里反映他家在外地有房，说法不一。")  # type: ignore[arg-type]


def reviewed(case: Application, **changes: Any) -> CommunityReview:
    return community_reviews.record(case, **{
        "by": case.accepted_by, "on": ON, "held_on": ON, "place": "上湾村委会", "host": "村支书周明", "minutes": "逐一核实收入和房产，大家认为属实。",
        "ballots": ballots(5, 1), "form_key": uuid4(), **changes,
    })  # fmt: skip
