"""Addresses of notices: the known person's closed case with its long-term notice and photo; other households' cases in every state a button needs."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.roles import Role
from identification import notices
from identification.choices import ApplicationState
from identification.models import Application, Determination, Ground, Opinion
from tests.accounts.factories import PositionFactory
from tests.addresses.base import NO_METHOD, NOT_THERE, Row, thing, verb
from tests.households.factories import HouseholdFactory
from tests.identification.factories_notices import ON, PNG, board, hung, objected, opinion_of, proposed
from tests.world import World


def neighbour(world: World) -> Any:
    return HouseholdFactory(size=2, village_code_=world.village.code)


def confirmed(world: World, household: Any, number: str) -> Determination:
    """A case decided long ago, as a row: how cases are decided is told elsewhere."""
    clerk = PositionFactory(region=world.town, role=Role.TOWN_CLERK)
    since = ON - timedelta(days=60)
    case = Application.objects.create(
        application_no=number, household=household, channel="window", applicant=household.members.first().person, created_by=clerk, created_on=since,
        submitted_on=since, accepted_on=since, accepted_by=clerk, state=ApplicationState.CONFIRMED, state_since=ON, closed_on=ON,
        county_code=household.county_code, town_code=household.town_code, village_code=household.village_code,
    )  # fmt: skip
    opinion: Opinion = opinion_of(case)
    Determination.objects.filter(household=household, is_current=True).update(is_current=False)
    return Determination.objects.create(
        household=household, ground=Ground.APPLICATION, decided_on=ON, category="dibao", has_monitoring_tag=False, decided_by=str(clerk),
        application=case, confirmed_by=clerk, start_on=ON, monthly_amount=Decimal(405), parameters=opinion.parameters, rules_version="2026-1",
    )  # fmt: skip


def prepare(world: World) -> None:
    clerk = PositionFactory(region=world.town, role=Role.TOWN_CLERK)
    known = notices.post_long_term(confirmed(world, world.household, "GS-1"), by=clerk, on=ON)
    objection = objected(hung(neighbour(world)), by=PositionFactory(region=world.village, role=Role.VILLAGE_WORKER))
    world.made |= {
        "known_notice": known,
        "board_photo": notices.add_photo(known, board(), taken_on=ON, by=clerk, on=ON),
        "open_notice": hung(neighbour(world), photo=False),
        "objection": objection,
        "proposed_case": proposed(neighbour(world), by=clerk),
        "confirmed_dibao": confirmed(world, neighbour(world), "GS-2"),
    }


def photo(world: World) -> dict[str, Any]:
    return {"taken_on": "2026-06-15", "photo": SimpleUploadedFile("board.png", PNG)}


def settling(world: World) -> dict[str, Any]:
    return {"version": version(world.objection.notice.application), "finding": "查不动产登记，县城房屋不在申请人名下。", "is_upheld": "no"}


def version(case: Application) -> int:
    return Application.objects.values_list("version", flat=True).get(pk=case.pk)


ROWS: dict[str, Row] = {
    "identification:notices": Row(),
    "identification:notices_print": Row(query="?village=990101100201"),
    "identification:notice": thing("known_notice"),
    "identification:notice_print": thing("known_notice"),
    "identification:board_photo": thing("board_photo"),
    "identification:add_board_photo": verb("open_notice", data=photo),
    "identification:notice_step": Row(
        get=NO_METHOD, post=409, abroad=NOT_THERE, of=lambda w: {"pk": w.open_notice.pk, "code": "jump"}
    ),
    "identification:settle_objection": verb("objection", data=settling),
    "identification:post_long_term": verb("confirmed_dibao"),
    "identification:post_notice": thing("proposed_case", post=302, data=lambda w: {"version": version(w.proposed_case)}),
}  # fmt: skip
