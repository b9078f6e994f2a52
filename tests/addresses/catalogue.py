"""Addresses of the policy catalogue: everybody who is signed in reads it."""

from __future__ import annotations

from tests.addresses.base import Row
from tests.ground import lay_catalogue
from tests.world import World


def prepare(world: World) -> None:
    lay_catalogue()


ROWS: dict[str, Row] = {
    "policies:catalogue": Row(query="?who=dibao&disposition=keep"),
    "policies:policy": Row(of=lambda w: {"code": "ZC-26"}),
    "policies:booklet": Row(query="?type=large"),
}
