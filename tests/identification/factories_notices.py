"""A case with its opinion before it is posted, and everything from there to the county's check, walked by the real verbs."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from accounts.models import Position, Region
from accounts.roles import Role
from casework.choices import PhotoKind
from casework.photos import Photo
from households.facts import refresh_facts
from households.models import Household, HouseholdFacts
from identification import county_checks, notices
from identification.choices import Channel, CountyCheckKind, KinRelation
from identification.kin import declare
from identification.models import Application, CountyCheck, KinDeclaration, Objection, Opinion, OpinionLine, PublicNotice
from identification.steps import remember_open_case, take
from tests.accounts.factories import PositionFactory
from tests.households.factories import HouseholdFactory

ON = date(2026, 6, 15)
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40
_number = count(1)


def person_at(code: str, role: Role, **columns: Any) -> Position:
    return PositionFactory(region=Region.objects.get(code=code), role=role, **columns)


def clerk(code: str = "990101100", **columns: Any) -> Position:
    return person_at(code, Role.TOWN_CLERK, **columns)


def worker(code: str = "990101100201", **columns: Any) -> Position:
    return person_at(code, Role.VILLAGE_WORKER, **columns)


def taskforce(code: str = "990101", **columns: Any) -> Position:
    return person_at(code, Role.TASKFORCE, **columns)


def board(extra: bytes = b"") -> Photo:
    return Photo(PhotoKind.BOARD, PNG + extra, "image/png")


def opinion_of(
    case: Application, *, on: date = ON, by: Position | None = None, modes: dict[int, tuple[str, str]] | None = None, **columns: Any
) -> Opinion:
    """The current opinion, DIBAO of 405 元 for everybody unless told; `modes` gives a member's (category, mode) by his place."""
    household, by = case.household, by or case.accepted_by
    if not HouseholdFacts.objects.filter(household=household).exists():
        refresh_facts([household.pk], county=Region.objects.get(code=household.county_code), on=on)
    values = {"category": "dibao", "has_monitoring_tag": False, "monitoring_kind": "", "monthly_amount": Decimal(405)} | columns
    if values["has_monitoring_tag"]:
        values.setdefault("judgement", "医疗支出大，收入不稳，自主应对能力弱。")
    Opinion.objects.filter(application=case, is_current=True).update(is_current=False)
    opinion = Opinion.objects.create(
        application=case, made_on=on, made_by=by, parameters=HouseholdFacts.objects.get(household=household).parameters, rules_version="2026-1",
        snapshot={"on": on.isoformat(), "facts": {}, "criteria": []}, proposed_category=values["category"],
        proposed_has_tag=values["has_monitoring_tag"], proposed_monitoring_kind=values["monitoring_kind"], **values,
    )  # fmt: skip
    for place, member in enumerate(household.members.filter(left_on__isnull=True).order_by("pk")):
        category, mode = (modes or {}).get(place, (values["category"], "whole" if values["category"] == "dibao" else ""))
        OpinionLine.objects.create(opinion=opinion, member=member, is_counted=category != "tekun", category=category, dibao_mode=mode)
    return opinion


def proposed(
    household: Household | None = None, *, on: date = ON, by: Position | None = None, number: str = "", **opinion: Any
) -> Application:
    """Accepted three days before and proposed on `on`, by the steps of the table."""
    household = household or HouseholdFactory(size=2)
    by, accepted = by or clerk(household.town_code), on - timedelta(days=3)
    head = household.members.order_by("pk").first()
    case = Application.objects.create(
        application_no=number or f"N-{household.town_code}-{on.year}-{next(_number):04d}", household=household, channel=Channel.WINDOW, state="draft",
        applicant=head.person if head else None, state_since=accepted, created_by=by, created_on=accepted, county_code=household.county_code,
        town_code=household.town_code, village_code=household.village_code,
    )  # fmt: skip
    case = take(case, "submit", by=by, on=accepted, version=None, changes={"submitted_on": accepted})
    case = take(case, "accept", by=by, on=accepted, version=None, changes={"accepted_on": accepted, "accepted_by": by})
    opinion_of(case, on=on, by=by, **opinion)
    case = take(case, "propose", by=by, on=on, version=None)
    remember_open_case(case)
    return fresh(case)


def fresh(case: Application) -> Application:
    return Application.objects.for_page().get(pk=case.pk)


def hung(household: Household | None = None, *, on: date = ON, photo: bool = True, **opinion: Any) -> PublicNotice:
    """Posted on `on`, with a photo of the board."""
    case = proposed(household, on=on, **opinion)
    return notices.post(case, by=case.accepted_by, on=on, version=case.version, photo=board() if photo else None)


def objected(notice: PublicNotice | None = None, *, by: Position | None = None, on: date = ON, **columns: Any) -> Objection:
    notice = notice or hung(on=on)
    values = {"content": "他家在县城有一套房子出租，每月收租金。", "raised_by_name": "周大海", "raised_by_phone": "13955556666"} | columns
    return notices.object_(notice.application, by=by or worker(notice.application.village_code), on=on, **values)


def settled(objection: Objection, *, is_upheld: bool = True, on: date = ON, by: Position | None = None) -> Application:
    town = objection.notice.application.town_code
    return notices.settle(objection, finding="查不动产登记，县城房屋不在申请人名下。", is_upheld=is_upheld, by=by or clerk(town), on=on)


def at_panel(household: Household | None = None, *, on: date = ON, **opinion: Any) -> Application:
    """Its notice over and taken down on `on`."""
    notice = hung(household, on=on - timedelta(days=8), **opinion)
    case = fresh(notice.application)
    return fresh(notices.over(case, by=case.accepted_by, on=on, version=case.version))


def sent(case: Application | None = None, *, kind: CountyCheckKind = CountyCheckKind.SAMPLED, on: date = ON, note: str = "") -> CountyCheck:
    case = case or at_panel(on=on)
    return county_checks.ask(case, kind=kind, by=case.accepted_by, on=on, note=note, version=case.version)


def related(
    position: Position, household: Household, *, relation: str = KinRelation.SIBLING, by: Position | None = None, on: date = ON
) -> KinDeclaration:
    member = household.members.order_by("pk").first()
    return declare(position, member.person, relation, by=by or clerk(household.town_code), on=on)
