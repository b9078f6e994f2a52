"""Every address, asked by every role, from the next county and by a stranger, with GET and with POST (rulings A3).

Who may is read from the view (`view.roles`); what it then answers stands in tests/addresses, a file per subject. An address without a row fails, and so does a
row without an address. While GETs walk, the database refuses everything but the reading log and the session.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import Position, ReadingLog
from accounts.roles import Role
from casework.models import Event
from monitoring.choices import AlertState
from monitoring.steps import TAKE
from monitoring.workflow import ALERT
from tests.accounts.factories import PositionFactory, RegionFactory
from tests.addresses import build_all, table
from tests.addresses.base import EVERYBODY, NO_METHOD, NOT_THERE, NOT_YOURS, TO_SIGN_IN, Row
from tests.monitoring.factories import alert_at, worker
from tests.world import World, rolled_back

# Tells pytest-django which database to make; the world below lives in a transaction around all tests of the file.
pytestmark = pytest.mark.django_db

TABLE = table()


@dataclass(frozen=True)
class Address:
    name: str
    pattern: URLPattern

    @property
    def roles(self) -> frozenset[Role]:
        """Who may: the view's own word. No role named means every position."""
        view = self.pattern.callback
        named = getattr(view, "roles", None) or getattr(getattr(view, "cls", None), "roles", None)
        return frozenset(named or EVERYBODY)

    @property
    def is_guarded(self) -> bool:
        view = self.pattern.callback
        return hasattr(view, "roles") or hasattr(getattr(view, "cls", None), "roles")


def addresses(resolver: URLResolver | None = None, namespace: str = "") -> Iterator[Address]:
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from addresses(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)
        else:
            yield Address(f"{namespace}{entry.name}", entry)


ADDRESSES = {address.name: address for address in addresses()}
WALKED = sorted(set(ADDRESSES) & set(TABLE))

WRITES = re.compile(r'(?:\bINSERT INTO|\bDELETE FROM|(?<!FOR )\bUPDATE|\bTRUNCATE(?: TABLE)?|\bMERGE INTO)\s+"?(\w+)', re.IGNORECASE)
WRITABLE_ON_GET = {"accounts_readinglog", "django_session"}


class WroteOnGet(AssertionError):
    """A GET changed something."""


