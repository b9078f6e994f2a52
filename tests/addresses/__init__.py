"""What every address answers, one file per subject: `ROWS` maps an address to its row; `prepare(world)` makes what the rows name.

A new subject is a new file here; it is found by itself.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType

from tests.addresses.base import Row
from tests.world import World, build


def subjects() -> Iterator[ModuleType]:
    for found in sorted(pkgutil.iter_modules(__path__), key=lambda one: one.name):
        if found.name != "base":
            yield importlib.import_module(f"{__name__}.{found.name}")


def table() -> dict[str, Row]:
    rows: dict[str, Row] = {}
    for subject in subjects():
        assert not rows.keys() & subject.ROWS.keys(), f"{subject.__name__} names an address twice"
        rows |= subject.ROWS
    return rows


def build_all() -> World:
    """The small world with what every subject needs in it. Call it inside a transaction."""
    world = build()
    for subject in subjects():
        getattr(subject, "prepare", lambda world: None)(world)
    return world
