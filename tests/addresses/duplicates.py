"""Addresses of people written down twice: the register administrator judges, the county's 专班 reads and approves."""

from __future__ import annotations

from accounts.roles import Role
from households.duplicates import find_pairs
from households.models import SuspectedPair
from tests.addresses.base import Row, thing
from tests.households.factories import HouseholdFactory, MemberFactory, PersonFactory
from tests.monitoring.factories import ON
from tests.world import World


def prepare(world: World) -> None:
    """The known person once more, in another household."""
    again = PersonFactory(name=world.person.name, birth=world.person.birth)
    MemberFactory(household=HouseholdFactory(size=0, head_name=world.person.name), person=again)
    find_pairs(world.county, on=ON)
    world.made["pair"] = SuspectedPair.objects.get(person_a=world.person)


ROWS: dict[str, Row] = {
    "households:duplicates": Row(query="?state=all&ground=name_and_birth"),
    "households:duplicate": thing(
        "pair", post={Role.REGISTER_ADMIN: 302, "*": 409}, query="?keep=1",
        data=lambda w: {"verb": "different", "reason": "两人是堂兄弟，户口簿已核对。"},
    ),
}  # fmt: skip
