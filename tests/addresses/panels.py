"""Addresses of meetings: one that sits with a neighbour's case, one of last year with the known person's, and its minutes."""

from __future__ import annotations

from typing import Any

from accounts.models import Position
from accounts.roles import Role
from households.models import Household
from identification.choices import ApplicationState
from identification.models import ReviewItem
from identification.panels import add, call, open_, sign_in
from tests.accounts.factories import PositionFactory
from tests.addresses.base import NO_METHOD, NOT_THERE, Row, thing
from tests.households.factories import HouseholdFactory
from tests.identification.factories_panels import ON, case, was
from tests.world import World

HOST, HEAD, CLERK = Role.TOWN_PANEL, Role.TOWN_HEAD, Role.TOWN_CLERK
LEADERS = {HOST: 302, HEAD: 302, CLERK: 302, "*": 409}
VOTERS = {HOST: 302, HEAD: 302, "*": 409}


def prepare(world: World) -> None:
    host, head, clerk = (world.inside[role] for role in (HOST, HEAD, CLERK))
    third: Position = PositionFactory(region=world.town, role=HOST)
    people = [host, head, third]
    known = was(case(household=world.household, state=ApplicationState.TERMINATED), people, clerk)
    neighbour: Household = HouseholdFactory(size=1, monthly_wage="300", village_code_=world.village.code)
    waiting = case(household=neighbour)
    review = call(world.town, held_on=ON, place="镇政府二楼会议室", host=host, recorder=clerk, members=people, by=clerk, on=ON)
    item: ReviewItem = add(review, waiting, by=clerk, on=ON)
    for one in people:
        sign_in(review, member=one, by=one, on=ON)
    world.made |= {"review": open_(review, by=host, on=ON), "item": item, "known_item": known, "known_review": known.review}


def step(name: str, code: str, **changes: Any) -> Row:
    return Row(get=NO_METHOD, abroad=NOT_THERE, of=lambda world: {"pk": getattr(world, name).pk, "code": code}, **changes)


ROWS: dict[str, Row] = {
    "identification:meetings": Row(),
    "identification:call_meeting": Row(post=422),
    "identification:meeting": thing("known_review"),
    "identification:meeting_step": step("review", "close", post=LEADERS),
    "identification:meeting_item": thing("known_item"),
    "identification:item_votes": thing("item"),
    "identification:item_step": step("item", "vote", post=VOTERS, data=lambda world: {"choice": "agree"}),
    "identification:minutes": thing("known_review"),
    "identification:minutes_docx": thing("known_review"),
    "identification:minutes_pdf": thing("known_review"),
}