@contextmanager
def read_only() -> Iterator[None]:
    def guard(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        wrong = {table for table in WRITES.findall(sql) if table.lower() not in WRITABLE_ON_GET}
        if wrong:
            raise WroteOnGet(f"GET wrote to {', '.join(sorted(wrong))}: {sql[:200]}")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(guard):
        yield


@pytest.fixture(scope="module")
def world(standing: None) -> World:
    return build_all()


def ask(world: World, position: Position | None, name: str, row: Row, method: str) -> HttpResponse:
    url = reverse(name, kwargs=row.of(world)) + row.query
    client = world.browser(position)
    with rolled_back():
        if method == "get":
            with read_only():
                return client.get(url)
        return client.post(url, row.data(world))


def expected(row: Row, address: Address, role: Role, method: str, *, is_abroad: bool) -> int:
    codes = row.may(method)
    may = role in (row.roles or address.roles)
    if codes == NO_METHOD:
        return NOT_YOURS if row.asks_first and not may else NO_METHOD
    if not may:
        return NOT_YOURS
    if is_abroad and row.abroad is not None:
        return row.abroad
    return codes.get(role, codes["*"]) if isinstance(codes, dict) else codes


def differences(world: World, name: str, method: str) -> list[str]:
    """Every answer that is not the table's, one line each."""
    row, address = TABLE[name], ADDRESSES[name]
    wrong = []
    for is_abroad, people in ((False, world.inside), (True, world.outside)):
        for role, position in people.items():
            if row.may(method) == NO_METHOD and not row.asks_first and role is not Role.TASKFORCE:
                continue  # refused before anybody is asked who he is: one asks for all
            answer = ask(world, position, name, row, method).status_code
            should = expected(row, address, role, method, is_abroad=is_abroad)
            if answer != should:
                wrong.append(
                    f"{method.upper()} {name} as {role}{' of the next county' if is_abroad else ''}: {answer}, the table says {should}"
                )
    answer = ask(world, None, name, row, method).status_code
    should = row.stranger[method]
    if row.may(method) == NO_METHOD and should == TO_SIGN_IN and not row.asks_first:
        should = NO_METHOD
    if answer != should:
        wrong.append(f"{method.upper()} {name} as a stranger: {answer}, the table says {should}")
    return wrong


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    assert sorted(ADDRESSES) == sorted(TABLE)


def test_every_address_is_guarded_or_named_as_open() -> None:
    open_ones = {name for name in WALKED if not ADDRESSES[name].is_guarded}
    assert open_ones == {name for name in WALKED if TABLE[name].roles is not None}


@pytest.mark.long
@pytest.mark.parametrize("name", WALKED)
def test_get(world: World, name: str) -> None:
    assert differences(world, name, "get") == []


@pytest.mark.long
@pytest.mark.parametrize("name", WALKED)
def test_post(world: World, name: str) -> None:
    assert differences(world, name, "post") == []


@pytest.mark.parametrize("step", [step for step in ALERT.steps if step.code in TAKE], ids=lambda step: f"{step.code}-{step.source}")
def test_each_step_of_an_alert_is_its_roles_alone(world: World, step: Any) -> None:
    """The table of the workflow is the table of the test: who is named there may, who is not may not, whatever the page showed."""
    with rolled_back():
        alert = alert_at(AlertState(step.source), household=world.household, rule="R03")
        if step.code == "start":
            alert.assigned_to = world.inside[Role.VILLAGE_WORKER]
            alert.save()
        data = {
            "version": alert.version, "note": "情况已核对，请按规定办理。", "to": worker(alert.village_code).pk,
            "outcome": "watch",
        }  # fmt: skip
        url = reverse("monitoring:step", args=[alert.pk, step.code])
        address, wrong = ADDRESSES["monitoring:step"], []
        for is_abroad, people in ((False, world.inside), (True, world.outside)):
            for role, position in people.items():
                browser = world.browser(position)
                with rolled_back():
                    answer = browser.post(url, data).status_code
                should = NOT_YOURS if role not in address.roles else NOT_THERE if is_abroad else 302 if role in step.roles else 409
                # A form the role's own page would not show may be refused as incomplete before it is refused as not his.
                if answer != should and not (should == 409 and answer == 422):
                    wrong.append(f"{role}{' of the next county' if is_abroad else ''}: {answer}, should be {should}")
        assert wrong == []


LISTS = [name for name in WALKED if TABLE[name].abroad is None and TABLE[name].get == 200]


@pytest.mark.long
@pytest.mark.parametrize("name", LISTS)
def test_nothing_of_this_county_stands_on_a_page_of_the_next(world: World, name: str) -> None:
    """Lists, boards and the desk answer people next door, but with none of our households on them."""
    for role, position in world.outside.items():
        page = ask(world, position, name, TABLE[name], "get").content.decode(errors="replace")
        for known in ("欧阳守田", world.household.household_no):
            assert known not in page, f"{name} shows {known} to {role} of the next county"


# A run, a trial and a number proposed belong to the county: every town of it may read them, with the names of its own households alone.
COUNTYS = ("monitoring:run", "monitoring:scenario", "monitoring:proposal_panel")


@pytest.mark.long
def test_the_same_town_border_holds_for_town_people(world: World) -> None:
    """Inside one county, a town's clerk and a village's worker end at their own border."""
    with rolled_back():
        town = RegionFactory(code="990101101", name="石桥镇", level="town", parent=world.county)
        village = RegionFactory(code="990101101201", name="石下湾村", level="village", parent=town)
        for region, role in ((town, Role.TOWN_CLERK), (town, Role.TOWN_HEAD), (village, Role.VILLAGE_WORKER), (village, Role.HELPER)):
            position = PositionFactory(region=region, role=role)
            for name in WALKED:
                row = TABLE[name]
                if row.abroad == NOT_THERE and row.get != NO_METHOD and role in ADDRESSES[name].roles and not name.startswith(COUNTYS):
                    assert ask(world, position, name, row, "get").status_code == NOT_THERE, f"{name} as {role} of another town"


def test_the_guard_sees_a_write(world: World) -> None:
    """The test of the test: a write during a GET is caught, the reading log and the session are let through."""
    browser = world.browser(world.inside[Role.TASKFORCE])
    with rolled_back(), read_only():
        with pytest.raises(WroteOnGet), transaction.atomic():
            Event.objects.filter(pk=0).update(by="x")
        browser.get(reverse("households:detail", args=[world.household.pk]))
        list(Event.objects.select_for_update())


def test_a_page_that_changes_nothing_for_a_reader_leaves_only_the_reading_log(world: World) -> None:
    browser = world.browser(world.inside[Role.TOWN_CLERK])
    with rolled_back():
        before = ReadingLog.objects.count()
        browser.get(reverse("households:detail", args=[world.household.pk]))
        assert ReadingLog.objects.count() == before + 1
