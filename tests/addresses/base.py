"""What a row of the table says, and the two usual kinds of rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from accounts.roles import Role
from tests.world import World

Kwargs = Callable[[World], dict[str, Any]]
Codes = int | dict[Role | str, int]  # by role where duties differ; "*" is everybody else who may

NO_METHOD, NOT_YOURS, NOT_THERE, TO_SIGN_IN = 405, 403, 404, 302


def nothing(world: World) -> dict[str, Any]:
    return {}


def pk_of(name: str) -> Kwargs:
    return lambda world: {"pk": getattr(world, name).pk}


@dataclass(frozen=True)
class Row:
    """What an address answers. 405 as the answer of a method holds for everybody: it is refused before anybody is asked who he is."""

    get: Codes = 200
    post: Codes = NO_METHOD
    of: Kwargs = nothing
    # None: the row names nothing of one region, people next door get the same answer as here.
    abroad: int | None = None
    query: str = ""
    data: Kwargs = nothing
    stranger: dict[str, int] = field(default_factory=lambda: {"get": TO_SIGN_IN, "post": TO_SIGN_IN})
    # The API asks who one is before it looks at the method.
    asks_first: bool = False
    # For addresses without `view.roles`: the API names its own, open ones have none.
    roles: frozenset[Role] | None = None

    def may(self, method: str) -> Codes:
        return self.get if method == "get" else self.post


EVERYBODY = frozenset(Role)


def thing(name: str, **changes: Any) -> Row:
    """A page of one thing of one region: next door it does not exist."""
    return Row(**{"of": pk_of(name), "abroad": NOT_THERE, **changes})


def verb(name: str, **changes: Any) -> Row:
    """A button: POST only, then back to a page."""
    return thing(name, **{"get": NO_METHOD, "post": 302, **changes})


API: dict[str, Any] = {"asks_first": True, "stranger": {"get": NOT_YOURS, "post": NOT_YOURS}}
