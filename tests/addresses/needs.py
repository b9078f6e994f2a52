"""Addresses of needs and of the county's push; makes what pushes, measures and feedback stand on."""

from __future__ import annotations

from uuid import uuid4

from accounts.roles import Role
from assistance import measures, needs, referrals
from assistance.choices import MeasureKind, NeedKind, NeedSource
from assistance.models import Need, Referral
from casework.choices import PhotoKind
from casework.photos import Photo
from tests.addresses.base import Row, thing, verb
from tests.monitoring.factories import ON, PNG
from tests.world import World


def noted(world: World, kind: str) -> Need:
    return needs.note_need(
        world.household,
        kind=kind,
        words="正房西墙开裂漏雨",
        source=NeedSource.VISIT,
        by=world.inside[Role.TOWN_CLERK],
        on=ON,
        person=world.person,
    )


def pushed(world: World, kind: str) -> Referral:
    asked = needs.answer(noted(world, kind), agrees=True, words="", by=world.inside[Role.VILLAGE_WORKER], on=ON)
    return referrals.push(asked, dept="ZJ", by=world.inside[Role.TASKFORCE], on=ON)


def prepare(world: World) -> None:
    """One need to be answered, one push to be signed for, one helped with a measure and its paper."""
    staff = world.inside[Role.DEPT_STAFF]
    received = referrals.receive(pushed(world, NeedKind.HOUSING), by=staff, on=ON)
    measure = measures.carry_out(
        received, kind=MeasureKind.HOUSING, carried_out_on=ON, evidence="竣工验收表第12号", form_key=uuid4(), by=staff, on=ON,
        scan=Photo(PhotoKind.PAPER, PNG, "image/png"),
    )  # fmt: skip
    received.refresh_from_db()
    world.made |= {"need": noted(world, NeedKind.LIVING), "referral": pushed(world, NeedKind.WATER), "helped": received, "measure": measure}


ROWS: dict[str, Row] = {
    "assistance:needs": Row(),
    "assistance:note_need": thing("household", post=302, data=lambda w: {"kind": "job", "words": "想在家门口务工", "source": "word"}),
    "assistance:need_answer": verb("need", data=lambda w: {"version": w.need.version, "agrees": "yes", "words": "本人同意"}),
    "assistance:push": Row(post=302),
}
