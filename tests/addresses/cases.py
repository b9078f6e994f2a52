"""Addresses of the list of cases, the case page and the letters."""

from __future__ import annotations

from typing import Any

from accounts.roles import Role
from identification import intake
from identification.choices import Channel, Ending
from tests.addresses.base import API, NO_METHOD, NOT_THERE, Row, thing, verb
from tests.identification.factories_intake import filled
from tests.monitoring.factories import ON
from tests.world import World


def prepare(world: World) -> None:
    """The known person's household applied, was accepted and withdrew; the receipt is its letter."""
    clerk = world.inside[Role.TOWN_CLERK]
    case = filled(world.household, clerk, ON, channel=Channel.WINDOW)
    case = intake.accept(intake.submit(case, by=clerk, on=ON), by=clerk, on=ON)
    letter = case.letters.get()
    case = intake.terminate(case, ending=Ending.WITHDRAWN, note="本人来撤回", by=clerk, on=ON)
    world.made |= {"application": case, "letter": letter}


def step(code: str) -> Any:
    return lambda world: {"pk": world.application.pk, "code": code}


ROWS: dict[str, Row] = {
    "identification:applications": Row(),
    "identification:application": thing("application"),
    "identification:step": Row(get=NO_METHOD, post=409, abroad=NOT_THERE, of=step("jump")),
    "identification:household_panel": thing("household"),
    "identification:letter": thing("letter"),
    "identification:letter_pdf": thing("letter"),
    "identification:letter_delivered": verb("letter", data=lambda w: {"delivered_on": "2026-6-15"}),
    "api-application-list": Row(**API),
    "api-application-detail": thing("application", **API),
}
