"""What every test may ask for: the demo county's ground (regions, parameters, work days), the catalogue, and a world that stands for a whole file.

Where many cases ask the same world, build it once: a fixture of scope "module" that asks for `standing` first.

    @pytest.fixture(scope="module")
    def busy(standing) -> None:
        lay_county()
        ...

Each test that asks for it works in a savepoint that is rolled back (no file with `transaction=True`); `county`, `town` and the like find the county there and
lay nothing. The world stands until the file's end, also for tests that do not ask for it. What lies in memory is not rolled back: hand on what no test changes, and
read again what one does.

Where every test of a file asks for `county`, the county is laid once for the file by itself (`county_stands`). After a file, `sweep` takes away what rolled back.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import override_settings

from accounts.models import Region
from casework.models import WorkDayQuerySet
from tests import template
from tests.accounts import factories as people
from tests.ground import lay_catalogue, lay_ground
from tests.world import rolled_back

ON = date(2026, 6, 15)
SWEPT_ABOVE = 256 * 1024  # bytes of a table that stands empty between two files


@pytest.fixture
def on() -> date:
    """The day most tests live on."""
    return ON


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, request, django_db_blocker) -> None:
    """A test database is a copy of the migrated one, unless an old one is kept (--reuse-db)."""
    if request.config.getoption("create_db") or not request.config.getoption("reuse_db"):
        with django_db_blocker.unblock():
            connection.settings_dict["TEST"]["TEMPLATE"] = template.migrated()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Who works in a standing world works in a savepoint, whether its file says `django_db` or not; who asks for the county finds it laid for the file."""
    in_files: dict[Any, list[pytest.Item]] = {}
    for item in items:
        names = getattr(item, "fixturenames", ())
        if "standing" in names and item.get_closest_marker("django_db") is None:
            item.add_marker(pytest.mark.django_db)
        if item.get_closest_marker("django_db") is not None or "db" in names:
            in_files.setdefault(item.getparent(pytest.Module), []).append(item)
    for tests in in_files.values():
        if all(asks_for_the_county_alone(item) for item in tests):
            for item in tests:
                item.fixturenames.insert(0, "county_stands")  # type: ignore[attr-defined]


def asks_for_the_county_alone(item: pytest.Item) -> bool:
    """It works in a transaction that is rolled back, and its file makes no world of its own."""
    marker, fixtures = item.get_closest_marker("django_db"), item._fixtureinfo.name2fixturedefs  # type: ignore[attr-defined]
    commits = (marker is not None and marker.kwargs.get("transaction")) or {"transactional_db", "live_server"} & fixtures.keys()
    of_the_file = {name for name, (*_, one) in fixtures.items() if one.scope in {"class", "module"} and one.baseid.startswith("tests")} - {
        "sweep"
    }
    return "county" in fixtures and not commits and not of_the_file


@pytest.fixture(scope="module")
def county_stands(django_db_setup, django_db_blocker) -> Iterator[None]:
    """青禾县 laid once for all tests of the file; each of them works in a savepoint. Asked for by itself, above."""
    with django_db_blocker.unblock(), rolled_back():
        lay_county()
        yield


@pytest.fixture(scope="module", autouse=True)
def sweep(django_db_blocker) -> Iterator[None]:
    """What tests roll back stays in their tables until somebody vacuums, and every later scan reads it: a server without autovacuum grew slower test by test."""
    yield
    if connection.connection is None or connection.in_atomic_block:
        return
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND pg_relation_size(oid) > %s",
            [SWEPT_ABOVE],
        )
        if swollen := [connection.ops.quote_name(name) for (name,) in cursor.fetchall()]:
            cursor.execute(f"VACUUM (SKIP_LOCKED) {', '.join(swollen)}")


@pytest.fixture(scope="module")
def standing(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[None]:
    """A transaction around all tests of the file, on the day most tests live on; files land in a directory of their own."""
    files = tmp_path_factory.mktemp("files")
    with django_db_blocker.unblock(), override_settings(FIXED_TODAY=ON, MEDIA_ROOT=files, DEMO=False, DEBUG=False), rolled_back():
        yield


@pytest.fixture
def log_lines() -> Iterator[StringIO]:
    """Everything anybody logs, as the console handler of settings.LOGGING would write it."""
    root = logging.getLogger()
    handler = next(one for one in root.handlers if any(f.__class__.__name__ == "RedactIdNumbers" for f in one.filters))
    stream, level = StringIO(), root.level
    before = handler.setStream(stream)  # type: ignore[attr-defined]
    root.setLevel(logging.INFO)
    yield stream
    root.setLevel(level)
    handler.setStream(before)  # type: ignore[attr-defined]


@pytest.fixture
def county(db) -> Region:
    """青禾县 as `lay_county` lays it; where it stands for the whole file, that one. Work days are read anew by every test."""
    cache.delete(WorkDayQuerySet.CACHE_KEY)
    return Region.objects.filter(code="990101").first() or lay_county()


def lay_county() -> Region:
    """青禾县 with two towns of two villages each, its published lines, and the work days of 2025 and 2026."""
    county = people.RegionFactory(code="990101", name="青禾县", level="county")
    for town_code, town_name in (("990101100", "柳溪镇"), ("990101101", "石桥镇")):
        town = people.RegionFactory(code=town_code, name=town_name, level="town", parent=county)
        for number, village_name in ((201, "上湾村"), (202, "下湾村")):
            people.RegionFactory(code=f"{town_code}{number}", name=f"{town_name[:1]}{village_name}", level="village", parent=town)
    lay_ground(county)
    return county


@pytest.fixture
def catalogue(county) -> None:
    """The policies ZC-01 to ZC-59 as `load_policies` loads them."""
    lay_catalogue()


@pytest.fixture
def town(county) -> Region:
    return Region.objects.get(code="990101100")


@pytest.fixture
def village(county) -> Region:
    return Region.objects.get(code="990101100201")


@pytest.fixture
def other_village(county) -> Region:
    """A village of the other town: out of reach for the first town's people."""
    return Region.objects.get(code="990101101201")
