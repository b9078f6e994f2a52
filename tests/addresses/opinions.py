"""The opinion's page: everybody of the case reads, the window of the town puts forward."""

from __future__ import annotations

from typing import Any

from accounts.roles import Role
from tests.addresses.base import Row, thing
from tests.identification.factories_opinion import family, ready
from tests.world import World


def prepare(world: World) -> None:
    """One case whose inquiry is whole."""
    world.made["application_to_judge"] = ready(family(village=world.village))


def put_forward(world: World) -> dict[str, Any]:
    return {"version": world.application_to_judge.version, "category": "none", "override_reason": "按入户看到的情况，不符合各类条件。"}


ROWS: dict[str, Row] = {
    "identification:opinion": thing("application_to_judge", post={Role.TOWN_CLERK: 302, "*": 409}, data=put_forward),
}
