"""`bench import`: a register of people through our import, through django-import-export, and merely read, sealed and copied (issue figures, design §6 and §8).

The seconds are CPU seconds of the process and of its PostgreSQL backend.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.test.utils import override_settings

from monitoring.bench.database import copy_of, scratch_database
from monitoring.bench.processes import alone
from monitoring.bench.screening import make_county, vacuum
from registers.bench.export import Measure
from registers.bench.people import write_households, write_people

ROWS = 20_000
WAYS = ("binggui_import", "import_export_peer", "read_and_copy")
MODULE = "registers.bench.ways"


def measure(number: int) -> list[Measure]:
    """The three ways, each on its own copy of one county; the floor is read_and_copy of the same run."""
    with tempfile.TemporaryDirectory() as folder, stood(Path(folder), number) as (database, path):
        found = {}
        for way in WAYS:
            with copy_of(database, f"{database}_copy"):
                found[way] = alone(MODULE, way, path)
    floor = found["read_and_copy"][0]
    return [Measure(way, number, seconds, floor, peak) for way, (seconds, peak) in found.items()]


def read_floor(database: str, path: Path) -> float:
    """Seconds of read_and_copy on a copy of the database."""
    with copy_of(database, f"{database}_copy"):
        return float(alone(MODULE, "read_and_copy", path)[0])


@contextmanager
def stood(folder: Path, number: int, households: int = 0) -> Iterator[tuple[str, Path]]:
    """A county in which every second row of the file stands already; its database, to which no connection is left open, and the file."""
    now, before, homes = (folder / name for name in ("members.xlsx", "members-before.xlsx", "households.xlsx"))
    write_people(now, number)
    write_people(before, number, is_old=True)
    write_households(homes, number)
    name = f"binggui_bench_import_{number}"
    with scratch_database(name), override_settings(MEDIA_ROOT=folder / "files"):
        make_county(households)
        alone(MODULE, "stand", homes, before)
        vacuum()
        yield name, now
