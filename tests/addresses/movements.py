"""Addresses of changes of membership found in a register, and of the members it leaves out: the administrator says, the town's clerk answers."""

from __future__ import annotations

from accounts.roles import Role
from households.models import MemberQuestion
from registers.models import Movement, MovementKind
from tests.addresses.base import Row, thing, verb
from tests.addresses.exports import export, purpose
from tests.monitoring.factories import ON
from tests.world import World


def prepare(world: World) -> None:
    """The known person is missing from a register."""
    member = world.household.members.get()
    world.made["question"] = MemberQuestion.objects.create(
        member=member, household=world.household, asked_on=ON, batch_id=world.batch.pk, why="整册列了这一户，没有列此人", as_of="02/present"
    )
    Movement.objects.create(
        batch=world.batch, kind=MovementKind.ABSENT, person_id=world.person.pk, name=world.person.name, from_id=world.household.pk,
        from_name=world.household.head_name, from_no=world.household.household_no, why="整册列了这一户，没有列此人",
    )  # fmt: skip


ROWS: dict[str, Row] = {
    "registers:cover": verb("batch"),
    "registers:movements_export": thing("batch", post=200, data=purpose),
    "households:questions": Row(query="?state=all"),
    "households:questions_export": export(),
    "households:question": thing("question", post={Role.TOWN_CLERK: 422, "*": 409}),
}  # fmt: skip
